"""GET /api/workspaces as a client sees it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Get = Callable[..., Any]
Ids = Callable[[str], list[str]]


def test_terminated_ones_are_left_out_unless_asked_for(ids: Ids) -> None:
    assert "old" not in ids("")
    assert ids("state=TERMINATED") == ["old"]
    assert "old" in ids("include_terminated=true")
    assert ids("terminated_at.gte=2020-01-01") == ["old"]


def test_an_item_has_every_field_of_the_contract_and_unknown_is_null(get: Get) -> None:
    item = next(i for i in get("/api/workspaces")["items"] if i["workspace_id"] == "ws-dan")
    contract = {
        *("workspace_id", "account_id", "account_name", "region", "directory_id", "directory_name", "user_name"),
        *("user_display_name", "user_email", "computer_name", "ip_address", "subnet_id", "bundle_id", "bundle_name"),
        *("compute_type", "operating_system", "protocols", "running_mode", "auto_stop_timeout_minutes"),
        *("root_volume_size_gib", "user_volume_size_gib", "root_volume_encrypted", "user_volume_encrypted"),
        *("volume_encryption_key", "state", "connection_state", "last_connected_at", "days_since_connected", "tags"),
        *("error_code", "error_message", "created_at", "created_by", "terminated_at", "terminated_by", "first_seen_at"),
        *("last_seen_at", "connected_hours_mtd", "connected_hours_30d", "modelled_cost_mtd", "forecast_cost_month"),
        *("recommendation",),
    }
    assert contract <= set(item)
    assert item["tags"] is None
    assert item["days_since_connected"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", item["first_seen_at"])


def test_names_come_from_the_joined_tables(get: Get) -> None:
    ada = get("/api/workspaces?q=ada")["items"][0]
    assert (ada["account_name"], ada["directory_name"], ada["bundle_name"]) == ("Payer", "corp", None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=STOPPED", {"bob"}),
        ("state=STOPPED&state=ERROR", {"bob", "cid"}),
        ("state.in=STOPPED,ERROR", {"bob", "cid"}),
        ("state.ne=AVAILABLE", {"bob", "cid"}),
        ("compute_type.ne=STANDARD", {"bob", "cid", "dan"}),
        ("compute_type=QUANTUM_9XL", {"dan"}),
        ("compute_type.is_null=true", {"cid"}),
        ("compute_type.is_null=false&region=eu-west-1", {"eva"}),
        ("days_since_connected.gt=30", {"bob"}),
        ("days_since_connected.lte=2", {"ada", "eva"}),
        ("root_volume_size_gib.gte=100", {"bob"}),
        ("user_name.contains=A", {"ada", "eva", "fay"}),
        ("user_name.contains=%25", {"cid"}),
        ("user_name.contains=_", {"cid"}),
        ("user_name.starts_with=e", {"eva"}),
        ("tag.department=Finance", {"ada", "eva"}),
        ("tag.department.ne=Finance", {"bob", "cid", "dan", "fay"}),
        ("tag.department.is_null=true", {"cid", "dan"}),
        ("tag.odd.key=x", {"ada"}),
        ("tag.department=IT&tag.department=Sales", {"bob", "fay"}),
        ("protocols=PCOIP", {"ada", "bob"}),
        ("protocols.in=WSP", {"bob"}),
        ("protocols.ne=PCOIP", {"cid", "dan", "eva", "fay"}),
        ("user_volume_encrypted=true", {"ada"}),
        ("user_volume_encrypted.ne=true", {"bob", "cid", "dan", "eva", "fay"}),
        ("account_name=Payer&region=eu-west-1", {"eva"}),
        ("directory_name=corp", {"ada", "bob"}),
        ("q=ip-ada", {"ada"}),
        ("q=ws-+fa", {"fay"}),
        ("q=d-1+bob", {"bob"}),
        ("q=zzz", set()),
        ("last_connected_at.lt=2000-01-01T00:00:00Z", set()),
    ],
)
def test_filters(ids: Ids, query: str, expected: set[str]) -> None:
    assert set(ids(query)) == expected


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("colour=red", "colour", "user_name"),
        ("state.like=A", "state.like", "starts_with"),
        ("days_since_connected.gt=many", "days_since_connected.gt", "whole number"),
        ("days_since_connected.gt=99999999999999999999999", "days_since_connected.gt", "whole number"),
        ("last_connected_at.gt=someday", "last_connected_at.gt", "ISO 8601"),
        ("user_volume_encrypted=maybe", "user_volume_encrypted", "true or false"),
        ("state.gt=A", "state.gt", "allowed"),
        ("tags=x", "tags", "allowed: is_null"),
        ("tag.=x", "tag.", "tag key"),
        ("limit=0", "limit", "1 to 500"),
        ("limit=501", "limit", "1 to 500"),
        ("limit=ten", "limit", "whole number"),
        ("offset=-1", "offset", "whole number"),
        ("sort=colour", "sort", "allowed"),
        ("sort=tags", "sort", "cannot be sorted"),
        ("fields=raw", "fields", "allowed"),
        ("cursor=nonsense", "cursor", "not one that this API gave"),
        ("cursor=W10", "cursor", "not one that this API gave"),
        ("count=maybe", "count", "exact"),
        ("include_terminated=perhaps", "include_terminated", "true or false"),
        ("user_name=%00", "user_name", "NUL"),
    ],
)
def test_bad_parameters_are_named_with_what_is_allowed(get: Get, query: str, field: str, says: str) -> None:
    problem = get(f"/api/workspaces?{query}", 422)
    assert problem["errors"][0]["field"] == field
    assert says in problem["errors"][0]["message"]


def test_sorting_puts_the_unknown_last_either_way(ids: Ids) -> None:
    assert ids("sort=user_name")[-1] == "dan"
    assert ids("sort=-user_name")[-1] == "dan"
    assert ids("sort=-root_volume_size_gib,user_name")[:2] == ["bob", "ada"]


@pytest.mark.parametrize(
    "sort",
    ["", "user_name", "-user_name", "compute_type,-last_connected_at", "-days_since_connected", "directory_name"],
)
def test_pages_by_cursor_give_each_row_once_in_the_order_of_one_page(get: Get, sort: str) -> None:
    whole = [i["workspace_id"] for i in get(f"/api/workspaces?sort={sort}&include_terminated=true")["items"]]
    seen: list[str] = []
    cursor = ""
    while True:
        page = get(f"/api/workspaces?sort={sort}&include_terminated=true&limit=2{cursor}")
        seen += [i["workspace_id"] for i in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == whole
    assert len(set(seen)) == 7


def test_a_cursor_of_another_order_is_refused(get: Get) -> None:
    mark = get("/api/workspaces?sort=user_name&limit=1")["next_cursor"]
    assert "another sort" in get(f"/api/workspaces?sort=-user_name&limit=1&cursor={mark}", 422)["detail"]


def test_offset_and_total(get: Get) -> None:
    page = get("/api/workspaces?limit=2&offset=4")
    assert (page["total"], page["total_exact"], page["limit"], page["offset"]) == (6, True, 2, 4)
    assert (len(page["items"]), page["next_cursor"]) == (2, None)


def test_fields_narrows_each_item(get: Get) -> None:
    item = get("/api/workspaces?fields=user_name,days_since_connected,tag.department&q=ada")["items"][0]
    assert item == {"user_name": "ada", "days_since_connected": 2, "tag.department": "Finance"}


def test_the_total_is_an_estimate_beyond_ten_thousand_unless_asked_exactly(get: Get) -> None:
    from sqlalchemy import text

    from app.db.session import get_engine

    with get_engine().begin() as connection:
        connection.execute(
            text(
                "insert into workspaces (account_id, region, workspace_id, state) "
                "select '333333333333', 'us-east-1', 'ws-' || n, 'AVAILABLE' from generate_series(1, 10500) n"
            )
        )
        connection.execute(text("analyze workspaces"))
    since = "/api/workspaces?limit=1&first_seen_at.gte=2020-01-01"
    rough, exact = get(since), get(f"{since}&count=exact")
    assert (rough["total_exact"], exact["total_exact"], exact["total"]) == (False, True, 10506)
    assert 10_001 <= rough["total"] <= 12_000
    # what is counted as it is written costs nothing to count
    kept = get("/api/workspaces?limit=1&state=AVAILABLE&region=us-east-1")
    assert (kept["total_exact"], kept["total"]) == (True, 10503)


def test_a_scoped_user_sees_only_own_accounts(
    stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    headers = sign_in("viewer", account_scope=["222222222222"])
    listed = client.get("/api/workspaces?include_terminated=true", headers=headers).json()
    assert ([i["workspace_id"] for i in listed["items"]], listed["total"]) == (["ws-fay"], 1)
    assert client.get("/api/workspaces/ws-ada", headers=headers).status_code == 404
    assert client.get("/api/workspaces/ws-ada/history", headers=headers).status_code == 404
    assert client.get("/api/workspaces/facets?facets=user_name", headers=headers).json()["total"] == 1
    plan = {"dataset": "workspaces", "measures": [{"agg": "count"}], "include_terminated": True}
    assert client.post("/api/query", json=plan, headers=headers).json()["rows"] == [[1]]
    nobody = sign_in("viewer", account_scope=[])
    assert client.get("/api/workspaces", headers=nobody).json()["total"] == 0
