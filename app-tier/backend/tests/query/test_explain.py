"""POST /api/query/explain and GET /api/catalog."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Header = dict[str, str]
PLAN: dict[str, Any] = {
    "dataset": "workspaces",
    "filters": [
        {"field": "running_mode", "op": "eq", "value": "ALWAYS_ON"},
        {"field": "days_since_connected", "op": "gt", "value": 30},
    ],
    "group_by": [{"field": "region"}],
    "measures": [{"agg": "count"}, {"agg": "sum", "field": "modelled_cost_mtd"}],
    "sort": [{"by": "sum_modelled_cost_mtd", "desc": True}],
    "limit": 20,
}


@pytest.fixture
def explain(stored: None, client: TestClient, sign_in: Callable[..., Header]) -> Callable[..., Any]:
    def post(plan: dict[str, Any], role: str = "viewer", status: int = 200, **columns: object) -> Any:
        answer = client.post("/api/query/explain", json=plan, headers=sign_in(role, **columns))
        assert answer.status_code == status, answer.text
        return answer.json()

    return post


def test_a_plan_in_words(explain: Callable[..., Any]) -> None:
    assert explain(PLAN)["words"] == (
        "Count and total Cost this month of WorkSpaces, for each Region, where Running mode is AlwaysOn and Days since "
        "connected is more than 30 days; ordered by Total: Cost this month (falling); first 20 at most."
    )


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"filters": [{"field": "created_at", "value": "last_30_days"}]}, "where Created is in last 30 days"),
        ({"filters": [{"field": "created_at", "op": "gte", "value": "today"}]}, "Created is at or after today"),
        ({"filters": [{"field": "state", "value": ["STOPPED", None]}]}, "State is Stopped or unknown"),
        ({"filters": [{"field": "tag.team", "op": "is_null"}]}, "team is unknown"),
        ({"filters": [{"field": "age_days", "op": "between", "value": [1, 9]}]}, "is between 1 days and 9 days"),
        ({"search": "ada"}, "the text holds 'ada'"),
        ({"group_by": [{"field": "created_at", "bucket": "week"}]}, "for each Created by week"),
        (
            {"measures": [{"agg": "ratio", "of": {"agg": "count"}, "per": {"agg": "distinct", "field": "region"}}]},
            "Count divided by number of different values of Region",
        ),
        (
            {"group_by": [{"field": "state"}], "having": [{"by": "count", "op": "gt", "value": 2}], "other": True},
            "only where Count is more than 2; first 100 at most, the others together",
        ),
        (
            {
                "filters": [{"field": "created_at", "op": "between", "value": ["2026-01-01", "2026-01-31"]}],
                "compare": {},
            },
            "compared with the period before (2025-12-01T00:00:00Z until before 2026-01-01T00:00:00Z)",
        ),
    ],
)  # fmt: skip
def test_each_part_of_a_plan_is_said(explain: Callable[..., Any], plan: dict[str, Any], said: str) -> None:
    assert said in explain(plan)["words"]


def test_sql_is_for_administrators_with_every_value_a_parameter(explain: Callable[..., Any]) -> None:
    for role in ("viewer", "operator"):
        told = explain(PLAN, role)
        assert (told["sql"], told["parameters"], told["query_plan"]) == (None, None, None)
    told = explain(PLAN, "admin", account_scope=["111111111111"])
    assert "ALWAYS_ON" not in told["sql"]
    assert {"ALWAYS_ON", 30} <= {v for v in told["parameters"].values() if isinstance(v, str | int)}
    assert ["111111111111"] in told["parameters"].values(), "the scope is in the statement"
    assert told["query_plan"]


def test_what_cannot_be_asked_cannot_be_explained(explain: Callable[..., Any]) -> None:
    assert explain({"columns": ["nope"]}, status=422)["errors"][0]["field"] == "columns.0"


def test_the_catalogue_tells_how_plans_are_made_and_is_not_sent_twice(
    client: TestClient, sign_in: Callable[..., Header]
) -> None:
    from app.schemas.plan import Operator, Plan

    header = sign_in()
    answer = client.get("/api/catalog", headers=header)
    told = answer.json()
    assert told["language"]["plan"] == Plan.model_json_schema()
    assert {o["name"] for o in told["language"]["operators"]} == set(Operator.__args__)
    month = next(f for d in told["datasets"] if d["name"] == "costs" for f in d["fields"] if f["name"] == "month")
    assert (month["grain"], month["buckets"]) == ("month", ["month", "quarter", "year"])
    again = client.get("/api/catalog", headers={**header, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/catalog", headers={**header, "If-None-Match": '"old"'}).status_code == 200


def test_every_relative_time_of_the_catalogue_can_be_asked_for(ask: Callable[..., Any]) -> None:
    from app.services.catalog.language import RELATIVE_TIMES

    for name in RELATIVE_TIMES:
        for dataset, field in (("workspaces", "created_at"), ("costs", "month")):
            ask({"dataset": dataset, "filters": [{"field": field, "value": name}]})
