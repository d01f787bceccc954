"""The script as a shell runs it: nothing by default, quoted whatever the names are, and only where it still fits."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.services.recommendations import script

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
ACCOUNT = "111111111111"


@dataclass(frozen=True)
class Row:
    """A stored recommendation, as far as the script reads it."""

    id: int = 7
    kind: str = "switch_to_auto_stop"
    workspace_id: str = "ws-ada"
    account_id: str = ACCOUNT
    region: str = "us-east-1"
    title: str = "Switch to AutoStop"
    saving_monthly: Decimal | None = Decimal("6.85")
    confidence: str = "high"
    act_on: date = date(2020, 1, 1)
    act_by: date | None = None
    before: dict[str, Any] = field(
        default_factory=lambda: {"user_name": "ada", "running_mode": "ALWAYS_ON", "compute_type": "STANDARD"}
    )
    after: dict[str, Any] = field(default_factory=lambda: {"auto_stop_timeout_minutes": 60})


DELETE = Row(8, "unused", "ws-bob", title="Delete: not used", after={})
FAKE = """#!{python}
import json, os, sys
words = sys.argv[1:]
open(os.environ["AWS_CALLS"], "a").write(json.dumps(words) + "\\n")
told = json.loads(os.environ["AWS_TOLD"])
name = next(word for word in words if word in told)
if told[name] is None:
    sys.exit(254)
