"""CloudWatch: hours that follow from the sessions, limits that hold."""

from datetime import UTC, datetime
from typing import Any

import pytest

DAY = 86_400


def query(
    workspace_id: str, name: str = "UserConnected", period: int = 3600, stat: str = "Maximum", number: int = 0
) -> Any:
    metric = {
        "Namespace": "AWS/WorkSpaces",
        "MetricName": name,
        "Dimensions": [{"Name": "WorkspaceId", "Value": workspace_id}],
    }
    return {"Id": f"q{number}", "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}}


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def series(client: Any, workspace_id: str, start: float, end: float, **extra: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    for page in client.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query(workspace_id, **extra)], StartTime=at(start), EndTime=at(end)
    ):
        for result in page["MetricDataResults"]:
            times = [int(one.timestamp()) for one in result["Timestamps"]]
            found.update(zip(times, result["Values"], strict=True))
    return found


def busy_seat(estate: Any) -> Any:
    """A person of office habit whose WorkSpace is more than 14 months old."""
    now = estate.world.clock.now()
    home = estate.world.home.account_id
    return next(
        seat
        for seat in estate.world.fleet.living(home, "us-east-1", now)
        if seat.habit == "office" and seat.created_at < now - 430 * DAY and not seat.trouble
    )


def test_hours_are_those_of_the_sessions(estate: Any) -> None:
    seat = busy_seat(estate)
    now = estate.world.clock.now()
    start = (int(now) - 20 * DAY) // 3600 * 3600
    got = series(estate.client("cloudwatch"), seat.workspace_id, start, now)
    expected = set()
    for begin, end in estate.world.fleet.habits.between(seat, start, int(now) - 3600):
        expected.update(range(begin // 3600 * 3600, end, 3600))
    assert len(expected) > 40
    assert {hour for hour, value in got.items() if value and hour < now - 7200} == {
        hour for hour in expected if hour in got and hour < now - 7200
    }
    assert len(got) > 450


def test_a_year_of_hours_and_no_more_than_is_kept(estate: Any) -> None:
    seat = busy_seat(estate)
    now = estate.world.clock.now()
    client = estate.client("cloudwatch")
    hours = series(client, seat.workspace_id, now - 500 * DAY, now)
    assert now - 456 * DAY < min(hours) if seat.created_at < now - 456 * DAY else True
    assert len(hours) > 400 * 24
    fine = series(client, seat.workspace_id, now - 100 * DAY, now - 50 * DAY, period=300)
    assert min(fine) >= now - 63 * DAY - 300


def test_there_are_gaps(estate: Any) -> None:
    now = estate.world.clock.now()
    metrics, fleet = estate.world.metrics, estate.world.fleet
    seats = list(fleet.living(estate.world.home.account_id, "us-east-1", now))
    start = int(now) - 90 * DAY
    gaps = [
        (seat, gap) for seat in seats for gap in metrics.gaps(seat, start, int(now) - DAY) if seat.created_at < start
    ]
    seat, (opens, closes) = gaps[0]
    got = series(estate.client("cloudwatch"), seat.workspace_id, opens - 7200, closes + 7200)
    assert not [hour for hour in got if opens <= hour < closes]
    assert got


def test_five_hundred_series_come_in_pages_of_100800_points(estate: Any) -> None:
    ids = [row["workspace_id"] for row in estate.truth()]
    now = estate.world.clock.now()
    asked = [query(ids[index % len(ids)], number=index) for index in range(500)]
    points: dict[str, int] = {}
    partial = 0
    pages = estate.client("cloudwatch").get_paginator("get_metric_data")
    sizes = []
    for page in pages.paginate(MetricDataQueries=asked, StartTime=at(now - 12 * DAY), EndTime=at(now)):
        sizes.append(sum(len(one["Values"]) for one in page["MetricDataResults"]))
        for one in page["MetricDataResults"]:
            points[one["Id"]] = points.get(one["Id"], 0) + len(one["Values"])
            partial += one["StatusCode"] == "PartialData"
    assert len(sizes) > 1
    assert max(sizes) == 100_800
    assert partial >= 1
    assert points.keys() == {f"q{index}" for index in range(500)}
    assert points["q0"] == points[f"q{len(ids)}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"MetricDataQueries": [query("ws-abcdefgh1", number=index) for index in range(501)]}, "ValidationError"),
        ({"MetricDataQueries": [query("ws-abcdefgh1")] * 2}, "ValidationError"),
        ({"MetricDataQueries": [query("ws-abcdefgh1", period=61)]}, "ValidationError"),
        ({"MetricDataQueries": [query("ws-abcdefgh1", stat="Mode")]}, "ValidationError"),
        ({"MaxDatapoints": 100_801}, "ValidationError"),
        ({"EndTime": at(0)}, "ValidationError"),
        ({"NextToken": "made-up"}, "InvalidNextToken"),
    ],
)
def test_limits(estate: Any, code: Any, change: dict[str, Any], expected: str) -> None:
    now = estate.world.clock.now()
    asked = {"MetricDataQueries": [query("ws-abcdefgh1")], "StartTime": at(now - DAY), "EndTime": at(now)} | change
    assert code(lambda: estate.client("cloudwatch").get_metric_data(**asked)) == expected


def test_unknown_and_foreign_workspaces_have_no_points(estate: Any) -> None:
    now = estate.world.clock.now()
    client = estate.client("cloudwatch")
    foreign = estate.truth("eng")[0]["workspace_id"]
    for workspace_id in ("ws-abcdefgh1", foreign):
        assert series(client, workspace_id, now - 3 * DAY, now) == {}


def test_what_is_measured_while_connected(estate: Any) -> None:
    seat = busy_seat(estate)
    now = int(estate.world.clock.now())
    client = estate.client("cloudwatch")
    connected = series(client, seat.workspace_id, now - 10 * DAY, now)
    latency = series(client, seat.workspace_id, now - 10 * DAY, now, name="InSessionLatency", stat="Average")
    assert latency
    assert latency.keys() <= {hour for hour, value in connected.items() if value}
    tries = series(client, seat.workspace_id, now - 10 * DAY, now, name="ConnectionAttempt", stat="Sum")
    good = series(client, seat.workspace_id, now - 10 * DAY, now, name="ConnectionSuccess", stat="Sum")
    assert sum(tries.values()) >= sum(good.values()) > 3
    cpu = series(client, seat.workspace_id, now - 10 * DAY, now, name="CPUUsage", stat="Average")
    assert all(0 <= value <= 100 for value in cpu.values())


def test_statistics_and_the_list_of_metrics(estate: Any, code: Any) -> None:
    seat = busy_seat(estate)
    now = estate.world.clock.now()
    client = estate.client("cloudwatch")
    asked = {
        "Namespace": "AWS/WorkSpaces",
        "MetricName": "UserConnected",
        "Dimensions": [{"Name": "WorkspaceId", "Value": seat.workspace_id}],
        "StartTime": at(now - 5 * DAY),
        "EndTime": at(now),
        "Period": 3600,
        "Statistics": ["Maximum", "SampleCount"],
    }
    points = client.get_metric_statistics(**asked)["Datapoints"]
    assert {int(one["Timestamp"].timestamp()): one["Maximum"] for one in points} == series(
        client, seat.workspace_id, now - 5 * DAY, now
    )
    assert all(one["SampleCount"] == 12 for one in points)
    too_many = asked | {"StartTime": at(now - 100 * DAY)}
    assert code(lambda: client.get_metric_statistics(**too_many)) == "InvalidParameterCombination"
    listed = client.get_paginator("list_metrics").paginate(Namespace="AWS/WorkSpaces", MetricName="UserConnected")
    ids = {one["Dimensions"][0]["Value"] for page in listed for one in page["Metrics"]}
    assert ids == {row["workspace_id"] for row in estate.truth()}
