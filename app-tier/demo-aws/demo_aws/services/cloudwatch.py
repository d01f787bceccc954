"""CloudWatch: metrics of the namespace AWS/WorkSpaces.

Source of the limits: the API reference of GetMetricData (500 queries, 100,800 points a call) and the retention of
metrics (points of 300 s for 63 days, of 3600 s for 455 days).
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from demo_aws.estate.calendar import DAY
from demo_aws.estate.metrics import NAMES, SAMPLE
from demo_aws.estate.seat import Seat
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

MAX_QUERIES = 500
MAX_POINTS = 100_800
NAMESPACE = "AWS/WorkSpaces"
_STATS = frozenset({"Maximum", "Minimum", "Average", "Sum", "SampleCount"})
_PERCENTILE = re.compile(r"p\d{1,2}(\.\d{1,2})?")
_LIST_PAGE = 500


def _invalid(message: str, code: str = "ValidationError") -> AwsError:
    return AwsError(code, message)


def _seconds(value: float | str) -> int:
    """A timestamp of the JSON protocol (epoch seconds), or of older clients (ISO 8601)."""
    if isinstance(value, str):
        return int(datetime.fromisoformat(value).timestamp())
    return int(value)


def _span(call: Call) -> tuple[int, int]:
    start, end = _seconds(call.params["StartTime"]), _seconds(call.params["EndTime"])
    if start >= end:
        raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
    return start, end


def _oldest(now: float, period: int) -> int:
    """Retention: short periods are kept for a short time."""
    return int(now) - (455 if period >= 3600 else 63 if period >= 300 else 15) * DAY


def _seat_of(call: Call, metric: dict[str, Any]) -> Seat | None:
    """The WorkSpace that the dimensions name, if it is one of this account and Region."""
    dimensions = {one["Name"]: one["Value"] for one in metric.get("Dimensions", ())}
    if (
        metric.get("Namespace") != NAMESPACE
        or metric.get("MetricName") not in NAMES
        or set(dimensions) != {"WorkspaceId"}
    ):
        return None
    seat = call.fleet.find(dimensions["WorkspaceId"])
    return seat if seat and seat.directory.scope == call.scope and seat.created_at <= call.now else None


def _check_queries(queries: list[dict[str, Any]]) -> None:
    if len(queries) > MAX_QUERIES:
        raise _invalid(f"The collection MetricDataQueries must not have a size greater than {MAX_QUERIES}.")
    ids = [query["Id"] for query in queries]
    if len(set(ids)) != len(ids):
        raise _invalid("The values for parameter id in MetricDataQueries must be unique.")
    for query in queries:
        if not re.fullmatch(r"[a-z][a-zA-Z0-9_]*", query["Id"]):
            raise _invalid("The value for parameter Id must start with a lowercase letter.")
        stat = query.get("MetricStat")
        if stat is None:
            raise _invalid("Expressions are not simulated here; a query needs MetricStat.")
        if stat["Period"] % 60:
            raise _invalid("The parameter Period must be a multiple of 60.")
        if stat["Stat"] not in _STATS and not _PERCENTILE.fullmatch(stat["Stat"]):
            raise _invalid(f"The value {stat['Stat']} for parameter Stat is not supported.")


def get_metric_data(call: Call) -> dict[str, Any]:
    """Up to 500 series; a call gives at most MaxDatapoints (100,800) points and goes on by token."""
    params = call.params
    queries = params["MetricDataQueries"]
    _check_queries(queries)
    start, end = _span(call)
    budget = params.get("MaxDatapoints", MAX_POINTS)
    if not 1 <= budget <= MAX_POINTS:
        raise _invalid(f"The parameter MaxDatapoints must be between 1 and {MAX_POINTS}.")
    order = params.get("ScanBy", "TimestampDescending")
    bound = [start, end, order, [query["Id"] for query in queries]]
    place = call.resume(params.get("NextToken"), bound, _invalid("The token is not valid.", "InvalidNextToken"))
    index, skip = place or (0, 0)
    results: list[dict[str, Any]] = []
    while index < len(queries):
        times, values = _series(call, queries[index], start, end, ascending=order == "TimestampAscending")
        times, values = times[skip:], values[skip:]
        whole = len(values) <= budget
        results.append(_result(queries[index], times[:budget], values[:budget], whole=whole))
        if not whole:
            return {
                "MetricDataResults": results,
                "NextToken": call.token([index, skip + budget], bound),
                "Messages": [],
            }
        budget -= len(values)
        index, skip = index + 1, 0
        if budget == 0 and index < len(queries):
            return {"MetricDataResults": results, "NextToken": call.token([index, 0], bound), "Messages": []}
    return {"MetricDataResults": results, "Messages": []}


def _result(query: dict[str, Any], times: list[int], values: list[float], *, whole: bool) -> dict[str, Any]:
    if query.get("ReturnData") is False:
        times, values = [], []
    return {
        "Id": query["Id"],
        "Label": query.get("Label", query["MetricStat"]["Metric"].get("MetricName", "")),
        "Timestamps": orjson.Fragment(_times_json(tuple(times)) if len(times) > 1 else orjson.dumps(times)),
        "Values": values,
        "StatusCode": "Complete" if whole else "PartialData",
    }


@lru_cache(maxsize=64)
def _times_json(times: tuple[int, ...]) -> bytes:
    """Most series of a call have the same timestamps: they are written once."""
    return orjson.dumps(times)


def _series(
    call: Call, query: dict[str, Any], start: int, end: int, *, ascending: bool
) -> tuple[list[int], list[float]]:
    stat = query["MetricStat"]
    seat = _seat_of(call, stat["Metric"])
    if seat is None:
        return [], []
    times, values = _points(call, seat, stat["Metric"]["MetricName"], stat["Stat"], stat["Period"], start, end)
    return (times, values) if ascending else (times[::-1], values[::-1])


def _points(
    call: Call, seat: Seat, metric: str, stat: str, period: int, start: int, end: int
) -> tuple[list[int], list[float]]:
    metrics = call.world.metrics
    start = max(start, _oldest(call.now, period))
    step = max(SAMPLE, period)
    low, high, missing = metrics.measured(seat, start, end, step, call.now)
    if low >= high:
        return [], []
    values = metrics.statistic(seat, metric, stat, low, high, step)
    if not missing and None not in values:
        return _times(low, high, step), [one for one in values if one is not None]
    kept = [
        (at * step, one)
        for at, one in zip(range(low, high), values, strict=True)
        if one is not None and at not in missing
    ]
    return [at for at, _ in kept], [one for _, one in kept]


@lru_cache(maxsize=64)
def _times(low: int, high: int, step: int) -> list[int]:
    return list(range(low * step, high * step, step))


def get_metric_statistics(call: Call) -> dict[str, Any]:
    """One series, at most 1,440 points, in no promised order."""
    params = call.params
    start, end = _span(call)
    period = params["Period"]
    if period % 60:
        raise _invalid("The parameter Period must be a multiple of 60.", "InvalidParameterValue")
    if (end - start) / period > 1440:
        text = "You have requested up to {} datapoints, which exceeds the limit of 1,440."
        raise _invalid(text.format((end - start) // period), "InvalidParameterCombination")
    wanted = params.get("Statistics", [])
    if not wanted:
        raise _invalid("At least one of Statistics and ExtendedStatistics is required.", "MissingParameter")
    seat = _seat_of(call, params)
    if seat is None:
        return {"Label": params["MetricName"], "Datapoints": []}
    rows: dict[int, dict[str, Any]] = {}
    for stat in wanted:
        times, values = _points(call, seat, params["MetricName"], stat, period, start, end)
        for at, value in zip(times, values, strict=True):
            rows.setdefault(at, {"Timestamp": at, "Unit": "Count"})[stat] = value
    return {"Label": params["MetricName"], "Datapoints": list(rows.values())}


def list_metrics(call: Call) -> dict[str, Any]:
    """The metrics of the living WorkSpaces, 500 a page."""
    params = call.params
    names = [one for one in NAMES if params.get("MetricName", one) == one]
    wanted = {one["Name"]: one.get("Value") for one in params.get("Dimensions", ())}
    if params.get("Namespace", NAMESPACE) != NAMESPACE or set(wanted) - {"WorkspaceId"}:
        return {"Metrics": []}
    seats = [
        seat.workspace_id
        for seat in call.fleet.living(*call.scope, call.now)
        if wanted.get("WorkspaceId") in (None, seat.workspace_id)
    ]
    rows = [
        {"Namespace": NAMESPACE, "MetricName": name, "Dimensions": [{"Name": "WorkspaceId", "Value": workspace_id}]}
        for workspace_id in seats
        for name in names
    ]
    bound = [params.get("MetricName"), wanted]
    invalid = _invalid("The token is not valid.", "InvalidParameterValue")
    page, token = call.slice(rows, _LIST_PAGE, params.get("NextToken"), bound, invalid)
    return {"Metrics": page} | ({"NextToken": token} if token else {})
