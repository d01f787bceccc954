"""Filters compiled to conditions. Every value becomes a bound parameter."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, any_, bindparam, false, literal, or_, true
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.core.problems import invalid
from app.schemas.plan import Filter
from app.services.catalog.model import TIME_TYPES, Dataset, Field, FieldType
from app.services.query.fields import TAG_PREFIX, resolve
from app.services.query.periods import Clock
from app.services.query.times import ends, spans, time_condition
from app.services.query.values import boolean, coerce

Condition = ColumnElement[bool]

_COMPARE: dict[str, Callable[[ColumnElement[Any], Any], Condition]] = {
    "eq": lambda e, v: e == v,
    "ne": lambda e, v: e.is_distinct_from(v),  # what is unknown is not that value either
    "gt": lambda e, v: e > v,
    "gte": lambda e, v: e >= v,
    "lt": lambda e, v: e < v,
    "lte": lambda e, v: e <= v,
}


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def matches(expression: ColumnElement[Any], pattern: str) -> Condition:
    """Case-insensitive LIKE with our own escapes."""
    return expression.ilike(pattern, escape="\\")


def _any_of(field: Field, values: list[Any]) -> Condition:
    if not values:
        return false()
    if field.type is FieldType.LIST:
        return field.expression.op("&&", is_comparison=True)(literal(values, ARRAY(Text)))
    return field.expression == any_(literal(values, ARRAY(field.sql_type)))


def _tag_equals(dataset: Dataset, field: Field, value: str) -> Condition:
    """`@>` so that the GIN index on the tags serves it."""
    assert dataset.tags is not None  # noqa: S101 - resolve() made sure
    pair = {field.name.removeprefix(TAG_PREFIX): value}
    return dataset.tags.op("@>", is_comparison=True)(bindparam(None, pair, type_=JSONB, unique=True))


def _list_condition(field: Field, op: str, value: Any) -> Condition:
    has = _any_of(field, [value])  # `&&`, which a GIN index on the list serves
    return has if op == "eq" else or_(~has, field.expression.is_(None))


def _in(field: Field, values: list[Any], where: str, clock: Clock) -> Condition:
    """Any of the values; null among them is the unknown."""
    found = _any_of(field, [coerce(field, v, where, clock) for v in values if v is not None])
    return or_(found, field.expression.is_(None)) if None in values else found


def _between(field: Field, item: Filter, where: str, clock: Clock) -> Condition:
    low, high = (None if end is None else coerce(field, end, where, clock) for end in ends(item.value, where))
    terms = [] if low is None else [field.expression >= low]
    return and_(true(), *terms, *([] if high is None else [field.expression <= high]))


def condition(dataset: Dataset, item: Filter, where: str, clock: Clock | None = None) -> tuple[Condition, Field]:
    """The condition of one filter and its field. Raises Invalid naming field, operator or value."""
    field = resolve(dataset, item.field, where)
    if item.op == "eq" and field.name.startswith(TAG_PREFIX) and not isinstance(item.value, list | None):
        return _tag_equals(dataset, field, coerce(field, item.value, where)), field
    return of_field(field, item, where, clock or Clock.of()), field


def of_field(field: Field, item: Filter, where: str, clock: Clock) -> Condition:
    """The condition that a filter puts on a field. Raises Invalid naming operator or value."""
    if item.op not in field.operators:
        allowed = ", ".join(field.operators) or "none"
        raise invalid(where, f"operator '{item.op}' does not fit {field.name}; allowed: {allowed}")
    if item.op == "is_null":
        absent = field.expression.is_(None)
        return absent if boolean(True if item.value is None else item.value, where) else ~absent
    if item.value is None:
        raise invalid(where, f"a value is needed; use the operator is_null to ask for unknown {field.name}")
    if item.op == "in" or (item.op == "eq" and isinstance(item.value, list)):
        return _in(field, item.value if isinstance(item.value, list) else [item.value], where, clock)
    if field.type in TIME_TYPES and spans(item):
        return time_condition(field, item, clock, where)
    if item.op == "between":
        return _between(field, item, where, clock)
    value = coerce(field, item.value, where, clock)
    if item.op == "contains":
        return matches(field.expression, f"%{_escape(value)}%")
    if item.op == "starts_with":
        return matches(field.expression, f"{_escape(value)}%")
    if field.type is FieldType.LIST:
        return _list_condition(field, item.op, value)
    return _COMPARE[item.op](field.expression, value)


def search(dataset: Dataset, text: str, where: str) -> Condition:
    """Every word of the text stands in one of the dataset's search fields."""
    if dataset.search is None:
        raise invalid(where, f"'{dataset.name}' cannot be searched by text")
    words = text.lower().split()
    return and_(true(), *(dataset.search.like(f"%{_escape(w)}%", escape="\\") for w in words))


def in_scope(dataset: Dataset, accounts: frozenset[str] | None) -> Condition:
    """Only rows of the accounts the caller may see."""
    if accounts is None:
        return true()
    return dataset.scope == any_(literal(sorted(accounts), ARRAY(Text)))
