"""No plan, however made, gives SQL other than the compiler's, widens a scope, or a 500."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.schemas.plan import Plan
from app.services.catalog.registry import DATASETS

Header = dict[str, str]
SCOPE = "222222222222"
MARK = "\u2691"
HOSTILE = (f"{MARK}'; drop table users; --", f'{MARK}"', f"{MARK}%s %(x)s \\", f"{MARK}:x $1 /*", f"{MARK}{{}}")
TAGS = {"tag.department", *(f"tag.{text}" for text in HOSTILE)}
FIELDS = sorted({name for d in DATASETS.values() for name in d.fields} | TAGS | {"nope"})
TIMES = ("last_30_days", "this month", "previous_1000_years", "last_999_quarters", "today", "0001-01-01", "9999-12-31")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.sampled_from(["AVAILABLE", "2026-01-01", "2026-01-01T00:00:00Z", "%", "ws-ada", "9" * 30, *TIMES, *HOSTILE]),
)
RELATIVE = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["this", "previous", "last"]),
        "unit": st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
    },
    optional={"count": st.integers(-1, 1001)},
)
OPERATORS = ["eq", "ne", "gt", "gte", "lt", "lte", "between", "contains", "starts_with", "is_null", "in"]
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), RELATIVE)
FILTER = st.fixed_dictionaries({"field": st.sampled_from(FIELDS), "op": st.sampled_from(OPERATORS), "value": VALUES})
AGGREGATES = ["count", "distinct", "sum", "avg", "min", "max", "median", "p95"]
PART = st.fixed_dictionaries({"agg": st.sampled_from(AGGREGATES)}, optional={"field": st.sampled_from(FIELDS)})
MEASURE = st.one_of(
    PART,
    st.fixed_dictionaries({"agg": st.just("share")}, optional={"field": st.sampled_from(FIELDS)}),
    st.fixed_dictionaries({"agg": st.just("ratio"), "of": PART, "per": PART}),
)
BUCKETS = st.sampled_from(["hour", "day", "week", "month", "quarter", "year"])
COLUMN = st.sampled_from(["count", "share", "nope", *FIELDS])
PLAN = st.fixed_dictionaries(
    {"dataset": st.sampled_from(sorted(DATASETS))},
    optional={
        "filters": st.lists(FILTER, max_size=3),
        "search": st.one_of(st.text(max_size=10), st.sampled_from(HOSTILE)),
        "group_by": st.lists(
            st.fixed_dictionaries({"field": st.sampled_from(FIELDS)}, optional={"bucket": BUCKETS}), max_size=3
        ),
        "measures": st.lists(MEASURE, max_size=3),
        "having": st.lists(
            st.fixed_dictionaries({"by": COLUMN, "op": st.sampled_from(OPERATORS), "value": VALUES}), max_size=2
        ),
        "compare": st.fixed_dictionaries(
            {}, optional={"to": st.sampled_from(["previous_period", "same_period_last_year"]), "field": COLUMN}
        ),
        "columns": st.lists(st.sampled_from(FIELDS), max_size=3),
        "sort": st.lists(st.fixed_dictionaries({"by": COLUMN}, optional={"desc": st.booleans()}), max_size=2),
        "limit": st.integers(0, 20),
        "offset": st.integers(0, 5),
        "other": st.booleans(),
        "time_zone": st.sampled_from(["UTC", "Asia/Kolkata", "America/St_Johns", *HOSTILE]),
        "include_terminated": st.booleans(),
    },
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture
def header(stored: None, sign_in: Callable[..., Header]) -> Iterator[Header]:
    """Somebody who may see one account, in which there is one WorkSpace."""
    yield sign_in("viewer", account_scope=[SCOPE])


@SLOW
@given(plan=PLAN)
def test_no_plan_gives_a_server_error_or_a_row_out_of_scope(
    plan: dict[str, Any], client: TestClient, header: Header
) -> None:
    answer = client.post("/api/query", json=plan, headers=header)
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["errors"], "it says what does not fit"
        return
    told = answer.json()
    names = [column["name"] for column in told["columns"]]
    assert told["total"] <= 1
    if "account_id" in names:
        assert {row[names.index("account_id")] for row in told["rows"]} <= {SCOPE}
    if "count" in names:
        assert sum(row[names.index("count")] for row in told["rows"]) <= 1


@SLOW
@given(plan=PLAN)
def test_nothing_that_a_client_wrote_stands_in_the_sql(plan: dict[str, Any], stored: None) -> None:
    from pydantic import ValidationError

    from app.core.problems import Invalid
    from app.db.session import reading
    from app.services.query.question import question

    with reading() as connection:
        try:
            asked = question(connection, Plan.model_validate(plan), frozenset({SCOPE}))
        except (Invalid, ValidationError):
            return
        compiled = asked.statement.compile(connection)
    sql = str(compiled)
    assert MARK not in sql
    assert ";" not in sql
    assert sql.startswith(("SELECT", "WITH"))
    assert [SCOPE] in compiled.params.values(), "the scope is in the statement"


@SLOW
@given(body=JSON)
def test_whatever_is_sent_is_refused_in_words(body: Any, client: TestClient, header: Header) -> None:
    for path in ("/api/query", "/api/query/explain"):
        answer = client.post(path, json=body, headers=header)
        assert answer.status_code in (200, 422), answer.text
    answer = client.post("/api/views", json={"name": "x", "plan": body}, headers=header)
    assert answer.status_code in (201, 409, 422), answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[" * 20_000, b'{"limit": 1e400}', b'{"limit": NaN}',
        b'{"filters": [' + b'{"field":"state"},' * 9_999 + b'{"field":"state"}]}',
        b'{"search": "\\ud800"}', b"\xff\xfe",
    ],
    ids=["empty", "cut", "deep", "infinite", "nan", "10,000 filters", "surrogate", "not text"],
)  # fmt: skip
def test_bodies_that_are_no_plan(client: TestClient, header: Header, body: bytes) -> None:
    answer = client.post("/api/query", content=body, headers={**header, "Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_takes_too_long_is_said_to(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import func, select

    from app.services.query import question as module

    slow = module.question

    def waits(*arguments: Any) -> Any:
        asked = slow(*arguments)
        object.__setattr__(asked, "statement", select(func.pg_sleep(30)))
        return asked

    from app.core.config import get_settings
    from app.db.session import get_read_engine
    from app.services.query import run

    monkeypatch.setattr(run, "question", waits)
    monkeypatch.setenv("STATEMENT_TIMEOUT_MS", "200")
    get_settings.cache_clear()
    get_read_engine.cache_clear()
    try:
        told = ask({}, 503)
    finally:
        get_read_engine().dispose()
        monkeypatch.undo()
        get_settings.cache_clear()
        get_read_engine.cache_clear()
    assert told["title"] == "Took too long"
