"""Filters on times: half-open spans, from moments, days, months, and times relative to now."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from app.core.problems import invalid
from app.schemas.plan import Filter, Plan, RelativeTime
from app.services.catalog.model import Field, FieldType
from app.services.query.periods import Clock, Span, later, parse, span
from app.services.query.values import coerce

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Within:
    """What a filter allows of a time: from `low` until before `high`, None for an open end."""

    field: Field
    span: Span

    def condition(self) -> ColumnElement[bool]:
        """As a condition."""
        terms: list[ColumnElement[bool]] = []
        if self.span.low is not None:
            terms.append(self.field.expression >= self._bound(self.span.low))
        if self.span.high is not None:
            terms.append(self.field.expression < self._bound(self.span.high))
        return and_(true(), *terms)

    def _bound(self, at: datetime) -> date | datetime:
        return at.date() if self.field.type is FieldType.DATE else at


def relative(value: object) -> RelativeTime | None:
    """The time relative to now that a value stands for, if it does."""
    if isinstance(value, RelativeTime):
        return value
    return parse(value) if isinstance(value, str) else None


def piece(field: Field, value: object, clock: Clock, where: str) -> Span:
    """The span that one value stands for: a moment, a day, a month (of a field of months), or one relative to now.

    Raises Invalid.
    """
    days = field.type is FieldType.DATE
    if (found := relative(value)) is not None:
        return span(found, clock, where, days=days)
    at = coerce(field, value, where, clock)
    try:
        if days:
            low = datetime(at.year, at.month, at.day, tzinfo=UTC)
            month = field.grain == "month" or _is(_MONTH, value)
            low = low.replace(day=1) if month else low
            return Span(low, later(low, "month" if month else "day", 1), 1 if month else None)
        if _is(_DAY, value):
            return Span(at, clock.midnight(date.fromisoformat(str(value).strip()) + timedelta(days=1)))
        return Span(at, at + _TICK)
    except OverflowError:
        raise invalid(where, f"'{str(value)[:80]}' lies at the end of all times") from None


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value.strip()) is not None


def spans(item: Filter) -> bool:
    """Whether the filter is about a span rather than about a moment."""
    return item.op == "between" or relative(item.value) is not None


def within(field: Field, item: Filter, clock: Clock, where: str) -> Within | None:
    """What the filter allows, where that is one span; None for what it is not (`ne`, `is_null`). Raises Invalid."""
    if item.op == "between":
        first, last = ends(item.value, where)
        begins = None if first is None else piece(field, first, clock, where).low
        ends_before = None if last is None else piece(field, last, clock, where).high
        return Within(field, Span(begins, ends_before))
    if item.op not in ("eq", "gt", "gte", "lt", "lte") or isinstance(item.value, list) or item.value is None:
        return None
    one = piece(field, item.value, clock, where)
    if item.op == "eq":
        return Within(field, one)
    if relative(item.value) is None and field.type is FieldType.DATETIME:
        at = one.low
        assert at is not None  # noqa: S101 - a moment
        one = Span(at, at + _TICK)
    low = {"gt": one.high, "gte": one.low}.get(item.op)
    high = {"lt": one.low, "lte": one.high}.get(item.op)
    return Within(field, Span(low, high))


def asks_the_clock(plan: Plan) -> bool:
    """Whether the plan has times relative to now, so that it means something else at another time."""
    values = [v for item in plan.filters for v in (item.value if isinstance(item.value, list) else [item.value])]
    return any(relative(value) is not None for value in values)


def ends(value: object, where: str) -> tuple[Any, Any]:
    """The two ends of `between`. Raises Invalid."""
    if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
        raise invalid(where, "'between' needs [from, to], of which one may be null")
    return value[0], value[1]


def time_condition(field: Field, item: Filter, clock: Clock, where: str) -> ColumnElement[bool]:
    """The condition of a filter that is about a span. Raises Invalid."""
    if item.op == "ne":
        found = within(field, item.model_copy(update={"op": "eq"}), clock, where)
        assert found is not None  # noqa: S101 - `eq` of one value
        return or_(~found.condition(), field.expression.is_(None))
    found = within(field, item, clock, where)
    assert found is not None  # noqa: S101 - callers ask spans() first
    return found.condition()
