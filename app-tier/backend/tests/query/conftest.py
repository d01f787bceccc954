"""A small fleet with every awkward case, written straight into the tables."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

NOW = datetime.now(UTC)


def fleet() -> list[dict[str, Any]]:
    """Six living WorkSpaces of two accounts, and one that is gone."""
    base = {"account_id": "111111111111", "region": "us-east-1", "state": "AVAILABLE", "running_mode": "AUTO_STOP"}
    return [
        {**base, "workspace_id": "ws-ada", "user_name": "ada", "compute_type": "STANDARD", "computer_name": "IP-ADA",
         "last_connected_at": NOW - timedelta(days=2), "tags": {"department": "Finance", "odd.key": "x"},
         "protocols": ["PCOIP"], "root_volume_size_gib": 80, "directory_id": "d-1", "user_volume_encrypted": True},
        {**base, "workspace_id": "ws-bob", "user_name": "bob", "compute_type": "POWER", "running_mode": "ALWAYS_ON",
         "last_connected_at": NOW - timedelta(days=40), "tags": {"department": "IT"}, "protocols": ["WSP", "PCOIP"],
         "root_volume_size_gib": 175, "state": "STOPPED", "directory_id": "d-1", "user_volume_encrypted": False},
        {**base, "workspace_id": "ws-cid", "user_name": "cid_100%", "compute_type": None, "tags": {},
         "state": "ERROR", "error_code": "E1"},
        {**base, "workspace_id": "ws-dan", "user_name": None, "compute_type": "QUANTUM_9XL", "tags": None},
        {**base, "workspace_id": "ws-eva", "user_name": "eva", "region": "eu-west-1", "compute_type": "STANDARD",
         "tags": {"department": "Finance"}, "last_connected_at": NOW - timedelta(days=2)},
        {**base, "workspace_id": "ws-fay", "user_name": "fay", "account_id": "222222222222",
         "compute_type": "STANDARD", "tags": {"department": "Sales"}},
        {**base, "workspace_id": "ws-old", "user_name": "old", "state": "TERMINATED",
         "terminated_at": NOW - timedelta(days=9), "last_seen_at": NOW - timedelta(days=10), "tags": {}},
    ]  # fmt: skip


@pytest.fixture
def stored(db: None) -> Iterator[None]:
    """The fleet in the database."""
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, Directory, Workspace

    with unit_of_work() as session:
        session.add(AwsAccount(account_id="111111111111", name="Payer", kind="home"))
        session.add(Directory(account_id="111111111111", region="us-east-1", directory_id="d-1", directory_name="corp"))
        session.add_all(Workspace(**row) for row in fleet())
    yield


@pytest.fixture
def get(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """GET as a viewer; answers the parsed body after checking the status."""
    headers = sign_in("viewer")

    def fetch(path: str, status: int = 200) -> Any:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


@pytest.fixture
def ids(get: Callable[..., Any]) -> Callable[[str], list[str]]:
    """The ids that a list's query string brings, without `ws-`, in order."""

    def fetch(query: str) -> list[str]:
        return [item["workspace_id"].removeprefix("ws-") for item in get(f"/api/workspaces?{query}")["items"]]

    return fetch


@pytest.fixture
def ask(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """POST a plan as a viewer; answers the parsed body after checking the status."""
    headers = sign_in("viewer")

    def post(plan: dict[str, Any], status: int = 200) -> Any:
        answer = client.post("/api/query", json=plan, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    return post
