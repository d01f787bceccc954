"""Redis and PostgreSQL go away in mid-run and under load: everything recovers by itself when they are back."""

import threading
from collections import Counter

import httpx
import pytest

from tests.reliability.processes import until
from tests.reliability.stack import Stack

pytestmark = pytest.mark.timeout(300)


def reading(stack: Stack, run_id: int) -> bool:
    """Whether some steps have ended and others have not."""
    [(done, left)] = stack.rows(
        "select count(*) filter (where finished_at is not null), count(*) filter (where finished_at is null) "
        "from sync_steps where run_id = %s",
        run_id,
    )
    return bool(done and left)


def slowly(stack: Stack) -> None:
    """Make a run last long enough to be met in its middle."""
    stack.empty()
    stack.fault(kind="latency", ms=150)


def test_redis_losing_everything_in_mid_run_loses_nothing(stack: Stack) -> None:
    slowly(stack)
    run_id = stack.sync()
    until(lambda: reading(stack, run_id), "the middle of the run")
    stack.redis.server.kill()
    answer = stack.ask("POST", "/api/admin/sync", json={"collectors": ["prices"]})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    stack.redis.start()
    stack.mend()
    stack.recovered(run_id)
    assert {step["error_kind"] for step in stack.steps(run_id)} == {None, "denied"}
    stack.assert_whole()


class Load:
    """Requests without end, from several connections."""

    def __init__(self, stack: Stack, connections: int = 4) -> None:
        self.answers: Counter[tuple[int, str]] = Counter()
        self.wrong: list[str] = []
        self._stack, self._stop = stack, threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(connections)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        paths = ("/api/workspaces?limit=5", "/api/auth/me", "/api/workspaces/facets?facets=state", "/api/admin/syncs")
        with httpx.Client(headers={"Authorization": f"Bearer {self._stack.token}"}, timeout=30) as client:
            while not self._stop.is_set():
                for path in paths:
                    answer = client.get(self._stack.url + path)
                    self.answers[answer.status_code, answer.headers["content-type"]] += 1
                    if answer.status_code not in (200, 503):
                        self.wrong.append(f"{path}: {answer.status_code} {answer.text[:300]}")


def test_postgresql_crashing_in_mid_run_and_under_load_is_told_and_gets_over(stack: Stack) -> None:
    slowly(stack)
    run_id = stack.sync()
    until(lambda: reading(stack, run_id), "the middle of the run")
    with Load(stack) as load:
        until(lambda: load.answers[200, "application/json"] > 20, "load")
        stack.postgres.crash()
        until(lambda: load.answers[503, "application/problem+json"] > 5, "an answer that says so")
        assert stack.ask("GET", "/api/health").status_code == 200
        stack.postgres.start()
        good = load.answers[200, "application/json"]
        until(lambda: load.answers[200, "application/json"] > good + 20, "good answers")
    assert load.wrong == []
    assert set(load.answers) == {(200, "application/json"), (503, "application/problem+json")}
    stack.mend()
    stack.recovered(run_id)
    assert {step["error_kind"] for step in stack.steps(run_id)} == {None, "denied"}
    stack.assert_whole()
