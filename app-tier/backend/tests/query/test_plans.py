"""POST /api/query: plans, and what does not fit."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.schemas.plan import Plan
from app.services.catalog.model import Dataset
from app.services.catalog.registry import DATASETS

Ask = Callable[..., Any]


def test_the_plan_of_the_contract(ask: Ask) -> None:
    answer = ask(
        {
            "dataset": "workspaces",
            "filters": [
                {"field": "running_mode", "op": "eq", "value": "ALWAYS_ON"},
                {"field": "days_since_connected", "op": "gt", "value": 30},
            ],
            "group_by": [{"field": "region"}],
            "measures": [{"agg": "count"}, {"agg": "sum", "field": "modelled_cost_mtd"}],
            "columns": [],
            "sort": [{"by": "sum_modelled_cost_mtd", "desc": True}],
            "limit": 20,
        }
    )
    assert [c["name"] for c in answer["columns"]] == ["region", "count", "sum_modelled_cost_mtd"]
    assert answer["columns"][2] == {
        "name": "sum_modelled_cost_mtd", "label": "Total: Cost this month", "type": "money", "unit": "USD",
        "role": "measure", "provenance": "modelled",
    }  # fmt: skip
    assert (answer["rows"], answer["total"], answer["truncated"]) == ([["us-east-1", 1, None]], 1, False)


def test_groups_come_largest_first_and_the_rest_is_said_to_be_there(ask: Ask) -> None:
    answer = ask({"group_by": [{"field": "compute_type"}], "limit": 2})
    assert (answer["rows"][0], answer["total"], answer["truncated"]) == (["STANDARD", 3], 4, True)


def test_measures_over_numbers(ask: Ask) -> None:
    measures = [{"agg": a, "field": "root_volume_size_gib"} for a in ("sum", "avg", "min", "max", "median", "count")]
    assert ask({"measures": measures})["rows"] == [[255, 127.5, 80, 175, 127.5, 2]]


def test_times_in_buckets(ask: Ask) -> None:
    answer = ask({"group_by": [{"field": "first_seen_at", "bucket": "year"}], "measures": [{"agg": "count"}]})
    assert answer["rows"][0][1] == 6
    assert len(answer["rows"][0][0]) == 4


def test_rows_without_groups(ask: Ask) -> None:
    answer = ask({"columns": ["user_name", "tag.department", "last_connected_at"], "search": "ada"})
    assert answer["rows"][0][:2] == ["ada", "Finance"]
    assert answer["rows"][0][2].endswith("Z")


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"dataset": "secrets"}, "dataset"),
        ({"filters": [{"field": "hashed_password", "value": "x"}]}, "filters.0.hashed_password"),
        ({"filters": [{"field": "state", "op": "gt", "value": "A"}]}, "filters.0.state"),
        ({"filters": [{"field": "state", "op": "eq", "value": None}]}, "filters.0.state"),
        ({"filters": [{"field": "state", "op": "ne", "value": ["A"]}]}, "filters.0.state"),
        ({"group_by": [{"field": "tags"}]}, "group_by.0.tags"),
        ({"group_by": [{"field": "state", "bucket": "day"}]}, "group_by.0.state"),
        ({"measures": [{"agg": "sum"}]}, "measures.0"),
        ({"measures": [{"agg": "sum", "field": "state"}]}, "measures.0"),
        ({"measures": [{"agg": "count"}, {"agg": "count"}]}, "measures"),
        ({"group_by": [{"field": "state"}], "sort": [{"by": "region"}]}, "sort.0"),
        ({"columns": ["raw"]}, "columns.0"),
        ({"limit": 0}, "limit"),
        ({"sql": "select 1"}, "sql"),
    ],
)
def test_what_does_not_fit_is_named(ask: Ask, plan: dict[str, Any], field: str) -> None:
    assert ask(plan, 422)["errors"][0]["field"] == field


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_field_of_every_dataset_can_be_read_filtered_sorted_and_grouped(ask: Ask, dataset: Dataset) -> None:
    for field in dataset.fields.values():
        if not field.listed:
            continue
        ask({"dataset": dataset.name, "columns": [field.name]})
        for op in field.operators:
            value = {
                "integer": 1,
                "money": 1.5,
                "hours": 2,
                "boolean": True,
                "number": 0.5,
                "datetime": "2026-01-01",
                "date": "2026-01-01",
            }
            given_value: Any = True if op == "is_null" else value.get(field.type.value, "x")
            if op == "between":
                given_value = [given_value, None]
            filters = [{"field": field.name, "op": op, "value": given_value}]
            ask({"dataset": dataset.name, "columns": [field.name], "filters": filters})
        if field.sortable:
            ask({"dataset": dataset.name, "columns": [field.name], "sort": [{"by": field.name, "desc": True}]})
            ask({"dataset": dataset.name, "group_by": [{"field": field.name}]})
        for bucket in field.buckets:
            ask({"dataset": dataset.name, "group_by": [{"field": field.name, "bucket": bucket}]})
        for agg in field.aggregates:
            ask({"dataset": dataset.name, "measures": [{"agg": agg, "field": field.name}]})


def test_the_catalogue_describes_what_the_compiler_accepts(
    client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    catalog = client.get("/api/catalog", headers=sign_in("viewer")).json()
    named = {d["name"]: d for d in catalog["datasets"]}
    assert set(named) == set(DATASETS)
    workspaces = {f["name"]: f for f in named["workspaces"]["fields"]}
    assert "raw" not in workspaces
    assert workspaces["state"]["values"][0] == {"value": "PENDING", "label": "Pending"}
    assert workspaces["modelled_cost_mtd"]["unit"] == "USD"
    for dataset in named.values():
        names = {f["name"] for f in dataset["fields"]}
        assert set(dataset["default_columns"]) | set(dataset["facets"]) | set(dataset["key"]) <= names
        Plan.model_validate({"dataset": dataset["name"], "columns": dataset["default_columns"]})
