"""Experience: latency, load, disks, launch time and packet loss of every WorkSpace, day by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.collectors.metric_data import Reading, fetch, groups, query
from app.services.aws.scope import Scope
from app.services.usage.clock import DAY_HOURS, HOUR, moment

DAY = DAY_HOURS * HOUR
KEPT_DAYS = 63  # as long as CloudWatch keeps the five-minute points from which a day's percentile is made (AWS.md)

# name in the `metric_daily` table: name at CloudWatch
METRICS = {
    "latency_ms": "InSessionLatency",
    "cpu_percent": "CPUUsage",
    "memory_percent": "MemoryUsage",
    "root_volume_percent": "RootVolumeDiskUsage",
    "user_volume_percent": "UserVolumeDiskUsage",
    "launch_seconds": "SessionLaunchTime",
    "packet_loss_percent": "UDPPacketLossRate",
}
STATISTICS = {"avg": "Average", "p95": "p95", "max": "Maximum"}
SERIES = tuple(
    (f"{column}_{suffix}", metric, statistic)
    for (column, metric), (suffix, statistic) in product(METRICS.items(), STATISTICS.items())
)


@dataclass(frozen=True, slots=True)
class MetricsRecord:
    """The days of one WorkSpace: for each, the columns of `metric_daily` that were measured."""

    workspace_id: str
    days: Mapping[date, Mapping[str, float]]
    complete: bool


class MetricsCollector:
    """Daily average, 95th percentile and maximum of the experience metrics of an account and Region."""

    kind = "metrics"
    actions = ("cloudwatch:GetMetricData",)
    after = ("workspaces",)

    def read(self, aws: Clients, scope: Scope, wanted: Mapping[str, int], end: int) -> Iterator[Reading[MetricsRecord]]:
        """One reading a call: each WorkSpace from its day (days since 1970) up to `end`, exclusive."""
        for group in groups(wanted.items(), end, len(SERIES)):
            first = min(day for _, day in group)
            batch: Reading[MetricsRecord] = Reading(scope)
            queries = [
                query(n * len(SERIES) + k, workspace_id, metric, statistic, DAY)
                for n, (workspace_id, _) in enumerate(group)
                for k, (_, metric, statistic) in enumerate(SERIES)
            ]
            found = fetch(aws, scope, queries, batch, start=moment(first * DAY_HOURS), end=moment(end * DAY_HOURS))
            listed = list(found.values())
            for n, (workspace_id, _) in enumerate(group):
                own = listed[n * len(SERIES) : (n + 1) * len(SERIES)]
                days: dict[date, dict[str, float]] = {}
                for (column, _, _), series in zip(SERIES, own, strict=True):
                    for at, value in zip(series.timestamps, series.values, strict=True):
                        days.setdefault(datetime.fromtimestamp(at, UTC).date(), {})[column] = value
                if any(series.told for series in own):
                    batch.rows.append(MetricsRecord(workspace_id, days, all(series.complete for series in own)))
            yield batch
            if batch.failed:
                return

    def collect(self, aws: Clients, scope: Scope) -> Batch[MetricsRecord]:
        """All that is kept of the WorkSpaces of the scope, at once; the sync reads piece by piece instead."""
        end = int(datetime.now(UTC).timestamp()) // DAY
        whole: Reading[MetricsRecord] = Reading(scope)
        for batch in self.read(aws, scope, dict.fromkeys(scope.workspace_ids, end - KEPT_DAYS), end):
            whole.rows += batch.rows
            whole.errors += batch.errors
            whole.metrics += batch.metrics
        return whole
