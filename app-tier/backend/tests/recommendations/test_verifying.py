"""What was saved, measured in the months after: with the hours that were really used, or as the bill has it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services.usage.clock import next_month
from tests.recommendations.stored import (
    ACCOUNT,
    NOW,
    REGION,
    add,
    add_place,
    compute,
    every_day,
    execute,
    measure,
    months_ago,
    rows,
)

LAST, BEFORE, DONE_IN = months_ago(1), months_ago(2), months_ago(3)


def at(month: date, day: int = 10) -> datetime:
    return datetime(month.year, month.month, day, 12, tzinfo=UTC)


def days_of(month: date) -> int:
    return (next_month(month) - month).days


def done(workspace_id: str, kind: str, when: datetime) -> None:
    execute(
        "update recommendations set state = 'done', done_how = 'detected', done_at = :at, is_top = false "
        "where workspace_id = :w and kind = :k",
        w=workspace_id, k=kind, at=when,
    )  # fmt: skip


def switched(workspace_id: str, before: str, after: str, when: datetime) -> None:
    """As a sync would have seen it: the change, and the WorkSpace as it is since."""
    execute("update workspaces set running_mode = :m, auto_stop_timeout_minutes = :t where workspace_id = :w",
            m=after, t=60 if after == "AUTO_STOP" else None, w=workspace_id)  # fmt: skip
    execute(
        "insert into workspace_changes (account_id, region, workspace_id, field, before, after, changed_at) "
        "values (:a, :r, :w, 'running_mode', to_jsonb(cast(:b as text)), to_jsonb(cast(:n as text)), :at)",
        a=ACCOUNT, r=REGION, w=workspace_id, b=before, n=after, at=when,
    )  # fmt: skip


def verified(workspace_id: str) -> list[dict[str, Any]]:
    ((months,),) = rows(
        "select verified from recommendations where workspace_id = :w and state = 'done'", w=workspace_id
    )
    return list(months)


@pytest.fixture
def fleet(db: None) -> None:
    add_place()
    add(
        {"workspace_id": "ws-fee", "user_name": "fee", "running_mode": "ALWAYS_ON"},
        {"workspace_id": "ws-full", "user_name": "full"},
        {"workspace_id": "ws-idle", "user_name": "idle", "running_mode": "ALWAYS_ON",
         "last_connected_at": NOW - timedelta(days=300)},
    )  # fmt: skip
    measure({"ws-fee": every_day(9), "ws-full": every_day(8, 9, 10, 11, 12, 13), "ws-idle": 0})
    compute()


def test_a_switch_to_auto_stop_saves_the_fee_less_base_and_hours_of_the_month(fleet: None) -> None:
    done("ws-fee", "switch_to_auto_stop", at(DONE_IN))
    switched("ws-fee", "ALWAYS_ON", "AUTO_STOP", at(DONE_IN))
    compute()
    expected = [
        (f"{month:%Y-%m}", 35.0, round(9.75 + 0.3 * 2 * days_of(month), 2)) for month in (BEFORE, LAST)
    ]  # two hours a day
    told = verified("ws-fee")
    assert [(one["month"], one["before"], one["after"]) for one in told] == expected
    assert {one["basis"] for one in told} == {"modelled"}
    ((monthly, total),) = rows(
        "select verified_saving_monthly, verified_saving_total from recommendations where state = 'done'"
    )
    savings = [Decimal(str(round(before - after, 2))) for _, before, after in expected]
    assert (total, monthly) == (sum(savings), (sum(savings) / 2).quantize(Decimal("0.01")))
    assert compute() == 0


def test_a_switch_to_always_on_is_held_against_the_hours_that_were_really_used(fleet: None) -> None:
    done("ws-full", "switch_to_always_on", at(DONE_IN))
    switched("ws-full", "AUTO_STOP", "ALWAYS_ON", at(DONE_IN))
    compute()
    last = verified("ws-full")[-1]
    assert (last["month"], last["after"]) == (f"{LAST:%Y-%m}", 35)
    assert last["before"] == pytest.approx(9.75 + 0.3 * 7 * days_of(LAST))


def test_the_month_in_which_it_was_done_does_not_count_nor_the_present_one(fleet: None) -> None:
    done("ws-fee", "switch_to_auto_stop", at(LAST))
    switched("ws-fee", "ALWAYS_ON", "AUTO_STOP", at(LAST))
    compute()
    assert verified("ws-fee") == []
    assert rows("select verified_saving_monthly from recommendations where state = 'done'") == [(None,)]


def test_months_after_it_was_undone_do_not_count(fleet: None) -> None:
    done("ws-full", "switch_to_always_on", at(DONE_IN))
    switched("ws-full", "AUTO_STOP", "ALWAYS_ON", at(DONE_IN))
    switched("ws-full", "ALWAYS_ON", "AUTO_STOP", at(LAST, 20))
    compute()
    assert [one["month"] for one in verified("ws-full")] == [f"{BEFORE:%Y-%m}"]


def test_the_bill_goes_before_the_model_and_scales_what_it_would_have_been(fleet: None) -> None:
    done("ws-fee", "switch_to_auto_stop", at(BEFORE))
    switched("ws-fee", "ALWAYS_ON", "AUTO_STOP", at(BEFORE))
    compute()
    (modelled,) = verified("ws-fee")
    execute("update recommendations set verified = '[]' where state = 'done'")
    columns = "account_id, region, workspace_id, month, source, usage_type, kind, quantity, unit, cost, currency"
    values = ":a, :r, 'ws-fee', :m, 'billed', 'X', 'other', 1, 'Month', :c, 'USD'"
    execute(
        f"insert into cost_monthly ({columns}, assumptions) values ({values}, '{{}}')",
        a=ACCOUNT, r=REGION, m=LAST, c=Decimal(str(modelled["after"])) / 2,
    )  # fmt: skip
    compute()
    (billed,) = verified("ws-fee")
    assert billed["basis"] == "billed"
    assert billed["after"] == pytest.approx(modelled["after"] / 2, abs=0.01)
    assert billed["before"] == pytest.approx(17.5, abs=0.01)


def test_one_that_was_deleted_saves_what_it_cost_before(fleet: None) -> None:
    done("ws-idle", "unused", at(BEFORE))
    execute(
        "update workspaces set terminated_at = :at, state = 'TERMINATED' where workspace_id = 'ws-idle'", at=at(BEFORE)
    )
    compute()
    assert verified("ws-idle") == [
        {"month": f"{LAST:%Y-%m}", "before": 35.0, "after": 0.0, "saving": 35.0, "basis": "modelled"}
    ]


def test_what_was_verified_is_summed_up(
    fleet: None, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    done("ws-idle", "unused", at(BEFORE))
    execute(
        "update workspaces set terminated_at = :at, state = 'TERMINATED' where workspace_id = 'ws-idle'", at=at(BEFORE)
    )
    done("ws-fee", "switch_to_auto_stop", NOW)
    switched("ws-fee", "ALWAYS_ON", "AUTO_STOP", NOW)
    compute()
    told = client.get("/api/recommendations/summary", headers=sign_in("viewer")).json()["verified"]
    assert told == {"done": 2, "verified": 1, "expected_monthly": 35, "saving_monthly": 35, "saving_total": 35}
