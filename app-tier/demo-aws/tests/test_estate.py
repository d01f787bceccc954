"""The company itself: deterministic, moving with time, believable, and fast at any size."""

import time
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from demo_aws.estate.company import REGIONS
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.rows import truth_row
from demo_aws.estate.running import billed_hours

NOW = 1_795_000_000.0  # a Wednesday, 2026-11-18
DAY = 86_400


def everyone(fleet: Fleet, at: float) -> list[Any]:
    return [
        seat
        for account in fleet.accounts
        for region in REGIONS
        for seat in fleet.living(account.account_id, region, at)
    ]


def test_the_same_seed_is_the_same_company() -> None:
    first, second, other = Fleet(7, 200), Fleet(7, 200), Fleet(8, 200)
    rows = [truth_row(first, seat, NOW) for seat in everyone(first, NOW)]
    assert rows == [truth_row(second, seat, NOW) for seat in everyone(second, NOW)]
    assert {row["workspace_id"] for row in rows}.isdisjoint(seat.workspace_id for seat in everyone(other, NOW))


@pytest.mark.parametrize("size", [10, 30, 500, 3000])
def test_the_size_is_about_what_was_asked_for(size: int) -> None:
    fleet = Fleet(1, size)
    assert sum(one.high - one.low for one in fleet.directories) == size
    assert 0.97 * size - 3 <= len(everyone(fleet, NOW)) <= size


def test_a_size_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="size must be 10 to 1048575"):
        Fleet(1, 9)


def test_ids_lead_back_to_their_workspace() -> None:
    fleet = Fleet(1, 3000)
    seats = everyone(fleet, NOW)
    assert len({seat.workspace_id for seat in seats}) == len(seats)
    assert all(fleet.find(seat.workspace_id) is seat for seat in seats)
    assert [fleet.find(text) for text in ("ws-", "ws-ABC", "ws-0000000001", "nothing")] == [None] * 4


def test_people_differ() -> None:
    fleet = Fleet(1, 3000)
    seats = everyone(fleet, NOW)
    habits = Counter(seat.habit for seat in seats)
    assert len(habits) == 10
    assert habits["office"] > len(seats) * 0.4
    assert len({seat.display_name for seat in seats}) > len(seats) * 0.9
    assert any(not seat.display_name.isascii() for seat in seats)
    assert 0.02 < sum(not seat.tags for seat in seats) / len(seats) < 0.12
    assert any("<" in value for seat in seats for value in seat.tags.values())
    assert all(len(seat.user_name) <= 20 for seat in seats)


def test_sessions_are_in_order_apart_and_inside_the_life() -> None:
    fleet = Fleet(1, 400)
    for seat in everyone(fleet, NOW)[:200]:
        spans = fleet.habits.between(seat, int(NOW) - 60 * DAY, int(NOW))
        assert all(begin < end for begin, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert all(seat.created_at < begin and end <= seat.terminated_at for begin, end in spans)


def test_billed_hours_never_exceed_the_clock() -> None:
    fleet = Fleet(1, 400)
    start, end = int(NOW) - 31 * DAY, int(NOW)
    for seat in everyone(fleet, NOW)[:200]:
        hours = billed_hours(fleet.habits, seat, start, end)
        assert hours == sorted(set(hours))
        assert len(hours) <= 31 * 24


def test_offices_work_by_day_and_rest_at_weekends() -> None:
    fleet = Fleet(1, 1000)
    seats = [seat for seat in everyone(fleet, NOW) if seat.directory.region == "eu-west-1" and seat.habit == "office"]

    def connected(at: float) -> int:
        return sum(any(begin <= at < end for begin, end in fleet.habits.around(seat, at)) for seat in seats)

    wednesday_noon = 1_794_996_000 - 1_794_996_000 % DAY + 11 * 3600
    assert connected(wednesday_noon) > len(seats) * 0.5
    assert connected(wednesday_noon + 3 * DAY) < len(seats) * 0.15
    assert connected(wednesday_noon - 9 * 3600) < len(seats) * 0.05


def test_something_happens_at_any_hour_of_the_week() -> None:
    fleet = Fleet(1, 500)
    seats = everyone(fleet, NOW)

    def picture(at: float) -> list[Any]:
        rows = (truth_row(fleet, seat, at) for seat in seats)
        return [(row["state"], row["connection_state"]) for row in rows]

    sunday = NOW - NOW % DAY + 4 * DAY
    for hour in (2, 9, 14, 21):
        assert picture(sunday + hour * 3600) != picture(sunday + hour * 3600 + 600)


def test_time_moves() -> None:
    fleet = Fleet(1, 500)
    before = {seat.workspace_id: truth_row(fleet, seat, NOW) for seat in everyone(fleet, NOW)}
    after = {seat.workspace_id: truth_row(fleet, seat, NOW + 300) for seat in everyone(fleet, NOW + 300)}
    moved = [key for key in before.keys() & after.keys() if before[key]["state"] != after[key]["state"]
             or before[key]["connection_state"] != after[key]["connection_state"]]  # fmt: skip
    assert moved
    later = {seat.workspace_id for seat in everyone(fleet, NOW + 4 * 3600)}
    assert before.keys() - later
    assert later - before.keys()


def test_a_hundred_thousand_start_at_once() -> None:
    begun = time.process_time()
    fleet = Fleet(1, 100_000)
    page = [fleet.at(slot, NOW) for slot in range(25)]
    assert time.process_time() - begun < 1.0
    assert sum(seat is not None for seat in page) > 20
