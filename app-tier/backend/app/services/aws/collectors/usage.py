"""Hours of connection: CloudWatch's UserConnected (Maximum) of every WorkSpace, hour by hour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.collectors.metric_data import Reading, fetch, groups, query
from app.services.aws.scope import Scope
from app.services.usage.bitmap import Hours, plot
from app.services.usage.clock import HOUR, hour_of, moment

METRIC, STATISTIC = "UserConnected", "Maximum"
KEPT_HOURS = 455 * 24  # how long CloudWatch keeps points of an hour (AWS.md)


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """What was told of one WorkSpace. `complete`: every hour asked for was answered, with a point or with none."""

    workspace_id: str
    hours: Hours
    complete: bool


class UsageCollector:
    """UserConnected of the WorkSpaces of an account and Region, those that went lately among them."""

    kind = "usage"
    actions = ("cloudwatch:GetMetricData",)
    after = ("workspaces",)

    def read(self, aws: Clients, scope: Scope, wanted: Mapping[str, int], end: int) -> Iterator[Reading[UsageRecord]]:
        """One reading a call: each WorkSpace from its hour up to `end` (exclusive). Ends early when a call fails."""
        for group in groups(wanted.items(), end):
            first = min(hour for _, hour in group)
            batch: Reading[UsageRecord] = Reading(scope)
            queries = [query(n, workspace_id, METRIC, STATISTIC, HOUR) for n, (workspace_id, _) in enumerate(group)]
            found = fetch(aws, scope, queries, batch, start=moment(first), end=moment(end))
            for asked, (workspace_id, _) in zip(queries, group, strict=True):
                series = found[asked["Id"]]
                hours = plot(series.timestamps, series.values, first, end)
                if series.told:
                    batch.rows.append(UsageRecord(workspace_id, hours, series.complete))
            yield batch
            if batch.failed:
                return

    def collect(self, aws: Clients, scope: Scope) -> Batch[UsageRecord]:
        """All that CloudWatch keeps of the WorkSpaces of the scope, at once; the sync reads piece by piece instead."""
        end = hour_of(datetime.now(UTC))
        whole: Reading[UsageRecord] = Reading(scope)
        for batch in self.read(aws, scope, dict.fromkeys(scope.workspace_ids, end - KEPT_HOURS), end):
            whole.rows += batch.rows
            whole.errors += batch.errors
            whole.metrics += batch.metrics
        return whole
