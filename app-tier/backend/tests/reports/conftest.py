"""A report asked for over HTTP, written by the task's own function, and read back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.config import get_settings
from app.services.reports import running
from tests.query.conftest import stored

__all__ = ["stored"]
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "reports"))
    get_settings.cache_clear()
    yield tmp_path / "reports"
    get_settings.cache_clear()


class Owner:
    """Somebody who asks for reports."""

    def __init__(self, client: TestClient, header: dict[str, str]) -> None:
        self.client, self.header = client, header

    def ask(self, status: int = 202, **asked: Any) -> Any:
        answer = self.client.post("/api/reports/generate", headers=self.header, json=asked)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"/api/reports{path}", headers=self.header)
        assert answer.status_code == status, answer.text
        return answer

    def send(self, method: str, path: str, **request: Any) -> Any:
        return self.client.request(method, f"/api/reports{path}", headers=self.header, **request)

    def made(self, **asked: Any) -> dict[str, Any]:
        report_id = self.ask(**asked)["id"]
        running.run(report_id)
        return self.get(f"/{report_id}").json()

    def file(self, **asked: Any) -> bytes:
        made = self.made(**asked)
        assert made["status"] == "completed", made
        return self.get(f"/{made['id']}/download").content


@pytest.fixture
def owner(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Owner:
    return Owner(client, sign_in("viewer", "ada"))
