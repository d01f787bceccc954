"""The bill of Amazon WorkSpaces from Cost Explorer, asked of the payer: 0.01 USD for each request and page (AWS.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.costs import bill_lines, months
from app.services.costs.bill_lines import BillLine, TagLine

SERVICE = "Amazon WorkSpaces"
DAILY_MONTHS = 3
"""Months of days that are asked for at once: what is read is kept when a later request fails."""


@dataclass(frozen=True, slots=True)
class MonthBill:
    """One month of the bill, read whole. `is_final`: it is over and AWS says that nothing of it will change."""

    month: date
    is_final: bool
    monthly: tuple[BillLine, ...]
    daily: tuple[BillLine, ...]
    tags: tuple[TagLine, ...]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What was read month by month: lines, lines by tag, and whether each month may still change."""

    lines: list[BillLine]
    tags: list[TagLine]
    estimated: dict[date, bool]


class CostsCollector:
    """The bill of all accounts of a payer; the scope's Region is that of the endpoint (`endpoints.home_region`)."""

    kind = "costs"
    actions = ("ce:GetCostAndUsage",)
    after: tuple[str, ...] = ()

    def read(
        self, aws: Clients, scope: Scope, wanted: tuple[date, ...], cost_tags: tuple[str, ...], today: date
    ) -> Iterator[Batch[MonthBill]]:
        """The wanted months, newest first, some at a time. Ends early when a call fails: what was read stands."""
        for start, end in months.ranges(wanted):
            batch: Batch[MonthBill] = Batch(scope)
            with batch.guard("GetCostAndUsage"):
                sums = _months(aws, scope, start, min(end, today + timedelta(days=1)), cost_tags)
            if batch.errors:
                yield batch
                return
            for first, last in months.ranges([m for m in wanted if start <= m < end], DAILY_MONTHS):
                batch = Batch(scope)
                with batch.guard("GetCostAndUsage"):
                    batch.rows += _with_days(aws, scope, first, min(last, today + timedelta(days=1)), sums)
                yield batch
                if batch.errors:
                    return

    def collect(self, aws: Clients, scope: Scope) -> Batch[MonthBill]:
        """The current month and the one before, at once; the sync reads what it does not have instead."""
        today = datetime.now(UTC).date()
        whole: Batch[MonthBill] = Batch(scope)
        current = months.first_of(today)
        for batch in self.read(aws, scope, (current, months.previous(current)), (), today):
            whole.rows += batch.rows
            whole.errors += batch.errors
        return whole


def _months(aws: Clients, scope: Scope, start: date, end: date, cost_tags: tuple[str, ...]) -> _Sums:
    lines: list[BillLine] = []
    tags: list[TagLine] = []
    estimated: dict[date, bool] = {}
    for results in _results(aws, scope, "MONTHLY", (start, end), {"Type": "DIMENSION", "Key": "USAGE_TYPE"}):
        lines += bill_lines.by_usage_type(results)
        estimated |= bill_lines.estimated(results)
    for key in cost_tags:
        for results in _results(aws, scope, "MONTHLY", (start, end), {"Type": "TAG", "Key": key}):
            tags += bill_lines.by_tag(results, key)
    return _Sums(lines, tags, estimated)


def _with_days(aws: Clients, scope: Scope, start: date, end: date, sums: _Sums) -> list[MonthBill]:
    """The months of [start, end) with their days. Raises AwsError where the answer leaves a month out."""
    daily: list[BillLine] = []
    moving: set[date] = set()
    for results in _results(aws, scope, "DAILY", (start, end), {"Type": "DIMENSION", "Key": "USAGE_TYPE"}):
        daily += bill_lines.by_usage_type(results)
        moving |= {months.first_of(day) for day, estimated in bill_lines.estimated(results).items() if estimated}
    made = []
    month = start
    while month < end:
        if month not in sums.estimated:
            message = f"Cost Explorer left out {month:%Y-%m}, which it was asked for."
            raise AwsError(ErrorKind.INTERNAL, "MonthMissing", message)
        made.append(
            MonthBill(
                month,
                is_final=months.following(month) <= end and not sums.estimated[month] and month not in moving,
                monthly=tuple(line for line in sums.lines if line.period == month),
                daily=tuple(line for line in daily if months.first_of(line.period) == month),
                tags=tuple(line for line in sums.tags if line.period == month),
            )
        )
        month = months.following(month)
    return made


def _results(
    aws: Clients, scope: Scope, granularity: str, days: tuple[date, date], group: dict[str, str]
) -> Iterator[Any]:
    """`ResultsByTime` of each page, grouped by `group` and account: two groups are the most that AWS allows."""
    start, end = days
    pages = aws.pages(
        "ce",
        "get_cost_and_usage",
        scope,
        TimePeriod={"Start": start.isoformat(), "End": end.isoformat()},
        Granularity=granularity,
        Filter={"Dimensions": {"Key": "SERVICE", "Values": [SERVICE]}},
        Metrics=[bill_lines.COST, bill_lines.QUANTITY],
        GroupBy=[group, {"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}],
    )
    for page in pages:
        yield page.get("ResultsByTime")
