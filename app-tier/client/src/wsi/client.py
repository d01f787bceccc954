"""The API as Python calls: lists as iterators over every page, answers typed by the OpenAPI document."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from wsi.connection import Connection, Parameters
from wsi.errors import ReportFailed, WsiError
from wsi.models import Me, Plan, QueryResult, ReportAnswer, ReportStarted, WorkspaceDetail, WorkspaceItem

PAGE = 500
ENDED = ("completed", "failed", "expired")


class Client:
    """A server and an API token: `WSI_URL` and `WSI_TOKEN` of the environment where they are not given."""

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        url = url or os.environ.get("WSI_URL")
        if not url:
            raise WsiError("Which server? Set WSI_URL, or give the url.")
        self._sleep = sleep
        self.connection = Connection(url, token or os.environ.get("WSI_TOKEN"), timeout=timeout, sleep=sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.connection.close()

    def me(self) -> Me:
        """Whose token it is, with what it may do."""
        return cast(Me, self.connection.json("GET", "/api/auth/me"))

    def items(self, path: str, params: Parameters | None = None, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page by cursor; `limit` ends it earlier. Raises ApiError, Unreachable."""
        left = limit
        cursor: str | None = None
        while left is None or left > 0:
            size = PAGE if left is None else min(PAGE, left)
            asked = {**(params or {}), "limit": size, **({"cursor": cursor} if cursor else {})}
            page = self.connection.json("GET", path, params=asked)
            yield from page["items"]
            left = None if left is None else left - len(page["items"])
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def workspaces(self, limit: int | None = None, **filters: Any) -> Iterator[WorkspaceItem]:
        """WorkSpaces that match: `state="STOPPED"`, `days_since_connected__gt=30`, `state=["ERROR", "STOPPED"]`."""
        for item in self.items("/api/workspaces", parameters(filters), limit):
            yield cast(WorkspaceItem, item)

    def workspace(self, workspace_id: str) -> WorkspaceDetail:
        """One WorkSpace in full."""
        return cast(WorkspaceDetail, self.connection.json("GET", f"/api/workspaces/{workspace_id}"))

    def query(self, plan: Plan) -> QueryResult:
        """The answer to a plan."""
        return cast(QueryResult, self.connection.json("POST", "/api/query", body=plan))

    def rows(self, plan: Plan) -> Iterator[dict[str, Any]]:
        """Every row of a plan as it is read, one in memory at a time; all of them unless the plan has a limit."""
        accept = "application/x-ndjson"
        with self.connection.stream("POST", "/api/query", body=plan, accept=accept) as response:
            for line in response.iter_lines():
                yield cast(dict[str, Any], json.loads(line))

    def ask(self, question: str, conversation_id: str | None = None) -> dict[str, Any]:
        """The answer to a question in plain language."""
        body = {"query": question} | ({"conversation_id": conversation_id} if conversation_id else {})
        return cast(dict[str, Any], self.connection.json("POST", "/api/ai/query", body=body))

    def generate(
        self,
        report_type: str,
        *,
        format: str = "csv",  # noqa: A002 - the API's word
        filters: Mapping[str, Any] | None = None,
        columns: Sequence[str] | None = None,
        plan: Plan | None = None,
        email_to: Sequence[str] = (),
    ) -> ReportStarted:
        """Ask for a report; `wait` tells when it is there."""
        body = {"report_type": report_type, "format": format, "filters": dict(filters or {}), "columns": columns,
                "plan": plan, "email_to": list(email_to)}  # fmt: skip
        given = {name: value for name, value in body.items() if value not in (None, {}, [])}
        return cast(ReportStarted, self.connection.json("POST", "/api/reports/generate", body=given))

    def wait(self, report_id: int, told: Callable[[int], None] = lambda _: None) -> ReportAnswer:
        """The report once it is there; `told` gets its per cent meanwhile. Raises ReportFailed."""
        pause = 0.1
        while True:
            report = cast(ReportAnswer, self.connection.json("GET", f"/api/reports/{report_id}"))
            told(report["progress"])
            if report["status"] in ENDED:
                break
            self._sleep(pause)
            pause = min(2 * pause, 5.0)
        if report["status"] != "completed":
            raise ReportFailed(f"Report {report_id} {report['status']}: {report['error'] or 'ask for it again'}")
        return report

    def download(self, report: ReportAnswer, path: Path) -> None:
        """Fetch the file; it is at `path` only when it is whole and what the server wrote. Raises ReportFailed."""
        part, digest = path.with_name(f".{path.name}.part"), hashlib.sha256()
        try:
            with (
                self.connection.stream("GET", f"/api/reports/{report['id']}/download", accept="*/*") as response,
                part.open("wb") as file,
            ):
                for piece in response.iter_bytes():
                    digest.update(piece)
                    file.write(piece)
            if report["checksum"] not in (None, digest.hexdigest()):
                raise ReportFailed(f"The file of report {report['id']} is not what the server wrote: try again.")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def parameters(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters as the API has them: `days_since_connected__gt` is `days_since_connected.gt`."""
    return {name.replace("__", "."): value for name, value in filters.items()}
