"""GET /api/overview: four numbers with what they were, counted by hand; unknown stays unknown; scope holds."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from starlette.testclient import TestClient

NOW = datetime(2025, 11, 20, 9, 30, tzinfo=UTC)
BEFORE = datetime(2025, 8, 1, tzinfo=UTC)


def _overview(scope: frozenset[str] | None = None, now: datetime = NOW) -> Any:
    from app.db.session import reading
    from app.services.overview.asking import Asking
    from app.services.overview.overview import overview

    with reading() as connection:
        return overview(Asking(connection, scope), now)


@pytest.fixture
def past(stored: None) -> None:
    """The fleet of conftest, known since August; Ada is there since 5 November, `ws-old` left on 10 November."""
    from app.db.session import unit_of_work
    from app.models.models import UsageDaily, UsageHourly, Workspace

    with unit_of_work() as session:
        session.execute(update(Workspace).values(first_seen_at=BEFORE, connection_state="DISCONNECTED"))
        ada = update(Workspace).where(Workspace.workspace_id == "ws-ada")
        session.execute(ada.values(created_at=datetime(2025, 11, 5, tzinfo=UTC), connection_state="CONNECTED"))
        old = update(Workspace).where(Workspace.workspace_id == "ws-old")
        session.execute(old.values(terminated_at=datetime(2025, 11, 10, tzinfo=UTC)))
        for day, account, hours in (
            (date(2025, 10, 3), "111111111111", 40),
            (date(2025, 10, 25), "111111111111", 60),
            (date(2025, 11, 3), "111111111111", 50),
            (date(2025, 11, 4), "222222222222", 9),
        ):
            session.add(
                UsageDaily(
                    day=day, account_id=account, region="us-east-1", connected_hours=hours, sessions=1,
                    known_hours=99, measured_workspaces=3, connected_workspaces=2,
                )
            )  # fmt: skip
        # one hour told of in each month: 20 October 09:00, 20 November 08:00
        for month, size, hour, connected, known in ((10, 744, 19 * 24 + 9, 4, 5), (11, 720, 19 * 24 + 8, 3, 6)):
            counts = {name: [0] * size for name in ("connected", "known")}
            counts["connected"][hour], counts["known"][hour] = connected, known
            session.add(
                UsageHourly(account_id="111111111111", region="us-east-1", month=date(2025, month, 1), **counts)
            )


def test_each_number_stands_beside_what_it_was_a_month_ago(past: None) -> None:
    told = _overview()
    assert (told["workspaces"]["value"], told["workspaces"]["previous"]) == (6, 6), "Ada came, old left"
    assert (told["connected_now"]["value"], told["connected_now"]["previous"]) == (1, 4)
    hours = told["hours_month"]
    assert (hours["value"], hours["previous"], hours["previous_to_date"], hours["change_percent"]) == (
        59,
        100,
        40,
        47.5,
    )
    assert told["connected_by_hour"] == [{"hour": "2025-11-20T08:00:00.000Z", "connected": 3, "measured": 6}]
    assert told["by_running_mode"][0] == {"value": "AUTO_STOP", "label": "AutoStop", "count": 5}


def test_what_was_never_read_is_unknown_and_not_zero(db: None) -> None:
    told = _overview()
    assert told["workspaces"]["value"] == 0
    for name in ("workspaces", "connected_now", "hours_month", "cost_month"):
        assert told[name]["previous"] is None, name
    assert (told["hours_month"]["value"], told["cost_month"]["value"]) == (None, None)


def test_a_time_before_the_first_sync_is_unknown(stored: None) -> None:
    assert _overview()["workspaces"]["previous"] is None


def test_the_overview_is_of_the_callers_accounts(past: None) -> None:
    told = _overview(frozenset({"222222222222"}))
    assert (told["workspaces"]["value"], told["hours_month"]["value"]) == (1, 9)
    assert told["connected_by_hour"] == []


def test_modelled_cost_by_month_and_charge(stored: None) -> None:
    from app.db.partitions import ensure_months
    from app.db.session import unit_of_work
    from app.models.models import CostMonthly

    this = datetime.now(UTC).date().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    amounts = [
        ("ada", this, "auto_stop_month", 10), ("ada", this, "auto_stop_hour", 5), ("bob", this, "always_on_month", 25),
        ("cid", this, "volume", None), ("bob", last, "always_on_month", 20),
    ]  # fmt: skip
    with unit_of_work() as session:
        ensure_months(session.connection(), "cost_monthly", {this, last})
        session.add_all(
            CostMonthly(
                account_id="111111111111", region="us-east-1", workspace_id=f"ws-{who}", month=month, cost=cost,
                source="modelled", usage_type=kind, kind=kind, unit="h", currency="USD", assumptions=[],
            )
            for who, month, kind, cost in amounts
        )  # fmt: skip
    told = _overview(now=datetime.now(UTC))
    assert (told["cost_month"]["value"], told["cost_month"]["previous"], told["cost_month"]["change_percent"]) == (
        40, 20, 100
    )  # fmt: skip
    assert told["cost_by_month"] == [
        {"month": f"{last:%Y-%m}", "charged": "ALWAYS_ON", "cost": 20, "unknown": 0},
        {"month": f"{this:%Y-%m}", "charged": "ALWAYS_ON", "cost": 25, "unknown": 0},
        {"month": f"{this:%Y-%m}", "charged": "AUTO_STOP", "cost": 15, "unknown": 0},
        {"month": f"{this:%Y-%m}", "charged": "OTHER", "cost": None, "unknown": 1},
    ]


def test_the_answer_has_the_shape_that_is_promised(
    stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    from app.schemas.overview import Overview

    answer = client.get("/api/overview", headers=sign_in())
    assert answer.status_code == 200
    assert Overview.model_validate(answer.json()).workspaces.value == 6


def test_what_is_read_as_it_is_summed_up_is_what_plans_say(past: None) -> None:
    """Changes of seven days to the minute, the forecast, and the advice that counts."""
    from app.db.session import get_engine, reading
    from app.schemas.plan import Plan
    from app.services.query.question import question

    now = datetime.now(UTC)
    with get_engine().begin() as connection:
        connection.execute(
            text(
                "insert into workspace_costs (account_id, region, workspace_id, month, facts, forecast_cost_month) "
                "select account_id, region, workspace_id, date_trunc('month', now() at time zone 'UTC'), '', "
                "nullif(length(user_name), 8) / 8.0 from workspaces"
            )
        )
        connection.execute(
            text(
                "insert into workspace_changes (account_id, region, workspace_id, field, changed_at) "
                "select '111111111111', 'us-east-1', 'ws-ada', (array['state', 'tags'])[n % 2 + 1], "
                "now() - n * interval '37 minutes' from generate_series(0, 400) n"
            )
        )
        connection.execute(
            text(
                "insert into recommendations (account_id, region, workspace_id, kind, title, state, saving_monthly, "
                "confidence, reasons, evidence, before, after, act_on, digest, is_top) "
                "select account_id, region, workspace_id, 'unused', 'Delete', (array['open', 'dismissed'])[n % 2 + 1], "
                "n * 1.5 - 3, 'high', '{}', '[]', '{}', '{}', current_date, '', true "
                "from (select *, row_number() over (order by workspace_id) as n from workspaces) w"
            )
        )

    def asked(scope: frozenset[str] | None, **plan: Any) -> list[list[Any]]:
        with reading() as connection:
            made = question(connection, Plan.model_validate(plan), scope)
            rows: Any = made.answered(list(connection.execute(made.statement)))["rows"]
            return rows

    for scope in (None, frozenset({"111111111111"}), frozenset[str]()):
        told = _overview(scope, now)
        week = [{"field": "changed_at", "op": "gte", "value": "last_7_days"}]
        assert [[c["value"], c["count"]] for c in told["changes_7d"]] == asked(
            scope, dataset="changes", filters=week, group_by=[{"field": "field"}]
        )
        total = {"measures": [{"agg": "sum", "field": "forecast_cost_month"}], "include_terminated": True}
        assert [[told["forecast_cost_month"]]] == asked(scope, **total)
        counted = [{"agg": "sum", "field": "counted_saving"}]
        assert [[told["savings"]["total_monthly"]]] == asked(scope, dataset="recommendations", measures=counted)
        best = {"filters": [{"field": "counted_saving", "op": "gt", "value": 0}], "limit": 5}
        best["sort"] = [{"by": "counted_saving", "desc": True}]
        assert [[i["id"], i["user_name"]] for i in told["savings"]["items"]] == asked(
            scope, dataset="recommendations", columns=["id", "user_name"], **best
        )
