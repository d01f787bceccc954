"""A worker dies at every boundary of a step: what was not committed is done again, what was is not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.reliability.processes import until
from tests.reliability.stack import Stack

pytestmark = pytest.mark.timeout(300)

# where a worker is caught: what the test holds, and the statement that the worker then waits with
BOUNDARIES = {
    "before the plan is written": ("select 1 from sync_runs for update", "UPDATE sync_runs %"),
    "before a step begins": ("select 1 from sync_steps for update", "%FROM sync_steps%FOR UPDATE%"),
    "inside the merge": ("lock table workspaces in exclusive mode", "%with differing as %"),
    "inside a piece of the trail": ("lock table event_watermarks in exclusive mode", "%insert into event_watermarks%"),
    "inside a piece of the hours": ("lock table usage_monthly in exclusive mode", "%usage_monthly%"),
    "after the rows and their history": ("lock table coverage in exclusive mode", "INSERT INTO coverage %"),
    "after the step, before the run goes on": ("select 1 from sync_runs for update", "%FROM sync_runs%FOR UPDATE%"),
}
WAITING = (
    "select count(*) from pg_stat_activity "
    "where wait_event_type = 'Lock' and application_name like 'workspaces%%' and query like %s"
)


@contextmanager
def held(stack: Stack, statement: str) -> Iterator[None]:
    with stack.connection() as connection, connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '20s'")
        cursor.execute(statement)
        yield


def killed_at(stack: Stack, boundary: str, also: Callable[[], bool] = lambda: True) -> None:
    """Start a worker, and kill it while it waits at the boundary."""
    lock, statement = BOUNDARIES[boundary]
    with held(stack, lock):
        stack.worker.start()
        until(lambda: stack.rows(WAITING, statement)[0][0] > 0 and also(), f"a worker {boundary}")
        stack.worker.kill()
    until(lambda: stack.rows(WAITING, "%")[0][0] == 0, "the end of its connections")
    stack.forget_dispatch()


def test_a_worker_killed_at_every_boundary_of_a_run_changes_nothing_about_its_result(stack: Stack) -> None:
    stack.empty()
    stack.worker.kill()
    run_id = stack.sync(collectors=["workspaces", "tags"])
    killed_at(stack, "before the plan is written")
    assert stack.steps(run_id) == []
    killed_at(stack, "inside the merge")
    # the one that was killed has not ended; another place may have
    assert {"running"} <= {step["status"] for step in stack.steps(run_id)} <= {"queued", "running", "succeeded"}
    assert stack.rows("select count(*) from workspaces") == [(0,)]
    killed_at(stack, "before a step begins")
    killed_at(stack, "after the rows and their history")
    assert stack.rows("select count(*) from workspaces") == [(0,)]
    assert stack.rows("select count(*) from workspace_changes") == [(0,)]
    done = "select count(*) from sync_steps where status = 'succeeded'"
    killed_at(stack, "after the step, before the run goes on", also=lambda: stack.rows(done)[0][0] > 0)
    assert stack.status(run_id) == "running"
    stack.worker.start()
    stack.recovered(run_id)
    assert stack.status(run_id) == "partial"  # one Region is denied, and says so
    assert {step["error_kind"] for step in stack.steps(run_id)} == {None, "denied"}
    assert max(step["attempts"] for step in stack.steps(run_id)) > 1
    stack.assert_whole()


def test_a_worker_killed_inside_a_piece_of_hours_or_events_loses_and_doubles_nothing(stack: Stack) -> None:
    stack.empty()
    extent = {"account_ids": [stack.home["account_id"]], "regions": ["us-east-1"]}
    stack.ended(stack.sync(collectors=["workspaces"], **extent))
    stack.worker.kill()
    run_id = stack.sync(collectors=["usage", "events"], **extent)
    for boundary in ("inside a piece of the trail", "inside a piece of the hours"):
        killed_at(stack, boundary)
    stack.worker.start()
    stack.recovered(run_id)
    assert stack.status(run_id) == "succeeded"
    events = "select event_id, workspace_ids from events where event_time < now() - interval '1 hour'"
    hours = (
        "select workspace_id, month, connected_hours, known_hours from usage_monthly where month < current_date - 32"
    )
    # the hours of those that ended unseen, of whom the trail tells, are read by the sync after it
    stack.ended(stack.sync(collectors=["usage"], **extent), 120)
    killed = [sorted(stack.rows(sql)) for sql in (events, hours)]
    stack.empty()
    stack.ended(stack.sync(collectors=["workspaces", "usage", "events"], **extent), 120)
    stack.ended(stack.sync(collectors=["usage"], **extent), 120)
    whole = [sorted(stack.rows(sql)) for sql in (events, hours)]
    assert [len(rows) > 10 for rows in whole] == [True, True]
    assert {row[0] for row in whole[0]} == {row[0] for row in killed[0]}
    assert whole[1] == killed[1]
