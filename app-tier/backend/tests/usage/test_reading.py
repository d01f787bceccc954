"""The steps `usage` and `metrics` against a simulated AWS, compared with what plain botocore reads there."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from sqlalchemy import text

from app.services.aws.collectors.metric_data import groups
from app.services.usage import reading
from tests.usage.conftest import Estate

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def rows(statement: str, **names: Any) -> list[dict[str, Any]]:
    from app.db.session import get_engine

    with get_engine().connect() as connection:
        return [dict(row._mapping) for row in connection.execute(text(statement), names)]


TABLES = ("usage_hours", "usage_monthly", "usage_daily", "workspace_usage", "metric_daily")


def everything() -> dict[str, list[dict[str, Any]]]:
    return {table: sorted(rows(f"select * from {table}"), key=repr) for table in TABLES}


@pytest.fixture
def points(estate: Estate, scope: Any, fleet: list[dict[str, Any]]) -> Iterator[dict[str, dict[datetime, float]]]:
    """Every point of UserConnected of every WorkSpace, read one WorkSpace and 60 days at a time by plain botocore."""
    session = botocore.session.Session()
    session.set_credentials(estate.access_key_id, estate.secret_access_key)
    client = session.create_client("cloudwatch", region_name=scope.region, endpoint_url=estate.url)
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    found: dict[str, dict[datetime, float]] = {}
    for row in fleet:
        mine = found.setdefault(row["workspace_id"], {})
        for back in range(480, 0, -60):
            answer = client.get_metric_statistics(
                Namespace="AWS/WorkSpaces",
                MetricName="UserConnected",
                Dimensions=[{"Name": "WorkspaceId", "Value": row["workspace_id"]}],
                StartTime=now - timedelta(days=min(back, 455)),
                EndTime=now - timedelta(days=back - 60),
                Period=3600,
                Statistics=["Maximum"],
            )
            mine.update({point["Timestamp"]: point["Maximum"] for point in answer["Datapoints"]})
    yield found
    client.close()


def test_every_hour_of_every_workspace_is_what_cloudwatch_has(
    aws: Any, scope: Any, fleet: list[dict[str, Any]], points: dict[str, dict[datetime, float]]
) -> None:
    outcome = reading.run("usage", aws, scope)
    assert outcome.errors == []
    assert outcome.merged.seen == outcome.detail["workspaces"] == len(fleet)
    assert outcome.detail["metrics_requested"] == len(fleet)
    known: Counter[tuple[str, str]] = Counter()
    connected: Counter[tuple[str, str]] = Counter()
    for workspace_id, mine in points.items():
        for at, value in mine.items():
            known[workspace_id, f"{at:%Y-%m}"] += 1
            connected[workspace_id, f"{at:%Y-%m}"] += value >= 1
    stored = rows("select *, to_char(month, 'YYYY-MM') as name from usage_monthly")
    assert {(r["workspace_id"], r["name"]): r["known_hours"] for r in stored} == dict(known)
    assert {(r["workspace_id"], r["name"]): r["connected_hours"] for r in stored} == dict(connected)
    assert sum(connected.values()) > 1000
    for row in stored:
        assert row["billed_hours"] is None or row["connected_hours"] <= row["billed_hours"] <= 744


def test_the_days_of_the_fleet_are_the_sums_of_its_workspaces(aws: Any, scope: Any, fleet: Any) -> None:
    reading.run("usage", aws, scope)
    per_month = "select date_trunc('month', day)::date as month, sum({0}) as n from usage_daily group by 1"
    for column in ("connected_hours", "billed_hours", "sessions", "known_hours"):
        days = {row["month"]: row["n"] or 0 for row in rows(per_month.format(column))}
        whole = rows(f"select month, sum({column}) as n from usage_monthly group by 1")
        assert days == {row["month"]: row["n"] or 0 for row in whole}
    assert rows("select * from usage_stale_months") == []


def test_reading_again_changes_nothing_and_asks_nothing_within_the_hour(aws: Any, scope: Any, fleet: Any) -> None:
    now = datetime.now(UTC)
    reading.run("usage", aws, scope, now)
    reading.run("metrics", aws, scope, now)
    before, calls = everything(), aws.calls
    for kind in ("usage", "metrics"):
        again = reading.run(kind, aws, scope, now)
        assert (again.errors, again.detail["metrics_requested"]) == ([], 0)
    assert (everything(), aws.calls) == (before, calls)
    with_marks_lost = "update workspace_usage set usage_read_to = null"
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        connection.execute(text(with_marks_lost))
    replay = reading.run("usage", aws, scope, now)
    assert (replay.merged.created, replay.merged.updated) == (0, 0)
    assert everything() == before


def test_many_small_reads_give_what_one_big_read_gives(aws: Any, scope: Any, fleet: Any) -> None:
    from app.db.session import get_engine

    now = datetime.now(UTC)
    reading.run("usage", aws, scope, now)
    at_once = everything()
    with get_engine().begin() as connection:
        connection.execute(text("truncate usage_hours, usage_monthly, usage_daily, workspace_usage"))
    for hours in (300, 180, 77, 24, 5, 1, 0):
        outcome = reading.run("usage", aws, scope, now - hours * HOUR)
        assert outcome.errors == []
    in_pieces = everything()
    # one that is gone is not asked for again and again: its mark stays where it was last read to
    gone = {row["workspace_id"] for row in fleet if row["terminated_at"]}
    for tables in (at_once, in_pieces):
        tables["workspace_usage"] = [r for r in tables["workspace_usage"] if r["workspace_id"] not in gone]
    assert in_pieces == at_once


def test_a_step_killed_between_two_pieces_goes_on_there(
    aws: Any, scope: Any, fleet: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.aws.collectors import metric_data

    now = datetime.now(UTC)
    monkeypatch.setattr(metric_data, "MAX_QUERIES", 2)
    outcome = reading.run("usage", aws, scope, now, patience_s=-1)
    assert [error.code for _, error in outcome.errors] == ["Unfinished"]
    assert outcome.merged.seen == 2
    rest = reading.run("usage", aws, scope, now)
    assert (rest.errors, rest.detail["workspaces"]) == ([], len(fleet) - 2)
    killed = everything()
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        connection.execute(text("truncate usage_hours, usage_monthly, usage_daily, workspace_usage"))
    reading.run("usage", aws, scope, now)
    assert everything() == killed


def test_a_workspace_that_went_is_read_to_its_end_and_then_left_alone(aws: Any, scope: Any, fleet: Any) -> None:
    gone = [row["workspace_id"] for row in fleet if row["terminated_at"]]
    assert gone, "the estate has no WorkSpace that went lately; take another seed"
    reading.run("usage", aws, scope)
    assert {r["workspace_id"] for r in rows("select * from workspace_usage")} >= set(gone)
    reading.run("usage", aws, scope, datetime.now(UTC) + 15 * DAY)
    later = reading.run("usage", aws, scope, datetime.now(UTC) + 16 * DAY)
    assert later.detail["workspaces"] == sum(1 for row in fleet if not row["terminated_at"])


def test_points_up_to_two_weeks_late_are_looked_for_once_a_day(aws: Any, scope: Any, fleet: Any) -> None:
    from app.db.session import get_engine
    from app.services.usage import plan
    from app.services.usage.clock import hour_of

    evening = datetime.now(UTC).replace(hour=22, minute=10) - DAY
    reading.run("usage", aws, scope, evening)
    born = {row["workspace_id"]: hour_of(datetime.fromisoformat(row["created_at"])) for row in fleet}
    with get_engine().connect() as connection:
        within_the_day = plan.hours(connection, scope.account_id, scope.region, evening + HOUR)
        after_it = plan.hours(connection, scope.account_id, scope.region, evening + 2 * HOUR)
    for wanted, overlap in ((within_the_day, 6), (after_it, 14 * 24)):
        assert wanted
        for workspace_id, first in wanted.items():
            assert first == max(hour_of(evening) - overlap, born[workspace_id])


def test_experience_is_kept_day_by_day_and_today_is_left_out(aws: Any, scope: Any, fleet: Any) -> None:
    outcome = reading.run("metrics", aws, scope)
    assert outcome.errors == []
    stored = rows("select * from metric_daily")
    assert stored
    today = datetime.now(UTC).date()
    assert all(today - timedelta(days=63) <= row["day"] < today for row in stored)
    columns = [name for name in stored[0] if name.endswith(("_avg", "_p95", "_max"))]
    assert len(columns) == 21
    for name in columns:
        assert any(row[name] is not None for row in stored), name
    for row in stored:
        assert row["cpu_percent_max"] is None or row["cpu_percent_avg"] <= row["cpu_percent_max"] + 1e-3
    assert outcome.detail["cost_usd"] == round(21 * outcome.detail["workspaces"] * 0.00001, 6)


def test_calls_stay_within_the_limits_and_long_spans_go_with_few() -> None:
    wanted = [(f"ws-{n}", 0) for n in range(30)] + [(f"ws-new-{n}", 10_848) for n in range(1200)]
    made = list(groups(wanted, 10_920))
    assert sorted(item for group in made for item in group) == sorted(wanted)
    for group in made:
        assert len(group) <= 500
        assert len(group) * (10_920 - min(first for _, first in group)) <= 100_800
    assert len(made[0]) == 500  # the newest first
    assert max(len(group) for group in made if group[-1][1] == 0) == 9
