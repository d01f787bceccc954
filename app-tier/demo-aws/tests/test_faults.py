"""Throttling, and what can be broken on purpose."""

import time
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import HTTPClientError

from demo_aws.wire.throttle import Throttle


def test_an_impolite_client_is_throttled_and_a_polite_one_is_not(fresh: Any, code: Any) -> None:
    estate = fresh(rate=2.0, burst=15.0)
    client = estate.client("workspaces")
    for _ in range(15):
        client.describe_workspaces()
    assert code(lambda: [client.describe_workspaces() for _ in range(3)]) == "ThrottlingException"
    # the bucket is per account, Region and API
    estate.client("workspaces", "eu-west-1").describe_workspaces()
    estate.client("workspaces", slug="eng").describe_workspaces()
    client.describe_workspace_bundles()
    assert estate.demo("GET", "health")["throttled"] >= 1


def test_botocore_retries_through_the_throttle(fresh: Any) -> None:
    estate = fresh(rate=50.0, burst=3.0)
    client = estate.client("workspaces", config=Config(retries={"total_max_attempts": 10, "mode": "standard"}))
    for _ in range(6):
        assert client.describe_workspaces()["Workspaces"]


def test_cloudtrail_has_two_calls_a_second(fresh: Any, code: Any) -> None:
    estate = fresh(rate=2.0, burst=15.0)
    client = estate.client("cloudtrail")
    assert code(lambda: [client.lookup_events(MaxResults=1) for _ in range(5)]) == "ThrottlingException"


def test_the_bucket_refills_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    throttle = Throttle(2.0, 5.0)
    call = ("1", "us-east-1", "workspaces", "DescribeWorkspaces")
    assert [throttle.admit(*call) for _ in range(6)] == [True] * 5 + [False]
    now[0] += 0.5
    assert [throttle.admit(*call) for _ in range(2)] == [True, False]
    now[0] += 60
    assert sum(throttle.admit(*call) for _ in range(9)) == 5


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "deny"}, "AccessDeniedException"),
        ({"kind": "throttle"}, "ThrottlingException"),
        ({"kind": "error"}, "InternalServerException"),
        ({"kind": "error", "status": 503}, "ServiceUnavailable"),
    ],
)
def test_a_fault_hits_what_it_names_and_nothing_else(
    fresh: Any, code: Any, fault: dict[str, Any], expected: str
) -> None:
    estate = fresh()
    home = estate.world.home.account_id
    estate.fault(**fault, account_id=home, region="us-east-1", service="workspaces", operation="DescribeWorkspaces")
    assert code(estate.client("workspaces").describe_workspaces) == expected
    estate.client("workspaces").describe_workspace_directories()
    estate.client("workspaces", "eu-west-1").describe_workspaces()
    estate.demo("DELETE", "faults")
    estate.client("workspaces").describe_workspaces()


def test_a_listing_can_be_cut_off_at_a_page(fresh: Any, code: Any) -> None:
    estate = fresh(size=400)
    estate.fault(kind="truncate", operation="DescribeWorkspaces", page=2)
    client = estate.client("workspaces")
    token = client.describe_workspaces()["NextToken"]
    assert code(lambda: client.describe_workspaces(NextToken=token)) == "InternalServerException"


def test_a_page_can_lose_its_token(fresh: Any) -> None:
    estate = fresh(size=400)
    estate.fault(kind="drop_token", operation="DescribeWorkspaces", page=1)
    assert "NextToken" not in estate.client("workspaces").describe_workspaces()


def test_a_connection_can_break(fresh: Any) -> None:
    estate = fresh()
    estate.fault(kind="reset", operation="DescribeWorkspaces", count=1)
    client = estate.client("workspaces")
    with pytest.raises(HTTPClientError):
        client.describe_workspaces()
    assert client.describe_workspaces()["Workspaces"]


def test_half_an_answer_has_no_list_at_all(fresh: Any) -> None:
    """botocore gives a 200 with broken JSON as an empty answer: a client must miss the member, not read it as empty."""
    estate = fresh()
    estate.fault(kind="cut", operation="DescribeWorkspaces", count=1)
    client = estate.client("workspaces")
    assert "Workspaces" not in client.describe_workspaces()
    assert client.describe_workspaces()["Workspaces"]


def test_latency_and_counts(fresh: Any, code: Any) -> None:
    estate = fresh()
    estate.fault(kind="latency", ms=120, count=1)
    client = estate.client("workspaces")
    begun = time.perf_counter()
    client.describe_workspaces()
    assert time.perf_counter() - begun >= 0.12
    estate.fault(kind="error", count=2)
    assert code(client.describe_workspaces) == "InternalServerException"
    assert code(client.describe_workspaces) == "InternalServerException"
    client.describe_workspaces()


def test_a_share_of_the_calls_can_fail(fresh: Any) -> None:
    estate = fresh()
    estate.fault(kind="error", probability=0.2)
    client = estate.client("workspaces")
    failed = 0
    for _ in range(200):
        try:
            client.describe_workspaces(Limit=1)
        except client.exceptions.ClientError:
            failed += 1
    assert 15 < failed < 70


def test_a_role_can_be_denied(fresh: Any, code: Any) -> None:
    estate = fresh()
    estate.fault(kind="deny_role", account_id=estate.account("fin").account_id)
    assert code(lambda: estate.assume("fin")) == "AccessDenied"
    assert estate.assume("eng")


def test_the_admin_interface_says_what_is_wrong(fresh: Any) -> None:
    import httpx

    estate = fresh()
    answer = httpx.post(f"{estate.url}/_demo/faults", json={"kind": "nonsense"})
    assert answer.status_code == 400
    assert "deny" in answer.json()["error"]
    assert httpx.get(f"{estate.url}/_demo/nothing").status_code == 404
    assert estate.demo("GET", "health")["status"] == "ok"
    estate.fault(kind="rate", rate=1, burst=1)
    assert estate.world.throttle.rate == 1