print(told[name])
"""
TOLD = {
    "get-caller-identity": ACCOUNT,
    "describe-workspaces": "AVAILABLE\tALWAYS_ON\tSTANDARD\tada",
    "describe-workspaces-connection-status": "DISCONNECTED\t2020-05-01T10:00:00+00:00",
    "modify-workspace-properties": "None",
    "terminate-workspaces": "None",
}


@dataclass
class Shell:
    """Runs scripts with a command `aws` that answers what it is told and writes down what it was asked."""

    folder: Path

    def run(self, rows: list[Any], told: dict[str, Any] | None = None, **environment: str) -> tuple[int, str]:
        (self.folder / "aws").write_text(FAKE.format(python=sys.executable))
        (self.folder / "aws").chmod(0o755)
        self.calls_file.write_text("")
        path = self.folder / "script.sh"
        path.write_text(script.text(rows, "otto", NOW))
        given = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "AWS_CALLS": str(self.calls_file),
                 "AWS_TOLD": json.dumps({**TOLD, **(told or {})}), **environment}  # fmt: skip
        done = subprocess.run(["bash", str(path)], env=given, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    @property
    def calls_file(self) -> Path:
        return self.folder / "calls"

    @property
    def changes(self) -> list[list[str]]:
        calls = [json.loads(line) for line in self.calls_file.read_text().splitlines()]
        return [c for c in calls if "modify-workspace-properties" in c or "terminate-workspaces" in c]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def bob(**told: Any) -> dict[str, Any]:
    return {"describe-workspaces": "STOPPED\tALWAYS_ON\tSTANDARD\tada", **told}


def test_by_default_it_only_says_what_it_would_do(shell: Shell) -> None:
    status, told = shell.run([Row(), DELETE])
    assert status == 0
    assert shell.changes == []
    assert (
        "WOULD DO 7 (switch_to_auto_stop, ws-ada): aws --region us-east-1 workspaces modify-workspace-properties "
        "--workspace-id ws-ada --workspace-properties RunningMode=AUTO_STOP\\,RunningModeAutoStopTimeoutInMinutes=60"
    ) in told
    assert "WOULD DO 8 (unused, ws-bob)" in told
    assert "Nothing was changed: set WSI_APPLY=1 to act." in told


def test_told_to_it_acts(shell: Shell) -> None:
    status, told = shell.run([Row()], WSI_APPLY="1")
    assert (status, "DONE 7" in told, "1 changed, 0 skipped, 0 failed." in told) == (0, True, True)
    (change,) = shell.changes
    assert change[:8] == [
        "--region", "us-east-1", "workspaces", "modify-workspace-properties", "--workspace-id", "ws-ada",
        "--workspace-properties", "RunningMode=AUTO_STOP,RunningModeAutoStopTimeoutInMinutes=60",
    ]  # fmt: skip


def test_deleting_takes_a_second_word(shell: Shell) -> None:
    _, told = shell.run([DELETE], WSI_APPLY="1")
    assert (shell.changes, "deleting takes WSI_DELETE=1 as well" in told) == ([], True)
    _, told = shell.run([DELETE], WSI_APPLY="1", WSI_DELETE="1")
    assert shell.changes[0][2:6] == [
        "workspaces", "terminate-workspaces", "--terminate-workspace-requests", "WorkspaceId=ws-bob"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told", "reason"),
    [
        (Row(), {"get-caller-identity": "999999999999"}, "not signed in to its account"),
        (Row(), {"get-caller-identity": None}, "not signed in to its account"),
        (Row(), {"describe-workspaces": "None"}, "it is not there any more"),
        (Row(), {"describe-workspaces": None}, "it cannot be looked at"),
        (Row(), {"describe-workspaces": "AVAILABLE\tALWAYS_ON\tSTANDARD\teve"}, "its user is eve now, not ada"),
        (Row(), {"describe-workspaces": "AVAILABLE\tAUTO_STOP\tSTANDARD\tada"}, "its running mode is AUTO_STOP now"),
        (Row(), {"describe-workspaces": "AVAILABLE\tALWAYS_ON\tPOWER\tada"}, "its compute type is POWER now"),
        (Row(), {"describe-workspaces": "REBOOTING\tALWAYS_ON\tSTANDARD\tada"}, "its state is REBOOTING"),
        (Row(act_on=date(2999, 1, 1)), {}, "not before 2999-01-01"),
        (Row(act_by=date(2020, 1, 31)), {}, "2020-01-31 is over: make the script anew"),
        (DELETE, {"describe-workspaces": "SUSPENDED\tALWAYS_ON\tSTANDARD\tada"}, "its state is SUSPENDED"),
        (DELETE, {"describe-workspaces-connection-status": "CONNECTED\tNone"}, "somebody is connected"),
        (DELETE, {"describe-workspaces-connection-status": None}, "whether it is used cannot be told"),
        (DELETE, {"describe-workspaces-connection-status": "DISCONNECTED\t2026-11-11T08:00:00+00:00"},
         "it has been used since this script was made"),
    ],
)  # fmt: skip
def test_what_does_not_fit_any_more_is_left_alone(shell: Shell, row: Row, told: dict[str, Any], reason: str) -> None:
    status, said = shell.run([row], told, WSI_APPLY="1", WSI_DELETE="1")
    assert (status, shell.changes) == (0, [])
    assert f"SKIPPED {row.id} " in said
    assert reason in said


def test_what_aws_refuses_is_said_and_the_rest_goes_on(shell: Shell) -> None:
    status, told = shell.run([DELETE, replace(DELETE, id=9, workspace_id="ws-c")], {"terminate-workspaces": "Not so"},
                             WSI_APPLY="1", WSI_DELETE="1")  # fmt: skip
    assert status == 1
    assert (told.count("FAILED"), "Not so" in told, "0 changed, 0 skipped, 2 failed." in told) == (2, True, True)


def test_a_profile_can_be_named_for_an_account(shell: Shell) -> None:
    shell.run([Row()], WSI_APPLY="1", **{f"WSI_PROFILE_{ACCOUNT}": "my desk"})
    assert shell.changes[0][:2] == ["--profile", "my desk"]


HOSTILE = "a'; touch hacked; $(touch hacked) `touch hacked` \\ \" \u202e\n\rtouch hacked\n#"


def test_no_name_however_made_runs_as_a_command(shell: Shell) -> None:
    before = {"user_name": HOSTILE, "running_mode": "ALWAYS_ON'; touch hacked", "compute_type": HOSTILE}
    row = Row(title=HOSTILE, workspace_id=HOSTILE, region=HOSTILE, account_id=HOSTILE, before=before)
    by_hand = replace(row, id=9, kind="missing_tags", after={})
    text = script.text([row, by_hand], HOSTILE, NOW)
    assert all(line.startswith("#") for line in text.splitlines() if "a'; touch hacked" in line and "step" not in line)
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    answers = {"get-caller-identity": HOSTILE, "describe-workspaces": HOSTILE}
    path, told = shell.folder / "s.sh", json.dumps({**TOLD, **answers})
    path.write_text(text)
    given = {**os.environ, "PATH": f"{shell.folder}:{os.environ['PATH']}", "AWS_CALLS": str(shell.calls_file)}
    for apply in ("0", "1"):
        environment = {**given, "AWS_TOLD": told, "WSI_APPLY": apply}
        subprocess.run(["bash", str(path)], cwd=shell.folder, capture_output=True, check=False, env=environment)
    assert not (shell.folder / "hacked").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row(kind="switch_to_always_on", after={"running_mode": "ALWAYS_ON"}), "RunningMode=ALWAYS_ON"),
        (Row(kind="idle_timeout", after={"auto_stop_timeout_minutes": 120}),
         "RunningMode=AUTO_STOP,RunningModeAutoStopTimeoutInMinutes=120"),
        (Row(kind="oversized", after={"compute_type": "VALUE"}), "ComputeTypeName=VALUE"),
        (Row(kind="undersized", after={"compute_type": "POWER"}), "ComputeTypeName=POWER"),
    ],
)  # fmt: skip
def test_each_kind_that_can_be_done_by_a_command_is(shell: Shell, row: Row, words: str) -> None:
    shell.run([row], WSI_APPLY="1")
    assert words in shell.changes[0]


@pytest.mark.parametrize("kind", ["oversized_volume", "unencrypted", "end_of_life", "missing_tags"])
def test_what_takes_work_by_hand_is_told_as_a_comment(shell: Shell, kind: str) -> None:
    row = Row(kind=kind, after={}, saving_monthly=None)
    status, _ = shell.run([row], WSI_APPLY="1", WSI_DELETE="1")
    assert (status, shell.changes) == (0, [])
    assert "# By hand: " in script.text([row], "otto", NOW + timedelta(days=1))
