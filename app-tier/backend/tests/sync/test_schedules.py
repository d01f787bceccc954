from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.session import get_engine
from app.services.sync import ticking

SignIn = Callable[..., dict[str, str]]
NIGHTLY = {"name": "Nightly", "interval_minutes": 1440, "collectors": ["tags", "workspaces"]}


@pytest.fixture
def admin(sign_in: SignIn) -> dict[str, str]:
    return sign_in("admin")


def test_a_schedule_is_made_read_changed_and_removed(client: TestClient, admin: dict[str, str]) -> None:
    made = client.post("/api/admin/schedules", headers=admin, json=NIGHTLY)
    assert made.status_code == 201
    assert made.json()["collectors"] == ["tags", "workspaces"]
    assert made.json()["next_run_at"].endswith("Z")
    path = f"/api/admin/schedules/{made.json()['id']}"
    changed = client.put(path, headers=admin, json={"is_enabled": False, "collectors": None})
    assert (changed.json()["is_enabled"], changed.json()["next_run_at"], changed.json()["collectors"]) == (
        False,
        None,
        None,
    )
    assert changed.json()["name"] == "Nightly"
    again = client.put(path, headers=admin, json={"is_enabled": True, "interval_minutes": 5}).json()
    assert again["next_run_at"] is not None
    assert client.get("/api/admin/schedules", headers=admin).json()["total"] == 1
    assert client.get(path, headers=admin).json() == again
    assert client.delete(path, headers=admin).status_code == 204
    assert client.get(path, headers=admin).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**NIGHTLY, "collectors": ["nonsense"]}, "collectors"),
        ({**NIGHTLY, "interval_minutes": 0}, "interval_minutes"),
        ({**NIGHTLY, "name": " "}, "name"),
        ({**NIGHTLY, "name": "a\0b"}, "name"),
        ({**NIGHTLY, "regions": ["mars-1"]}, "regions"),
        ({"interval_minutes": 5}, "name"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    client: TestClient, admin: dict[str, str], body: dict[str, Any], field: str
) -> None:
    answer = client.post("/api/admin/schedules", headers=admin, json=body)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {field}


def test_a_name_is_taken_once(client: TestClient, admin: dict[str, str]) -> None:
    assert client.post("/api/admin/schedules", headers=admin, json=NIGHTLY).status_code == 201
    assert client.post("/api/admin/schedules", headers=admin, json=NIGHTLY).status_code == 409


def test_schedules_are_the_administrators(client: TestClient, sign_in: SignIn) -> None:
    assert client.get("/api/admin/schedules", headers=sign_in("operator")).status_code == 403
    assert client.post("/api/admin/schedules", headers=sign_in("viewer"), json=NIGHTLY).status_code == 403


def test_runs_that_were_missed_are_made_once_counted_and_shown(client: TestClient, admin: dict[str, str]) -> None:
    path = f"/api/admin/schedules/{client.post('/api/admin/schedules', headers=admin, json=NIGHTLY).json()['id']}"
    with get_engine().begin() as connection:
        connection.execute(text("update schedules set interval_minutes = 60, next_run_at = now() - interval '190 min'"))
    assert client.get(path, headers=admin).json()["is_late"] is True
    ticking.tick()
    ticking.tick()
    told = client.get(path, headers=admin).json()
    assert (told["is_late"], told["missed_runs"]) == (False, 3)
    assert told["last_missed_at"] == told["last_run_at"]
    assert client.get("/api/admin/syncs", headers=admin).json()["total"] == 1


def test_a_pace_changed_while_running_acts_at_once(client: TestClient, admin: dict[str, str]) -> None:
    with get_engine().begin() as connection:
        connection.execute(
            text("insert into aws_accounts (kind, account_id, name) values ('home', '111111111111', 'Home')")
        )
    path = f"/api/admin/schedules/{client.post('/api/admin/schedules', headers=admin, json=NIGHTLY).json()['id']}"

    def pace(collector: str) -> int | None:
        items = client.get("/api/coverage", headers=admin).json()["items"]
        return next(item["every_minutes"] for item in items if item["collector"] == collector)  # type: ignore[no-any-return]

    assert (pace("tags"), pace("usage")) == (1440, None)
    client.put(path, headers=admin, json={"interval_minutes": 7, "collectors": ["usage"]})
    assert (pace("tags"), pace("usage")) == (None, 7)
    with get_engine().begin() as connection:
        connection.execute(text("update schedules set next_run_at = now()"))
    ticking.tick()
    due = datetime.fromisoformat(client.get(path, headers=admin).json()["next_run_at"])
    assert timedelta(minutes=6) < due - datetime.now(UTC) <= timedelta(minutes=7)
