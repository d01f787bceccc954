"""Costs rolled up by triggers: always the sums of the rows, and the same answers to every plan that they serve."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

MONTHS = (date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1))
KEY = "account_id, region, month, source, kind, usage_type, currency"
BY_HAND = f"select {KEY}, count(*), count(cost), coalesce(sum(cost), 0) from cost_monthly group by {KEY} order by {KEY}"
KEPT = f"select {KEY}, amounts, known, cost from cost_rollup where amounts <> 0 order by {KEY}"


@pytest.fixture
def costs(db: None) -> None:
    from app.db.partitions import ensure_months
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, CostMonthly

    draw = random.Random(3)
    with unit_of_work() as session:
        ensure_months(session.connection(), "cost_monthly", MONTHS)
        session.add(AwsAccount(account_id="1", name="Payer", kind="home"))
        session.add_all(
            CostMonthly(
                account_id=draw.choice("12"), region=draw.choice(("us-east-1", "eu-west-1")),
                workspace_id=f"ws-{number}", month=draw.choice(MONTHS), source=draw.choice(("modelled", "billed")),
                usage_type="X", kind=draw.choice(("volume", "auto_stop_hour")), unit="h", currency="USD",
                cost=draw.choice((None, draw.randrange(1000) / 8)), assumptions=[],
            )
            for number in range(300)
        )  # fmt: skip


def _rows(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(sql))]


def test_the_sums_follow_every_write(costs: None) -> None:
    from app.db.session import get_engine

    writes = (
        "update cost_monthly set cost = null where workspace_id like '%7'",
        "update cost_monthly set cost = coalesce(cost, 0) + 0.125 where workspace_id like '%3'",
        "update cost_monthly set kind = 'other' where workspace_id like '%5'",
        "delete from cost_monthly where account_id = '2'",
        "insert into cost_monthly select * from cost_monthly on conflict do nothing",
    )
    with get_engine().begin() as connection:
        assert _rows(connection, KEPT) == _rows(connection, BY_HAND) != []
        for sql in writes:
            connection.execute(text(sql))
            assert _rows(connection, KEPT) == _rows(connection, BY_HAND), sql
        connection.execute(text("truncate cost_monthly"))
        assert _rows(connection, KEPT) == []


PLANS: tuple[dict[str, Any], ...] = (
    {"measures": [{"agg": "sum", "field": "billed_cost"}, {"agg": "count", "field": "billed_cost"}]},
    {"measures": [{"agg": "sum", "field": "cost"}, {"agg": "count"}, {"agg": "count", "field": "cost"}]},
    {"group_by": [{"field": "month"}, {"field": "kind"}], "measures": [{"agg": "sum", "field": "cost"}]},
    {"group_by": [{"field": "account_name"}], "measures": [{"agg": "share", "field": "cost"}, {"agg": "share"}]},
    {
        "group_by": [{"field": "region"}],
        "measures": [
            {"agg": "ratio", "of": {"agg": "sum", "field": "cost"}, "per": {"agg": "distinct", "field": "month"}}
        ],
    },
    {
        "filters": [{"field": "month", "value": "2025-11"}, {"field": "source", "value": "modelled"}],
        "group_by": [{"field": "account_id"}],
        "measures": [{"agg": "sum", "field": "cost"}, {"agg": "count"}],
        "compare": {"to": "previous_period"},
    },
    {
        "group_by": [{"field": "month", "bucket": "quarter"}],
        "measures": [{"agg": "sum", "field": "cost"}],
        "having": [{"by": "sum_cost", "op": "gt", "value": 0}],
        "limit": 1,
        "other": True,
    },
)


@pytest.mark.parametrize("scope", [None, frozenset({"2"})], ids=["all", "one account"])
@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_has_the_same_answer_from_the_sums_and_from_the_rows(
    costs: None, monkeypatch: pytest.MonkeyPatch, plan: dict[str, Any], scope: frozenset[str] | None
) -> None:
    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.catalog.registry import DATASETS
    from app.services.query.question import question
    from app.services.query.versions import reads

    def asked(table: str) -> dict[str, object]:
        with reading() as connection:
            made = question(connection, Plan.model_validate({"dataset": "costs", **plan}), scope)
            assert table in reads(made.statement).tables
            return made.answered(list(connection.execute(made.statement)))

    summed = asked("cost_rollup")
    monkeypatch.setitem(DATASETS, "costs", replace(DATASETS["costs"], rolled=None))
    assert asked("cost_monthly") == summed


@pytest.mark.parametrize(
    "plan",
    [
        {"group_by": [{"field": "user_name"}]},
        {"measures": [{"agg": "avg", "field": "cost"}]},
        {"measures": [{"agg": "sum", "field": "quantity"}]},
        {"measures": [{"agg": "count"}], "filters": [{"field": "cost", "op": "gt", "value": 1}]},
        {"measures": [{"agg": "count"}], "filters": [{"field": "tag.team", "value": "a"}]},
        {"measures": [{"agg": "count"}], "search": "ada"},
        {"columns": ["cost"]},
    ],
)
def test_what_the_sums_do_not_hold_is_read_from_the_rows(costs: None, plan: dict[str, Any]) -> None:
    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.query.question import question
    from app.services.query.versions import reads

    with reading() as connection:
        made = question(connection, Plan.model_validate({"dataset": "costs", **plan}), None)
        assert "cost_monthly" in reads(made.statement).tables
        made.answered(list(connection.execute(made.statement)))
