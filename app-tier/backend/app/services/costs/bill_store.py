"""The bill in its tables: which months are still to be read, and a month that was read put in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from app.models.costs import BillDaily, BillMonthly, BillPeriod, BillTagMonthly
from app.services.aws.collectors.costs import MonthBill
from app.services.costs import months
from app.services.costs.bill_lines import BillLine
from app.services.costs.replacing import replace, total
from app.services.sync.targets import table_of
from app.services.sync.writer import Merged

_FINAL = text(
    "select month from bill_periods where payer_account_id = :payer and is_final and cost_tags @> cast(:tags as text[])"
)
# AWS gives other compute types numbers that nobody published; the price list tells them with each usage type
_TYPES = text(
    "select usage_type, min(compute_type) as compute_type from prices "
    "where compute_type is not null and valid_to is null group by 1"
)
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('bill ' || :payer, 0))")


_NAME = """
update {table} b set compute_type = p.compute_type
from (select usage_type, min(compute_type) as compute_type from prices
  where compute_type is not null and valid_to is null group by 1) p
where b.compute_type is null and b.usage_type = p.usage_type
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the bill with the columns of both tables; the one that a table lacks is left out of its JSON."""

    month: date
    day: date
    payer_account_id: str
    account_id: str
    usage_type: str
    region: str | None
    kind: str
    compute_type: str | None
    licence: str | None
    quantity: Decimal | None
    unit: str | None
    cost: Decimal | None
    currency: str | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class _Tag:
    month: date
    payer_account_id: str
    tag_key: str
    tag_value: str
    account_id: str
    cost: Decimal | None
    currency: str | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class _Period:
    payer_account_id: str
    month: date
    is_final: bool
    cost_tags: Sequence[str]


def pending(connection: Connection, payer: str, cost_tags: Sequence[str], today: date) -> tuple[date, ...]:
    """The months of the payer to ask for, newest first; a tag that was added makes its history be read again."""
    final = connection.execute(_FINAL, {"payer": payer, "tags": list(cost_tags)}).scalars().all()
    return months.pending(today, final)


def name_compute_types(connection: Connection) -> None:
    """Name the compute types that only the price list knows, in the caller's transaction."""
    for model in (BillMonthly, BillDaily):
        connection.execute(text(_NAME.format(table=table_of(model).name)))


def write(connection: Connection, payer: str, bill: MonthBill, cost_tags: Sequence[str]) -> Merged:
    """Put one month in its place, whole, in the caller's transaction. The same month again writes nothing."""
    values: dict[str, Any] = {"payer": payer, "month": bill.month, "end": months.following(bill.month)}
    connection.execute(_ONE_AT_A_TIME, {"payer": payer})
    month, day = "t.payer_account_id = :payer and t.month = :month", "t.day >= :month and t.day < :end"
    types = {row.usage_type: row.compute_type for row in connection.execute(_TYPES)}
    period = _Period(payer, bill.month, bill.is_final, cost_tags)
    replace(connection, table_of(BillPeriod), month, values, [period])
    return total(
        [
            replace(
                connection, table_of(BillMonthly), month, values, [_line(payer, line, types) for line in bill.monthly]
            ),
            replace(
                connection,
                table_of(BillDaily),
                f"t.payer_account_id = :payer and {day}",
                values,
                [_line(payer, line, types) for line in bill.daily],
            ),
            replace(
                connection,
                table_of(BillTagMonthly),
                month,
                values,
                [
                    _Tag(bill.month, payer, t.tag_key, t.tag_value, t.account_id, t.cost, t.currency, t.estimated)
                    for t in bill.tags
                ],
            ),
        ]
    )


def _line(payer: str, line: BillLine, types: Mapping[str, str]) -> _Line:
    facts = {f.name: getattr(line, f.name) for f in fields(line) if f.name != "period"}
    facts["compute_type"] = line.compute_type or types.get(line.usage_type)
    return _Line(month=line.period, day=line.period, payer_account_id=payer, **facts)
