"""A trail read into the tables: whole, late, cut off, stopped and taken up again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.services.aws.errors import AwsError, ErrorKind
from app.services.events import reading
from app.services.events.windows import KEPT, Covered
from app.services.sync.outcome import Outcome
from tests.events.conftest import NOW, SCOPE, Trail, raw

Rows = Callable[..., list[Any]]
DENIED = AwsError(ErrorKind.DENIED, "AccessDeniedException", "no")


def read(trail: Trail, now: datetime = NOW, patience_s: float = 60) -> Outcome:
    return reading.run(trail, SCOPE, now, patience_s)  # type: ignore[arg-type]


def covered() -> Covered | None:
    from app.db.session import get_engine

    with get_engine().connect() as connection:
        return reading.covered(connection, SCOPE)


def ninety_days(count: int) -> list[dict[str, Any]]:
    return [raw(n, NOW - KEPT * n / count) for n in range(count)]


@pytest.fixture
def stored(rows: Rows) -> Callable[[], set[str]]:
    return lambda: {row[0] for row in rows("select event_id from events")}


def test_the_first_reading_brings_ninety_days_and_the_next_ones_only_what_is_new(db: None, stored: Any) -> None:
    trail = Trail(ninety_days(500))
    first = read(trail)
    assert (first.merged.created, len(stored()), covered()) == (500, 500, Covered(NOW - KEPT, NOW))
    trail.calls, trail.asked = 0, []
    trail.items += [raw(900, NOW + timedelta(minutes=14)), raw(901, NOW - timedelta(minutes=20))]  # one of them late
    second = read(trail, NOW + timedelta(minutes=15))
    assert (second.merged.created, second.errors) == (2, [])
    assert trail.calls <= 2
    assert read(trail, NOW + timedelta(minutes=30)).merged.created == 0


def test_a_reading_that_is_cut_off_keeps_what_it_read_and_goes_on_from_there(db: None, stored: Any) -> None:
    trail = Trail(ninety_days(3000), fail_at=20, error=DENIED)
    first = read(trail)
    assert first.errors == [("LookupEvents", DENIED)]
    assert 0 < len(stored()) < 3000
    reached = covered()
    assert reached is not None
    assert reached.end == NOW
    kept = {i["EventId"] for i in trail.items if i["EventTime"] >= reached.start}
    assert kept <= stored()
    trail.error, trail.asked = None, []
    second = read(trail)
    assert (second.errors, len(stored())) == ([], 3000)
    assert all(asked.get("EndTime", NOW) > NOW - timedelta(hours=3) or asked["EndTime"] <= reached.start
               + timedelta(seconds=2) for asked in trail.asked)  # fmt: skip


def test_killed_between_any_two_writes_nothing_is_lost_and_nothing_doubled(
    db: None, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROWS_A_WRITE", 100)
    trail = Trail(ninety_days(1500), error=KeyboardInterrupt())
    for stop in (1, 2, 5, 6, 14, 30):
        trail.fail_at = trail.calls + stop
        with pytest.raises(KeyboardInterrupt):
            read(trail)
    trail.error = None
    read(trail)
    assert rows("select count(*), count(distinct event_id) from events") == [(1500, 1500)]


def test_a_listing_out_of_order_counts_only_when_it_is_whole(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_A_WRITE", 50)
    trail = Trail(ninety_days(1500), fail_at=2, error=DENIED)
    pages = trail.pages

    def backwards(*names: Any, **kwargs: Any) -> Any:
        return iter(list(pages(*names, **kwargs))[::-1]) if trail.error is None else pages(*names, **kwargs)

    trail.error = None
    monkeypatch.setattr(trail, "pages", backwards)
    whole = read(trail)
    assert covered() == Covered(NOW - KEPT, NOW)
    assert whole.merged.created == 1500


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_page_that_lost_its_token_does_not_hide_the_rest(db: None, stored: Any, lost: int) -> None:
    read(Trail([raw(n, NOW - timedelta(minutes=n)) for n in range(400)], lose_token_at=lost))
    assert len(stored()) == 400


def test_a_token_that_grew_old_is_asked_for_again_from_where_it_ended(db: None, stored: Any) -> None:
    stale = AwsError(ErrorKind.INVALID, "InvalidNextTokenException", "old")
    done = read(Trail([raw(n, NOW - timedelta(minutes=n)) for n in range(400)], fail_at=4, error=stale))
    assert (done.errors, len(stored())) == ([], 400)


def test_more_events_in_one_second_than_a_page_holds_are_all_read(db: None, stored: Any) -> None:
    read(Trail([raw(n, NOW - timedelta(hours=n // 170)) for n in range(400)]))
    assert len(stored()) == 400


def test_a_region_that_is_denied_leaves_no_mark(db: None, rows: Rows) -> None:
    denied = read(Trail(ninety_days(5), fail_at=1, error=DENIED))
    assert (covered(), denied.merged.seen) == (None, 0)
    assert rows("select count(*) from event_watermarks") == [(0,)]


def test_a_clock_behind_that_of_aws_still_sees_the_newest_events(db: None, stored: Any) -> None:
    trail = Trail([raw(1, NOW + timedelta(minutes=9))])
    assert read(trail).merged.created == 1
    assert read(trail).merged.created == 0


def test_a_step_out_of_time_says_so_and_the_next_goes_on(
    db: None, stored: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROWS_A_WRITE", 40)
    trail = Trail(ninety_days(600))
    steps = 0
    while steps < 100:
        steps += 1
        done = read(trail, patience_s=0)
        if not done.errors:
            break
        assert done.errors[0][1].code == "Unfinished"
    assert (done.errors, len(stored()), steps > 5) == ([], 600, True)


def test_the_outcome_says_what_is_covered(db: None) -> None:
    done = read(Trail(ninety_days(20)))
    assert (done.merged.seen, done.merged.created, done.merged.unchanged) == (20, 20, 0)
    assert done.detail["read_to"] == NOW.isoformat().replace("+00:00", "Z")
    assert (NOW - KEPT).isoformat().replace("+00:00", "Z") == done.detail["read_from"]
