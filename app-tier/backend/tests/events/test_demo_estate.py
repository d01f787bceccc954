"""Events of the demo estate over HTTP, against a plain reading of the same trails, with faults off and on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest

from app.services.aws.access import HOME, AccountAccess
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from tests.aws.conftest import aws
from tests.sync.conftest import rows, settings, sync
from tests.sync.test_demo_estate import Estate, estate, running

__all__ = ["aws", "estate", "running", "settings", "sync"]
Sync = Callable[..., int]
COLLECTORS = ["workspaces", "tags", "events"]
NINETY_DAYS = timedelta(days=90)
# the trails tell an event up to four minutes late: one that has come meanwhile cannot be there yet
DELIVERED = timedelta(minutes=10)


def trails(estate: Estate, *, of: str | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Every event of the service by account and Region, as a plain paginator gives it."""
    home = estate.accounts["home"]
    reached = [(HOME, home["account_id"], home["regions"])]
    for given in estate.accounts["accounts"]:
        access = AccountAccess("role", given["account_id"], given["role_arn"], given["external_id"])
        reached.append((access, given["account_id"], given["regions"]))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    denied = {row[:2] for row in rows("select account_id, region from coverage where status = 'denied'")}
    for access, account_id, regions in reached:
        for region in regions or home["regions"]:
            if (account_id, region) not in denied and of in (None, account_id):
                attributes = [{"AttributeKey": "EventSource", "AttributeValue": "workspaces.amazonaws.com"}]
                pages = Clients(access).pages(
                    "cloudtrail", "lookup_events", Scope(account_id, region), LookupAttributes=attributes
                )
                found[account_id, region] = {item["EventId"]: item for page in pages for item in page["Events"]}
    return found


def stored() -> dict[tuple[object, object], set[object]]:
    found: dict[tuple[object, object], set[object]] = {}
    for account_id, region, event_id in rows("select account_id, region, event_id from events"):
        found.setdefault((account_id, region), set()).add(event_id)
    return found


def shows_the_same(estate: Estate, *, of: str | None = None) -> None:
    """What is stored is what the trails hold; the oldest minutes have left them meanwhile, the newest have come."""
    now = datetime.now(UTC)
    edge = now - NINETY_DAYS + timedelta(minutes=30)
    mine = stored()
    for place, items in trails(estate, of=of).items():
        recent = {event_id for event_id, item in items.items() if edge < item["EventTime"] < now - DELIVERED}
        assert recent <= mine.get(place, set())
        assert mine.get(place, set()) - recent <= items.keys() | old_ones(edge)


def old_ones(edge: datetime) -> set[object]:
    return {row[0] for row in rows("select event_id from events where event_time <= :edge", edge=edge)}


def test_every_event_of_every_account_and_region_is_stored_once_and_explains_the_fleet(
    estate: Estate, sync: Sync
) -> None:
    sync(collectors=COLLECTORS)
    shows_the_same(estate)
    assert rows("select count(*), count(distinct event_id) from events")[0][0] == sum(map(len, stored().values())) > 500
    truth = estate.truth()
    now = datetime.now(UTC)
    edge = now - NINETY_DAYS
    known = rows("select workspace_id, created_at, created_by from workspaces where terminated_at is null")
    born = {
        workspace_id: datetime.fromisoformat(item["created_at"]).replace(tzinfo=UTC)
        for workspace_id, item in truth.items()
    }
    for workspace_id, created_at, created_by in known:
        expected = born[str(workspace_id)]
        if edge + timedelta(minutes=30) < expected < now - DELIVERED:
            assert (created_at, bool(created_by)) == (expected, True)
        elif expected < edge - timedelta(minutes=30):
            assert (created_at, created_by) == (None, None)
    assert any(created_at for _, created_at, _ in known)
    before = rows("select xmin::text, ctid::text from events order by 2")
    sync(collectors=["events"])
    assert rows("select xmin::text, ctid::text from events order by 2")[: len(before)] == before


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle", "count": 3},
        {"kind": "error", "status": 503, "probability": 0.1},
        {"kind": "reset", "probability": 0.05},
        {"kind": "drop_token", "probability": 0.3},
        {"kind": "truncate", "page": 2, "count": 11},
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_under_faults_nothing_is_lost_and_the_next_sync_completes_what_was_cut_off(
    estate: Estate, sync: Sync, fault: dict[str, Any]
) -> None:
    account_id = estate.accounts["accounts"][0]["account_id"]
    only = {"collectors": ["events"], "account_ids": [account_id]}
    estate.fault(**fault, operation="LookupEvents")
    sync(**only)
    httpx.delete(f"{estate.url}/_demo/faults").raise_for_status()
    sync(**only)
    shows_the_same(estate, of=account_id)


def test_a_region_that_denies_is_known_and_the_others_are_read(estate: Estate, sync: Sync) -> None:
    given = estate.accounts["accounts"][0]
    account_id, region = given["account_id"], given["regions"][0]
    estate.fault(kind="deny", operation="LookupEvents", account_id=account_id, region=region)
    sync(collectors=["events"], account_ids=[account_id])
    status = "select status from coverage where account_id = :a and region = :r and collector = 'events'"
    assert rows(status, a=account_id, r=region) == [("denied",)]
    assert (account_id, region) not in stored()
    assert stored()


def test_a_change_and_an_end_are_told_with_the_one_who_did_them(estate: Estate, sync: Sync) -> None:
    sync(collectors=["workspaces", "tags"])
    home = estate.accounts["home"]
    mine = rows(
        "select workspace_id, region from workspaces where account_id = :a and state in ('AVAILABLE', 'STOPPED') "
        "order by running_mode = 'AUTO_STOP' desc, region, workspace_id",
        a=home["account_id"],
    )
    (changed, region), ended = mine[0], next(row[0] for row in mine[1:] if row[1] == mine[0][1])
    api = boto3.client(
        "workspaces",
        region_name=str(region),
        endpoint_url=estate.url,
        aws_access_key_id=home["access_key_id"],
        aws_secret_access_key=home["secret_access_key"],
    )
    at = datetime.now(UTC)
    properties: Any = {"RunningModeAutoStopTimeoutInMinutes": 180}
    api.modify_workspace_properties(WorkspaceId=str(changed), WorkspaceProperties=properties)
    api.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": str(ended)}])
    httpx.post(f"{estate.url}/_demo/clock", json={"advance_seconds": 3600}).raise_for_status()
    sync(collectors=COLLECTORS)
    terminated_at, by = rows("select terminated_at, terminated_by from workspaces where workspace_id = :w", w=ended)[0]
    assert abs(terminated_at - at) < timedelta(minutes=1)  # type: ignore[operator]
    told = rows(
        "select after, changed_by, event_id is not null from workspace_changes "
        "where workspace_id = :w and field = 'auto_stop_timeout_minutes'",
        w=changed,
    )
    assert told == [(180, by, True)]
    assert by
    retired = rows("select changed_by from workspace_changes where workspace_id = :w and field = 'retired'", w=ended)
    assert retired == [(by,)]
    events = rows(
        "select failed, effect from event_workspaces where workspace_id = :w order by event_time desc", w=ended
    )
    assert events[0] == (False, "terminate")
