"""The two periods of a comparison, taken from what the filters allow of one time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, cast, func, or_

from app.core.problems import Invalid, invalid
from app.schemas.plan import Compared, Period, Plan
from app.services.catalog.model import TIME_TYPES, Dataset, Field, FieldType
from app.services.query.fields import resolve
from app.services.query.periods import Clock, Span, later
from app.services.query.times import Within, within

A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Periods:
    """A period and the one before, each a condition on the same time; `months` or `by` is how far they are apart."""

    now: Within
    before: Within
    months: int | None
    by: timedelta

    @property
    def field(self) -> Field:
        """The time that they are about."""
        return self.now.field

    def either(self) -> ColumnElement[bool]:
        """Rows of both."""
        return or_(self.now.condition(), self.before.condition())

    def aligned(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """The time, or one made of it, with that of the period before moved to where it is compared."""
        apart = func.make_interval(0, self.months) if self.months else self.by
        return case((self.before.condition(), cast(expression + apart, expression.type)), else_=expression)

    def told(self) -> Compared:
        """As the answer tells them."""
        return Compared(field=self.field.name, period=_told(self.now), previous=_told(self.before))


def _told(of: Within) -> Period:
    low, high = of.span.low, of.span.high
    assert low is not None and high is not None  # noqa: S101 - periods() made sure
    if of.field.type is FieldType.DATE:
        return Period(since=low.date().isoformat(), until=high.date().isoformat())
    return Period(since=_utc(low), until=_utc(high))


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def periods(dataset: Dataset, plan: Plan, clock: Clock) -> Periods | None:
    """The periods that a plan compares; None where it does not. Raises Invalid."""
    if plan.compare is None:
        return None
    field = _field(dataset, plan)
    low: datetime | None = None
    high: datetime | None = None
    given: list[int | None] = []
    for index, item in enumerate(plan.filters):
        if item.field != field.name:
            continue
        where = f"filters.{index}.{item.field[:80]}"
        found = within(field, item, clock, where)
        if found is None:
            raise invalid(where, f"'{item.op}' does not give the period that is to be compared")
        low = max((at for at in (low, found.span.low) if at is not None), default=None)
        high = min((at for at in (high, found.span.high) if at is not None), default=None)
        given.append(found.span.months)
    if low is None or high is None or low >= high:
        raise invalid("compare", f"the filters on {field.name} must give a period with a beginning and an end")
    months = given[0] if len(given) == 1 else None
    try:
        return _pair(field, plan, Span(low, high, months or _whole_months(low, high, clock, field)), clock)
    except OverflowError:
        raise invalid("compare", "the period before lies at the beginning of all times") from None


def _field(dataset: Dataset, plan: Plan) -> Field:
    assert plan.compare is not None  # noqa: S101 - the caller asked
    name = plan.compare.field
    if name is None:
        names = {item.field for item in plan.filters if _is_time(dataset, item.field)}
        if len(names) != 1:
            raise invalid("compare", "needs a filter on exactly one time for the period, or 'field' to say which")
        name = names.pop()
    field = resolve(dataset, name, "compare.field")
    if field.type not in TIME_TYPES:
        raise invalid("compare.field", f"needs a time; {field.name} is {field.type.value}")
    return field


def _is_time(dataset: Dataset, name: str) -> bool:
    try:
        return resolve(dataset, name, "filters").type in TIME_TYPES
    except Invalid:
        return False  # told by the filter itself


def _local(at: datetime, clock: Clock, field: Field) -> datetime:
    return at if field.type is FieldType.DATE else at.astimezone(clock.zone)


def _whole_months(low: datetime, high: datetime, clock: Clock, field: Field) -> int | None:
    """How many calendar months the period is; None where it is not made of whole ones."""
    first, end = _local(low, clock, field), _local(high, clock, field)
    if any((at.day, at.hour, at.minute, at.second, at.microsecond) != (1, 0, 0, 0, 0) for at in (first, end)):
        return None
    return (end.year - first.year) * 12 + end.month - first.month


def _pair(field: Field, plan: Plan, span: Span, clock: Clock) -> Periods:
    assert plan.compare is not None and span.low is not None and span.high is not None  # noqa: S101
    months, by = span.months, span.high - span.low
    if plan.compare.to == "same_period_last_year":
        if by > A_YEAR:
            raise invalid("compare", "a period longer than a year overlaps itself a year ago")
        months = 12
    before = [_earlier(at, months, by, clock, field) for at in (span.low, span.high)]
    return Periods(Within(field, span), Within(field, Span(before[0], min(before[1], span.low))), months, by)


def _earlier(at: datetime, months: int | None, by: timedelta, clock: Clock, field: Field) -> datetime:
    if not months:
        return at - by
    return later(_local(at, clock, field), "month", -months).astimezone(at.tzinfo)
