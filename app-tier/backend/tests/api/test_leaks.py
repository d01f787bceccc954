"""Nothing of an account outside of somebody's scope reaches them, through any route that gives data.

Every table that knows accounts gets a row of a foreign one, in which every text is a mark. Then everything is asked
for, as somebody who sees another account only: no answer may hold a mark. The same as somebody who sees everything
shows that the marks are there to be found.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, Select, Table, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from starlette.testclient import TestClient

from app.db.base import Base
from app.db.partitions import ensure_months
from app.db.session import get_engine
from app.models import models
from app.services.catalog.registry import DATASETS
from tests.api.test_routes import ENDLESS, ROUTES

OWN, FOREIGN, REGION, WORKSPACE = "111111111111", "222222222222", "us-east-1", "ws-leakleak1"
NOW = datetime.now(UTC).replace(microsecond=0)
MONTH = NOW.date().replace(day=1)
MARK = re.compile(r"leak|222222222222", re.IGNORECASE)
BYTES = b"\x01" + bytes(92)
KNOWN: dict[str, Any] = {
    "account_id": FOREIGN, "payer_account_id": FOREIGN, "region": REGION, "workspace_id": WORKSPACE, "month": MONTH,
    "basis_month": MONTH, "terminated_at": None, "deleted_at": None, "valid_to": None, "currency": "USD",
    "accounts": [FOREIGN], "workspace_ids": [WORKSPACE], "tags": {"leak-key": "leak-value"}, "raw": {"a": "leak"},
    "created_at": NOW - timedelta(days=3), "state": "AVAILABLE", "running_mode": "AUTO_STOP", "read_only": False,
    "compute_type": "STANDARD", "operating_system": "WINDOWS_SERVER_2022", "event_time": NOW - timedelta(hours=2),
    "effect": None, "failed": False, "day": NOW.date() - timedelta(days=1), "source": "modelled",
}  # fmt: skip
OF_TABLE: dict[str, dict[str, Any]] = {
    "aws_accounts": {"kind": "role", "role_arn": "arn:aws:iam::222222222222:role/leak", "partition": "aws"},
    "sync_steps": {"run_id": 1, "status": "succeeded", "collector": "workspaces"},
    "coverage": {"status": "ok", "collector": "workspaces", "detail": None, "error": None},
    "recommendations": {"kind": "unused", "state": "open", "risk": "low", "confidence": "high"},
    "workspace_changes": {"before": "leak", "after": "leak", "changed_at": NOW - timedelta(hours=1)},
    "cost_monthly": {"kind": "volume", "reason": None},
    "cost_rollup": {"kind": "volume", "amounts": 1, "known": 1},
    "usage_hourly": {"connected": [1] * 744, "known": [1] * 744},
    "events": {"search_text": "leak"},
    "price_overrides": {"percent": None},
    # a lock is of all accounts; what it says of one is of that one only
    "chargeback_locks": {"reason": "end of month", "locked_by": "ann", "assumptions": [], "billed": {FOREIGN: "77"}},
}
PARENTS = ("chargeback_locks",)
MOST_GROUPS = 3
Answer = tuple[str, int, str]
Ask = Callable[[list[str] | None], Iterator[Answer]]


def _value(table: Table, column: Column[Any]) -> Any:
    name = column.name
    if name in OF_TABLE.get(table.name, {}):
        return OF_TABLE[table.name][name]
    if name in KNOWN:
        return KNOWN[name]
    if isinstance(column.type, ARRAY):
        return [] if column.type.item_type.python_type is not str else ["leak"]
    if isinstance(column.type, JSONB):
        return []
    kind = column.type.python_type
    made = {str: f"leak-{name}", int: 1, bool: True, Decimal: Decimal(7), float: 0.5, datetime: NOW, date: NOW.date()}
    return BYTES if kind is bytes else made[kind]


def _foreign_rows() -> None:
    """One row in every table that has an account."""
    with get_engine().begin() as connection:
        connection.execute(insert(models.AwsAccount).values(account_id=OWN, name="own", kind="home"))
        connection.execute(insert(models.SyncRun).values(status="succeeded", trigger="manual"))
        for table in Base.metadata.sorted_tables:
            if "account_id" not in table.c and table.name not in PARENTS:
                continue
            if table.dialect_options["postgresql"]["partition_by"]:
                days = (MONTH, KNOWN["day"], KNOWN["event_time"].date())
                ensure_months(connection, table.name, {day.replace(day=1) for day in days})
            row = {
                column.name: _value(table, column)
                for column in table.c
                if column.computed is None and column.identity is None
            }
            # sums of the others are there already, by triggers
            if table.name in PARENTS or connection.execute(_foreign(table)).first() is None:
                connection.execute(table.insert().values(**row))


def _foreign(table: Table) -> Select[Any]:
    return table.select().where(table.c.account_id == FOREIGN)


@pytest.fixture
def ask(db: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Ask:
    """Everything that can be asked for, as an operator of a scope: what, status and answer."""
    _foreign_rows()
    ids = _ids()

    def everything(scope: list[str] | None) -> Iterator[Answer]:
        header = sign_in("operator", account_scope=scope)
        for method, template in sorted(ROUTES):
            if method != "GET" or (method, template) in ENDLESS or template.startswith(("/api/docs", "/api/users")):
                continue
            named = {name: ids.get(name, "1") for name in re.findall(r"\{(\w+)\}", template)}
            for accept in ("application/json", "text/csv"):
                answer = client.get(template.format(**named), headers={**header, "Accept": accept})
                told = answer.text
                for asked in named.values():  # a refusal names what was asked for
                    told = told.replace(asked, "")
                yield f"{template} as {accept}", answer.status_code, told
                if '"items"' not in told:
                    break  # no list
        for name, dataset in DATASETS.items():
            for plan in _plans(name, dataset):
                answer = client.post("/api/query", headers=header, json=plan)
                yield f"/api/query {json.dumps(plan)[:200]}", answer.status_code, answer.text
        for question in ("how many WorkSpaces by account", "WorkSpaces of leak-user_name", "cost by account this month",
                         "list events of leak-username"):  # fmt: skip
            answer = client.post("/api/ai/query", headers=header, json={"query": question})
            # what was asked comes back in its plan and words; rows and values are what is known
            said = {name: answer.json().get(name) for name in ("rows", "total", "suggestions", "choices")}
            yield f"/api/ai/query {question}", answer.status_code, json.dumps(said)

    return everything


def _ids() -> dict[str, str]:
    with get_engine().connect() as connection:
        of_account = models.Recommendation.account_id == FOREIGN
        number = connection.execute(select(models.Recommendation.id).where(of_account)).scalar_one()
    of_rows = {"workspace_id": WORKSPACE, "event_id": "leak-event_id", "recommendation_id": str(number)}
    return {**of_rows, "month": f"{MONTH:%Y-%m}"}


def _plans(name: str, dataset: Any) -> Iterator[dict[str, Any]]:
    yield {"dataset": name, "columns": list(dataset.fields)[:60], "limit": 50}
    groups = [field.name for field in dataset.fields.values() if field.groupable]
    for at in range(0, len(groups), MOST_GROUPS):
        by = [{"field": field} for field in groups[at : at + MOST_GROUPS]]
        yield {"dataset": name, "group_by": by, "measures": [{"agg": "count"}], "limit": 50}


def test_nothing_of_a_foreign_account_reaches_anybody(ask: Ask) -> None:
    told = list(ask(None))
    assert [what for what, status, _ in told if status >= 500] == []
    seen = {what for what, status, text in told if status == 200 and MARK.search(text)}
    assert len(seen) > 100, sorted(seen)
    assert [what for what, _, text in ask([OWN]) if MARK.search(text)] == []
