"""WorkSpaces counted by triggers: always as many as there are rows, and the same answers to all that they serve."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, text

KEY = "account_id, region, state, running_mode, connection_state, compute_type, operating_system"
BY_HAND = f"select {KEY}, terminated_at is null, count(*) from workspaces group by {KEY}, 8 order by {KEY}, 8"
KEPT = f"select {KEY}, living, workspaces from workspace_rollup where workspaces <> 0 order by {KEY}, living"
FORECASTS_BY_HAND = """
select account_id, region, month, count(forecast_cost_month), coalesce(sum(forecast_cost_month), 0)
from workspace_costs group by 1, 2, 3 having count(forecast_cost_month) > 0 order by 1, 2, 3"""
FORECASTS = "select account_id, region, month, known, forecast from forecast_rollup where known <> 0 order by 1, 2, 3"


def _rows(connection: Connection, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(text(sql))]


@pytest.mark.parametrize(
    "writes",
    [
        ("update workspaces set user_name = 'x'", "update workspaces set state = 'STOPPED' where region = 'us-east-1'"),
        ("update workspaces set running_mode = null", "delete from workspaces where user_name = 'ada'"),
        ("update workspaces set terminated_at = now() where user_name in ('ada', 'bob')", "truncate workspaces"),
        ("update workspaces set account_id = '9', workspace_id = workspace_id || region",),
        ("insert into workspaces (account_id, region, workspace_id) select '5', 'eu-west-1', 'ws-' || n "
         "from generate_series(1, 9) n on conflict do nothing", "delete from workspaces"),
    ],
)  # fmt: skip
def test_the_counts_follow_every_write(stored: None, writes: tuple[str, ...]) -> None:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        assert _rows(connection, KEPT) == _rows(connection, BY_HAND) != []
        for sql in writes:
            connection.execute(text(sql))
            assert _rows(connection, KEPT) == _rows(connection, BY_HAND), sql


def test_what_changes_no_count_writes_none(stored: None) -> None:
    from app.db.session import get_engine

    versions = "select id, xmin::text, workspaces from workspace_rollup order by id"
    with get_engine().begin() as connection:
        before = _rows(connection, versions)
    with get_engine().begin() as connection:
        connection.execute(text("update workspaces set user_name = 'x', last_connected_at = now()"))
        assert _rows(connection, versions) == before


def test_the_forecasts_follow_every_write(stored: None) -> None:
    from app.db.session import get_engine

    writes = (
        "insert into workspace_costs (account_id, region, workspace_id, month, facts, forecast_cost_month) "
        "select account_id, region, workspace_id, '2025-11-01', '', nullif(length(user_name), 3) / 8.0 from workspaces",
        "update workspace_costs set forecast_cost_month = 2.5 where account_id = '222222222222'",
        "update workspace_costs set month = '2025-12-01' where region = 'us-east-1'",
        "update workspace_costs set forecast_cost_month = null where workspace_id = 'ws-eva'",
        "delete from workspace_costs where account_id = '222222222222'",
        "truncate workspace_costs",
    )
    with get_engine().begin() as connection:
        for sql in writes:
            connection.execute(text(sql))
            assert _rows(connection, FORECASTS) == _rows(connection, FORECASTS_BY_HAND), sql


def test_the_changes_of_a_day_follow_every_write(stored: None) -> None:
    from app.db.session import get_engine

    by_hand = (
        "select account_id, region, cast(timezone('UTC', changed_at) as date), field, count(*) "
        "from workspace_changes group by 1, 2, 3, 4 order by 1, 2, 3, 4"
    )
    kept = "select * from change_rollup where changes <> 0 order by 1, 2, 3, 4"
    writes = (
        "insert into workspace_changes (account_id, region, workspace_id, field, changed_at) "
        "select account_id, region, workspace_id, 'state', timestamptz '2025-11-20 00:30+02' + n * interval '11 hours' "
        "from workspaces, generate_series(1, 9) n",
        "update workspace_changes set changed_by = 'ada'",
        "update workspace_changes set changed_at = changed_at + interval '5 hours' where workspace_id = 'ws-ada'",
        "delete from workspace_changes where changed_at < '2025-11-22'",
        "truncate workspace_changes",
    )
    with get_engine().begin() as connection:
        for sql in writes:
            connection.execute(text(sql))
            assert _rows(connection, kept) == _rows(connection, by_hand), sql


PLANS: tuple[dict[str, Any], ...] = (
    {"measures": [{"agg": "count"}]},
    {"measures": [{"agg": "count"}, {"agg": "share"}], "include_terminated": True},
    {"group_by": [{"field": "state"}, {"field": "running_mode"}], "measures": [{"agg": "share"}]},
    {"filters": [{"field": "state", "value": "TERMINATED"}], "group_by": [{"field": "account_name"}]},
    {"filters": [{"field": "compute_type", "op": "is_null"}], "measures": [{"agg": "distinct", "field": "region"}]},
    {"group_by": [{"field": "compute_type"}], "limit": 1, "other": True},
    {"filters": [{"field": "state", "op": "ne", "value": "AVAILABLE"}], "columns": ["user_name"]},
)


@pytest.mark.parametrize("scope", [None, frozenset({"222222222222"})], ids=["all", "one account"])
@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_has_the_same_answer_from_the_counts_and_from_the_rows(
    stored: None, monkeypatch: pytest.MonkeyPatch, plan: dict[str, Any], scope: frozenset[str] | None
) -> None:
    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.catalog.registry import DATASETS
    from app.services.query.question import question
    from app.services.query.versions import reads

    def asked(*, kept: bool) -> dict[str, object]:
        with reading() as connection:
            made = question(connection, Plan.model_validate(plan), scope)
            assert ("workspace_rollup" in reads(made.statement).tables) is kept
            return made.answered(list(connection.execute(made.statement)))

    counted = asked(kept=True)
    monkeypatch.setitem(DATASETS, "workspaces", replace(DATASETS["workspaces"], rolled=None))
    assert asked(kept=False) == counted


@pytest.mark.parametrize(
    "filters",
    [
        [],
        [{"field": "state", "value": "AVAILABLE"}, {"field": "region", "value": ["us-east-1"]}],
        [{"field": "running_mode", "op": "is_null"}],
        [{"field": "account_name", "value": "Payer"}, {"field": "compute_type", "op": "ne", "value": "POWER"}],
    ],
)
def test_facets_are_the_same_from_the_counts_and_from_the_rows(stored: None, filters: list[dict[str, Any]]) -> None:
    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.catalog.registry import DATASETS
    from app.services.query.facets import count

    names = ["state", "running_mode", "compute_type", "account_name", "region"]
    plan, dataset = Plan.model_validate({"filters": filters}), DATASETS["workspaces"]
    with reading() as connection:
        kept = orjson.loads(count(connection, dataset, plan, names, None))
        rows = orjson.loads(count(connection, dataset, plan, [*names, "user_name"], None))
    assert kept == {**rows, "facets": rows["facets"][:-1]}
