from collections.abc import Callable
from typing import Any

import pytest

from app import cli
from app.commands import sync as command
from app.services.sync import dispatch
from tests.aws.conftest import signed_in
from tests.aws.fake import HOME, FakeAws, fleet
from tests.sync.conftest import INVENTORY, work

ONLY = ["--collectors", *INVENTORY, "--regions", "us-east-1"]


@pytest.fixture
def eager(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does the whole run as soon as it is sent."""

    def send_plan(run_id: int) -> bool:
        work(run_id)
        return True

    monkeypatch.setattr(dispatch, "send_plan", send_plan)


def test_a_sync_is_followed_to_its_end(aws: FakeAws, eager: None, capsys: pytest.CaptureFixture[str]) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    assert cli.main(["sync", "--wait", *ONLY]) == 0
    assert "sync 1 succeeded: 3 WorkSpaces seen, 3 rows created" in capsys.readouterr().out


def test_a_failed_sync_says_why_and_exits_with_one(
    aws: FakeAws, eager: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in(monkeypatch, aws.url, "AKIAWRONG")
    assert cli.main(["sync", "--wait", *ONLY]) == 1
    assert "AWS does not accept the configured credentials" in capsys.readouterr().err


def test_a_sync_that_is_running_is_followed_with_wait_and_refused_without(
    aws: FakeAws, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sync", *ONLY]) == 0
    assert cli.main(["sync", *ONLY]) == 1
    assert "already running" in capsys.readouterr().err
    finish: Callable[..., Any] = lambda *_, **__: work(1)  # noqa: E731
    monkeypatch.setattr(command.PubSub, "get_message", finish)
    assert cli.main(["sync", "--wait", *ONLY]) == 0
    assert "following it" in capsys.readouterr().out


def test_an_unknown_collector_is_refused_naming_the_known_ones(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sync", "--collectors", "nonsense"]) == 1
    assert "nonsense is not known; allowed: workspaces" in capsys.readouterr().err
