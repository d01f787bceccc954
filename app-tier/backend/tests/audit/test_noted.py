"""What is taken away, asked and changed leaves an entry: who, from where, in which request, and what it was."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.query.conftest import stored

__all__ = ["stored"]
SignIn = Callable[..., dict[str, str]]
PLAN = {"dataset": "workspaces", "columns": ["user_name"]}


class Asking:
    """An administrator called root, whose requests all have the id req-7."""

    def __init__(self, client: TestClient, header: dict[str, str]) -> None:
        self._client, self._header = client, {**header, "X-Request-ID": "req-7"}

    def send(self, asked: str, body: Any = None, accept: str = "application/json") -> Any:
        method, path = asked.split(" ")
        sent = {} if method == "GET" else {"json": body}
        answer = self._client.request(method, path, headers={**self._header, "Accept": accept}, **sent)
        assert answer.status_code in (200, 201), answer.text
        return answer

    def entries(self, action: str) -> list[dict[str, Any]]:
        return list(self.send(f"GET /api/admin/audit?action={action}").json()["items"])


@pytest.fixture
def asking(client: TestClient, sign_in: SignIn) -> Asking:
    return Asking(client, sign_in("admin", "root"))


@pytest.mark.parametrize("form", ["text/csv", "application/x-ndjson"])
@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("GET /api/workspaces?state=AVAILABLE", "workspaces"),
        ("POST /api/query", "workspaces"),
        ("GET /api/users?q=o", "/api/users"),
        ("GET /api/admin/audit?actor=root", "/api/admin/audit"),
    ],
)
def test_rows_taken_away_are_noted_with_what_was_asked(
    stored: None, asking: Asking, asked: str, target: str, form: str
) -> None:
    asking.send(asked, PLAN, accept=form)
    (entry,) = asking.entries("data.export")
    assert (entry["actor"], entry["target"], entry["request_id"]) == ("root", target, "req-7")
    assert entry["source_ip"]
    assert entry["detail"]["form"] == ("csv" if form == "text/csv" else "ndjson")
    told = entry["detail"].get("plan") or dict(entry["detail"]["query"])
    assert told.get("dataset") == "workspaces" or told in ({"q": "o"}, {"actor": "root"})


def test_reading_a_page_is_not_noted(stored: None, asking: Asking) -> None:
    asking.send("GET /api/workspaces")
    asking.send("GET /api/users", accept="text/csv;q=0.1, application/json")
    assert asking.entries("data.export") == []


def test_a_question_is_noted_without_its_words(asking: Asking) -> None:
    answer = asking.send("POST /api/ai/query", {"query": "how many workspaces are there"}).json()
    (entry,) = asking.entries("ai.ask")
    assert (entry["target"], entry["request_id"]) == (f"question {answer['id']}", "req-7")
    assert entry["detail"] == {"status": "answered", "dataset": "workspaces", "rows": answer["total"]}


RULE = {"name": "Contract", "usage_type": "*", "percent": 10}
SCHEDULE = {"name": "Hourly", "interval_minutes": 60}
REPORTS = {"name": "Monday", "cron": "0 6 * * 1", "time_zone": "UTC", "email_to": [],
           "report": {"report_type": "inventory", "format": "csv", "filters": {}}}  # fmt: skip
VIEW = {"name": "Mine", "plan": PLAN, "columns": ["user_name"]}


@pytest.mark.parametrize(
    ("where", "new", "change", "detail"),
    [
        ("/api/admin/price-overrides price_override", RULE, {"percent": 12.5}, {"percent": ["10", "12.5"]}),
        ("/api/admin/schedules schedule", SCHEDULE, {"name": "Often"}, {"name": ["Hourly", "Often"]}),
        ("/api/reports/schedules report_schedule", REPORTS, {"is_enabled": False}, {"is_enabled": [True, False]}),
        ("/api/views view", VIEW, {"name": "Ours"}, {"name": ["Mine", "Ours"]}),
    ],
)
def test_a_change_is_noted_with_what_was_and_what_is(
    asking: Asking, where: str, new: Any, change: Any, detail: dict[str, list[Any]]
) -> None:
    path, kind = where.split()
    made = asking.send(f"POST {path}", new).json()
    asking.send(f"PUT {path}/{made['id']}", change)
    (entry,) = asking.entries(f"{kind}.update")
    before, after = ({name: both[at] for name, both in detail.items()} for at in (0, 1))
    assert entry["detail"] == {"before": before, "after": after}
