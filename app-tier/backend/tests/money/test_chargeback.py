"""Statements of a month: by tag, account and field, to the cent, locked, versioned, and as a file."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.db.session import get_engine
from app.services.costs.chargeback import to_the_cent
from tests.modelled.stored import ACCOUNT, LAST, OTHER, THIS, execute, rows
from tests.money.conftest import Call

URL, MONTH = "/api/costs/chargeback", f"{LAST:%Y-%m}"


def state(call: Call, group_by: str = "tag.team", **more: Any) -> Any:
    user = more.pop("user", None)
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return call("GET", f"{URL}?month={MONTH}&group_by={group_by}&{query}", user=user)


def amounts(told: Any) -> dict[str | None, tuple[float, int, int]]:
    return {item["value"]: (item["cost"], item["workspaces"], item["unknown"]) for item in told["items"]}


def lock(call: Call, status: int = 201, **body: Any) -> Any:
    return call("POST", f"{URL}/locks", status, json={"month": MONTH, **body})


def test_a_month_by_tag_shows_what_is_allocated_to_nobody(fleet: None, call: Call) -> None:
    told = state(call)
    # blue: ada 9.75 + 3 h x 0.30 = 10.65, and qua whose price nobody knows; red: bob; cleo has no such tag
    assert amounts(told) == {"red": (35, 1, 0), "blue": (10.65, 2, 1), None: (35, 1, 0)}
    assert (told["total_cost"], told["workspaces"], told["unknown"]) == (80.65, 4, 1)
    assert (told["unallocated_cost"], told["unallocated_percent"]) == (35, 43.4)
    blue = next(item for item in told["items"] if item["value"] == "blue")
    assert blue["kinds"] == {"auto_stop_month": 9.75, "auto_stop_hour": 0.9}
    assert blue["share_percent"] == 13.21
    assert (told["version"], told["billed_cost"], told["not_attributed"]) == (None, None, None)


@pytest.mark.parametrize(
    ("group_by", "values"),
    [
        ("account_id", {ACCOUNT: 80.65}),
        ("account_name", {"Payer": 80.65}),
        ("directory_name", {"corp": 80.65}),
        ("running_mode", {"ALWAYS_ON": 70, "AUTO_STOP": 10.65}),
        ("user_name", {"ada": 10.65, "bob": 35, "cleo": 35, "qua": 0}),
        ("bundle_name", {"Office": 80.65}),
    ],
)
def test_a_month_by_any_field_live_and_locked_is_the_same(
    fleet: None, call: Call, group_by: str, values: dict[str, float]
) -> None:
    live = state(call, group_by)
    assert {value: cost for value, (cost, _, _) in amounts(live).items()} == values
    lock(call)
    locked = state(call, group_by)
    assert locked["items"] == live["items"]
    assert (live["version"], locked["version"]) == (None, 1)


def test_what_is_on_the_bill_and_on_no_workspace_is_shown(fleet: None, call: Call) -> None:
    execute(
        "insert into bill_monthly (month, payer_account_id, account_id, usage_type, kind, cost, currency, estimated) "
        "values (:m, :a, :a, 'USE1-AW-HW-2', 'always_on_month', 100.123, 'USD', false)", m=LAST, a=ACCOUNT,
    )  # fmt: skip
    told = state(call)
    assert (told["billed_cost"], told["not_attributed"]) == (100.12, 19.47)
    assert state(call, user={"role": "viewer", "account_scope": [OTHER]})["billed_cost"] is None


def test_a_locked_month_never_changes_whatever_becomes_of_costs_and_tags(fleet: None, call: Call) -> None:
    before = state(call)
    assert lock(call)["version"] == 1
    execute("update cost_monthly set cost = cost * 2 where month = :m", m=LAST)
    execute('update workspaces set tags = \'{"team": "green"}\'')
    locked = state(call)
    assert locked["items"] == before["items"]
    assert amounts(state(call, live="true")) == {"green": (161.3, 4, 1)}
    # a new version needs a reason, and the old one stays as it is
    lock(call, 409)
    again = lock(call, reason="Tags were corrected.")
    assert (again["version"], again["reason"]) == (2, "Tags were corrected.")
    assert amounts(state(call)) == {"green": (161.3, 4, 1)}
    assert state(call, version=1)["items"] == before["items"]
    versions = [(item["month"], item["version"]) for item in call("GET", f"{URL}/locks")["items"]]
    assert versions == [(MONTH, 2), (MONTH, 1)]
    assert rows("select count(*) from audit_log where action = 'chargeback.lock'") == [(2,)]


@pytest.mark.parametrize("table", ["chargeback_rows", "chargeback_locks"])
@pytest.mark.parametrize("statement", ["update {} set {} = null", "delete from {}"])
def test_the_database_itself_refuses_to_change_a_locked_month(
    fleet: None, call: Call, table: str, statement: str
) -> None:
    lock(call)
    column = "tags" if table == "chargeback_rows" else "reason"
    with pytest.raises(DBAPIError, match="never changes"), get_engine().begin() as connection:
        connection.execute(text(statement.format(table, column)))


def test_what_cannot_be_locked_is_said(fleet: None, call: Call) -> None:
    for month in (f"{THIS:%Y-%m}", "2099-01"):
        call("POST", f"{URL}/locks", 422, json={"month": month})
    call("POST", f"{URL}/locks", 409, json={"month": "2001-01"})
    lock(call, 409, source="billed")
    lock(call, 422, reason=" ")
    for role in ("viewer", "operator"):
        call("POST", f"{URL}/locks", 403, user={"role": role}, json={"month": MONTH})
    call("POST", f"{URL}/locks", 403, user={"account_scope": [ACCOUNT]}, json={"month": MONTH})
    assert call("GET", f"{URL}/locks")["items"] == []


def test_a_statement_is_of_the_accounts_that_the_caller_may_see(fleet: None, call: Call) -> None:
    other = {"role": "viewer", "account_scope": [OTHER]}
    assert state(call, user=other)["items"] == []
    lock(call)
    assert (state(call, user=other)["items"], state(call, user=other)["total_cost"]) == ([], 0)
    assert state(call, user={"role": "viewer", "account_scope": [ACCOUNT]})["total_cost"] == 80.65


@pytest.mark.parametrize(
    "query",
    ["group_by=cost", "group_by=nonsense", "group_by=tags", "group_by=tag.", "month=2026-13", "version=0",
     "source=guessed", "version=x", "colour=red"],
)  # fmt: skip
def test_what_cannot_be_stated_is_refused(fleet: None, call: Call, query: str) -> None:
    month = "" if query.startswith("month") else f"month={MONTH}&"
    call("GET", f"{URL}?{month}{query}", 422)


def test_a_version_that_is_not_there_is_not_found(fleet: None, call: Call) -> None:
    call("GET", f"{URL}?month={MONTH}&version=1", 404)


def test_the_file_holds_the_amounts_and_what_they_rest_on(
    fleet: None, call: Call, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    execute("update workspaces set tags = '{\"team\": \"=1+1\"}' where workspace_id = 'ws-bob'")
    lock(call)
    path = f"{URL}/statement.xlsx?month={MONTH}&group_by=tag.team"
    answer = client.get(path, headers=sign_in("viewer"))
    assert answer.status_code == 200
    assert f'filename="chargeback-{MONTH}-v1.xlsx"' in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Statement", "Assumptions"]
    cells = [[cell.value for cell in row[:3]] for row in book["Statement"].iter_rows(min_row=4)]
    assert sorted(cells, key=str) == sorted(
        [["=1+1", 1, 35], ["(unallocated)", 1, 35], ["blue", 2, 10.65], ["Total", 4, 80.65]], key=str
    )
    assert all(cell.data_type != "f" for row in book["Statement"].iter_rows() for cell in row)
    told = {row[0].value: row[1].value for row in book["Assumptions"].iter_rows(min_row=3)}
    assert (told["Version"], told["Unallocated"], told["On the bill"]) == (1, 35, "unknown")
    assert any("rounded to the cent" in str(line) for line in told)


@given(st.lists(st.decimals(-1000, 10**6, places=6), max_size=60))
def test_amounts_to_the_cent_add_up_to_the_total_and_are_off_by_less_than_a_cent(amounts: list[Decimal]) -> None:
    rounded = to_the_cent(amounts)
    assert sum(rounded, Decimal(0)) == sum(amounts, Decimal(0)).quantize(Decimal("0.01"))
    assert all(abs(a - b) < Decimal("0.01") for a, b in zip(amounts, rounded, strict=True))
