"""What is past cannot change any more: it comes out the same, whatever failed or died on the way to it."""

from collections.abc import Iterator

import pytest

from tests.reliability.killing import killed_at
from tests.reliability.stack import Row, Stack, failed

pytestmark = pytest.mark.timeout(300)

EVERYTHING = [
    *("workspaces", "directories", "bundles", "tags", "connections", "usage", "metrics", "events", "event_queue"),
    *("people", "ip_groups", "images", "pools", "costs", "prices", "organization"),
]
# between the day that leaves CloudTrail's 90 days, or the month that leaves CloudWatch's 455, and what may still come
PAST = {
    "events": "select event_id, account_id, region from events where event_time > now() - interval '89 days' "
    "and event_time < now() - interval '2 hours' and event_name <> 'WorkSpaces Access'",
    "touches": "select event_id, workspace_id, failed, effect from event_workspaces "
    "where event_time > now() - interval '89 days' and event_time < now() - interval '2 hours'",
    "hours": "select workspace_id, month, connected_hours, known_hours, sessions from usage_monthly "
    "where month > now() - interval '454 days' and month < date_trunc('month', now())",
    "experience": "select workspace_id, day, cpu_percent_avg, latency_ms_p95 from metric_daily "
    "where day > current_date - 60 and day < current_date - 1",
    "bill": "select account_id, usage_type, month, quantity, cost from bill_monthly "
    "where month < date_trunc('month', now() - interval '1 month')",
}
OLD_BILLS = """
insert into bill_periods (payer_account_id, month, is_final, cost_tags)
select %s, date_trunc('month', now()) - n * interval '1 month', true, '{}' from generate_series(5, 20) as n
"""


class Past:
    """The history of the home account in one Region."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.extent = {"account_ids": [stack.home["account_id"]], "regions": ["us-east-1"]}

    def unread(self) -> None:
        """Nothing has been read yet but the bills of long ago, of which there would be hundreds of pages."""
        self.stack.empty()
        self.stack.rows(OLD_BILLS, self.stack.home["account_id"])

    def sync(self, *collectors: str) -> int:
        return self.stack.sync(collectors=list(collectors), **self.extent)

    def rows(self) -> dict[str, set[Row]]:
        return {name: set(self.stack.rows(sql)) for name, sql in PAST.items()}

    def differences(self, rows: dict[str, set[Row]], *names: str) -> set[tuple[str, Row]]:
        """What is only here or only there, of these kinds or of all."""
        mine = self.rows()
        return {(name, row) for name in names or PAST for row in mine[name] ^ rows[name]}


@pytest.fixture(scope="module")
def undisturbed(running: Stack) -> dict[str, set[Row]]:
    """The rows as a reading gives them during which nothing fails."""
    past = Past(running)
    past.unread()
    for _ in range(2):  # the second reads the hours of those that the first one's events told of
        assert running.ended(past.sync(*EVERYTHING), 200) == "succeeded"
    rows = past.rows()
    assert {name: len(found) > 10 for name, found in rows.items()} == dict.fromkeys(PAST, True)
    return rows


@pytest.fixture
def past(undisturbed: dict[str, set[Row]], stack: Stack) -> Iterator[Past]:
    made = Past(stack)
    made.unread()
    yield made


def test_a_fifth_of_all_answers_failing_leaves_the_same_history_as_none(
    past: Past, undisturbed: dict[str, set[Row]]
) -> None:
    stack = past.stack
    stack.break_a_fifth()
    run_id = past.sync(*EVERYTHING)
    stack.ended(run_id, 200)
    assert {step["collector"] for step in stack.steps(run_id)} == set(EVERYTHING)
    for step in failed(stack.steps(run_id)):
        assert (bool(step["error"]), step["complete"]) == (True, False)
    stack.mend()
    again = past.sync(*EVERYTHING)
    stack.ended(again, 200)
    assert failed(stack.steps(again)) == []
    assert past.differences(undisturbed) == set()


def test_a_worker_killed_inside_a_piece_of_hours_or_events_loses_and_doubles_nothing(
    past: Past, undisturbed: dict[str, set[Row]]
) -> None:
    stack = past.stack
    stack.ended(past.sync("workspaces"))
    stack.worker.kill()
    run_id = past.sync("usage", "events")
    for boundary in ("inside a piece of the trail", "inside a piece of the hours"):
        killed_at(stack, boundary)
    stack.worker.start()
    stack.recovered(run_id)
    assert stack.status(run_id) == "succeeded"
    # the hours of those that ended unseen, of whom the trail tells, are read by the sync after it
    stack.ended(past.sync("usage"), 120)
    assert past.differences(undisturbed, "events", "touches", "hours") == set()
