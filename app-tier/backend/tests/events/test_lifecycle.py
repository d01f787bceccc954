"""Created, terminated and changed by whom: what the trail tells, and only that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.services.inventory import lifecycle
from tests.events.conftest import HOME, NOW, REGION, event

Keep = Callable[..., Any]
Rows = Callable[..., list[Any]]
A, B, C = "ws-aaaaaaaa1", "ws-bbbbbbbb2", "ws-cccccccc3"
PLACE = {"account_id": HOME, "region": REGION}


def put(workspace_id: str, **columns: Any) -> None:
    from app.db.session import unit_of_work
    from app.models.models import Workspace

    with unit_of_work() as session:
        session.merge(Workspace(**PLACE, workspace_id=workspace_id, state="AVAILABLE", **columns))


def seen(workspace_id: str, field: str, after: Any = None, ago: timedelta = timedelta(0), before: Any = None) -> None:
    from app.db.session import unit_of_work
    from app.models.models import WorkspaceChange

    with unit_of_work() as session:
        where = {**PLACE, "workspace_id": workspace_id}
        session.add(WorkspaceChange(**where, field=field, before=before, after=after, changed_at=NOW - ago))


def settle() -> int:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        return len(lifecycle.settle(connection, HOME, REGION))


def explain(since: datetime = NOW - timedelta(days=90)) -> int:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        return lifecycle.explain(connection, HOME, REGION, since)


@pytest.fixture
def life(rows: Rows) -> Callable[[str], Any]:
    statement = "select created_at, created_by, terminated_at, terminated_by from workspaces where workspace_id = :id"
    return lambda workspace_id: rows(statement, id=workspace_id)[0]


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def create(number: int, at: datetime, *ids: str, user: str = "ada", **more: Any) -> Any:
    response = {"pendingRequests": [{"workspaceId": i} for i in ids]}
    return event(number, at, "CreateWorkspaces", user=user, responseElements=response, **more)


def terminate(
    number: int, at: datetime, *ids: str, failed: tuple[str, ...] = (), user: str = "eva", **more: Any
) -> Any:
    asked = {"terminateWorkspaceRequests": [{"workspaceId": i} for i in ids]}
    response = {"failedRequests": [{"workspaceId": i} for i in failed]}
    return event(
        number, at, "TerminateWorkspaces", user=user, requestParameters=asked, responseElements=response, **more
    )


def test_created_and_terminated_come_from_the_trail_and_twice_changes_nothing(keep: Keep, life: Any) -> None:
    put(A)
    put(B, terminated_at=NOW)
    put(C)
    keep(create(1, ago(days=3), A, B), terminate(2, ago(hours=1), B))
    assert settle() == 2
    assert life(A) == (ago(days=3), "ada", None, None)
    assert life(B) == (ago(days=3), "ada", ago(hours=1), "eva")
    assert life(C) == (None, None, None, None)
    assert settle() == 0


def test_a_refused_or_failed_request_ends_nothing(keep: Keep, life: Any) -> None:
    for workspace_id in (A, B):
        put(workspace_id, terminated_at=NOW)
    keep(terminate(1, ago(hours=2), A, errorCode="AccessDenied"), terminate(2, ago(hours=1), B, failed=(B,)))
    assert settle() == 0
    assert life(A) == life(B) == (None, None, NOW, None)


def test_a_workspace_that_is_still_listed_is_not_ended_by_an_event(keep: Keep, life: Any) -> None:
    put(A)
    keep(terminate(1, ago(hours=1), A))
    assert settle() == 0
    assert life(A)[2:] == (None, None)


def test_one_that_came_back_forgets_who_ended_it(keep: Keep, life: Any) -> None:
    put(A, terminated_by="eva")
    assert settle() == 1
    assert life(A)[2:] == (None, None)


def test_the_last_of_several_requests_is_the_one_that_ended_it(keep: Keep, life: Any) -> None:
    put(A, terminated_at=NOW)
    keep(terminate(1, ago(days=5), A, user="bob"), terminate(2, ago(hours=3), A))
    settle()
    assert life(A)[2:] == (ago(hours=3), "eva")


def test_a_migration_ends_one_and_makes_another(keep: Keep, life: Any) -> None:
    put(A, terminated_at=NOW)
    put(B)
    keep(event(1, ago(hours=2), "MigrateWorkspace", requestParameters={"sourceWorkspaceId": A},
               responseElements={"sourceWorkspaceId": A, "targetWorkspaceId": B}))  # fmt: skip
    settle()
    assert life(A)[2:] == (ago(hours=2), "ada")
    assert life(B)[:2] == (ago(hours=2), "ada")


def test_what_was_known_stays_when_old_events_are_gone(keep: Keep, life: Any) -> None:
    put(A, created_at=ago(days=400), created_by="ada")
    assert settle() == 0
    assert life(A)[:2] == (ago(days=400), "ada")


def test_events_of_another_account_or_region_say_nothing(keep: Keep, life: Any) -> None:
    put(A)
    keep(create(1, ago(days=1), A, awsRegion="eu-west-1"), create(2, ago(days=1), A, recipientAccountId="2" * 12))
    assert settle() == 0


def modify(number: int, at: datetime, user: str = "ada", **properties: Any) -> Any:
    asked = {"workspaceId": A, "workspaceProperties": properties}
    return event(number, at, "ModifyWorkspaceProperties", user=user, requestParameters=asked)


@pytest.fixture
def explained(rows: Rows) -> Callable[[], list[Any]]:
    return lambda: rows("select field, changed_by, event_id from workspace_changes order by id")


@pytest.mark.parametrize(
    ("field", "after", "made"),
    [
        ("running_mode", "ALWAYS_ON", modify(1, ago(minutes=20), runningMode="ALWAYS_ON")),
        ("auto_stop_timeout_minutes", 120, modify(1, ago(minutes=20), runningModeAutoStopTimeoutInMinutes=120)),
        ("auto_stop_timeout_minutes", None, modify(1, ago(minutes=20), runningMode="ALWAYS_ON")),
        ("user_volume_size_gib", 100, modify(1, ago(minutes=20), userVolumeSizeGib=100)),
        ("compute_type", "POWER", modify(1, ago(minutes=20), computeTypeName="POWER")),
        ("state", "STOPPED", event(1, ago(minutes=20), "StopWorkspaces", ids=A)),
        ("state", "REBOOTING", event(1, ago(minutes=20), "RebootWorkspaces", ids=[A, B])),
        ("tags", {"a": "1"}, event(1, ago(minutes=20), "CreateTags", requestParameters={"resourceId": A})),
        ("created", None, create(1, ago(minutes=20), A)),
        ("retired", None, terminate(1, ago(minutes=20), A, user="ada")),
    ],
)
def test_a_change_is_explained_by_the_one_event_that_fits(
    keep: Keep, explained: Any, field: str, after: Any, made: Any
) -> None:
    seen(A, field, after)
    keep(made, event(7, ago(minutes=19), "DescribeWorkspaces", ids=A, readOnly=True))
    assert (explain(), explain()) == (1, 0)
    assert explained() == [(field, "ada", "e-000001")]


@pytest.mark.parametrize(
    "made",
    [
        [modify(1, ago(minutes=20), runningMode="AUTO_STOP")],
        [modify(1, ago(minutes=20), computeTypeName="POWER")],
        [modify(1, ago(minutes=20), runningMode="ALWAYS_ON"), modify(2, ago(minutes=30), runningMode="ALWAYS_ON")],
        [modify(1, ago(days=3), runningMode="ALWAYS_ON")],
        [modify(1, ago(minutes=-30), runningMode="ALWAYS_ON")],
        [event(1, ago(minutes=20), "ModifyWorkspaceProperties", ids=A)],
        [event(1, ago(minutes=20), "RebootWorkspaces", ids=A)],
    ],
)
def test_what_does_not_fit_or_fits_twice_explains_nothing(keep: Keep, explained: Any, made: list[Any]) -> None:
    seen(A, "running_mode", "ALWAYS_ON")
    keep(*made)
    assert explain() == 0
    assert explained() == [("running_mode", None, None)]


def test_an_event_from_before_the_last_complete_look_explains_nothing(keep: Keep, explained: Any) -> None:
    from app.db.session import unit_of_work
    from app.models.models import SyncRun, SyncStep

    with unit_of_work() as session:
        run = SyncRun(trigger="manual")
        session.add(run)
        session.flush()
        look = {"run_id": run.id, **PLACE, "collector": "workspaces", "complete": True, "status": "succeeded"}
        session.add(SyncStep(**look, started_at=ago(hours=1), finished_at=ago(minutes=59)))
    seen(A, "state", "STOPPED")
    keep(event(1, ago(hours=2), "StopWorkspaces", ids=A))
    assert explain() == 0
    keep(event(2, ago(minutes=10), "StopWorkspaces", ids=A))
    assert explain() == 1
    assert explained() == [("state", "ada", "e-000002")]
