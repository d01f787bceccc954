"""Lists and plans as CSV and NDJSON: the rows that JSON has, all of them, within the caller's accounts."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.api.representation import preferred
from app.core.config import get_settings
from app.db.session import get_engine, get_stream_engine, streaming
from app.schemas.plan import Plan
from app.services.reports.streaming import BATCH, Lines, stream

SignIn = Callable[..., dict[str, str]]
CSV, NDJSON = "text/csv", "application/x-ndjson"
EVIL = "=HYPERLINK(1)"


class Asking:
    def __init__(self, client: TestClient, header: dict[str, str]) -> None:
        self.client, self.header = client, header

    def get(self, path: str, accept: str, status: int = 200) -> Any:
        answer = self.client.get(path, headers={**self.header, "Accept": accept})
        assert answer.status_code == status, answer.text
        return answer

    def csv(self, path: str) -> list[dict[str, str]]:
        answer = self.get(path, CSV)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.text)))

    def ndjson(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path, NDJSON)
        assert answer.headers["content-type"] == NDJSON
        return [json.loads(line) for line in answer.text.splitlines()]

    def plan(self, accept: str, plan: dict[str, Any], status: int = 200) -> str:
        answer = self.client.post("/api/query", headers={**self.header, "Accept": accept}, json=plan)
        assert answer.status_code == status, answer.text
        return str(answer.text)


@pytest.fixture
def asking(stored: None, client: TestClient, sign_in: SignIn) -> Asking:
    return Asking(client, sign_in("viewer", "vic"))


@pytest.fixture
def many() -> None:
    with get_engine().begin() as connection:
        connection.execute(
            text(
                "insert into workspaces (account_id, region, workspace_id, user_name, state) select '111111111111', "
                "'us-east-1', 'ws-' || lpad(n::text, 6, '0'), 'user ' || n, 'STOPPED' from generate_series(1, :n) n"
            ),
            {"n": 2 * BATCH + 1},
        )


def test_a_list_as_ndjson_has_the_items_of_the_list(asking: Asking) -> None:
    items = asking.get("/api/workspaces?sort=user_name", "application/json").json()["items"]
    assert asking.ndjson("/api/workspaces?sort=user_name") == items
    assert asking.ndjson("/api/workspaces?user_name=ada&fields=user_name,tags") == [
        {"user_name": "ada", "tags": {"department": "Finance", "odd.key": "x"}}
    ]


def test_a_list_as_csv_has_the_same_rows_and_no_formulas(asking: Asking) -> None:
    with get_engine().begin() as connection:
        connection.execute(text("update workspaces set user_name = :evil where user_name = 'bob'"), {"evil": EVIL})
    answer = asking.get("/api/workspaces?fields=user_name,state,protocols,user_volume_encrypted&sort=workspace_id", CSV)
    assert answer.text.splitlines()[:4] == [
        "user_name,state,protocols,user_volume_encrypted",
        "ada,AVAILABLE,PCOIP,true",
        f'\'{EVIL},STOPPED,"WSP, PCOIP",false',
        "cid_100%,ERROR,,",
    ]
    assert answer.headers["vary"] == "Accept"


def test_every_row_comes_unless_a_limit_says_otherwise(asking: Asking, many: None) -> None:
    names = [row["workspace_id"] for row in asking.csv("/api/workspaces?state=STOPPED&fields=workspace_id")]
    assert len(set(names)) == len(names) == 2 * BATCH + 2
    assert len(asking.ndjson("/api/workspaces?state=STOPPED&limit=7")) == 7
    assert len(asking.csv("/api/workspaces?limit=3&offset=2")) == 3


def test_the_scope_of_the_caller_holds(stored: None, client: TestClient, sign_in: SignIn) -> None:
    limited = Asking(client, sign_in("viewer", account_scope=["222222222222"]))
    assert [row["user_name"] for row in limited.csv("/api/workspaces")] == ["fay"]
    assert limited.plan(CSV, {"columns": ["user_name"]}) == "user_name\nfay\n"
    nothing = Asking(client, sign_in("viewer", account_scope=[]))
    assert nothing.plan(NDJSON, {"columns": ["user_name"]}) == ""


def test_a_plan_streams_its_rows_or_its_groups(asking: Asking, many: None) -> None:
    grouped = {"group_by": [{"field": "state"}], "measures": [{"agg": "count"}], "sort": [{"by": "state"}]}
    assert asking.plan(CSV, grouped) == f"state,count\nAVAILABLE,4\nERROR,1\nSTOPPED,{2 * BATCH + 2}\n"
    assert [json.loads(line)["count"] for line in asking.plan(NDJSON, grouped).splitlines()] == [4, 1, 2 * BATCH + 2]
    assert len(asking.plan(NDJSON, {"columns": ["user_name"]}).splitlines()) == 2 * BATCH + 7
    assert len(asking.plan(NDJSON, {"columns": ["user_name"], "limit": 5}).splitlines()) == 5


def test_times_and_numbers_are_those_of_json(asking: Asking) -> None:
    plan = {"columns": ["workspace_id", "last_connected_at", "root_volume_size_gib", "tags"], "limit": 1,
            "filters": [{"field": "user_name", "value": "ada"}]}  # fmt: skip
    whole = json.loads(asking.plan("application/json", plan))
    (line,) = asking.plan(NDJSON, plan).splitlines()
    assert list(json.loads(line).values()) == whole["rows"][0]


def test_what_is_wrong_is_told_before_the_answer_begins(asking: Asking) -> None:
    assert json.loads(asking.plan(CSV, {"columns": ["nope"]}, 422))["errors"][0]["field"] == "columns.0"
    answer = asking.get("/api/workspaces?nope=1", CSV, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert asking.get("/api/workspaces?cursor=x", NDJSON, 422).json()["errors"][0]["field"] == "cursor"
    assert asking.get("/api/users", CSV, 403).headers["content-type"] == "application/problem+json"


def test_any_list_comes_as_rows_page_after_page(stored: None, client: TestClient, sign_in: SignIn) -> None:
    admin = Asking(client, sign_in("admin", "root", full_name=EVIL))
    with get_engine().begin() as connection:
        connection.execute(
            text("insert into users (username, email, hashed_password, account_scope) select 'u' || n, "
                 "'u' || n || '@example.com', 'x', array['1', '2'] from generate_series(1, 1200) n")
        )  # fmt: skip
    rows = admin.csv("/api/users?sort=id")
    assert [int(row["id"]) for row in rows] == list(range(1, len(rows) + 1)) and len(rows) == 1201
    assert (rows[0]["full_name"], rows[2]["account_scope"], rows[2]["is_active"], rows[2]["full_name"]) == (
        "'" + EVIL, "1, 2", "true", "")  # fmt: skip
    assert len(admin.ndjson("/api/users?role=viewer&limit=20")) == 20
    assert admin.get("/api/auth/tokens", CSV).text.startswith("id,user_id,username,name,scope,")
    assert admin.get("/api/workspaces/ws-ada/history", CSV).text.startswith("changed_at,")
    assert [row["action"] for row in admin.ndjson("/api/admin/audit")] == ["data.export"] * 4


def test_what_is_no_list_stays_json(asking: Asking) -> None:
    assert asking.get("/api/workspaces/ws-ada", CSV).json()["workspace_id"] == "ws-ada"


def test_a_reader_who_leaves_gives_the_connection_back(stored: None, many: None) -> None:
    held = get_stream_engine().pool
    pieces = stream(Plan(columns=["workspace_id"]).model_copy(), None, Lines.CSV)
    next(pieces)
    assert held.checkedout() == 1  # type: ignore[attr-defined]
    del pieces
    assert held.checkedout() == 0  # type: ignore[attr-defined]


def test_more_streams_than_may_be_are_refused_for_now(asking: Asking) -> None:
    taken = [streaming() for _ in range(get_settings().max_streams)]
    for one in taken:
        one.__enter__()
    answer = asking.get("/api/workspaces", CSV, 503)
    assert "streamed" in answer.json()["detail"] and answer.headers["retry-after"] == "10"
    for one in taken:
        one.__exit__(None, None, None)
    assert len(asking.csv("/api/workspaces")) == 6


def test_a_stream_cannot_write() -> None:
    with streaming() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("create table t (n int)"))


@pytest.mark.parametrize(
    ("accept", "lines"),
    [
        (None, None),
        ("", None),
        ("*/*", None),
        ("text/html", None),
        ("text/csv", Lines.CSV),
        ("TEXT/CSV; charset=utf-8", Lines.CSV),
        ("application/json, text/csv", None),
        ("application/json;q=0.5, text/csv", Lines.CSV),
        ("text/csv;q=0.5, application/x-ndjson;q=0.9, */*;q=0.1", Lines.NDJSON),
        ("text/csv;q=0, */*", None),
        ("text/csv;q=nan", None),
        ("text/csv;q=huge", None),
        (",;,text/csv;;q", Lines.CSV),
    ],
)
def test_the_form_is_the_one_that_the_client_prefers(accept: str | None, lines: Lines | None) -> None:
    assert preferred(accept) is lines
