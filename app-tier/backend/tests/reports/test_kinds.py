"""Reports that are not the inventory: advice, and a plan that charges departments."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from tests.recommendations.stored import ACCOUNT, NOW, add, add_place, compute, every_day, measure, rows
from tests.reports.conftest import Owner


@pytest.fixture
def priced(db: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Owner:
    """Two WorkSpaces with costs, one of them with advice that saves money."""
    add_place(ACCOUNT)
    add(
        {"workspace_id": "ws-idle", "user_name": "idle", "running_mode": "ALWAYS_ON", "tags": {"department": "IT"},
         "last_connected_at": NOW - timedelta(days=100)},
        {"workspace_id": "ws-fee", "user_name": "fee", "running_mode": "ALWAYS_ON", "tags": {"department": "=Sales"}},
    )  # fmt: skip
    measure({"ws-idle": 0, "ws-fee": every_day(9)})
    compute()
    return Owner(client, sign_in("viewer", "ada"))


def test_recommendations_are_those_of_the_list(priced: Owner) -> None:
    made = list(csv.DictReader(io.StringIO(priced.file(report_type="recommendations").decode())))
    listed = priced.client.get("/api/recommendations", headers=priced.header).json()["items"]
    assert [row["workspace_id"] for row in made] == [item["workspace_id"] for item in listed] != []
    assert [row["kind"] for row in made] == [item["kind"] for item in listed]
    book = load_workbook(io.BytesIO(priced.file(report_type="recommendations", format="xlsx")))
    assert book.sheetnames == ["Data", "Summary", "Assumptions"] and book["Data"].max_row == len(made) + 1


def test_a_chargeback_is_a_plan_whose_groups_add_up_to_the_costs(priced: Owner) -> None:
    plan = {"dataset": "costs", "group_by": [{"field": "tag.department"}],
            "measures": [{"agg": "sum", "field": "cost"}], "sort": [{"by": "tag.department"}]}  # fmt: skip
    content = priced.file(report_type="query", plan=plan).decode()
    made = {row["tag.department"]: Decimal(row["sum_cost"]) for row in csv.DictReader(io.StringIO(content))}
    ((total,),) = rows("select sum(cost) from cost_monthly")
    assert set(made) == {"'=Sales", "IT"} and sum(made.values()) == total > 0


EVERY_OPERATOR = {
    "days_since_connected.between": "30,", "user_name.starts_with": "b", "state.ne": "ERROR", "tag.department": ["IT"],
    "last_connected_at.lt": "2999-01-01", "error_code.is_null": True, "region.in": "us-east-1,eu-west-1", "q": "bob",
}  # fmt: skip


def test_every_filter_of_the_lists_is_told_by_the_summary(owner: Owner) -> None:
    asked = {"report_type": "inventory", "format": "xlsx", "filters": EVERY_OPERATOR}
    sheet = load_workbook(io.BytesIO(owner.file(**asked)))["Summary"]
    told = [str(row[1].value) for row in sheet.iter_rows(max_col=2) if row[0].value in ("Filter", "Search")]
    assert len(told) == len(EVERY_OPERATOR)
    assert any("30" in line for line in told) and any("IT" in line for line in told)


def test_a_plan_of_any_shape_gives_the_rows_that_its_answer_has(owner: Owner) -> None:
    plan = {
        "group_by": [{"field": "state"}],
        "measures": [{"agg": "count"}, {"agg": "share"}, {"agg": "avg", "field": "root_volume_size_gib"}],
        "having": [{"by": "count", "op": "gte", "value": 1}],
        "filters": [{"field": "last_connected_at", "value": "last_3_years"}],
        "sort": [{"by": "state"}],
    }
    answer = owner.client.post("/api/query", headers=owner.header, json=plan)
    assert answer.status_code == 200, answer.text
    wanted = [[None if cell is None else str(cell) for cell in row] for row in answer.json()["rows"]]
    made = list(csv.reader(io.StringIO(owner.file(report_type="query", plan=plan).decode())))
    assert made[0] == [column["name"] for column in answer.json()["columns"]]
    assert [row[:2] for row in made[1:]] == [row[:2] for row in wanted] != []
    for mine, theirs in zip(made[1:], wanted, strict=True):
        for cell, other in zip(mine[2:], theirs[2:], strict=True):
            assert (cell == "" and other is None) or float(cell) == float(str(other))


@pytest.mark.parametrize(
    "plan",
    [
        {"group_by": [{"field": "compute_type"}], "measures": [{"agg": "count"}, {"agg": "max", "field": "age_days"}]},
        {"group_by": [{"field": "first_seen_at"}, {"field": "root_volume_size_gib"}], "measures": [{"agg": "share"}]},
        {"group_by": [{"field": "first_seen_at", "bucket": "day"}], "measures": [{"agg": "min", "field": "began_at"}]},
    ],
)
def test_the_groups_beyond_the_limit_are_the_last_row_of_a_file(owner: Owner, plan: dict[str, Any]) -> None:
    plan = {**plan, "limit": 1, "other": True}
    answer = owner.client.post("/api/query", headers=owner.header, json=plan).json()
    rows = [*answer["rows"], *([answer["other"]] if answer["other"] else [])]
    told = [
        [*("" if cell is None else str(cell) for cell in row), "false" if at < len(answer["rows"]) else "true"]
        for at, row in enumerate(rows)
    ]
    made = list(csv.reader(io.StringIO(owner.file(report_type="query", plan=plan).decode())))
    assert made[0] == [*(column["name"] for column in answer["columns"]), "other"]
    assert [[cell.removesuffix(".0000") for cell in row] for row in made[1:]] == [
        [cell.removesuffix(".0") for cell in row] for row in told
    ]
    book = load_workbook(io.BytesIO(owner.file(report_type="query", format="xlsx", plan=plan)))
    assert [row[-1] for row in book["Data"].iter_rows(min_row=2, values_only=True)] == [r[-1] == "true" for r in told]
    streamed = owner.client.post("/api/query", headers={**owner.header, "Accept": "application/x-ndjson"}, json=plan)
    assert [orjson.loads(line)["other"] for line in streamed.text.splitlines()] == [r[-1] == "true" for r in told]


def test_a_file_of_every_group_has_no_rest(owner: Owner) -> None:
    plan = {"group_by": [{"field": "compute_type"}], "other": True}
    made = list(csv.reader(io.StringIO(owner.file(report_type="query", plan=plan).decode())))
    assert {row[-1] for row in made[1:]} == {"false"}
    assert len(made) > 3
