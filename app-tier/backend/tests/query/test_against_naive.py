"""A few hundred generated plans on PostgreSQL, each compared with an evaluation that shares nothing with ours."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.query import naive

FIRST = datetime(2025, 1, 30, 22, 30, tzinfo=UTC)
USERS = ("ada", "Ada", "ÅSA", "åsa", "zoë", "100%", "a_b", "o'neil", "名前", "", None)
TEAMS = ("Finance", "finance", "IT 🙂", "", None)
GROUPS = ("state", "running_mode", "user_name", "region", "account_id", "tag.department", "user_volume_encrypted")
NUMBERS = ("root_volume_size_gib", "user_volume_size_gib")
PLANS = 400


def _fleet() -> list[naive.Row]:
    draw = random.Random(20251125)
    rows = []
    for index in range(150):
        team = draw.choice(TEAMS)
        tags = None if index % 10 == 0 else ({} if team is None else {"department": team, "x.y": "1"})
        rows.append(
            {
                "account_id": draw.choice(("111111111111", "222222222222")),
                "region": draw.choice(("us-east-1", "eu-west-1")),
                "workspace_id": f"ws-{index}",
                "user_name": draw.choice(USERS),
                "state": draw.choice(("AVAILABLE", "STOPPED", "ERROR", None)),
                "running_mode": draw.choice(("AUTO_STOP", "ALWAYS_ON", "NEW_MODE")),
                "root_volume_size_gib": draw.choice((80, 80, 175, 0, None)),
                "user_volume_size_gib": draw.choice((10, 50, 100, None, None)),
                "user_volume_encrypted": draw.choice((True, False, None)),
                "created_at": draw.choice((None, FIRST + timedelta(hours=draw.randrange(2000)))),
                "tags": tags,
            }
        )
    return rows


@pytest.fixture
def rows(db: None) -> Iterator[list[naive.Row]]:
    """What is stored, read back by a statement of our own."""
    from app.db.session import reading, unit_of_work
    from app.models.models import Workspace

    with unit_of_work() as session:
        session.add_all(Workspace(**row) for row in _fleet())
    with reading() as connection:
        read = connection.execute(text("select * from workspaces where terminated_at is null")).mappings()
        yield [dict(row) for row in read]


def _filter(draw: random.Random) -> dict[str, Any]:
    kind = draw.randrange(5)
    if kind == 0:
        field = draw.choice(NUMBERS)
        op = draw.choice(("eq", "ne", "gt", "gte", "lt", "lte", "between", "in", "is_null"))
        plain: Any = draw.choice((0, 10, 80, 100))
        value = {"between": [10, draw.choice((80, None))], "in": [80, 100, None], "is_null": draw.random() < 0.5}
        return {"field": field, "op": op, "value": value.get(op, plain)}
    if kind == 1:
        at = (FIRST + timedelta(hours=draw.randrange(2000))).isoformat()
        op = draw.choice(("gt", "gte", "lt", "lte", "between"))
        late = (FIRST + timedelta(hours=1500)).isoformat()
        return {"field": "created_at", "op": op, "value": [at, draw.choice((late, None))] if op == "between" else at}
    field = draw.choice(("user_name", "state", "tag.department", "running_mode"))
    op = draw.choice(("eq", "ne", "in", "contains", "starts_with", "is_null"))
    some = draw.choice(("ada", "å", "%", "_", "FIN", "AVAILABLE", "", "🙂", "O'"))
    value = {"in": [some, "STOPPED", *draw.choice(((), (None,)))], "is_null": draw.random() < 0.5}
    return {"field": field, "op": op, "value": value.get(op, some)}


def _measure(draw: random.Random) -> dict[str, Any]:
    agg = draw.choice(("count", "count", "share", "distinct", "sum", "avg", "min", "max", "median", "p95", "ratio"))
    if agg == "ratio":
        return {
            "agg": agg,
            "of": {"agg": "sum", "field": draw.choice(NUMBERS)},
            "per": draw.choice(({"agg": "count"}, {"agg": "distinct", "field": "user_name"})),
        }
    if agg == "distinct":
        return {"agg": agg, "field": draw.choice((*GROUPS, *NUMBERS))}
    if agg in ("count", "share") and draw.random() < 0.6:
        return {"agg": agg}
    return {"agg": agg, "field": draw.choice(NUMBERS)}


def _plan(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    groups: list[dict[str, Any]] = [{"field": name} for name in draw.sample(GROUPS, draw.randrange(0, 3))]
    if draw.random() < 0.25:
        groups.append({"field": "created_at", "bucket": draw.choice(("day", "month", "year"))})
    measures: list[dict[str, Any]] = [{"agg": "count"}]
    for _ in range(draw.randrange(0, 3)):
        if (made := _measure(draw)) not in measures:
            measures.append(made)
    plan: dict[str, Any] = {
        "dataset": "workspaces",
        "filters": [_filter(draw) for _ in range(draw.randrange(0, 3))],
        "group_by": groups,
        "measures": measures,
        "sort": [{"by": "count", "desc": True}],
        "limit": draw.choice((5000, 3, 1)) if groups else 5000,
    }
    if draw.random() < 0.3:
        plan["having"] = [{"by": "count", "op": draw.choice(("gt", "lte")), "value": draw.choice((1, 5, 20))}]
    plan["other"] = bool(groups) and draw.random() < 0.5
    return plan


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float | Decimal) and not isinstance(one, bool) and other is not None:
        return abs(float(one) - float(other)) <= 1e-4 * max(1.0, abs(float(other)))
    return bool(one == other)


def _differs(ours: list[Any], theirs: list[Any]) -> bool:
    return len(ours) != len(theirs) or not all(_same(a, b) for a, b in zip(ours, theirs, strict=True))


def test_generated_plans_give_what_a_naive_evaluation_gives(rows: list[naive.Row]) -> None:
    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.query.question import question

    some_cut = 0
    with reading() as connection:
        for seed in range(PLANS):
            plan = _plan(seed)
            asked = question(connection, Plan.model_validate(plan), None)
            answer: dict[str, Any] = asked.answered(list(connection.execute(asked.statement)))
            wanted, width = naive.groups(rows, plan), len(plan["group_by"])
            assert answer["total"] == len(wanted), plan
            for row in answer["rows"]:
                assert not _differs(row[width:], wanted[tuple(row[:width])]), (plan, row)
            shown = {tuple(row[:width]) for row in answer["rows"]}
            counts = sorted((measures[0] for measures in wanted.values()), reverse=True)
            assert [row[width] for row in answer["rows"]] == counts[: plan["limit"]], plan
            beyond = wanted.keys() - shown
            if plan["other"] and beyond:
                some_cut += 1
                assert not _differs(answer["other"][width:], naive.rest(rows, plan, beyond)), (plan, answer["other"])
            else:
                assert answer["other"] is None, plan
    assert some_cut > 30


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York"])
def test_days_begin_where_the_time_zone_says(rows: list[naive.Row], zone: str) -> None:
    from zoneinfo import ZoneInfo

    from app.db.session import reading
    from app.schemas.plan import Plan
    from app.services.query.question import question

    wanted: dict[str | None, int] = {}
    for row in rows:
        at = row["created_at"]
        day = None if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
        wanted[day] = wanted.get(day, 0) + 1
    asked = {"group_by": [{"field": "created_at", "bucket": "day"}], "time_zone": zone, "limit": 5000}
    with reading() as connection:
        made = question(connection, Plan.model_validate(asked), None)
        answer: dict[str, Any] = made.answered(list(connection.execute(made.statement)))
    assert dict(answer["rows"]) == wanted
