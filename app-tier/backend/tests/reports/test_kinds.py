"""Reports that are not the inventory: advice, and a plan that charges departments."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

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
