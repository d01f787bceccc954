"""A worker dies at every boundary of a step: what was not committed is done again, what was is not."""

import pytest

from tests.reliability.killing import killed_at
from tests.reliability.stack import Stack

pytestmark = pytest.mark.timeout(300)


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
