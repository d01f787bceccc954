"""Recommendations as a client meets them: lists, totals, decisions, what-if; and what is another's stays unseen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.recommendations.stored import (
    ACCOUNT,
    NOW,
    OTHER,
    REGION,
    add,
    add_place,
    compute,
    every_day,
    execute,
    measure,
    rows,
)

Call = Callable[..., Any]
TOMORROW = str((NOW + timedelta(days=1)).date())


@pytest.fixture
def fleet(db: None) -> None:
    add_place(ACCOUNT, OTHER)
    add(
        {"workspace_id": "ws-fee", "user_name": "fee", "running_mode": "ALWAYS_ON", "tags": {"owner": "x", "t": "1"}},
        {"workspace_id": "ws-idle", "user_name": "idle", "running_mode": "ALWAYS_ON",
         "last_connected_at": NOW - timedelta(days=100)},
        {"workspace_id": "ws-qua", "user_name": "qua", "running_mode": "ALWAYS_ON", "compute_type": "QUANTUM_9XL",
         "last_connected_at": NOW - timedelta(days=100)},
        {"workspace_id": "ws-tag", "user_name": "tag", "tags": {}},
        {"workspace_id": "ws-far", "user_name": "far", "running_mode": "ALWAYS_ON", "account_id": OTHER,
         "last_connected_at": NOW - timedelta(days=100)},
    )  # fmt: skip
    measure({"ws-fee": every_day(9), "ws-idle": 0, "ws-qua": 0, "ws-tag": every_day(9)})
    measure({"ws-far": 0}, OTHER)
    compute(accounts=(ACCOUNT, OTHER))


@pytest.fixture
def call(fleet: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Call:
    headers: dict[str, dict[str, str]] = {}

    def send(method: str, path: str, body: Any = None, status: int = 200, **user: Any) -> Any:
        who = {"role": "operator", "account_scope": None, **user}
        key = str(who)
        headers[key] = headers.get(key) or sign_in(**who)
        answer = client.request(method, f"/api/recommendations{path}", headers=headers[key], json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return send


@pytest.fixture
def number(call: Call) -> Callable[[str, str], int]:
    def find(workspace_id: str, kind: str) -> int:
        ((found,),) = rows(
            "select id from recommendations where workspace_id = :w and kind = :k", w=workspace_id, k=kind
        )
        return int(found)

    return find


def test_the_list_begins_with_what_saves_most_and_says_what_counts(call: Call) -> None:
    page = call("GET", f"?account_id={ACCOUNT}")
    shown = [(i["workspace_id"], i["kind"], i["saving_monthly"], i["counted_saving"]) for i in page["items"]]
    assert shown[0] == ("ws-idle", "unused", 35, 35)
    assert shown[1][:2] == ("ws-idle", "switch_to_auto_stop")
    assert shown[1][2] == 25.25
    assert shown[1][3] is None
    assert ("ws-tag", "missing_tags", 0, None) in shown
    assert shown[-1] == ("ws-qua", "unused", None, None)
    assert page["total"] == 5
    item = page["items"][0]
    assert (item["risk"], item["effort"], item["user_name"], item["account_name"]) == ("high", "low", "idle", "n1")
    assert {"name": "monthly_cost", "label": "Cost a month", "value": 35.0, "unit": "USD"} in item["evidence"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=unused", {"ws-idle", "ws-qua", "ws-far"}),
        ("saving_monthly.gte=30", {"ws-idle", "ws-far"}),
        ("risk=low&kind.ne=missing_tags", {"ws-fee", "ws-idle", "ws-far"}),
        ("tag.t=1", {"ws-fee"}),
        ("q=tag", {"ws-tag"}),
        ("saving_monthly.is_null=true", {"ws-qua"}),
        ("state=dismissed", set()),
        ("compute_type=QUANTUM_9XL", {"ws-qua"}),
    ],
)
def test_filters_are_those_of_every_list(call: Call, query: str, names: set[str]) -> None:
    assert {item["workspace_id"] for item in call("GET", f"?{query}")["items"]} == names


def test_facets_and_plans_over_recommendations(
    call: Call, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    facets = {one["field"]: one["values"] for one in call("GET", "/facets?facets=kind,state")["facets"]}
    assert {v["value"]: v["count"] for v in facets["kind"]} == {
        "unused": 3, "switch_to_auto_stop": 3, "missing_tags": 1
    }  # fmt: skip
    plan = {"dataset": "recommendations", "measures": [{"agg": "sum", "field": "counted_saving"}]}
    answer = client.post("/api/query", json=plan, headers=sign_in("viewer"))
    ((total,),) = answer.json()["rows"]
    assert total == call("GET", "/summary")["saving_monthly"]


def test_totals_count_no_workspace_twice(call: Call) -> None:
    told = call("GET", f"/summary?account_id={ACCOUNT}")
    fee = call("GET", "?workspace_id=ws-fee")["items"][0]["saving_monthly"]
    assert told["saving_monthly"] == pytest.approx(35 + fee)
    assert (told["count"], told["workspaces"], told["unknown"], told["currency"]) == (5, 4, 1, "USD")
    kinds = {one["kind"]: one for one in told["by_kind"]}
    assert (kinds["unused"]["count"], kinds["unused"]["saving_monthly"], kinds["unused"]["unknown"]) == (2, 35, 1)
    switch = kinds["switch_to_auto_stop"]
    assert switch["saving_monthly"] == pytest.approx(25.25 + fee)
    assert switch["counted_saving_monthly"] == pytest.approx(fee)
    assert told["by_state"] == {"open": 5}
    assert told["computed_at"]


def test_a_dismissed_one_leaves_its_place_in_the_total_to_the_next(
    call: Call, number: Callable[[str, str], int]
) -> None:
    before = call("GET", "/summary")["saving_monthly"]
    told = call("PATCH", f"/{number('ws-idle', 'unused')}", {"state": "dismissed", "reason": "a spare machine"})
    assert (told["state"], told["state_reason"]) == ("dismissed", "a spare machine")
    assert call("GET", "/summary")["saving_monthly"] == pytest.approx(before - 35 + 25.25)
    assert "unused" not in {i["kind"] for i in call("GET", "?workspace_id=ws-idle")["items"]}
    assert call("GET", "?state=dismissed")["items"][0]["workspace_id"] == "ws-idle"


def test_one_in_full_says_how_it_is_done_undone_and_what_else_there_is(
    call: Call, number: Callable[[str, str], int]
) -> None:
    told = call("GET", f"/{number('ws-idle', 'unused')}")
    assert "TerminateWorkspaces" in told["how"]
    assert "cannot be undone" in told["undo"]
    assert told["before"]["running_mode"] == "ALWAYS_ON"
    assert [(one["kind"], one["saving_monthly"]) for one in told["alternatives"]] == [("switch_to_auto_stop", 25.25)]
    assert (told["history"], told["verified"], told["reasons"]) == ([], [], [])


def test_a_decision_is_kept_with_who_when_and_why_and_audited(call: Call, number: Callable[[str, str], int]) -> None:
    fee = number("ws-fee", "switch_to_auto_stop")
    call("PATCH", f"/{fee}", {"state": "approved", "reason": "agreed with fee"}, username="otto")
    told = call("PATCH", f"/{fee}", {"state": "snoozed", "snoozed_until": TOMORROW}, username="otto")
    assert [(s["by"], s["from"], s["to"], s["reason"]) for s in told["history"]] == [
        ("otto", "open", "approved", "agreed with fee"), ("otto", "approved", "snoozed", None)
    ]  # fmt: skip
    assert (told["snoozed_until"], told["state_by"]) == (TOMORROW, "otto")
    assert rows(
        "select actor, action, detail->>'to' from audit_log where action like 'recommendation%' order by id"
    ) == [
        ("otto", "recommendation.state", "approved"),
        ("otto", "recommendation.state", "snoozed"),
    ]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"state": "dismissed"}, 422, "reason"),
        ({"state": "dismissed", "reason": "  "}, 422, "reason"),
        ({"state": "snoozed"}, 422, "snoozed_until"),
        ({"state": "snoozed", "snoozed_until": "2020-01-01"}, 422, "snoozed_until"),
        ({"state": "snoozed", "snoozed_until": "2999-01-01"}, 422, "snoozed_until"),
        ({"state": "approved", "snoozed_until": TOMORROW}, 422, "snoozed_until"),
        ({"state": "obsolete"}, 422, "state"),
        ({"state": "open"}, 409, None),
        ({"state": "approved", "reason": "x" * 501}, 422, "reason"),
        ({"state": "approved", "reason": "\0"}, 422, "reason"),
        ({"state": "approved", "who": "me"}, 422, "who"),
        ({}, 422, "state"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    call: Call, number: Callable[[str, str], int], body: dict[str, Any], status: int, field: str | None
) -> None:
    told = call("PATCH", f"/{number('ws-fee', 'switch_to_auto_stop')}", body, status)
    if field:
        assert told["errors"][0]["field"].endswith(field)


def test_states_follow_each_other_only_as_they_may(call: Call, number: Callable[[str, str], int]) -> None:
    path = f"/{number('ws-fee', 'switch_to_auto_stop')}"
    for body, status in (
        ({"state": "dismissed", "reason": "no"}, 200),
        ({"state": "approved"}, 409),
        ({"state": "open"}, 200),
        ({"state": "done"}, 200),
        ({"state": "approved"}, 409),
        ({"state": "open"}, 200),
        ({"state": "snoozed", "snoozed_until": TOMORROW}, 200),
        ({"state": "snoozed", "snoozed_until": TOMORROW}, 200),
        ({"state": "approved"}, 200),
    ):
        call("PATCH", path, body, status)
    execute("update recommendations set state = 'done', done_how = 'detected', is_top = false")
    assert "seen to be done" in call("PATCH", path, {"state": "open"}, 409)["detail"]
    execute("update recommendations set state = 'obsolete'")
    call("PATCH", path, {"state": "open"}, 409)


def test_many_are_decided_at_once_and_those_that_cannot_be_are_named(
    call: Call, number: Callable[[str, str], int]
) -> None:
    idle, far = number("ws-idle", "unused"), number("ws-far", "unused")
    told = call("POST", "/state", {"ids": [idle, idle, far, 987654], "state": "approved"}, account_scope=[ACCOUNT])
    assert told["changed"] == [idle]
    assert [one["id"] for one in told["refused"]] == [far, 987654]
    assert all("There is no recommendation" in one["reason"] for one in told["refused"])
    assert (
        call("POST", "/state", {"ids": [idle], "state": "approved"})["refused"][0]["reason"]
        == "It is approved already."
    )
    call("POST", "/state", {"ids": [], "state": "approved"}, 422)


def test_what_if_counts_one_of_each_workspace(call: Call, number: Callable[[str, str], int]) -> None:
    delete, switch = number("ws-idle", "unused"), number("ws-idle", "switch_to_auto_stop")
    unpriced, tag = number("ws-qua", "unused"), number("ws-tag", "missing_tags")
    told = call("POST", "/what-if", {"ids": [delete, switch, unpriced, tag, 987654]}, role="viewer")
    assert (told["selected"], told["counted"], told["saving_monthly"], told["unknown"]) == (5, 3, 35, 1)
    assert {one["id"]: one["reason"] for one in told["left_out"]} == {
        switch: f"'Unused' of the same WorkSpace deletes it (recommendation {delete}).",
        987654: "There is none of that number that you may see.",
    }
    assert call("POST", "/what-if", {"ids": [switch]})["saving_monthly"] == 25.25


def test_viewers_look_and_decide_nothing(call: Call, number: Callable[[str, str], int]) -> None:
    fee = number("ws-fee", "switch_to_auto_stop")
    call("GET", f"/{fee}", role="viewer")
    call("PATCH", f"/{fee}", {"state": "approved"}, 403, role="viewer")
    call("POST", "/state", {"ids": [fee], "state": "approved"}, 403, role="viewer")
    call("POST", "/script", {"ids": [fee]}, 403, role="viewer")


def test_nothing_of_another_account_is_seen_changed_or_counted(
    call: Call, number: Callable[[str, str], int], client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    far, mine = number("ws-far", "unused"), {"account_scope": [ACCOUNT]}
    assert "ws-far" not in str(call("GET", "?limit=500", **mine))
    assert call("GET", f"?account_id={OTHER}", **mine)["total"] == 0
    assert OTHER not in str(call("GET", "/facets?facets=account_id", **mine))
    assert call("GET", "/summary", **mine)["saving_monthly"] < call("GET", "/summary")["saving_monthly"]
    call("GET", f"/{far}", status=404, **mine)
    call("PATCH", f"/{far}", {"state": "approved"}, 404, **mine)
    assert call("POST", "/what-if", {"ids": [far]}, **mine)["counted"] == 0
    script = call("POST", "/script", {"ids": [far]}, **mine)
    assert (script["included"], "ws-far" in script["script"]) == ([], False)
    assert rows("select state from recommendations where id = :i", i=far) == [("open",)]
    nobody = {"account_scope": []}
    assert (call("GET", "", **nobody)["total"], call("GET", "/summary", **nobody)["count"]) == (0, 0)
    found = client.get("/api/workspaces?fields=workspace_id,recommendation", headers=sign_in("viewer", **mine)).json()
    assert "ws-far" not in str(found)


def test_the_list_of_workspaces_names_the_best_recommendation(
    call: Call, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    fields = "workspace_id,recommendation,recommendation_saving"
    found = client.get(f"/api/workspaces?fields={fields}&sort=-recommendation_saving", headers=sign_in("viewer")).json()
    told = {item["workspace_id"]: item["recommendation"] for item in found["items"]}
    assert told["ws-idle"] == "Delete: not used for 60 days and more"
    assert told["ws-tag"] == "Tag the owner: owner or department or cost_centre"
    assert found["items"][0]["recommendation_saving"] == 35
    none = client.get("/api/workspaces?recommendation.is_null=true", headers=sign_in("viewer")).json()
    assert none["total"] == 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/0", 422),
        ("GET", "/999999", 404),
        ("GET", "/9007199254740992", 404),
        ("GET", "/x", 422),
        ("GET", "?kind.gt=1", 422),
        ("GET", "?nothing=1", 422),
        ("GET", "/summary?nothing=1", 422),
        ("PATCH", "/999999", 404),
    ],
)
def test_what_is_not_there_or_wrong_is_said(call: Call, method: str, path: str, status: int) -> None:
    call(method, path, {"state": "approved"} if method == "PATCH" else None, status)


def test_a_report_of_recommendations_has_their_columns(
    call: Call, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    asked = {"report_type": "recommendations", "format": "csv", "filters": {"region": REGION}}
    assert client.post("/api/reports/generate", json=asked, headers=sign_in("viewer")).status_code == 202
