"""One page of a SELECT: its order from the caller's words, its total up to a limit, and the mark of the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, Text, and_, cast, false, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.problems import invalid
from app.db import marks

EXACT_UP_TO = 10_000
Sortable = Mapping[str, InstrumentedAttribute[Any]]
Row = TypeVar("Row")


class Wanted(Protocol):
    """What a client says of the page it wants."""

    @property
    def limit(self) -> int:
        """Rows a page."""

    @property
    def offset(self) -> int:
        """Rows to leave out."""

    @property
    def cursor(self) -> str | None:
        """The mark of the page before."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """The rows of a page, what matches in all, and where the next page begins (None: nowhere)."""

    rows: Sequence[Row]
    total: int
    total_exact: bool
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    column: InstrumentedAttribute[Any]
    desc: bool

    @property
    def order(self) -> ColumnElement[Any]:
        return (self.column.desc() if self.desc else self.column.asc()).nulls_last()

    def beyond(self, value: str | None) -> ColumnElement[bool]:
        if value is None:
            return false()  # unknown is last: nothing comes after it
        further = self.column < self._bound(value) if self.desc else self.column > self._bound(value)
        return or_(further, self.column.is_(None))

    def same(self, value: str | None) -> ColumnElement[bool]:
        return self.column.is_(None) if value is None else self.column == self._bound(value)

    def _bound(self, value: str) -> ColumnElement[Any]:
        return cast(literal(value, Text), self.column.type)


def page(
    session: Session,
    matching: Select[Row],
    wanted: Wanted,
    sort: str,
    sortable: Sortable,
    *,
    unique: InstrumentedAttribute[Any],
    exact: bool = False,
) -> Found[Row]:
    """One page of entities in the order of `field,-field`, ending in the unique key.

    Raises Invalid for a field that is not to be sorted by, and for a cursor that is not of this list and order.
    """
    keys = _keys(sort, sortable, unique)
    if wanted.cursor is not None and wanted.offset:
        raise invalid("cursor", "cursor and offset exclude each other")
    shown = matching.order_by(*(key.order for key in keys)).limit(wanted.limit + 1)
    shown = shown.offset(wanted.offset) if wanted.cursor is None else shown.where(_after(keys, wanted.cursor))
    rows = session.scalars(shown).all()
    count, is_exact = total(session, matching, exact=exact)
    mark = _mark(keys, rows[wanted.limit - 1]) if len(rows) > wanted.limit else None
    return Found(rows[: wanted.limit], count, is_exact, mark)


def total(session: Session, query: Select[Any], *, exact: bool = False) -> tuple[int, bool]:
    """How many rows match and whether that is exact: counting stops past 10,000 unless `exact`."""
    counted = query.order_by(None)
    if not exact:
        counted = counted.limit(EXACT_UP_TO + 1)
    found = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    if exact or found <= EXACT_UP_TO:
        return found, True
    return EXACT_UP_TO, False


def _keys(sort: str, sortable: Sortable, unique: InstrumentedAttribute[Any]) -> list[_Key]:
    keys: list[_Key] = []
    for word in filter(None, (part.strip() for part in sort.split(","))):
        column = sortable.get(word.removeprefix("-"))
        if column is None:
            raise invalid("sort", f"'{word}' is not a field to sort by; use one of {', '.join(sortable)}")
        keys.append(_Key(word.removeprefix("-"), column, word.startswith("-")))
    return [*keys, _Key(unique.key, unique, False)]


def _spec(keys: list[_Key]) -> list[str]:
    return [("-" if key.desc else "") + key.name for key in keys]


def _mark(keys: list[_Key], row: object) -> str:
    """An opaque mark of the row: the order and its values, as PostgreSQL reads them from text."""
    values = [_text(getattr(row, key.column.key)) for key in keys]
    return marks.written(_spec(keys), values)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _after(keys: list[_Key], cursor: str) -> ColumnElement[bool]:
    values = marks.read(cursor, _spec(keys))
    steps = [
        and_(*(k.same(v) for k, v in zip(keys[:i], values[:i], strict=True)), keys[i].beyond(values[i]))
        for i in range(len(keys))
    ]
    return or_(*steps)
