"""Keyset paging: the place after a row, for any order, at any depth at the same cost."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, false, literal, or_

from app.db import marks
from app.services.catalog.model import Field


@dataclass(frozen=True, slots=True)
class Key:
    """One field of the order."""

    field: Field
    desc: bool

    def ordered(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """The ORDER BY term over an expression with this field's values; what is unknown comes last either way."""
        term = expression.desc() if self.desc else expression.asc()
        return term.nulls_last() if self.field.nullable else term

    @property
    def order(self) -> ColumnElement[Any]:
        """The ORDER BY term over the field itself."""
        return self.ordered(self.field.expression)


def _spec(keys: list[Key]) -> list[str]:
    return [("-" if key.desc else "") + key.field.name for key in keys]


def encode(keys: list[Key], values: list[str | None]) -> str:
    """An opaque mark of the row with these sort values (as text)."""
    return marks.written(_spec(keys), values)


def decode(cursor: str, keys: list[Key]) -> list[str | None]:
    """The sort values of a mark. Raises Invalid where it is not ours or belongs to another order."""
    return marks.read(cursor, _spec(keys))


def _beyond(key: Key, value: str | None) -> ColumnElement[bool]:
    if value is None:
        return false()  # unknown is last: nothing comes after it
    expression, bound = key.field.expression, cast(literal(value, Text), key.field.sql_type)
    further = expression < bound if key.desc else expression > bound
    return or_(further, expression.is_(None)) if key.field.nullable else further


def _same(key: Key, value: str | None) -> ColumnElement[bool]:
    if value is None:
        return key.field.expression.is_(None)
    return key.field.expression == cast(literal(value, Text), key.field.sql_type)


def _from(key: Key, value: str | None) -> ColumnElement[bool]:
    """Not before the mark in the first key: what lets an index find the place."""
    if key.field.nullable or value is None:
        return or_(_beyond(key, value), _same(key, value))
    expression, bound = key.field.expression, cast(literal(value, Text), key.field.sql_type)
    return expression <= bound if key.desc else expression >= bound


def after(keys: list[Key], values: list[str | None]) -> ColumnElement[bool]:
    """The rows behind the mark: beyond it in the first key, or equal there and beyond in the next, and so on."""
    steps = [
        and_(*(_same(k, v) for k, v in zip(keys[:i], values[:i], strict=True)), _beyond(keys[i], values[i]))
        for i in range(len(keys))
    ]
    return and_(_from(keys[0], values[0]), or_(*steps))
