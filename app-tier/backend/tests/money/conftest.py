"""A small fleet with costs, and the API as an administrator calls it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

from tests.modelled.stored import BEFORE, LAST, add, add_place, measure, on, refresh

Call = Callable[..., Any]
# a loaded machine is no reason to fail
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def fleet(db: None) -> None:
    """ada by the hour (4 h and 3 h in the last two months), bob and cleo by the month, qua without a price."""
    add_place()
    add(
        {"workspace_id": "ws-ada", "user_name": "ada", "running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60},
        {"workspace_id": "ws-bob", "user_name": "bob", "running_mode": "ALWAYS_ON", "tags": {"team": "red"}},
        {"workspace_id": "ws-cleo", "user_name": "cleo", "running_mode": "ALWAYS_ON", "tags": {}},
        {"workspace_id": "ws-qua", "user_name": "qua", "running_mode": "ALWAYS_ON", "compute_type": "QUANTUM_9XL"},
    )
    measure({"ws-ada": on(BEFORE, 3, 9, 10, 11) | on(LAST, 3, 9, 10), "ws-bob": 0, "ws-cleo": 0, "ws-qua": 0})
    refresh()


@pytest.fixture
def call(client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Call:
    """A request as an administrator, or as the user described."""

    def send(method: str, path: str, status: int = 200, user: dict[str, Any] | None = None, **request: Any) -> Any:
        answer = client.request(method, path, headers=sign_in(**{"role": "admin", **(user or {})}), **request)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    return send
