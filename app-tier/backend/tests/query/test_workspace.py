"""One WorkSpace and its history."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Get = Callable[..., Any]


def test_one_workspace_in_full_with_the_answer_of_aws(get: Get) -> None:
    from app.db.session import unit_of_work
    from app.models.models import Workspace

    with unit_of_work() as session:
        session.get_one(Workspace, ("111111111111", "us-east-1", "ws-ada")).raw = {"WorkspaceId": "ws-ada", "New": 1}
    ada = get("/api/workspaces/ws-ada")
    assert (ada["user_name"], ada["raw"]) == ("ada", {"WorkspaceId": "ws-ada", "New": 1})
    assert get("/api/workspaces/ws-old")["state"] == "TERMINATED"


def test_an_unknown_or_odd_id_is_not_found_or_invalid(get: Get) -> None:
    assert get("/api/workspaces/ws-none", 404)["title"] == "Not found"
    get("/api/workspaces/ws%00x", 422)
    get("/api/workspaces/" + "x" * 100, 422)


def test_history_is_newest_first_with_labels_and_pages_by_cursor(get: Get) -> None:
    from app.db.session import unit_of_work
    from app.models.models import WorkspaceChange

    now = datetime.now(UTC)
    place = {"account_id": "111111111111", "region": "us-east-1", "workspace_id": "ws-ada"}
    with unit_of_work() as session:
        session.add_all(
            WorkspaceChange(**place, field=f, before=b, after=a, changed_at=now - timedelta(hours=h))
            for f, b, a, h in (
                ("created", None, None, 3),
                ("running_mode", "ALWAYS_ON", "AUTO_STOP", 2),
                ("tags", {"a": "1"}, {"a": "2"}, 1),
            )
        )
        session.add(WorkspaceChange(**{**place, "workspace_id": "ws-bob"}, field="state", before=1, after=2))
    page = get("/api/workspaces/ws-ada/history?limit=2")
    assert [(i["field"], i["label"]) for i in page["items"]] == [("tags", "Tags"), ("running_mode", "Running mode")]
    assert (page["items"][1]["before"], page["items"][1]["after"]) == ("ALWAYS_ON", "AUTO_STOP")
    rest = get(f"/api/workspaces/ws-ada/history?limit=2&cursor={page['next_cursor']}")
    assert [i["label"] for i in rest["items"]] == ["First seen"]
    assert page["total"] == 3
