"""Everything may be killed anywhere: the rows say what is to be done, and the tick finds it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from app.core.queue import QUEUE_KEYS
from app.core.redis import get_redis
from app.db.session import get_engine, unit_of_work
from app.models.models import Schedule, SyncRun, SyncStep
from app.services.aws.rate import RateUnavailable, RedisRateLimit
from app.services.sync import coverage, dispatch, locks, pipeline, planning, runs, ticking
from app.services.sync.requests import Extent
from tests.aws.fake import HOME, FakeAws, fleet
from tests.sync.conftest import INVENTORY, rows, work

pytestmark = pytest.mark.usefixtures("db")
US = ["us-east-1"]
BACKEND = Path(__file__).parents[2]


def start(**extent: list[str]) -> int:
    return runs.start(Extent(**{"collectors": INVENTORY, "regions": US, **extent}), "manual", "test")


def age(table: Any, seconds: int = 31) -> None:
    with unit_of_work() as session:
        then = text(f"now() - interval '{seconds} seconds'")
        session.execute(update(table).where(table.dispatched_at.is_not(None)).values(dispatched_at=then))


def sent() -> int:
    """Messages in the queue; they are taken away."""
    number = dispatch.queued()
    get_redis().delete(*QUEUE_KEYS)
    return number


def one(sql: str) -> Any:
    return rows(sql)[0][0]


@contextmanager
def worker(aws: FakeAws) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "app.celery_app", "worker", "-c", "1", "-l", "WARNING"]
    environment = {**os.environ, "AWS_ENDPOINT_URL": aws.url}
    process = subprocess.Popen(command, cwd=BACKEND, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def until(done: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None, limit: float = 90) -> None:
    deadline = time.monotonic() + limit
    while not done():
        assert time.monotonic() < deadline, "took too long"
        meanwhile()
        time.sleep(0.2)


def test_a_worker_killed_in_the_middle_of_a_listing_changes_nothing_about_the_result(aws: FakeAws) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(60)
    in_the_middle, go_on = threading.Event(), threading.Event()

    def hang_at_the_second_page(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if request.get("NextToken") == "25" and not go_on.is_set():
            in_the_middle.set()
            go_on.wait(60)

    aws.hook = hang_at_the_second_page
    run_id = start(collectors=["workspaces"])
    with worker(aws) as first:
        assert in_the_middle.wait(60)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(30)
    go_on.set()
    assert (one("select status from sync_steps"), one("select count(*) from workspaces")) == ("running", 0)
    with worker(aws):
        until(lambda: one("select status from sync_runs") not in ("queued", "running"), ticking.tick)
    assert one("select status from sync_runs") == "succeeded"
    assert rows("select attempts, seen, created from sync_steps where run_id = :i", i=run_id) == [(2, 60, 60)]
    assert one("select count(*) from workspace_changes where field = 'created'") == 60


def test_dying_between_the_rows_and_the_end_of_the_step_leaves_neither(
    aws: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    run_id = start(collectors=["workspaces"])

    def die(*_: object, **__: object) -> None:
        raise OperationalError("connection lost", None, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(coverage, "record", die)
        with pytest.raises(OperationalError):
            work(run_id)
    assert (one("select count(*) from workspaces"), one("select status from sync_steps")) == (0, "running")
    pipeline.run_step(one("select id from sync_steps"))
    assert (one("select count(*) from workspaces"), one("select status from sync_runs")) == (3, "succeeded")


def test_a_message_that_got_lost_is_sent_again_and_a_fresh_one_is_not(aws: FakeAws) -> None:
    start()
    get_redis().flushdb()
    ticking.tick()
    assert sent() == 0
    age(SyncRun)
    ticking.tick()
    assert sent() == 1
    planning.plan(one("select id from sync_runs"))
    sent()
    age(SyncStep)
    ticking.tick()
    assert sent() == 2  # workspaces and directories; the others wait for workspaces


def test_the_fleet_is_read_before_the_months_of_hours_and_events(aws: FakeAws) -> None:
    run_id = start(collectors=["costs", "workspaces", "prices", "directories"])
    planning.plan(run_id)
    plan_and_fleet, later = (int(get_redis().llen(key)) for key in QUEUE_KEYS)
    assert (plan_and_fleet, later, dispatch.queued()) == (3, 2, 5)


def test_a_step_that_another_worker_is_on_is_neither_sent_again_nor_run_twice(aws: FakeAws) -> None:
    run_id = start(collectors=["workspaces"])
    planning.plan(run_id)
    sent()
    with unit_of_work() as session:
        session.execute(update(SyncStep).values(status="running", attempts=1))
    age(SyncStep)
    step_id = one("select id from sync_steps")
    with locks.alone(locks.STEPS, locks.key(HOME, "us-east-1", "workspaces")) as mine:
        assert mine
        ticking.tick()
        assert sent() == 0
        pipeline.run_step(step_id)
        assert (one("select status from sync_steps"), one("select attempts from sync_steps")) == ("running", 1)
    ticking.tick()
    assert sent() == 1


def test_a_step_whose_scope_is_still_held_by_another_run_is_sent_again_at_the_next_tick(aws: FakeAws) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    planning.plan(start(collectors=["workspaces"]))
    sent()
    with locks.alone(locks.STEPS, locks.key(HOME, "us-east-1", "workspaces")):
        pipeline.run_step(one("select id from sync_steps"))
    assert one("select status from sync_steps") == "queued"
    ticking.tick()
    assert sent() == 1


def test_a_step_sent_twice_is_run_once(aws: FakeAws) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    run_id = start(collectors=["workspaces"])
    work(run_id)
    pipeline.run_step(one("select id from sync_steps"))
    planning.plan(run_id)
    assert rows("select attempts from sync_steps") == [(1,)]


def test_a_step_that_always_dies_is_given_up_with_a_reason(aws: FakeAws) -> None:
    run_id = start(collectors=["workspaces"])
    planning.plan(run_id)
    with unit_of_work() as session:
        session.execute(update(SyncStep).values(status="running", attempts=pipeline.MAX_ATTEMPTS))
    pipeline.run_step(one("select id from sync_steps"))
    assert rows("select status, error from sync_steps") == [("failed", "Given up after 8 attempts.")]
    assert one("select status from sync_runs") == "failed"


def test_a_run_whose_last_worker_died_before_ending_it_is_ended_by_the_tick(aws: FakeAws) -> None:
    run_id = start(collectors=["workspaces"])
    work(run_id)
    with unit_of_work() as session:
        session.execute(update(SyncRun).values(status="running", finished_at=None))
    ticking.tick()
    assert one("select status from sync_runs") == "succeeded"


def test_a_step_without_its_rate_budget_is_put_back_and_done_later(
    aws: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    run_id = start(collectors=["workspaces"])
    planning.plan(run_id)

    def away(*_: object) -> None:
        raise RateUnavailable("Redis does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(RedisRateLimit, "wait", away)
        pipeline.run_step(one("select id from sync_steps"))
    assert rows("select status, error from sync_steps") == [("queued", "Redis does not answer")]
    work(run_id)
    assert rows("select status, error from sync_steps") == [("succeeded", None)]


def test_the_broker_dying_after_the_run_was_made_loses_nothing(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(dispatch.celery_app, "send_task", refuse)
        start()
    age(SyncRun)
    ticking.tick()
    assert sent() == 1


# --- schedules -----------------------------------------------------------------------------------------------------


def schedule(minutes_ago: int, **columns: Any) -> None:
    due = text(f"now() - interval '{minutes_ago} minutes'")
    with unit_of_work() as session:
        session.add(Schedule(**{"name": f"s{minutes_ago}", "interval_minutes": 30, "next_run_at": due, **columns}))


def test_a_schedule_that_was_missed_many_times_runs_once(aws: FakeAws) -> None:
    schedule(600)
    ticking.tick()
    ticking.tick()
    assert rows("select trigger, requested_by from sync_runs") == [("schedule", "s600")]
    assert one("select next_run_at > now() + interval '29 minutes' from schedules")
    assert sent() == 1


def test_a_disabled_schedule_and_one_that_is_not_due_do_not_run(aws: FakeAws) -> None:
    schedule(1, is_enabled=False)
    schedule(-5)
    ticking.tick()
    assert one("select count(*) from sync_runs") == 0


def test_a_schedule_whose_scope_is_busy_waits_and_runs_afterwards(aws: FakeAws) -> None:
    run_id = start(collectors=["workspaces"])
    schedule(1)
    ticking.tick()
    assert one("select count(*) from sync_runs") == 1
    work(run_id)
    ticking.tick()
    assert one("select count(*) from sync_runs") == 2


def test_two_ticks_at_once_start_one_run(aws: FakeAws) -> None:
    schedule(1)
    with get_engine().begin() as other:
        other.execute(text("select pg_advisory_xact_lock(hashtextextended('sync tick', 0))"))
        ticking.tick()
        assert one("select count(*) from sync_runs") == 0
    ticking.tick()
    assert one("select count(*) from sync_runs") == 1


def test_old_runs_are_forgotten_and_what_they_brought_is_kept(aws: FakeAws) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    for _ in range(2):
        work(start(collectors=["workspaces"]))
    with unit_of_work() as session:
        session.execute(text("update sync_runs set finished_at = now() - interval '91 days' where id = 1"))
        session.execute(text("update sync_runs set finished_at = now() - interval '89 days' where id = 2"))
    ticking.tick()
    assert rows("select id from sync_runs") == [(2,)]
    assert rows("select distinct run_id from sync_steps") == [(2,)]
    assert (one("select count(*) from workspaces"), one("select count(*) from workspace_changes")) == (3, 3)


def test_a_run_that_is_still_active_is_not_forgotten(aws: FakeAws) -> None:
    start(collectors=["workspaces"])
    with unit_of_work() as session:
        session.execute(text("update sync_runs set created_at = now() - interval '1 year'"))
    ticking.tick()
    assert one("select count(*) from sync_runs") == 1
