"""The month at its end: of one WorkSpace, of the fleet, in lists and by the API."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.services.costs import forecast, model
from app.services.costs.calendar import Calendar
from app.services.costs.forecast import Lately, Outlook
from app.services.costs.model import RunningHours, Subject
from app.services.costs.overrides import Override, Overrides
from app.services.costs.pattern import Ran
from app.services.costs.price_book import PriceBook
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, hour_of
from tests.modelled.making import APRIL, STANDARD, book, known, lived, period
from tests.modelled.stored import NOW, THIS, execute, refresh
from tests.money.conftest import Call

AT = datetime(2026, 4, 13, tzinfo=UTC)  # a Monday; 14 working days of April are left
FIRST = first_hour(date(2026, 2, 1))
OF = Outlook(Calendar())


def office(until: datetime) -> int:
    """Eight hours from 9:00 on every working day before a moment, as bits from FIRST on."""
    day, bits = date(2026, 2, 1), 0
    while first_hour(day) < hour_of(until):
        if day.weekday() < 5:
            bits |= mask(9, 17) << first_hour(day) - FIRST
        day += timedelta(days=1)
    return bits & mask(0, hour_of(until) - FIRST)


def foretold(subject: Subject, now: datetime = AT, priced: PriceBook | None = None) -> Any:
    priced = priced or book()
    ran, seen = office(now), mask(0, hour_of(now) - FIRST)
    made = model.cost(subject, RunningHours(FIRST, seen, ran, hour_of(now)), APRIL, now, priced)
    told = Lately(Ran(FIRST, seen, ran), hour_of(now)) if forecast.goes_on(made, subject, now) else None
    return forecast.forecast(made, told, now, priced, OF)


def test_the_hours_of_the_working_days_to_come_are_added_to_what_it_has_cost() -> None:
    # by hand: base 9.75; 8 working days to the 12th and 14 from the 13th on, 8 h each, at 0.30: 22 x 8 x 0.30 = 52.80
    made = foretold(lived(period(0, "AUTO_STOP")))
    assert made.cost == Decimal("62.55")
    assert Decimal("28.95") < made.low < made.cost < made.high < Decimal("28.95") + Decimal("0.30") * 18 * 24


def test_a_fee_that_was_paid_is_all_that_the_month_costs() -> None:
    for subject in (lived(period(0, "ALWAYS_ON")), lived(period(0, "ALWAYS_ON"), period(5, "AUTO_STOP"))):
        made = foretold(subject)
        assert (made.cost, made.low, made.high, made.deviation) == (35, 35, 35, 0)
    switched = foretold(lived(period(0, "AUTO_STOP"), period(10, "ALWAYS_ON")))
    assert switched.cost == switched.low == switched.high


def test_what_has_ended_costs_no_more() -> None:
    ended = foretold(lived(period(0, "AUTO_STOP"), ends=datetime(2026, 4, 10, tzinfo=UTC)))
    assert ended.cost == ended.high == Decimal("9.75") + 7 * 8 * Decimal("0.30")


def test_what_costs_nobody_knows_what_stays_unknown() -> None:
    assert foretold(lived(period(0, "AUTO_STOP", replace(STANDARD, compute_type="QUANTUM")))) is None


def test_a_price_that_changes_later_in_the_month_counts_from_its_day_on() -> None:
    twentieth = datetime(2026, 4, 20, tzinfo=UTC)
    half = Override(1, "half", percent=Decimal(50), usage_type="*-AutoStop-Usage", valid_from=twentieth)
    priced = PriceBook([known(one.record) for one in _prices()], Overrides([half]))
    # 13 working days at 0.30, nine from the 20th on at 0.15
    assert foretold(lived(period(0, "AUTO_STOP")), priced=priced).cost == Decimal("9.75") + Decimal("31.2") + Decimal(
        "10.8"
    )


def _prices() -> list[Any]:
    from app.services.costs import builtin_prices

    return [known(one) for one in builtin_prices.prices()]


def test_the_nearer_the_end_the_narrower_the_interval_and_at_the_end_it_is_the_cost() -> None:
    moments = [datetime(2026, 4, day, tzinfo=UTC) for day in (2, 13, 28)] + [datetime(2026, 4, 30, 23, tzinfo=UTC)]
    made = [foretold(lived(period(0, "AUTO_STOP")), at) for at in moments]
    widths = [one.high - one.low for one in made]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 1
    assert {one.cost for one in made} == {Decimal("62.55")}


def test_a_likelier_interval_is_wider_and_the_sum_of_many_is_surer_than_each() -> None:
    wide, narrow = (replace(OF, interval_percent=percent).deviations for percent in (95, 80))
    assert round(wide, 2) == 1.96 > round(narrow, 2) == 1.28
    each = [10.0] * 100
    assert 100 < forecast.deviation_of_sum(each) < sum(each)
    assert forecast.deviation_of_sum([10.0]) == pytest.approx(10)


def test_the_list_and_the_api_tell_the_forecast_of_every_workspace(fleet: None, call: Call) -> None:
    items = call("GET", "/api/workspaces?sort=workspace_id&fields=workspace_id,forecast_cost_month,forecast_low_month")
    told = {item["workspace_id"]: item["forecast_cost_month"] for item in items["items"]}
    assert (told["ws-bob"], told["ws-cleo"], told["ws-qua"]) == (35, 35, None)
    assert told["ws-ada"] >= 9.75
    made = call("GET", "/api/costs/forecast?group_by=running_mode")
    assert (made["month"], made["total"]["workspaces"], made["total"]["unknown"]) == (f"{THIS:%Y-%m}", 4, 1)
    assert made["total"]["cost"] == pytest.approx(70 + told["ws-ada"])
    assert made["total"]["low"] <= made["total"]["cost"] <= made["total"]["high"]
    by_mode = {item["value"]: (item["workspaces"], item["unknown"], item["cost"]) for item in made["items"]}
    assert by_mode["ALWAYS_ON"] == (3, 1, 70)
    assert call("GET", "/api/costs/forecast?tag.team=red")["total"]["cost"] == 35
    assert call("GET", "/api/costs/forecast?group_by=tag.team")["items"][-1]["workspaces"] >= 1


def test_a_forecast_is_of_what_the_caller_may_see_and_asks_for_real_fields(fleet: None, call: Call) -> None:
    nothing = call("GET", "/api/costs/forecast", user={"role": "viewer", "account_scope": ["999999999999"]})["total"]
    assert (nothing["workspaces"], nothing["cost"], nothing["low"]) == (0, None, None)
    for wrong in ("group_by=nonsense", "group_by=tags", "nonsense=1"):
        call("GET", f"/api/costs/forecast?{wrong}", 422)


def test_what_ended_this_month_counts_and_what_ended_before_does_not(fleet: None, call: Call) -> None:
    execute("update workspaces set terminated_at = :at, state = 'TERMINATED' where workspace_id = 'ws-bob'", at=NOW)
    execute("update workspaces set terminated_at = :at, state = 'TERMINATED' where workspace_id = 'ws-cleo'",
            at=datetime(THIS.year, THIS.month, 1, tzinfo=UTC) - timedelta(days=40))  # fmt: skip
    refresh()
    made = call("GET", "/api/costs/forecast?running_mode=ALWAYS_ON")["total"]
    assert (made["workspaces"], made["cost"]) == (2, 35)


def test_other_settings_of_the_calendar_make_other_forecasts_at_the_next_tick(fleet: None, call: Call) -> None:
    from app.services.costs import marking

    call("PUT", "/api/admin/config", json={"forecast_interval_percent": 95})
    assert marking.tick() == 1
    call("PUT", "/api/admin/config", json={"forecast_interval_percent": 95})
    assert call("GET", "/api/costs/forecast")["interval_percent"] == 95
