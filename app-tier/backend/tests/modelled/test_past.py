"""Settings over time from what the inventory saw and what CloudTrail tells."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.services.costs.model import EARLIER_STATE, INFERRED
from app.services.costs.past import Past, past
from app.services.usage.told import COMPUTE, MODE, TIMEOUT, USER, Report
from tests.modelled.making import STANDARD

KNOWN_SINCE, LOOKED = datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 4, 28, tzinfo=UTC)
NOW = {MODE: "AUTO_STOP", TIMEOUT: 60, COMPUTE: "STANDARD", "root_volume_size_gib": 80, USER: 50}


def on(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=UTC)


def told(*reports: Report, now: dict[str, Any] | None = None) -> Past:
    return past({**NOW, **(now or {})}, STANDARD, reports, KNOWN_SINCE, LOOKED)


def modes(made: Past) -> list[tuple[int, str | None, bool, bool]]:
    return [
        (period.begins.day, period.running_mode, EARLIER_STATE in period.assumed, INFERRED in period.assumed)
        for period in made.periods
    ]


def test_without_a_change_it_has_always_been_as_it_is_and_what_nobody_watched_is_marked() -> None:
    assert modes(told()) == [(1, "AUTO_STOP", True, False), (5, "AUTO_STOP", False, False)]


def test_an_event_tells_the_moment_and_what_was_before_is_inferred() -> None:
    made = told(Report(on(10, 3), MODE, "AUTO_STOP"))
    assert modes(made)[1:] == [(5, "ALWAYS_ON", False, True), (10, "AUTO_STOP", False, False)]


def test_the_look_that_saw_the_effect_of_an_event_tells_what_was_before_and_adds_no_change() -> None:
    made = told(Report(on(10, 3), MODE, "AUTO_STOP"), Report(on(10, 9), MODE, "AUTO_STOP", "MANUAL"))
    assert modes(made)[1:] == [(5, "MANUAL", False, False), (10, "AUTO_STOP", False, False)]


def test_size_and_volumes_before_an_event_are_those_of_the_bundle() -> None:
    made = told(Report(on(10), COMPUTE, "POWER"), Report(on(12), USER, 150), now={COMPUTE: "POWER", USER: 150})
    sizes = [(p.begins.day, p.machine.compute_type, p.machine.volumes) for p in made.periods]
    assert sizes[1:] == [(5, "STANDARD", (80, 50)), (10, "POWER", (80, 50)), (12, "POWER", (80, 150))]


def test_a_timeout_holds_from_its_change_and_is_no_matter_of_the_fee() -> None:
    made = told(Report(on(10), TIMEOUT, 120), now={TIMEOUT: 120})
    assert [(mode.timeout_minutes, mode.running_mode) for mode in made.modes][1:] == [
        (60, "AUTO_STOP"),
        (120, "AUTO_STOP"),
    ]
    assert all(INFERRED not in period.assumed for period in made.periods)


def test_what_is_seen_now_counts_more_than_an_older_event_and_less_than_a_newer_one() -> None:
    old = told(Report(on(10), MODE, "ALWAYS_ON"))
    assert modes(old)[-1] == (10, "AUTO_STOP", False, True)
    new = told(Report(on(29), MODE, "ALWAYS_ON"))
    assert modes(new)[-1] == (29, "ALWAYS_ON", False, False)


def test_reports_in_any_order_tell_the_same() -> None:
    reports = [
        Report(on(10), MODE, "ALWAYS_ON"),
        Report(on(20), MODE, "AUTO_STOP"),
        Report(on(15), COMPUTE, "STANDARD"),
    ]
    assert told(*reports) == told(*reversed(reports))


def test_unknown_volumes_stay_unknown() -> None:
    made = past({**NOW, USER: None}, replace(STANDARD, volumes=None), (), KNOWN_SINCE, LOOKED)
    assert made.periods[-1].machine.volumes is None
