"""CloudWatch's GetMetricData: many series in one call, each with a verdict of its own on how whole it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.services.aws.batch import Batch, Row
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope

NAMESPACE = "AWS/WorkSpaces"
# limits and price: API reference of GetMetricData, and CloudWatch's price list ($0.01 per 1,000 metrics asked for)
MAX_QUERIES = 500
MAX_POINTS = 100_800
USD_PER_METRIC = 0.01 / 1000

COMPLETE, PARTIAL = "Complete", "PartialData"
_KINDS = {"Forbidden": ErrorKind.DENIED}


@dataclass(slots=True)
class Reading(Batch[Row]):
    """What one call (with its pages) told. `metrics` is how many series were asked for: what AWS bills.

    `failed`: the call itself was refused, not single series of it, so that there is no use in asking on.
    AWS may charge less (statistics of one metric can share a charge), so the cost shown is an upper bound.
    """

    metrics: int = 0
    failed: bool = False

    @property
    def cost_usd(self) -> float:
        """The price of having asked."""
        return self.metrics * USD_PER_METRIC


@dataclass(slots=True)
class Series:
    """The points of one query over all pages, and AWS's last word on them."""

    timestamps: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    status: str = PARTIAL

    @property
    def complete(self) -> bool:
        """Whether every point of the span is there."""
        return self.status == COMPLETE

    @property
    def told(self) -> bool:
        """Whether anything was said of it: points, or that there are none."""
        return self.complete or bool(self.timestamps)


def query(number: int, workspace_id: str, metric: str, stat: str, period: int) -> dict[str, Any]:
    """The MetricDataQuery of one series of one WorkSpace."""
    dimensions = [{"Name": "WorkspaceId", "Value": workspace_id}]
    measured = {"Namespace": NAMESPACE, "MetricName": metric, "Dimensions": dimensions}
    return {"Id": f"m{number}", "MetricStat": {"Metric": measured, "Period": period, "Stat": stat}}


def fetch(
    aws: Clients,
    scope: Scope,
    queries: list[dict[str, Any]],
    batch: Reading[Any],
    *,
    start: datetime,
    end: datetime,
) -> dict[str, Series]:
    """Every series by the id of its query, over all pages, for times in [start, end).

    An AWS error ends the paging and is recorded in the batch, as is every series that fell short; what was read until
    then is kept.
    """
    found = {str(each["Id"]): Series() for each in queries}
    said: dict[str, str] = {}
    batch.metrics += len(queries)
    batch.failed = True
    with batch.guard("GetMetricData"):
        for page in aws.pages(
            "cloudwatch", "get_metric_data", scope, MetricDataQueries=queries, StartTime=start, EndTime=end
        ):
            for message in page.get("Messages") or []:
                said[str(message.get("Code"))] = str(message.get("Value"))
            for result in page.get("MetricDataResults") or []:
                _take(found.get(str(result.get("Id"))), result)
        batch.errors += [("GetMetricData", error) for error in _shortcomings(found, said, scope)]
        batch.failed = False
    return found


def _take(series: Series | None, result: Mapping[str, Any]) -> None:
    if series is None:
        return
    points = zip(result.get("Timestamps") or (), result.get("Values") or (), strict=False)
    pairs = [(_seconds(at), value) for at, value in points if at is not None and value is not None]
    series.timestamps += [at for at, _ in pairs]
    series.values += [float(value) for _, value in pairs]
    if series.status in (COMPLETE, PARTIAL):  # a refusal on one page is not mended by the next
        series.status = str(result.get("StatusCode") or COMPLETE)


def _seconds(at: object) -> float:
    return at.timestamp() if isinstance(at, datetime) else float(str(at))


def _shortcomings(found: Mapping[str, Series], said: Mapping[str, str], scope: Scope) -> Iterator[AwsError]:
    """One error for each way in which series fell short, with how many."""
    counted = Counter(series.status for series in found.values() if not series.complete)
    words = "".join(f" {code}: {text}" for code, text in said.items())[:300]
    for status, number in sorted(counted.items()):
        message = (
            f"CloudWatch in {scope.region} answered {status} for {number} of {len(found)} metrics of account "
            f"{scope.account_id}; they are asked for again next time.{words}"
        )
        yield AwsError(_KINDS.get(status, ErrorKind.INTERNAL), status, message)


def groups(wanted: Iterable[tuple[str, int]], end: int, per_item: int = 1) -> Iterator[list[tuple[str, int]]]:
    """(id, first period) in groups that one call can answer, those with the shortest spans first.

    The span of a call is that of its longest item, `per_item` series each; long spans therefore go with few items.
    AWS bills series and not points: one call over 455 days costs what one over an hour does.
    """
    group: list[tuple[str, int]] = []
    for item in sorted(wanted, key=lambda each: (-each[1], each[0])):
        series = (len(group) + 1) * per_item
        if group and (series > MAX_QUERIES or series * (end - item[1]) > MAX_POINTS):
            yield group
            group = []
        group.append(item)
    if group:
        yield group
