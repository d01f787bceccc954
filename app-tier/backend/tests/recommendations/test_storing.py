"""Advice in its table: computed twice, kept through new computations, closed with a reason, counted once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.celery_app import celery_app
from app.db.session import get_engine
from app.services.recommendations import places, refreshing, tasks
from tests.recommendations.stored import (
    ACCOUNT,
    LAST_DAY,
    NOW,
    OTHER,
    REGION,
    add,
    add_place,
    advice,
    compute,
    every_day,
    execute,
    measure,
    rows,
)


@pytest.fixture
def fleet(db: None) -> None:
    add_place()
    add(
        {"workspace_id": "ws-fee", "user_name": "fee", "running_mode": "ALWAYS_ON"},
        {"workspace_id": "ws-idle", "user_name": "idle", "running_mode": "ALWAYS_ON",
         "last_connected_at": NOW - timedelta(days=100)},
        {"workspace_id": "ws-ok", "user_name": "ok"},
    )  # fmt: skip
    measure({"ws-fee": every_day(9), "ws-idle": 0, "ws-ok": every_day(9)})
    compute()


def test_advice_is_stored_with_its_evidence_and_dates(fleet: None) -> None:
    assert rows("select workspace_id, kind, state, is_top from recommendations order by 1, 2") == [
        ("ws-fee", "switch_to_auto_stop", "open", True),
        ("ws-idle", "switch_to_auto_stop", "open", False),
        ("ws-idle", "unused", "open", True),
    ]
    (told,) = rows(
        "select saving_monthly, confidence, act_on, act_by, before, after from recommendations "
        "where workspace_id = 'ws-idle' and kind = 'unused'"
    )
    assert told[:4] == (Decimal(35), "high", NOW.date(), LAST_DAY)
    assert (told[4]["running_mode"], told[5]) == ("ALWAYS_ON", {})
    assert rows("select stale_at, parameters is not null from recommendation_places") == [(None, True)]


def test_computing_it_again_writes_nothing(fleet: None) -> None:
    assert compute() == 0


def test_that_today_is_the_day_to_act_is_no_news_when_yesterday_was(fleet: None) -> None:
    execute("update recommendations set act_on = act_on - 1")
    assert compute() == 0
    assert rows("select distinct act_on from recommendations") == [((NOW - timedelta(days=1)).date(),)]


def test_the_task_computes_a_place(fleet: None) -> None:
    assert {"recommendations.refresh", "recommendations.tick"} <= celery_app.tasks.keys()
    execute("update workspaces set running_mode = 'AUTO_STOP' where workspace_id = 'ws-fee'")
    tasks.refresh(ACCOUNT, REGION)
    assert advice("ws-fee") == {"switch_to_auto_stop": "done"}
    tasks.tick()
    assert rows("select sent_at from recommendation_places") == [(None,)]


def test_what_somebody_decided_is_kept_when_it_is_computed_again(fleet: None) -> None:
    execute("update recommendations set state = 'approved', state_by = 'ada' where workspace_id = 'ws-fee'")
    execute("update recommendations set state = 'dismissed' where kind = 'unused'")
    compute(NOW + timedelta(hours=1))
    assert advice() == {"switch_to_auto_stop": "open", "unused": "dismissed"} | {"switch_to_auto_stop": "open"}
    assert rows("select state, state_by from recommendations where workspace_id = 'ws-fee'") == [("approved", "ada")]


def test_what_was_done_is_seen_and_closes_it(fleet: None) -> None:
    execute("update workspaces set running_mode = 'AUTO_STOP' where workspace_id = 'ws-fee'")
    compute()
    assert rows(
        "select state, done_how, state_by, state_reason from recommendations where workspace_id = 'ws-fee'"
    ) == [("done", "detected", "system", "The running mode is AUTO_STOP now.")]
    execute("update workspaces set terminated_at = now(), state = 'TERMINATED' where workspace_id = 'ws-idle'")
    compute()
    assert advice("ws-idle") == {"unused": "done", "switch_to_auto_stop": "obsolete"}


def test_what_is_not_true_any_more_is_closed_with_the_reason_and_opened_again_when_it_is(fleet: None) -> None:
    execute("update workspaces set last_connected_at = :now where workspace_id = 'ws-idle'", now=NOW)
    compute()
    (told,) = rows("select state, state_reason, is_top, history from recommendations where kind = 'unused'")
    assert told[:3] == ("obsolete", f"It was last used on {NOW.date()}.", False)
    assert [(step["from"], step["to"], step["by"]) for step in told[3]] == [("open", "obsolete", "system")]
    assert rows("select is_top from recommendations where workspace_id = 'ws-idle' and state = 'open'") == [(True,)]
    execute("update workspaces set last_connected_at = now() - interval '90 days' where workspace_id = 'ws-idle'")
    compute()
    assert rows("select state, state_reason, is_top from recommendations where kind = 'unused'") == [
        ("open", "It is true again.", True)
    ]


def test_an_opt_out_closes_it(fleet: None) -> None:
    opt_out = "update workspaces set tags = cast(:tags as jsonb) where workspace_id = 'ws-idle'"
    execute(opt_out, tags='{"owner": "it", "WSI-Recommendations": "unused"}')
    compute()
    assert advice("ws-idle") == {"switch_to_auto_stop": "open", "unused": "obsolete"}
    execute(opt_out, tags='{"owner": "it", "wsi-recommendations": "off"}')
    compute()
    assert advice("ws-idle") == {"switch_to_auto_stop": "obsolete", "unused": "obsolete"}


def test_a_snooze_ends_on_its_day(fleet: None) -> None:
    tomorrow = (NOW + timedelta(days=1)).date()
    execute("update recommendations set state = 'snoozed', snoozed_until = :d where kind = 'unused'", d=tomorrow)
    compute()
    assert advice("ws-idle")["unused"] == "snoozed"
    compute(NOW + timedelta(days=1))
    assert advice("ws-idle")["unused"] == "open"


def test_what_was_marked_as_done_has_a_week_to_show_it(fleet: None) -> None:
    execute("update recommendations set state = 'done', done_how = 'marked', done_at = :now, is_top = false "
            "where kind = 'unused'", now=NOW)  # fmt: skip
    compute(NOW + timedelta(days=6))
    assert advice("ws-idle")["unused"] == "done"
    compute(NOW + timedelta(days=7))
    assert rows("select state, state_reason from recommendations where kind = 'unused'") == [
        ("open", "It is still so 7 days after it was marked as done.")
    ]


def test_what_was_marked_as_done_and_is_seen_to_be_is_over(fleet: None) -> None:
    execute("update recommendations set state = 'done', done_how = 'marked', done_at = :now, is_top = false "
            "where workspace_id = 'ws-fee'", now=NOW)  # fmt: skip
    execute("update workspaces set running_mode = 'AUTO_STOP' where workspace_id = 'ws-fee'")
    compute()
    assert rows("select state, done_how from recommendations where workspace_id = 'ws-fee'") == [("done", "confirmed")]
    execute("update workspaces set running_mode = 'ALWAYS_ON' where workspace_id = 'ws-fee'")
    compute(NOW + timedelta(days=20))
    assert rows("select state from recommendations where workspace_id = 'ws-fee' order by id") == [("done",), ("open",)]


def test_places_are_due_after_a_step_and_not_twice(fleet: None) -> None:
    assert places.tick(NOW) == []
    places.after(get_engine(), "workspaces", ACCOUNT, REGION)
    assert places.tick(NOW) == []  # computed within the last minute
    execute("update recommendation_places set computed_at = :at", at=NOW - timedelta(minutes=2))
    assert places.tick(NOW) == [(ACCOUNT, REGION)]
    assert places.tick(NOW) == []  # a worker was asked
    compute()
    execute("update recommendation_places set computed_at = :at", at=NOW - timedelta(minutes=2))
    assert places.tick(NOW) == []
    places.after(get_engine(), "images", ACCOUNT, REGION)
    assert places.tick(NOW) == []
    places.after(get_engine(), "prices", OTHER, REGION)
    assert places.tick(NOW) == [(ACCOUNT, REGION)]


def test_places_are_due_on_another_day_and_by_another_parameter(fleet: None) -> None:
    assert places.tick(NOW + timedelta(days=1)) == [(ACCOUNT, REGION)]
    compute()
    execute("""insert into settings (name, value) values ('recommendations_unused_days', '120')""")
    assert places.tick(NOW) == [(ACCOUNT, REGION)]
    compute()
    assert advice("ws-idle")["unused"] == "obsolete"


def test_nothing_is_computed_while_a_sync_reads_the_place(fleet: None) -> None:
    execute("""insert into sync_runs (id, status, trigger) overriding system value values (1, 'running', 'manual')""")
    execute(
        "insert into sync_steps (run_id, account_id, region, collector, status) values (1, :a, :r, 'usage', 'running')",
        a=ACCOUNT, r=REGION,
    )  # fmt: skip
    later = NOW + timedelta(days=1)
    assert places.tick(later) == []
    execute("update sync_steps set status = 'succeeded'")
    assert places.tick(later) == [(ACCOUNT, REGION)]


def test_a_change_during_the_computation_is_not_lost(fleet: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = refreshing.verifying.verify

    def meanwhile(*given: Any) -> int:
        places.after(get_engine(), "tags", ACCOUNT, REGION)
        return int(real(*given))

    monkeypatch.setattr(refreshing.verifying, "verify", meanwhile)
    compute()
    assert rows("select stale_at is not null from recommendation_places") == [(True,)]
