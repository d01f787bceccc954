"""What the settings of a WorkSpace were over time, as far as anybody tells: the inventory's changes, and CloudTrail.

CloudTrail reaches back 90 days before the first look and knows the moment, but only what a setting became. The
inventory knows before and after, and the moment of its look. A report of what is already so adds nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from app.services.usage.billing import AUTO_STOP, DEFAULT_TIMEOUT_MINUTES, Mode
from app.services.usage.clock import hour_after, hour_of

MODE, TIMEOUT, COMPUTE = "running_mode", "auto_stop_timeout_minutes", "compute_type"
ROOT, USER = "root_volume_size_gib", "user_volume_size_gib"
SETTINGS = (MODE, TIMEOUT, COMPUTE, ROOT, USER)
# the names of ModifyWorkspaceProperties, as CloudTrail writes them
PROPERTIES = {
    MODE: "runningMode",
    TIMEOUT: "runningModeAutoStopTimeoutInMinutes",
    COMPUTE: "computeTypeName",
    ROOT: "rootVolumeSizeGib",
    USER: "userVolumeSizeGib",
}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
UNTOLD: Any = object()
_OTHER_MODE = {"ALWAYS_ON": "AUTO_STOP", "AUTO_STOP": "ALWAYS_ON"}

_CHANGES = text("""
select workspace_id, field, before, after, changed_at from workspace_changes
where account_id = :account_id and region = :region and workspace_id = any(:ids) and field = any(:fields)
order by changed_at, id
""")
_EVENTS = text("""
select l.workspace_id, l.event_time, e.request_parameters -> 'workspaceProperties' as asked
from event_workspaces l join events e using (event_time, event_id, region, account_id)
where l.account_id = :account_id and l.region = :region and l.workspace_id = any(:ids) and not l.failed
  and e.event_name = 'ModifyWorkspaceProperties' and e.error_code is null
order by l.event_time
""")


@dataclass(frozen=True, slots=True)
class Report:
    """A setting became `after` at a moment; `before` is UNTOLD where the source does not say.

    `with_mode`: it came with a running mode, as the timeout does that is asked for with AUTO_STOP.
    """

    at: datetime
    field: str
    after: Any
    before: Any = UNTOLD
    with_mode: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A setting's value since a moment; `inferred` where nobody told it."""

    since: datetime
    value: Any
    inferred: bool = False


def reports(connection: Connection, account_id: str, region: str, ids: Sequence[str]) -> dict[str, list[Report]]:
    """All that is told of the settings of WorkSpaces of one account and Region."""
    names = {"account_id": account_id, "region": region, "ids": list(ids), "fields": list(SETTINGS)}
    made: dict[str, list[Report]] = {}
    for row in connection.execute(_CHANGES, names):
        made.setdefault(row.workspace_id, []).append(Report(row.changed_at, row.field, row.after, row.before))
    for row in connection.execute(_EVENTS, names):
        made.setdefault(row.workspace_id, []).extend(asked(row.event_time, row.asked))
    return made


def asked(at: datetime, properties: object) -> Iterable[Report]:
    """What the properties of an event say that settings became; nothing of what is not understood."""
    if not isinstance(properties, dict):
        return
    with_mode = isinstance(properties.get(PROPERTIES[MODE]), str)
    for name, property_name in PROPERTIES.items():
        value = properties.get(property_name)
        is_text = name in (MODE, COMPUTE)
        if isinstance(value, str if is_text else int) and not isinstance(value, bool):
            yield Report(at, name, value, UNTOLD, with_mode)


def before(report: Report) -> Any:
    """What running mode or timeout were before the first that is told of them.

    A mode was the other one. A timeout that came with a mode was the same before AlwaysOn; one that was changed alone
    was the one that AWS gives unasked.
    """
    if report.field == MODE:
        return _OTHER_MODE.get(report.after, report.after)
    return report.after if report.with_mode else DEFAULT_TIMEOUT_MINUTES


def series(now: Any, told: Iterable[Report], looked_at: datetime, guess: Callable[[Report], Any]) -> list[Held]:
    """The values of one setting, oldest first; `guess` infers what was before the first report.

    `now` is what it was seen to be at `looked_at`: a report that is newer counts more, an older one less. None tells
    nothing (AlwaysOn has no timeout).
    """
    ordered = sorted(told, key=lambda report: report.at)
    if not ordered:
        return [Held(BEGINNING, now)]
    first = ordered[0]
    # the event and the look that saw its effect: what the one does not tell the other does
    if first.before is UNTOLD and len(ordered) > 1 and ordered[1].after == first.after:
        first = replace(first, before=ordered[1].before)
    inferred = first.before is UNTOLD
    made = [Held(BEGINNING, guess(first) if inferred else first.before, inferred)]
    for report in ordered:
        if report.after != made[-1].value:
            made.append(Held(report.at, report.after))
    if now is not None and made[-1].value != now and ordered[-1].at < looked_at:
        made[-1] = Held(made[-1].since, now, inferred=True)
    return made


def modes(running: Sequence[Held], timeouts: Sequence[Held], moments: Iterable[datetime]) -> tuple[Mode, ...]:
    """Mode and timeout at each moment, in whole hours: the hour of a switch is still billed as it had begun."""
    made: list[Mode] = []
    for moment in sorted(moments):
        mode, timeout = at(running, moment).value, at(timeouts, moment).value
        is_left = bool(made) and made[-1].running_mode == AUTO_STOP != mode
        begins = hour_after(moment) if is_left else hour_of(moment)
        made.append(Mode(max(begins, made[-1].from_hour) if made else begins, mode, timeout))
    return tuple(made)


def at(made: Sequence[Held], moment: datetime) -> Held:
    """What held at a moment."""
    return next(held for held in reversed(made) if held.since <= moment)
