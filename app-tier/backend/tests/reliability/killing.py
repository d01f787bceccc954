"""A worker is caught while it waits at a boundary of its work, and killed there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.reliability.processes import until
from tests.reliability.stack import Stack

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
