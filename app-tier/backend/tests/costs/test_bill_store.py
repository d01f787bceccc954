"""The bill in its tables, and what asking for it may cost."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from app.core.config import get_settings
from app.services.aws.access import HOME
from app.services.aws.calls import Clients
from app.services.aws.collectors.costs import MonthBill
from app.services.aws.errors import AwsError
from app.services.aws.scope import Scope
from app.services.costs import bill_store, builtin_prices, months, price_store, reading
from app.services.costs.bill_lines import BillLine, TagLine
from app.services.costs.spending import DailySpending
from tests.costs.conftest import Estate

PAYER, MONTH = "111111111111", date(2026, 3, 1)
LINE = BillLine(
    MONTH, PAYER, "USE1-AW-HW-2", "us-east-1", "always_on_month", "STANDARD", "included",
    Decimal("3.5"), "Month", Decimal("122.5000000001"), "USD", False,
)  # fmt: skip


def month(*lines: BillLine, is_final: bool = True, tags: tuple[TagLine, ...] = ()) -> MonthBill:
    days = tuple(replace(line, period=date(2026, 3, 2)) for line in lines)
    return MonthBill(MONTH, is_final, lines, days, tags)


def write(bill: MonthBill, tags: tuple[str, ...] = ()) -> Any:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        return bill_store.write(connection, PAYER, bill, tags)


def sql(statement: str) -> list[tuple[Any, ...]]:
    from app.db.session import get_engine

    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


@pytest.mark.usefixtures("db")
def test_a_month_written_twice_writes_nothing_the_second_time() -> None:
    bill = month(LINE, replace(LINE, usage_type="USE1-AW-HW-8", cost=None))
    assert write(bill).created == 4
    places = "select xmin::text, ctid::text from bill_monthly union all select xmin::text, ctid::text from bill_daily union all select xmin::text, ctid::text from bill_periods"  # noqa: E501
    before = sql(places)
    assert not write(bill).wrote
    assert sql(places) == before
    assert sql("select cost from bill_monthly order by usage_type") == [(Decimal("122.5000000001"),), (None,)]


@pytest.mark.usefixtures("db")
def test_a_corrected_bill_replaces_the_month_and_no_other() -> None:
    write(month(LINE, replace(LINE, usage_type="USE1-AW-HW-8")))
    april = MonthBill(date(2026, 4, 1), False, (replace(LINE, period=date(2026, 4, 1)),), (), ())
    write(april)
    done = write(month(replace(LINE, cost=Decimal("120"))))
    assert (done.updated, done.retired, done.created) == (2, 2, 0)
    assert sql("select month, usage_type, cost from bill_monthly order by month") == [
        (MONTH, "USE1-AW-HW-2", Decimal("120")),
        (date(2026, 4, 1), "USE1-AW-HW-2", Decimal("122.5000000001")),
    ]
    assert sql("select day, cost from bill_daily") == [(date(2026, 3, 2), Decimal("120"))]


@pytest.mark.usefixtures("db")
def test_a_final_month_is_not_asked_for_again_until_a_tag_is_added() -> None:
    from app.db.session import get_engine

    write(month(LINE), ("team",))
    with get_engine().connect() as connection:
        asked = [
            bill_store.pending(connection, PAYER, tags, date(2026, 5, 2)) for tags in ((), ("team",), ("team", "x"))
        ]
        others = bill_store.pending(connection, "222222222222", (), date(2026, 5, 2))
    assert [MONTH in wanted for wanted in asked] == [False, False, True]
    assert MONTH in others


@pytest.mark.usefixtures("db")
def test_a_number_that_only_the_price_list_knows_is_named_by_it_whichever_is_read_first() -> None:
    from app.db.session import get_engine

    unknown = replace(LINE, usage_type="USE1-AW-HW-33", compute_type=None)
    write(month(unknown))
    assert sql("select compute_type from bill_monthly") == [(None,)]
    named = replace(builtin_prices.prices()[0], usage_type="USE1-AW-HW-33", compute_type="GRAPHICS_G6_XLARGE")
    with get_engine().begin() as connection:
        price_store.merge(connection, [named], seen_at=datetime.now(UTC), complete=True)
        bill_store.name_compute_types(connection)
    types = "select compute_type from bill_monthly union all select compute_type from bill_daily"
    assert sql(types) == [("GRAPHICS_G6_XLARGE",)] * 2
    assert not write(month(unknown)).wrote
    write(month())
    write(month(unknown))
    assert sql(types) == [("GRAPHICS_G6_XLARGE",)] * 2


@pytest.mark.usefixtures("db")
def test_money_spent_on_requests_is_counted_and_capped_by_day_and_account() -> None:
    from app.db.session import get_engine

    def spending(account_id: str = PAYER, limit: str = "0.025") -> DailySpending:
        return DailySpending(get_engine(), account_id, "ce:GetCostAndUsage", Decimal("0.01"), Decimal(limit))

    first, second = spending(), spending()
    first.reserve()
    second.reserve()
    with pytest.raises(AwsError, match=r"limit of 0\.025 USD a day") as refused:
        second.reserve()
    assert (refused.value.kind.value, refused.value.code) == ("throttled", "SpendLimit")
    spending("222222222222").reserve()
    spending(limit="0.03").reserve()
    with pytest.raises(AwsError):
        spending("333333333333", limit="0").reserve()
    assert sql("select account_id, requests, cost_usd from aws_spend order by account_id") == [
        (PAYER, 3, Decimal("0.03")),
        ("222222222222", 1, Decimal("0.01")),
    ]


def allow(monkeypatch: pytest.MonkeyPatch, usd: str = "5", tags: tuple[str, ...] = ()) -> None:
    changed = get_settings().model_copy(update={"cost_explorer_max_usd_per_day": Decimal(usd), "cost_tags": tags})
    monkeypatch.setattr(reading, "get_settings", lambda: changed)


@pytest.mark.usefixtures("db")
def test_the_bill_over_http_is_complete_exact_and_idempotent(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, tags=("department",))
    today = datetime.now(UTC).date()
    clients, scope = Clients(HOME), Scope(estate.home, "us-east-1")
    outcome = reading.costs(clients, scope)
    assert outcome.errors == []
    assert outcome.detail["months_read"] == outcome.detail["months_wanted"] == 14
    assert outcome.detail["requests"] == clients.calls > 5
    assert outcome.detail["cost_usd"] == pytest.approx(clients.calls / 100)
    # the days, the tags and the months are three readings of one bill
    by_month = "select month, sum(cost) from bill_monthly group by month order by month"
    assert sql(by_month) == sql(
        "select date_trunc('month', day)::date, sum(cost) from bill_daily group by 1 order by 1"
    )
    assert sql(by_month) == sql("select month, sum(cost) from bill_tag_monthly group by month order by month")
    assert sql("select count(*) from bill_monthly where region is null or cost is null or currency <> 'USD'") == [(0,)]
    assert sql("select distinct usage_type from bill_monthly where kind = 'other'") == []
    assert {kind for (kind,) in sql("select distinct kind from bill_monthly")} >= {
        "always_on_month", "auto_stop_month", "auto_stop_hour"}  # fmt: skip
    finals = sql("select count(*) filter (where is_final), count(*) from bill_periods")[0]
    assert finals[1] == 14
    assert finals[0] == (13 if today.day >= 4 else 12)

    again = reading.costs(Clients(HOME), scope)
    assert not again.merged.wrote
    assert again.detail["months_wanted"] == 14 - finals[0]
    assert again.detail["requests"] <= 6


@pytest.mark.usefixtures("db")
def test_at_the_limit_what_was_read_is_kept_and_the_next_day_goes_on(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = Scope(estate.home, "us-east-1")
    allow(monkeypatch)
    whole = reading.costs(Clients(HOME), scope).detail["requests"]
    everything = sql("select * from bill_daily order by 1, 2, 3, 4")
    for table in ("bill_monthly", "bill_daily", "bill_periods", "aws_spend"):
        from app.db.session import unit_of_work

        with unit_of_work() as session:
            session.execute(text(f"truncate {table}"))
    allow(monkeypatch, str(Decimal(whole - 2) / 100))
    capped = reading.costs(Clients(HOME), scope)
    assert [error.code for _, error in capped.errors] == ["SpendLimit"]
    assert 0 < capped.detail["months_read"] < 14
    assert sql("select max(month) from bill_periods") == [(months.first_of(datetime.now(UTC).date()),)]
    with unit_of_work() as session:
        session.execute(text("update aws_spend set day = day - 1"))
    allow(monkeypatch)
    assert reading.costs(Clients(HOME), scope).errors == []
    assert sql("select * from bill_daily order by 1, 2, 3, 4") == everything


@pytest.mark.usefixtures("db")
def test_retried_requests_are_counted_too(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch)
    estate.control("faults", {"kind": "error", "service": "ce", "status": 500, "count": 2})
    clients = Clients(HOME)
    assert reading.costs(clients, Scope(estate.home, "us-east-1")).errors == []
    assert sql("select requests from aws_spend") == [(clients.calls,)]


@pytest.mark.usefixtures("db")
def test_a_denied_bill_is_a_fact_and_leaves_the_stored_one_alone(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch)
    reading.costs(Clients(HOME), Scope(estate.home, "us-east-1"))
    before = sql("select * from bill_monthly order by 1, 2, 3, 4")
    estate.control("faults", {"kind": "deny", "service": "ce"})
    outcome = reading.costs(Clients(HOME), Scope(estate.home, "us-east-1"))
    assert [error.kind.value for _, error in outcome.errors] == ["denied"]
    assert sql("select * from bill_monthly order by 1, 2, 3, 4") == before
