"""Running mode and timeout over time, from what the inventory saw and what CloudTrail tells."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.services.usage.clock import hour_of
from app.services.usage.facts import history
from app.services.usage.told import Report, asked

LOOKED = datetime(2026, 4, 28, tzinfo=UTC)


def on(day: int) -> datetime:
    return datetime(2026, 4, day, tzinfo=UTC)


def event(day: int, **properties: Any) -> list[Report]:
    return list(asked(on(day), properties))


def held(mode: str | None, timeout: int | None, told: list[Report]) -> list[tuple[str | None, int | None]]:
    return [(one.running_mode, one.timeout_minutes) for one in history(mode, timeout, told, LOOKED)]


def test_without_a_report_it_has_always_been_as_it_is() -> None:
    assert held("AUTO_STOP", 120, []) == [("AUTO_STOP", 120)]


def test_a_mode_before_an_event_was_the_other_one() -> None:
    told = event(10, runningMode="ALWAYS_ON")
    assert held("ALWAYS_ON", None, told) == [("AUTO_STOP", None), ("ALWAYS_ON", None)]


def test_a_timeout_that_came_back_with_its_mode_was_the_same_before() -> None:
    told = event(10, runningMode="ALWAYS_ON")
    told += event(13, runningMode="AUTO_STOP", runningModeAutoStopTimeoutInMinutes=240)
    assert held("AUTO_STOP", 240, told) == [("AUTO_STOP", 240), ("ALWAYS_ON", 240), ("AUTO_STOP", 240)]


def test_a_timeout_that_was_changed_alone_was_an_hour_before() -> None:
    told = event(10, runningModeAutoStopTimeoutInMinutes=240)
    assert held("AUTO_STOP", 240, told) == [("AUTO_STOP", 60), ("AUTO_STOP", 240)]


def test_that_always_on_has_no_timeout_now_says_nothing_of_the_one_it_had() -> None:
    told = event(10, runningMode="AUTO_STOP", runningModeAutoStopTimeoutInMinutes=240)
    told += event(14, runningMode="ALWAYS_ON")
    assert held("ALWAYS_ON", None, told)[1] == ("AUTO_STOP", 240)


def test_the_look_that_saw_a_change_tells_what_was_before() -> None:
    told = event(10, runningMode="AUTO_STOP")
    told.append(Report(on(11), "running_mode", "AUTO_STOP", "MANUAL"))
    assert held("AUTO_STOP", 60, told) == [("MANUAL", 60), ("AUTO_STOP", 60)]


def test_the_hour_of_a_switch_to_always_on_is_still_billed_by_the_hour() -> None:
    at = datetime(2026, 4, 10, 9, 20, tzinfo=UTC)
    away, back = (list(asked(at, {"runningMode": mode})) for mode in ("ALWAYS_ON", "AUTO_STOP"))
    assert history("ALWAYS_ON", None, away, LOOKED)[1].from_hour == hour_of(at) + 1
    assert history("AUTO_STOP", 60, back, LOOKED)[1].from_hour == hour_of(at)
    both = [*away, *asked(at.replace(minute=40), {"runningMode": "AUTO_STOP"})]
    assert [one.running_mode for one in history("AUTO_STOP", 60, both, LOOKED)][-1] == "AUTO_STOP"
    assert sorted(history("AUTO_STOP", 60, both, LOOKED), key=lambda one: one.from_hour)[-1].running_mode == "AUTO_STOP"
    on_the_hour = list(asked(on(10), {"runningMode": "ALWAYS_ON"}))
    assert history("ALWAYS_ON", None, on_the_hour, LOOKED)[1].from_hour == hour_of(on(10))


@pytest.mark.parametrize("properties", [None, [], "x", {"runningMode": 3, "rootVolumeSizeGib": True}])
def test_what_is_not_understood_tells_nothing(properties: Any) -> None:
    assert list(asked(on(1), properties)) == []
