"""A small fleet, its people and events, asked about over HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

Ask = Callable[..., Any]


def fleet() -> list[dict[str, Any]]:
    """Five WorkSpaces of two accounts."""
    now = datetime.now(UTC)
    base = {"account_id": "111111111111", "region": "us-east-1", "state": "AVAILABLE", "running_mode": "AUTO_STOP"}
    return [
        {**base, "workspace_id": "ws-ada", "user_name": "ada.lovelace", "user_display_name": "Ada Lovelace",
         "last_connected_at": now - timedelta(days=2), "tags": {"department": "Finance"}, "compute_type": "STANDARD"},
        {**base, "workspace_id": "ws-bob", "user_name": "bob", "running_mode": "ALWAYS_ON", "state": "STOPPED",
         "last_connected_at": now - timedelta(days=40), "tags": {"department": "IT"}, "compute_type": "POWER"},
        {**base, "workspace_id": "ws-cid", "user_name": "cid", "state": "ERROR", "region": "eu-west-1"},
        {**base, "workspace_id": "ws-eva", "user_name": "eva", "running_mode": "ALWAYS_ON", "region": "eu-west-1",
         "last_connected_at": now - timedelta(days=90), "tags": {"department": "Finance"}},
        {**base, "workspace_id": "ws-fay", "user_name": "fay", "account_id": "222222222222",
         "tags": {"department": "Skunkworks"}},
    ]  # fmt: skip


@pytest.fixture
def stored(db: None) -> Iterator[None]:
    """The fleet in the database; nothing remembered of the test before."""
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, Workspace
    from app.services.nlq.values import CACHE

    CACHE.clear()
    with unit_of_work() as session:
        session.add(AwsAccount(account_id="111111111111", name="Payer", kind="home"))
        session.add(AwsAccount(account_id="222222222222", name="Hidden Harbour", kind="role"))
        session.add_all(Workspace(**row) for row in fleet())
    yield


@pytest.fixture
def ask(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Ask:
    """A question of a viewer; answers the parsed body after checking the status."""
    headers = sign_in("viewer")

    def fetch(question: str, conversation_id: str | None = None, status: int = 200, **who: dict[str, str]) -> Any:
        body = {"query": question} | ({"conversation_id": conversation_id} if conversation_id else {})
        answer = client.post("/api/ai/query", json=body, headers=who.get("headers", headers))
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch
