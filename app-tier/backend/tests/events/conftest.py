"""Events made by hand, and a trail that answers as LookupEvents does."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.services.aws.calls import Answer
from app.services.aws.scope import Scope
from app.services.events.record import EventRecord, parse

HOME, REGION = "111111111111", "us-east-1"
SCOPE = Scope(HOME, REGION)
NOW = datetime.now(UTC).replace(microsecond=0)


def raw(number: int, at: datetime, name: str = "DescribeWorkspaces", **payload: Any) -> dict[str, Any]:
    """One item of LookupEvents; `user` names an IAM user, `ids` a `workspaceId` or many."""
    user, ids = payload.pop("user", "ada"), payload.pop("ids", None)
    if ids is not None:
        payload["requestParameters"] = {"workspaceId": ids} if isinstance(ids, str) else {"workspaceIds": ids}
    document = {
        "eventID": f"e-{number:06}",
        "eventName": name,
        "eventTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "awsRegion": REGION,
        "recipientAccountId": HOME,
        "userIdentity": {"type": "IAMUser", "userName": user},
        "sourceIPAddress": "203.0.113.9",
        **payload,
    }
    return {"EventId": document["eventID"], "EventTime": at, "CloudTrailEvent": json.dumps(document)}


def event(number: int, at: datetime, name: str = "DescribeWorkspaces", **payload: Any) -> EventRecord:
    """The same, read."""
    record = parse(raw(number, at, name, **payload), HOME, REGION)
    assert record is not None
    return record


@dataclass
class Trail:
    """Stands for `Clients`: newest first, both ends included, whole seconds, as many a page as asked for."""

    items: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    fail_at: int | None = None
    error: Exception | None = None
    lose_token_at: int | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def pages(self, service: str, operation: str, scope: Scope, **kwargs: Any) -> Iterator[Answer]:
        assert (service, operation, scope) == ("cloudtrail", "lookup_events", SCOPE)
        assert kwargs["LookupAttributes"] == [
            {"AttributeKey": "EventSource", "AttributeValue": "workspaces.amazonaws.com"}
        ]
        start, end = kwargs["StartTime"], kwargs.get("EndTime", NOW + timedelta(days=9))
        found = sorted((i for i in self.items if start <= i["EventTime"] <= end), key=_key, reverse=True)
        size = kwargs["MaxResults"]
        for place in range(0, max(len(found), 1), size):
            self.calls += 1
            self.asked.append(kwargs)
            if self.error is not None and self.calls == self.fail_at:
                raise self.error
            yield Answer({"Events": found[place : place + size]})
            if self.calls == self.lose_token_at:
                return


def _key(item: dict[str, Any]) -> tuple[datetime, str]:
    return item["EventTime"], item["EventId"]


@pytest.fixture
def keep(db: None) -> Callable[..., Any]:
    """Stores events; answers what was stored."""
    from app.db.session import get_engine
    from app.services.events.store import prepare, store

    def write(*records: EventRecord) -> Any:
        prepare(get_engine(), records)
        with get_engine().begin() as connection:
            return store(connection, records)

    return write


@pytest.fixture
def rows(db: None) -> Callable[..., list[Any]]:
    """Rows of a statement."""
    from sqlalchemy import text

    from app.db.session import get_engine

    def fetch(statement: str, **values: Any) -> list[Any]:
        with get_engine().connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    return fetch
