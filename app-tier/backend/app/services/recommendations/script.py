"""A shell script of the selected recommendations: for people to review and run, this product runs none of it.

By default it only says what it would do. Every value is quoted for the shell, and before each change the WorkSpace is
looked at: whether it is still the user's, in the state, mode and size that the advice was about.
"""

import re
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.schemas.caller import Caller
from app.services.audit import trail
from app.services.recommendations.choosing import choose
from app.services.recommendations.reading import visible
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.states import COUNTED, LABELS

_UNSEEN = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_HEAD = r"""#!/usr/bin/env bash
# WorkSpaces Inventory: {count} recommendation(s), made {made_at} for {made_for}.
# Review it before you run it. It changes nothing unless WSI_APPLY=1 is set; deleting takes WSI_DELETE=1 beside it.
# It needs the AWS CLI, signed in to the account of each part; WSI_PROFILE_<account> names a profile for one of them.
set -euo pipefail

apply="${{WSI_APPLY:-0}}"
delete="${{WSI_DELETE:-0}}"
made_on={made_on}
today="$(date -u +%F)"
profile="" region="" signed_in=0 changed=0 skipped=0 failed=0

say() {{ printf '%s\n' "$*"; }}
skip() {{ say "SKIPPED $1: $2"; skipped=$((skipped + 1)); }}
cli() {{
  if [ -n "$profile" ]; then aws --profile "$profile" --region "$region" "$@"; else aws --region "$region" "$@"; fi
}}

# account, Region: those of the steps that follow
at() {{
  local variable="WSI_PROFILE_$1" found
  profile="${{!variable:-}}" region="$2" signed_in=0
  if ! found="$(cli sts get-caller-identity --query Account --output text)"; then
    say "NOT SIGNED IN: account $1, Region $2"
  elif [ "$found" != "$1" ]; then
    say "WRONG ACCOUNT: $found where $1 is needed, Region $2"
  else
    signed_in=1
  fi
}}

# name, WorkSpace, user, running mode, compute type, first day, last day: whether the step still fits; and what it does
step() {{
  local name="$1" id="$2" user="$3" mode="$4" size="$5" first="$6" last="$7"
  local state now_user now_mode now_size seen answer
  shift 7
  if [ "$signed_in" != 1 ]; then skip "$name" "not signed in to its account"; return 0; fi
  if [[ "$today" < "$first" ]]; then skip "$name" "not before $first"; return 0; fi
  if [ -n "$last" ] && [[ "$today" > "$last" ]]; then skip "$name" "$last is over: make the script anew"; return 0; fi
  if ! seen="$(cli workspaces describe-workspaces --workspace-ids "$id" --output text --query \
    'Workspaces[0].[State,WorkspaceProperties.RunningMode,WorkspaceProperties.ComputeTypeName,UserName]')"; then
    skip "$name" "it cannot be looked at"; return 0
  fi
  if [ "$seen" = None ]; then skip "$name" "it is not there any more"; return 0; fi
  IFS=$'\t' read -r state now_mode now_size now_user <<<"$seen"
  if [ "$now_user" != "$user" ]; then skip "$name" "its user is $now_user now, not $user"; return 0; fi
  if [ "$now_mode" != "$mode" ]; then skip "$name" "its running mode is $now_mode now, not $mode"; return 0; fi
  if [ "$now_size" != "$size" ]; then skip "$name" "its compute type is $now_size now, not $size"; return 0; fi
  if [ "$2" = terminate-workspaces ]; then
    case "$state" in SUSPENDED|TERMINATING|TERMINATED) skip "$name" "its state is $state"; return 0 ;; esac
    if ! seen="$(cli workspaces describe-workspaces-connection-status --workspace-ids "$id" --output text --query \
      'WorkspacesConnectionStatus[0].[ConnectionState,LastKnownUserConnectionTimestamp]')"; then
      skip "$name" "whether it is used cannot be told"; return 0
    fi
    IFS=$'\t' read -r state answer <<<"$seen"
    if [ "$state" = CONNECTED ]; then skip "$name" "somebody is connected"; return 0; fi
    if [ "${{answer:-None}}" != None ] && [[ "${{answer:0:10}}" > "$made_on" ]]; then
      skip "$name" "it has been used since this script was made"; return 0
    fi
    if [ "$apply" = 1 ] && [ "$delete" != 1 ]; then skip "$name" "deleting takes WSI_DELETE=1 as well"; return 0; fi
  else
    case "$state" in AVAILABLE|STOPPED) ;; *) skip "$name" "its state is $state"; return 0 ;; esac
  fi
  if [ "$apply" != 1 ]; then say "WOULD DO $name: aws --region $region$(printf ' %q' "$@")"; return 0; fi
  if answer="$(cli "$@" --query 'FailedRequests[].ErrorMessage' --output text)" \
    && {{ [ -z "$answer" ] || [ "$answer" = None ]; }}; then
    say "DONE $name"; changed=$((changed + 1))
  else
    say "FAILED $name: $answer"; failed=$((failed + 1))
  fi
}}
"""
_TAIL = r"""
if [ "$apply" = 1 ]; then
  say "$changed changed, $skipped skipped, $failed failed."
else
  say "Nothing was changed: set WSI_APPLY=1 to act. $skipped would be skipped."
fi
[ "$failed" = 0 ]
"""


