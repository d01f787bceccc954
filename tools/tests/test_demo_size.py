from pathlib import Path

import pytest

from devstack.problem import Problem
from devstack.stack import demo_size
from devstack.state import State


def test_an_estate_keeps_its_size_until_it_is_reset(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert demo_size(state, None) == 500
    assert demo_size(state, 200) == 200  # nothing was started yet
    state.set("demo_made", 200)
    assert demo_size(state, None) == 200
    assert demo_size(state, 200) == 200


def test_another_size_than_the_one_that_is_there_says_what_to_do_in_one_line(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.set("demo_made", 500)
    with pytest.raises(Problem) as told:
        demo_size(state, 200)
    assert "./dev reset" in str(told.value)
    assert "\n" not in str(told.value)
    assert demo_size(state, None) == 500
