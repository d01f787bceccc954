"""Answers that are kept: never older than a write, never another scope's, and not needed."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy import Connection, event, select, text
from starlette.testclient import TestClient

Header = dict[str, str]
COUNT = {"measures": [{"agg": "count"}]}
STATES = {"group_by": [{"field": "state"}], "measures": [{"agg": "count"}]}


@pytest.fixture
def selects(stored: None) -> Iterator[list[str]]:
    """The statements over WorkSpaces that reach the database for plans."""
    from app.db.session import get_read_engine

    seen: list[str] = []

    def note(_c: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM workspaces" in statement or "FROM workspace_rollup" in statement:
            seen.append(statement)

    event.listen(get_read_engine(), "before_cursor_execute", note)
    yield seen
    event.remove(get_read_engine(), "before_cursor_execute", note)


def _write(sql: str) -> None:
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        connection.execute(text(sql))


def test_the_same_question_is_answered_once(ask: Callable[..., Any], selects: list[str]) -> None:
    first = ask(COUNT)
    assert [ask(COUNT) for _ in range(3)] == [first] * 3
    assert len(selects) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update workspaces set state = 'STOPPED' where workspace_id = 'ws-ada'",
        "delete from workspaces where workspace_id = 'ws-ada'",
        "insert into workspaces (account_id, region, workspace_id, state) values ('1', 'r', 'ws-new', 'AVAILABLE')",
    ],
)
def test_after_a_write_the_answer_is_made_anew(ask: Callable[..., Any], sql: str) -> None:
    before = ask(STATES)["rows"]
    _write(sql)
    assert ask(STATES)["rows"] != before


def test_what_changes_nothing_and_what_another_table_says_leave_it(ask: Callable[..., Any], selects: list[str]) -> None:
    ask(COUNT)
    _write("update workspaces set state = 'STOPPED' where workspace_id = 'ws-nobody'")
    _write("update aws_accounts set name = 'Renamed'")
    ask(COUNT)
    assert len(selects) == 1


def test_a_joined_tables_write_counts(ask: Callable[..., Any]) -> None:
    plan = {"group_by": [{"field": "account_name"}]}
    assert ask(plan)["rows"][0] == ["Payer", 5]
    _write("update aws_accounts set name = 'Renamed'")
    assert ask(plan)["rows"][0] == ["Renamed", 5]


def test_rows_read_while_a_write_was_under_way_are_not_given_after_it(ask: Callable[..., Any]) -> None:
    from app.db.session import get_engine

    before = ask(STATES)["rows"]
    with get_engine().connect() as writer, writer.begin():
        writer.execute(text("update workspaces set state = 'STOPPED'"))
        assert ask(STATES)["rows"] == before, "not committed yet"
    assert ask(STATES)["rows"] == [["STOPPED", 6]]


def test_two_writers_at_once_do_not_wait_for_each_other_and_both_count(ask: Callable[..., Any]) -> None:
    from app.db.session import get_engine

    before = ask(STATES)["rows"]
    with get_engine().connect() as one, get_engine().connect() as two:
        one.begin()
        one.execute(text("update workspaces set state = 'STOPPED' where workspace_id = 'ws-ada'"))
        two.begin()
        two.execute(text("set local lock_timeout = '5s'"))
        two.execute(text("update workspaces set state = 'ERROR' where workspace_id = 'ws-eva'"))
        two.commit()
        between = ask(STATES)["rows"]
        one.commit()
    after = ask(STATES)["rows"]
    assert before != between != after
    assert dict(after) == {"AVAILABLE": 2, "STOPPED": 2, "ERROR": 2}


def test_each_scope_has_answers_of_its_own(
    stored: None, client: TestClient, sign_in: Callable[..., Header], selects: list[str]
) -> None:
    scopes: list[list[str] | None] = [None, ["111111111111"], ["222222222222"], [], ["111111111111", "222222222222"]]
    people = [sign_in("viewer", account_scope=scope) for scope in scopes]

    def counts() -> list[int]:
        return [client.post("/api/query", json=COUNT, headers=who).json()["rows"][0][0] for who in people]

    assert counts() == counts() == [6, 5, 1, 0, 6]
    assert len(selects) == len(people)


def test_a_write_to_another_account_leaves_an_answer_of_this_scope(
    stored: None, client: TestClient, sign_in: Callable[..., Header], selects: list[str]
) -> None:
    fay = sign_in("viewer", account_scope=["222222222222"])
    client.post("/api/query", json=COUNT, headers=fay)
    _write("update workspaces set state = 'STOPPED' where account_id = '111111111111'")
    client.post("/api/query", json=COUNT, headers=fay)
    assert len(selects) == 1
    _write("update workspaces set state = 'STOPPED' where account_id = '222222222222'")
    client.post("/api/query", json=COUNT, headers=fay)
    assert len(selects) == 2


@pytest.mark.parametrize("path", ["/api/workspaces/facets?facets=state", "/api/overview"])
def test_facets_and_the_overview_are_kept_too(
    get: Callable[..., Any], selects: list[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    from app.services.query import cache

    monkeypatch.setattr(cache, "_minute", lambda: "the same")
    first = get(path)
    asked = len(selects)
    assert get(path) == first
    assert len(selects) == asked
    _write("update workspaces set state = 'STOPPED'")
    assert get(path) != first


def test_without_redis_questions_are_answered(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from redis import Redis

    from app.services.query import cache

    away = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    with pytest.raises(RedisDown):
        away.ping()
    monkeypatch.setattr(cache, "_redis", lambda: away)
    assert [ask(COUNT)["rows"] for _ in range(2)] == [[[6]], [[6]]]


def test_the_oldest_answers_make_room(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core.redis import get_redis
    from app.services.query import cache

    monkeypatch.setattr(cache, "MOST", 3)
    for limit in range(1, 8):
        ask({**COUNT, "limit": limit})
    assert len(list(get_redis().scan_iter("wsi:answer:*"))) == 3


def test_every_table_that_a_dataset_reads_tells_of_its_writes(db: None) -> None:
    from app.db.session import reading
    from app.services.catalog.registry import DATASETS
    from app.services.query.versions import UNTOLD, reads, versions

    with reading() as connection:
        watched = versions(connection, None).keys()
    for dataset in DATASETS.values():
        read = reads(select(dataset.table)).tables.union(*(reads(j.table).tables for j in dataset.joins.values()))
        assert read - {UNTOLD} <= watched, dataset.name


def test_a_question_that_depends_on_the_minute_is_kept_for_that_minute_only() -> None:
    from app.schemas.plan import Plan
    from app.services.catalog.registry import DATASETS
    from app.services.query.times import asks_the_clock
    from app.services.query.versions import reads

    fields = DATASETS["workspaces"].fields
    assert reads(select(fields["days_since_connected"].expression)).clock
    assert not reads(select(fields["last_connected_at"].expression)).clock
    since = {"field": "created_at", "op": "gte", "value": "last_30_days"}
    assert asks_the_clock(Plan.model_validate({"filters": [since]}))
    assert not asks_the_clock(Plan.model_validate({"filters": [{**since, "value": "2026-01-01"}]}))


def test_versions_of_processes_that_are_gone_are_put_together_into_a_newer_one(db: None) -> None:
    from app.db.session import get_engine, reading
    from app.services.query.versions import versions

    _write("insert into data_versions values ('events', '1', 2147483600, 5), ('events', '1', 2147483601, 6)")
    with reading() as connection:
        before = versions(connection, None)["events"]
    with get_engine().begin() as connection:
        connection.execute(text("select fold_data_versions()"))
        rows = connection.execute(text("select writer, stamp from data_versions where relation = 'events'")).all()
    assert [row.writer for row in rows] == [0]
    assert rows[0].stamp > datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1e6 - 1e15
    with reading() as connection:
        assert versions(connection, None)["events"] != before


def test_rows_of_a_partition_are_told_of_by_their_table(db: None) -> None:
    from app.db.partitions import ensure_months
    from app.db.session import get_engine, reading
    from app.services.query.versions import versions

    with reading() as connection:
        before = versions(connection, frozenset({"1"}))
    with get_engine().begin() as connection:
        ensure_months(connection, "usage_monthly", [date(2025, 3, 1)])
        connection.execute(
            text("insert into usage_monthly values ('1', 'r', 'ws-1', date '2025-03-01', 1, null, 1, 1, 0, 744)")
        )
    with reading() as connection:
        after = versions(connection, frozenset({"1"}))
    assert {name for name in after if after[name] != before[name]} == {"usage_monthly"}