def make(session: Session, caller: Caller, ids: Sequence[int], now: datetime | None = None) -> dict[str, Any]:
    """The members of `schemas.recommendations.Script`; who asked for it is written into the audit log."""
    now = now or datetime.now(UTC)
    rows = visible(session.connection(), ids, caller)
    left_out = {number: "There is none of that number that you may see." for number in ids if number not in rows}
    left_out |= {n: f"It is {LABELS[row.state].lower()}." for n, row in rows.items() if row.state not in COUNTED}
    choice = choose(row for row in rows.values() if row.id not in left_out)
    left_out |= choice.left_out
    chosen = sorted(
        (rows[number] for number in choice.chosen),
        key=lambda row: (row.account_id, row.region, row.workspace_id, row.id),
    )
    left_out |= {row.id: "It takes work by hand; the script says which." for row in chosen if not _command(row)}
    included = [row.id for row in chosen if _command(row)]
    trail.record(session, caller, "recommendation.script", None, {"included": included[:500], "count": len(included)})
    return {
        "filename": f"workspaces-{now:%Y%m%d-%H%M%S}.sh",
        "script": text(chosen, caller.username, now),
        "included": included,
        "left_out": [{"id": number, "reason": left_out[number]} for number in sorted(left_out)],
    }


def text(rows: Sequence[Row[Any]], made_for: str, now: datetime) -> str:
    """The script itself, of rows in the order of their places."""
    head = _HEAD.format(
        count=len(rows),
        made_at=now.isoformat(timespec="seconds"),
        made_for=_comment(made_for),
        made_on=now.date().isoformat(),
    )
    lines, place = [head], None
    for row in rows:
        if (row.account_id, row.region) != place:
            place = (row.account_id, row.region)
            lines.append(f"\nat {shlex.quote(row.account_id)} {shlex.quote(row.region)}")
        lines += _step(row)
    return "\n".join(lines) + "\n" + _TAIL


def _step(row: Row[Any]) -> list[str]:
    saving = "saving not known" if row.saving_monthly is None else f"{row.saving_monthly:.2f} USD a month"
    user = _comment(row.before.get("user_name") or "-")
    told = [f"\n# {row.id}: {_comment(row.title)}; {row.workspace_id} of {user}",
            f"# {saving}, confidence {row.confidence}. Undo: {_comment(KINDS[row.kind].undo)}"]  # fmt: skip
    command = _command(row)
    if not command:
        return [*told, f"# By hand: {_comment(KINDS[row.kind].how)}"]
    before = row.before
    expected = (
        *(row.workspace_id, _told(before.get("user_name")), _told(before.get("running_mode"))),
        *(_told(before.get("compute_type")), row.act_on.isoformat(), row.act_by.isoformat() if row.act_by else ""),
    )
    name = f"{row.id} ({row.kind}, {row.workspace_id})"
    return [*told, "step " + " ".join(shlex.quote(word) for word in (name, *expected, *command))]


def _command(row: Row[Any]) -> tuple[str, ...]:
    """The words behind `aws` that act on it; none where it takes work by hand."""
    if KINDS[row.kind].removes:
        request = f"WorkspaceId={row.workspace_id}"
        return ("workspaces", "terminate-workspaces", "--terminate-workspace-requests", request)
    match row.kind:
        case "switch_to_auto_stop" | "idle_timeout":
            minutes = int(row.after["auto_stop_timeout_minutes"])
            wanted = f"RunningMode=AUTO_STOP,RunningModeAutoStopTimeoutInMinutes={minutes}"
        case "switch_to_always_on":
            wanted = "RunningMode=ALWAYS_ON"
        case "oversized" | "undersized":
            wanted = f"ComputeTypeName={row.after['compute_type']}"
        case _:
            return ()
    properties = ("--workspace-id", row.workspace_id, "--workspace-properties", wanted)
    return ("workspaces", "modify-workspace-properties", *properties)


def _told(value: str | None) -> str:
    """As the AWS CLI writes it into text."""
    return "None" if value is None else value


def _comment(value: str) -> str:
    """Text that stays on its line."""
    return _UNSEEN.sub("?", value)[:300]
