"""A trail read into the tables: whole, late, cut off, stopped and taken up again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.services.aws.errors import AwsError, ErrorKind
from app.services.events import reading
from app.services.events.reading import Progress
from app.services.events.windows import KEPT, Covered
from tests.events.conftest import NOW, SCOPE, Trail, raw

Rows = Callable[..., list[Any]]
DENIED = AwsError(ErrorKind.DENIED, "AccessDeniedException", "no")


def read(trail: Trail, now: datetime = NOW) -> Progress:
    from app.db.session import get_engine

    return reading.read(get_engine(), trail, SCOPE, now)  # type: ignore[arg-type]


def ninety_days(count: int) -> list[dict[str, Any]]:
    return [raw(n, NOW - KEPT * n / count) for n in range(count)]


@pytest.fixture
def stored(rows: Rows) -> Callable[[], set[str]]:
    return lambda: {row[0] for row in rows("select event_id from events")}


def test_the_first_reading_brings_ninety_days_and_the_next_ones_only_what_is_new(db: None, stored: Any) -> None:
    trail = Trail(ninety_days(500))
    first = read(trail)
    assert (first.stored.created, len(stored()), first.covered) == (500, 500, Covered(NOW - KEPT, NOW))
    trail.calls, trail.asked = 0, []
    trail.items += [raw(900, NOW + timedelta(minutes=14)), raw(901, NOW - timedelta(minutes=20))]  # one of them late
    second = read(trail, NOW + timedelta(minutes=15))
    assert (second.stored.created, second.errors) == (2, [])
    assert trail.calls <= 2
    assert read(trail, NOW + timedelta(minutes=30)).stored.created == 0


def test_a_reading_that_is_cut_off_keeps_what_it_read_and_goes_on_from_there(db: None, stored: Any) -> None:
    trail = Trail(ninety_days(3000), fail_at=20, error=DENIED)
    first = read(trail)
    assert first.errors == [("LookupEvents", DENIED)]
    assert 0 < len(stored()) < 3000
    assert first.covered is not None
    assert first.covered.end == NOW
    kept = {i["EventId"] for i in trail.items if i["EventTime"] >= first.covered.start}
    assert kept <= stored()
    trail.error, trail.asked = None, []
    second = read(trail)
    assert (second.errors, len(stored())) == ([], 3000)
    assert all(asked.get("EndTime", NOW) > NOW - timedelta(hours=3) or asked["EndTime"] <= first.covered.start
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
    assert whole.covered == Covered(NOW - KEPT, NOW)
    assert whole.stored.created == 1500


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
    assert (denied.covered, denied.stored.seen) == (None, 0)
    assert rows("select count(*) from event_watermarks") == [(0,)]


def test_a_clock_behind_that_of_aws_still_sees_the_newest_events(db: None, stored: Any) -> None:
    trail = Trail([raw(1, NOW + timedelta(minutes=9))])
    assert read(trail).stored.created == 1
    assert read(trail).stored.created == 0
