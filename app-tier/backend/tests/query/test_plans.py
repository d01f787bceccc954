"""POST /api/query: plans, and what does not fit."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.db.session import reading
from app.schemas.plan import Filter, Plan
from app.services.catalog.model import BUCKETS, Dataset, Field
from app.services.catalog.registry import DATASETS
from app.services.query.conditions import condition
from app.services.query.dated import dated
from app.services.query.source import source

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


def filters_on(field: Field) -> list[dict[str, Any]]:
    """One filter for each operator of the field."""
    given: Any = {
        "integer": 1,
        "money": 1.5,
        "hours": 2,
        "boolean": True,
        "number": 0.5,
        "datetime": "2026-01-01",
        "date": "2026-01-01",
    }.get(field.type.value, "x")
    values = {"is_null": True, "between": [given, None]}
    return [{"field": field.name, "op": op, "value": values.get(op, given)} for op in field.operators]


def each_evaluated(dataset: Dataset, filters: list[dict[str, Any]]) -> Sequence[Any]:
    """Every condition on every row, none spared by another that is false."""
    with reading() as connection:
        plan = Plan(dataset=dataset.name)
        made = source(dated(connection, dataset, plan, None), plan, None)
        compiled = [condition(made.dataset, Filter(**one), str(one)) for one in filters]
        conditions = [one.label(f"c{number}") for number, (one, _) in enumerate(compiled)]
        return connection.execute(made.narrow(select(*conditions), *(field for _, field in compiled))).all()


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_field_of_every_dataset_can_be_read_filtered_sorted_and_grouped(ask: Ask, dataset: Dataset) -> None:
    """As many at a time as a plan holds."""
    fields = [field for field in dataset.fields.values() if field.listed]
    name, names = {"dataset": dataset.name}, [field.name for field in fields]
    rows = ask({**name, "columns": names})
    assert [column["name"] for column in rows["columns"]] == names
    filters = [one for field in fields for one in filters_on(field)]
    for some in batches(filters, 50):
        ask({**name, "filters": some})
    assert len(each_evaluated(dataset, filters)) == rows["total"]
    sortable = [field.name for field in fields if field.sortable]
    for some in batches(sortable, 8):
        ask({**name, "columns": some, "sort": [{"by": one, "desc": True} for one in some]})
    for some in batches(sortable, 3):
        ask({**name, "group_by": [{"field": one} for one in some]})
    for bucket in BUCKETS:
        for some in batches([field.name for field in fields if bucket in field.buckets], 3):
            ask({**name, "group_by": [{"field": one, "bucket": bucket} for one in some]})
    for some in batches([{"agg": agg, "field": field.name} for field in fields for agg in field.aggregates], 12):
        ask({**name, "measures": some})


def batches(of: list[Any], size: int) -> list[list[Any]]:
    return [of[at : at + size] for at in range(0, len(of), size)]


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
