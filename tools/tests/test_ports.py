import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack import ports
from devstack.problem import Problem
from devstack.state import State


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_one_line_with_its_holder_and_a_way_out(taken: int) -> None:
    with pytest.raises(Problem) as problem:
        ports.require(taken, "WEB_PORT")
    line = str(problem.value)
    assert line.startswith(f"Port {taken} (WEB_PORT) is taken by ")
    assert f"(pid {os.getpid()})" in line
    assert "start with WEB_PORT=" in line
    assert "\n" not in line


def test_a_free_port_is_accepted() -> None:
    ports.require(ports.any_free(set()), "WEB_PORT")


def test_a_chosen_port_is_remembered_while_it_is_free(tmp_path: Path) -> None:
    first = ports.choose(State(tmp_path), "postgres")
    assert ports.choose(State(tmp_path), "postgres") == first
    assert ports.remembered(State(tmp_path), "postgres") == first


def test_a_chosen_port_that_was_taken_meanwhile_is_chosen_again(tmp_path: Path) -> None:
    state = State(tmp_path)
    first = ports.choose(state, "redis")
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", first))
        thief.listen()
        assert ports.choose(state, "redis") != first
