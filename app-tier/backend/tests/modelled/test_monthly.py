"""Modelled costs in the tables: what is written, what is written again, and what is left alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.db.session import get_engine, unit_of_work
from app.models.models import Event, EventWorkspace, WorkspaceChange
from app.services.costs import builtin_prices, monthly, price_store
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, hour_of, moment
from tests.modelled.stored import (
    ACCOUNT,
    BEFORE,
    FIRST,
    LAST,
    NOW,
    READ_TO,
    REGION,
    THIS,
    add,
    add_place,
    costs,
    execute,
    measure,
    on,
    refresh,
    rows,
)

KEY = {"account_id": ACCOUNT, "region": REGION}


@pytest.fixture(autouse=True)
def fleet(db: None) -> None:
    add_place()
    add(
        {"workspace_id": "ws-hourly", "running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60},
        {"workspace_id": "ws-always", "running_mode": "ALWAYS_ON"},
        {"workspace_id": "ws-quantum", "running_mode": "ALWAYS_ON", "compute_type": "QUANTUM_9XL"},
        {"workspace_id": "ws-silent", "running_mode": "AUTO_STOP"},
    )
    measure({"ws-hourly": on(BEFORE, 3, 9, 10, 11) | on(LAST, 3, 9, 10), "ws-always": 0, "ws-quantum": 0})


def sums() -> dict[str, tuple[Any, Any]]:
    found = rows("select workspace_id, month, modelled_cost_mtd from workspace_costs order by 1")
    return {name: (month, amount) for name, month, amount in found}


def change(name: str, field: str, before: Any, after: Any, at: datetime) -> None:
    facts = {"field": field, "before": before, "after": after, "changed_at": at}
    with unit_of_work() as session:
        session.add(WorkspaceChange(**KEY, workspace_id=name, **facts))


def test_each_month_of_a_workspace_is_modelled_by_usage_type() -> None:
    refresh()
    # three hours connected and one until it stops; then two and one
    hourly = costs("ws-hourly")
    assert {key: cost for key, cost in hourly.items() if key[0] != THIS} == {
        (BEFORE, "auto_stop_month"): 9.75, (BEFORE, "auto_stop_hour"): 1.2,
        (LAST, "auto_stop_month"): 9.75, (LAST, "auto_stop_hour"): 0.9,
    }  # fmt: skip
    assert costs("ws-always", [LAST]) == {(LAST, "always_on_month"): 35.0}
    assert sums()["ws-always"] == (THIS, 35)
    line = rows("select usage_type, quantity, unit, currency, price_source, source from cost_monthly "
                "where workspace_id = 'ws-always' and month = :m", m=LAST)  # fmt: skip
    assert line == [("USE1-AW-HW-2", 1, "Month", "USD", "builtin", "modelled")]


def test_what_is_not_known_is_null_with_its_reason() -> None:
    refresh()
    assert costs("ws-quantum", [LAST]) == {(LAST, "always_on_month"): None}
    assert costs("ws-silent", [LAST]) == {(LAST, "auto_stop_month"): 9.75, (LAST, "auto_stop_hour"): None}
    reasons = rows("select distinct workspace_id, reason from cost_monthly where cost is null and month = :m", m=LAST)
    assert sorted(reasons) == [
        ("ws-quantum", "no price of QUANTUM_9XL (licence included) is known in us-east-1"),
        ("ws-silent", "its hours have not been read"),
    ]
    assert sums()["ws-quantum"] == (THIS, None)


def test_the_same_facts_again_write_nothing() -> None:
    assert refresh() > 0
    before = rows("select ctid, xmin::text from cost_monthly order by 1")
    assert refresh() == 0
    execute(
        "insert into cost_marks (account_id, region, since) values (:account_id, :region, :since)",
        **KEY,
        since=BEFORE,
    )
    assert refresh() == 0
    assert rows("select ctid, xmin::text from cost_monthly order by 1") == before
    assert rows("select count(*) from cost_marks") == [(0,)]


def test_more_hours_are_modelled_since_their_month() -> None:
    refresh()
    measure({"ws-hourly": on(BEFORE, 3, 9, 10, 11) | on(LAST, 3, 9, 10) | on(LAST, 4, 9)})
    assert refresh() == 1
    assert costs("ws-hourly", [LAST])[LAST, "auto_stop_hour"] == pytest.approx(1.5)


def test_a_mode_that_changed_is_modelled_from_its_moment() -> None:
    refresh()
    change("ws-hourly", "running_mode", "AUTO_STOP", "ALWAYS_ON", moment(first_hour(LAST.replace(day=16))))
    execute("update workspaces set running_mode = 'ALWAYS_ON' where workspace_id = 'ws-hourly'")
    refresh()
    found = costs("ws-hourly")
    assert found[LAST, "auto_stop_month"] == 9.75
    days = (first_hour(THIS) - first_hour(LAST)) // 24
    assert found[LAST, "always_on_month"] == pytest.approx(35 * (days - 15) / days)
    assert (BEFORE, "always_on_month") not in found
    assert [kind for month, kind in found if month == THIS] == ["always_on_month"]


def test_a_switch_older_than_the_inventory_comes_from_the_trail() -> None:
    refresh()
    at = moment(first_hour(LAST.replace(day=10)))
    with unit_of_work() as session:
        from app.db.partitions import ensure_months

        for table in ("events", "event_workspaces"):
            ensure_months(session.connection(), table, [LAST])
        asked = {"workspaceId": "ws-always", "workspaceProperties": {"runningMode": "ALWAYS_ON"}}
        name = {"event_name": "ModifyWorkspaceProperties", "request_parameters": asked}
        of = {**KEY, "event_time": at, "event_id": "e1"}
        session.add(Event(**of, **name, workspace_ids=["ws-always"], search_text=""))
        session.add(EventWorkspace(**of, workspace_id="ws-always", failed=False))
    refresh()
    found = costs("ws-always")
    assert [kind for month, kind in sorted(found) if month == BEFORE] == ["auto_stop_hour", "auto_stop_month"]
    assert (LAST, "always_on_month") in found
    statement = "select distinct unnest(assumptions) from cost_monthly where workspace_id = 'ws-always' and month = :m"
    marked = rows(statement, m=BEFORE)
    assert ("inferred_setting",) in marked


def test_other_prices_are_modelled_everywhere() -> None:
    refresh()
    with get_engine().begin() as connection:
        price_store.merge(connection, builtin_prices.prices(), seen_at=NOW, complete=True)
        connection.execute(text("update prices set price = price * 2"))
    assert monthly.after(get_engine(), "tags", ACCOUNT, REGION) == 0
    assert monthly.after(get_engine(), "prices", "999999999999", "us-east-1") > 0
    assert costs("ws-always", [LAST]) == {(LAST, "always_on_month"): 70.0}
    assert rows("select distinct price_source from cost_monthly where cost is not null") == [("aws",)]


def test_a_new_month_begins_without_any_step_having_written_anything() -> None:
    refresh()
    following = moment(first_hour(THIS) + 32 * 24).replace(day=1)
    refresh(following + timedelta(hours=1))
    assert sums()["ws-always"] == (following.date(), 35)
    assert rows("select count(*) from cost_monthly where month = :m", m=following.date()) != [(0,)]


def test_what_ended_costs_nothing_from_the_next_month_on() -> None:
    refresh()
    gone = moment(first_hour(LAST.replace(day=20)))
    execute("update workspaces set terminated_at = :at, state = 'TERMINATED' where workspace_id = 'ws-always'", at=gone)
    refresh()
    assert sorted(month for month, _ in costs("ws-always")) == [BEFORE, LAST]
    assert sums()["ws-always"] == (THIS, 0)


def test_a_workspace_older_than_the_trail_counts_since_its_first_measurement() -> None:
    execute("update workspaces set created_at = null where workspace_id = 'ws-always'")
    refresh()
    assert min(month for month, _ in costs("ws-always", [BEFORE, LAST])) == BEFORE
    assert rows("select count(*) from cost_monthly where month < :m and workspace_id = 'ws-always'", m=BEFORE) == [(0,)]
    assert first_hour(BEFORE) == FIRST


def test_one_made_in_the_month_in_which_the_trail_begins_is_charged_from_its_first_measurement() -> None:
    made, trail = first_hour(LAST.replace(day=11)), moment(first_hour(LAST.replace(day=21)))
    execute("update workspaces set created_at = null, first_seen_at = :at where workspace_id = 'ws-always'", at=NOW)
    execute(
        "insert into event_watermarks (account_id, region, covered_from, covered_to) values (:a, :r, :since, :until)",
        a=ACCOUNT, r=REGION, since=trail, until=NOW,
    )  # fmt: skip
    days = (first_hour(THIS) - first_hour(LAST)) // 24

    def charged(since: int) -> float:
        execute("delete from usage_hours where workspace_id = 'ws-always'")
        measure({"ws-always": 0}, known=mask(since - FIRST, READ_TO - FIRST))
        refresh()
        assert BEFORE not in {month for month, _ in costs("ws-always")}
        return float(costs("ws-always")[LAST, "always_on_month"] or 0)

    assert charged(made) == pytest.approx(35 * (days - 10) / days)
    # a few hours after the trail begins: it was made just before
    assert charged(hour_of(trail) + 3) == pytest.approx(35 * (days - 20) / days)
    # later than that its creation would be in the trail: it is older, and was not measured
    assert charged(hour_of(trail) + 48) == 35


def test_one_in_error_that_was_measured_has_lived() -> None:
    add({"workspace_id": "ws-broken", "running_mode": "ALWAYS_ON", "state": "ERROR"})
    refresh()
    assert costs("ws-broken") == {}
    measure({"ws-broken": 0})
    refresh()
    assert costs("ws-broken", [LAST]) == {(LAST, "always_on_month"): 35}


def test_thousands_are_modelled_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monthly, "AT_ONCE", 3)
    add(*({"workspace_id": f"ws-{n}", "running_mode": "ALWAYS_ON"} for n in range(10)))
    refresh()
    assert rows("select count(*), sum(modelled_cost_mtd) from workspace_costs where workspace_id ~ '[0-9]'") == [
        (10, 350)
    ]
