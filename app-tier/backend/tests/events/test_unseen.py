"""WorkSpaces that had ended before any listing showed them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.db.session import get_engine, unit_of_work
from app.models.models import Bundle, Coverage, Workspace
from app.services.events import reading
from app.services.usage import plan
from app.services.usage.clock import hour_of
from tests.events.conftest import HOME, NOW, REGION, SCOPE, Trail, raw

Rows = Callable[..., list[Any]]
GONE, OTHER = "ws-aaaaaaaa1", "ws-bbbbbbbb2"
PLACE = {"account_id": HOME, "region": REGION}
MADE, ENDED = NOW - timedelta(days=40), NOW - timedelta(days=10)


def listed(at: Any) -> None:
    with unit_of_work() as session:
        session.merge(Coverage(**PLACE, collector="workspaces", status="ok", last_good_at=at))


@pytest.fixture(autouse=True)
def place(db: None) -> None:
    listed(NOW - timedelta(hours=1))
    with unit_of_work() as session:
        size = {"compute_type": "POWER", "root_volume_size_gib": 175, "user_volume_size_gib": 100}
        session.add(Bundle(**PLACE, bundle_id="wsb-1", bundle_name="Power", **size))
        session.add(Workspace(**PLACE, workspace_id=OTHER, bundle_id="wsb-1", operating_system="WINDOWS_SERVER_2022"))


def read(*items: dict[str, Any]) -> Any:
    return reading.run(Trail(list(items)), SCOPE, NOW, 60)  # type: ignore[arg-type]


def created(**properties: Any) -> dict[str, Any]:
    who = {"userName": "zoë", "directoryId": "d-1"}
    wanted = {**who, "bundleId": "wsb-1", "workspaceProperties": properties, "tags": [{"key": "team", "value": "blue"}]}
    pending = {**who, "bundleId": "wsb-1", "workspaceId": GONE, "state": "PENDING"}
    other = {"userName": "ada", "directoryId": "d-1", "workspaceProperties": {"runningMode": "ALWAYS_ON"}}
    request, response = {"workspaces": [other, wanted]}, {"pendingRequests": [pending], "failedRequests": []}
    return raw(1, MADE, "CreateWorkspaces", user="bob", requestParameters=request, responseElements=response)


def ended(number: int = 9, **more: Any) -> dict[str, Any]:
    asked = {"terminateWorkspaceRequests": [{"workspaceId": GONE}]}
    return raw(number, ENDED, "TerminateWorkspaces", requestParameters=asked, **more)


def found(rows: Rows, *columns: str) -> list[Any]:
    return rows(f"select {', '.join(columns)} from workspaces where workspace_id = :id", id=GONE)


def test_it_has_a_row_with_what_its_creation_asked_for(rows: Rows) -> None:
    read(created(runningMode="AUTO_STOP", runningModeAutoStopTimeoutInMinutes=120), ended())
    life = ("state", "created_at", "created_by", "terminated_at", "terminated_by")
    assert found(rows, *life) == [("TERMINATED", MADE, "bob", ENDED, "ada")]
    assert found(rows, "user_name", "directory_id", "bundle_id", "tags") == [("zoë", "d-1", "wsb-1", {"team": "blue"})]
    assert found(rows, "running_mode", "auto_stop_timeout_minutes") == [("AUTO_STOP", 120)]
    assert found(rows, "compute_type", "root_volume_size_gib", "user_volume_size_gib") == [("POWER", 175, 100)]
    assert found(rows, "operating_system") == [("WINDOWS_SERVER_2022",)]


def test_what_was_changed_since_its_creation_is_what_it_was_in_the_end(rows: Rows) -> None:
    properties = {"runningMode": "ALWAYS_ON", "userVolumeSizeGib": 200}
    asked = {"workspaceId": GONE, "workspaceProperties": properties}
    changed = raw(5, NOW - timedelta(days=20), "ModifyWorkspaceProperties", requestParameters=asked)
    read(created(runningMode="AUTO_STOP"), changed, ended())
    assert found(rows, "running_mode", "user_volume_size_gib") == [("ALWAYS_ON", 200)]


def test_what_nobody_tells_stays_unknown(rows: Rows) -> None:
    read(ended())
    columns = ("created_at", "user_name", "bundle_id", "running_mode", "compute_type", "operating_system", "tags")
    assert found(rows, *columns) == [(None,) * 7]


def test_its_hours_are_asked_for(rows: Rows) -> None:
    read(created(), ended())
    with get_engine().connect() as connection:
        assert plan.hours(connection, HOME, REGION, NOW)[GONE] == hour_of(MADE)


def test_twice_changes_nothing(rows: Rows) -> None:
    read(created(), ended())
    before = rows("select xmin::text, * from workspaces order by workspace_id")
    read(created(), ended())
    assert rows("select xmin::text, * from workspaces order by workspace_id") == before


def test_a_creation_that_is_read_after_the_end_is_still_told(rows: Rows) -> None:
    asked = {"workspaceId": GONE, "workspaceProperties": {"userVolumeSizeGib": 200}}
    changed = raw(5, NOW - timedelta(days=20), "ModifyWorkspaceProperties", requestParameters=asked)
    read(ended())
    seen = found(rows, "first_seen_at")
    trail = Trail([changed, created(runningMode="AUTO_STOP"), ended()])
    with get_engine().begin() as connection:
        connection.execute(text("delete from event_watermarks"))
    reading.run(trail, SCOPE, NOW, 60)  # type: ignore[arg-type]
    columns = ("running_mode", "user_name", "user_volume_size_gib", "created_at", "compute_type")
    assert found(rows, *columns) == [("AUTO_STOP", "zoë", 200, MADE, "POWER")]
    assert found(rows, "first_seen_at") == seen


def test_a_size_that_becomes_known_later_is_filled_in(rows: Rows) -> None:
    with unit_of_work() as session:
        session.delete(session.get_one(Bundle, (HOME, REGION, "wsb-1")))
    read(created(), ended())
    assert found(rows, "compute_type") == [(None,)]
    with unit_of_work() as session:
        session.add(Bundle(**PLACE, bundle_id="wsb-1", bundle_name="Power", compute_type="POWER"))
    read()
    assert found(rows, "compute_type") == [("POWER",)]


@pytest.mark.parametrize(
    "more",
    [{"errorCode": "AccessDenied"}, {"responseElements": {"failedRequests": [{"workspaceId": GONE}]}}],
)
def test_a_request_that_failed_ends_nothing(rows: Rows, more: dict[str, Any]) -> None:
    read(created(), ended(**more))
    assert found(rows, "state") == []


def test_before_a_whole_listing_nothing_is_taken_for_unseen(rows: Rows) -> None:
    listed(ENDED - timedelta(hours=1))
    read(created(), ended())
    assert found(rows, "state") == []
