"""Users connected by hour: bitmaps added up column by column."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.usage.fleet_hours import counted


@given(st.lists(st.integers(0, 2**70 - 1), max_size=40))
def test_every_hour_is_counted_as_if_it_were_looked_at_alone(bitmaps: list[int]) -> None:
    assert counted(bitmaps, 70) == [sum(bitmap >> hour & 1 for bitmap in bitmaps) for hour in range(70)]


@pytest.mark.parametrize("size", [672, 744])
def test_a_month_of_a_place(size: int) -> None:
    draw = random.Random(7)
    bitmaps = [draw.getrandbits(size) for _ in range(300)]
    assert sum(counted(bitmaps, size)) == sum(bitmap.bit_count() for bitmap in bitmaps)
    assert counted([], size) == [0] * size
