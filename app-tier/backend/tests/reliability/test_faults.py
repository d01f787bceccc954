"""AWS misbehaves: nothing is lost, nothing is doubled, no live WorkSpace is retired, and the run says what happened."""

import threading

import pytest

from tests.reliability.stack import INVENTORY, REGIONS, Stack, failed

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def synced(stack: Stack) -> Stack:
    """The fleet has been read, without faults."""
    stack.ended(stack.sync(collectors=["workspaces"]))
    stack.assert_whole()
    return stack


def test_a_fifth_of_all_answers_failing_costs_time_and_nothing_else(stack: Stack) -> None:
    stack.empty()
    stack.break_a_fifth()
    stack.fault(kind="throttle", operation="DescribeWorkspaces", count=1)  # of so few calls chance may spare all
    run_id = stack.sync(collectors=["workspaces", "tags", "connections"])
    stack.fault(kind="expire_sessions")
    stack.ended(run_id)
    for step in failed(stack.steps(run_id)):
        assert step["error"]
        assert not step["complete"]
    assert sum(step["throttled"] for step in stack.steps(run_id)) > 0
    stack.assert_nothing_doubled_or_wrongly_retired()
    stack.mend()
    second = stack.sync(collectors=["workspaces", "tags", "connections"])
    stack.ended(second)
    assert {step["error_kind"] for step in failed(stack.steps(second))} <= {"denied"}
    stack.assert_whole()


def test_sessions_that_expire_in_mid_run_are_renewed(synced: Stack) -> None:
    done = threading.Event()

    def expire() -> None:
        while not done.wait(0.3):
            synced.fault(kind="expire_sessions")

    expiring = threading.Thread(target=expire)
    expiring.start()
    try:
        run_id = synced.sync(collectors=["workspaces", "tags"])
        synced.ended(run_id)
    finally:
        done.set()
        expiring.join()
    assert {step["error_kind"] for step in failed(synced.steps(run_id))} <= {"denied", "credentials"}
    synced.assert_nothing_doubled_or_wrongly_retired()


def test_a_page_without_its_token_retires_nobody_and_is_told(synced: Stack) -> None:
    before = synced.live().keys()
    assert len(before) > 100
    synced.fault(kind="drop_token", operation="DescribeWorkspaces", page=1)
    run_id = synced.sync(collectors=["workspaces"])
    assert synced.ended(run_id) == "partial"
    assert "left out" in " ".join(step["error"] for step in failed(synced.steps(run_id)))
    assert before & synced.truth().keys() <= synced.live().keys()
    synced.assert_nothing_doubled_or_wrongly_retired()


@pytest.mark.parametrize("hours", [-3, 3], ids=["behind", "ahead"])
def test_a_clock_that_differs_from_the_one_of_aws_changes_nothing(stack: Stack, hours: int) -> None:
    stack.empty()
    stack.clock(hours * 3600)
    try:
        assert stack.ended(stack.sync(collectors=["workspaces", "connections"])) == "partial"  # one Region is denied
        stack.assert_whole()
        future = "select workspace_id from workspaces where last_seen_at > now() or first_seen_at > now()"
        assert stack.rows(future) == []
    finally:
        stack.clock(0)
    stack.ended(stack.sync(collectors=["workspaces"]))
    twice = "select workspace_id from workspace_changes where field = 'created' group by 1 having count(*) > 1"
    assert stack.rows(twice) == []


def test_a_region_that_is_denied_keeps_its_fleet_and_says_so(synced: Stack) -> None:
    account, region = synced.home["account_id"], REGIONS[0]
    before = {i for i, place in synced.live().items() if place[:2] == (account, region)}
    assert before
    synced.fault(kind="deny", account_id=account, region=region, service="workspaces")
    run_id = synced.sync()
    assert synced.ended(run_id) == "partial"
    here = [s for s in failed(synced.steps(run_id)) if (s["account_id"], s["region"]) == (account, region)]
    assert {step["collector"] for step in here} >= {"workspaces", "directories", "connections"}
    assert {step["error_kind"] for step in here} == {"denied"}
    assert before <= synced.live().keys()
    told = synced.ask("GET", "/api/coverage").json()["items"]
    [item] = [i for i in told if (i["account_id"], i["region"], i["collector"]) == (account, region, "workspaces")]
    assert (item["status"], item["last_good_at"] is not None) == ("denied", True)
    assert "workspaces:DescribeWorkspaces" in item["error"]


def test_an_account_that_disappears_keeps_its_fleet_and_comes_back(synced: Stack) -> None:
    account = synced.members[0]["account_id"]
    before = {i for i, place in synced.live().items() if place[0] == account}
    assert before
    synced.fault(kind="suspend", account_id=account)
    synced.fault(kind="expire_sessions")
    synced.ended(synced.sync(collectors=["organization"]))
    run_id = synced.sync()
    assert synced.ended(run_id) == "partial"
    mine = [step for step in synced.steps(run_id) if step["account_id"] == account]
    assert {(step["status"], step["complete"]) for step in mine} == {("failed", False)}
    assert all("SUSPENDED" in step["error"] and "role" in step["error"] for step in mine)
    assert before <= synced.live().keys()
    synced.mend()
    synced.ended(synced.sync())
    synced.assert_whole()


def test_two_syncs_at_once_neither_wait_in_a_ring_nor_double_anything(stack: Stack) -> None:
    stack.empty()
    first = stack.sync(collectors=["workspaces", "directories"])
    refused = stack.ask("POST", "/api/admin/sync", json={"collectors": INVENTORY})
    assert (refused.status_code, refused.json()["sync_id"]) == (409, first)
    second = stack.sync(collectors=["tags", "connections", "bundles"])
    assert {stack.ended(first), stack.ended(second)} == {"partial"}
    kinds = {s["error_kind"] for run_id in (first, second) for s in failed(stack.steps(run_id))}
    assert kinds == {"denied"}
    stack.ended(stack.sync())
    stack.assert_whole()
