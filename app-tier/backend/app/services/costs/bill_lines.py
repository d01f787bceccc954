"""Answers of ce:GetCostAndUsage as lines of the bill. Nothing in an answer makes the reading fail."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.services.costs import usage_types
from app.services.costs.amounts import amount
from app.services.costs.usage_types import Kind, Licence

COST, QUANTITY = "UnblendedCost", "UsageQuantity"
_ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class BillLine:
    """What one account was billed for one usage type in one period (its first day). Names are those of the tables.

    `cost` in `currency`, `quantity` in `unit`, both exact; None where AWS gave no amount. `estimated`: AWS may still
    change it.
    """

    period: date
    account_id: str
    usage_type: str
    region: str | None
    kind: Kind
    compute_type: str | None
    licence: Licence | None
    quantity: Decimal | None
    unit: str | None
    cost: Decimal | None
    currency: str | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class TagLine:
    """What one account was billed in one month under one value of a cost allocation tag; '' where it has none."""

    period: date
    tag_key: str
    tag_value: str
    account_id: str
    cost: Decimal | None
    currency: str | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class _Group:
    period: date
    keys: tuple[str, str]
    metrics: dict[str, Any]
    estimated: bool

    def amount(self, name: str) -> tuple[Decimal | None, str | None]:
        """A metric with its unit."""
        metric = self.metrics.get(name)
        if not isinstance(metric, dict):
            return None, None
        unit = metric.get("Unit")
        return amount(metric.get("Amount")), unit if isinstance(unit, str) and unit != "N/A" else None


def by_usage_type(results: object) -> list[BillLine]:
    """The lines of `ResultsByTime` grouped by USAGE_TYPE and LINKED_ACCOUNT, in that order."""
    return [_line(group) for group in _groups(results)]


def by_tag(results: object, tag_key: str) -> list[TagLine]:
    """The lines of `ResultsByTime` grouped by the tag and LINKED_ACCOUNT. AWS writes a value as `key$value`."""
    lines = []
    for group in _groups(results):
        cost, currency = group.amount(COST)
        value = group.keys[0].removeprefix(f"{tag_key}$")
        lines.append(TagLine(group.period, tag_key, value, group.keys[1], cost, currency, group.estimated))
    return lines


def estimated(results: object) -> dict[date, bool]:
    """Of each period of the results, whether AWS may still change it; periods without any group are there too."""
    return {period: is_estimated for period, is_estimated, _ in _periods(results)}


def _line(group: _Group) -> BillLine:
    said = usage_types.parse(group.keys[0])
    quantity, unit = group.amount(QUANTITY)
    cost, currency = group.amount(COST)
    return BillLine(
        group.period,
        group.keys[1],
        said.name,
        said.region,
        said.kind,
        said.compute_type,
        said.licence,
        quantity,
        unit,
        cost,
        currency,
        group.estimated,
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _periods(results: object) -> Iterator[tuple[date, bool, list[Any]]]:
    for result in _list(results):
        span = result.get("TimePeriod") if isinstance(result, dict) else None
        start = span.get("Start") if isinstance(span, dict) else None
        try:
            period = date.fromisoformat(start[:10]) if isinstance(start, str) else None
        except ValueError:
            period = None
        if period is not None:
            # what does not say that it is final is not
            yield period, result.get("Estimated") is not False, _list(result.get("Groups"))


def _groups(results: object) -> Iterable[_Group]:
    for period, is_estimated, groups in _periods(results):
        for group in groups:
            keys = group.get("Keys") if isinstance(group, dict) else None
            metrics = group.get("Metrics") if isinstance(group, dict) else None
            if not isinstance(metrics, dict) or not isinstance(keys, list) or len(keys) != 2:
                continue
            if all(isinstance(key, str) for key in keys) and _ACCOUNT.fullmatch(keys[1]):
                yield _Group(period, (keys[0], keys[1]), metrics, is_estimated)
