"""What the trail tells of running modes and lives reaches the hours that were stored before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.db.session import get_engine, unit_of_work
from app.models.models import Workspace
from app.services.aws.collectors.usage import UsageRecord
from app.services.events import reading
from app.services.usage import store
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import DAY_HOURS, hour_of
from tests.events.conftest import NOW, SCOPE, Trail, raw

Rows = Callable[..., list[Any]]
ID = "ws-aaaaaaaa1"
END = hour_of(NOW)
FIRST = END - 20 * DAY_HOURS
SWITCHED = NOW - timedelta(days=8, hours=3)


@pytest.fixture(autouse=True)
def measured(db: None) -> None:
    """An hour of connection each day of twenty."""
    with unit_of_work() as session:
        place = {"account_id": SCOPE.account_id, "region": SCOPE.region, "workspace_id": ID}
        mode = {"running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60}
        session.add(Workspace(**place, **mode, state="AVAILABLE", first_seen_at=NOW))
    connected = sum(1 << (day * DAY_HOURS) for day in range(20))
    with get_engine().begin() as connection:
        store.make_room(connection, FIRST, END)
        record = UsageRecord(ID, Hours(FIRST, mask(0, 20 * DAY_HOURS), connected), complete=True)
        store.write(connection, SCOPE, [record], END)


def read(*items: dict[str, Any]) -> None:
    reading.run(Trail(list(items)), SCOPE, NOW, 60)  # type: ignore[arg-type]


def switched(**more: Any) -> dict[str, Any]:
    properties = {"runningMode": "ALWAYS_ON"}
    return raw(
        1,
        SWITCHED,
        "ModifyWorkspaceProperties",
        requestParameters={"workspaceId": ID, "workspaceProperties": properties},
        **more,
    )


def billed(rows: Rows) -> int:
    by_month = rows("select coalesce(sum(billed_hours), 0) from usage_monthly where workspace_id = :id", id=ID)
    by_hour = rows("select coalesce(sum(bit_count(billed)), 0) from usage_hours where workspace_id = :id", id=ID)
    assert by_month == by_hour
    return int(by_month[0][0])


def always_on() -> None:
    with unit_of_work() as session:
        workspace = session.get_one(Workspace, (SCOPE.account_id, SCOPE.region, ID))
        workspace.running_mode, workspace.auto_stop_timeout_minutes = "ALWAYS_ON", None


def test_hours_before_a_switch_to_always_on_are_billed_and_those_after_are_not(rows: Rows) -> None:
    always_on()
    assert billed(rows) == 40
    read(switched())
    # twelve days with an hour connected and one until it stops
    assert billed(rows) == 24
    assert rows("select count(*) from usage_stale_months") != [(0,)]


def test_a_switch_that_was_refused_changes_no_hour(rows: Rows) -> None:
    read(switched(errorCode="AccessDenied"))
    assert billed(rows) == 40


def test_a_creation_that_is_told_late_begins_the_months_of_the_workspace(rows: Rows) -> None:
    created = NOW - timedelta(days=20, hours=5)
    pending = {"pendingRequests": [{"workspaceId": ID}]}
    read(raw(2, created, "CreateWorkspaces", responseElements=pending))
    [(from_hour,)] = rows("select from_hour from usage_monthly where workspace_id = :id order by month limit 1", id=ID)
    assert from_hour == hour_of(created) - store.first_hour(store.month_of(hour_of(created)))
