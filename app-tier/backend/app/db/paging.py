"""One page of a SELECT: its order from the caller's words, its total counted up to a limit."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.problems import invalid

EXACT_UP_TO = 10_000
Sortable = Mapping[str, InstrumentedAttribute[Any]]


def order_by(sort: str, sortable: Sortable, unique: InstrumentedAttribute[Any]) -> list[ColumnElement[Any]]:
    """The ORDER BY of `field,-field`, unknown values last, ending in the unique key. Raises Invalid."""
    clauses: list[ColumnElement[Any]] = []
    for word in filter(None, (part.strip() for part in sort.split(","))):
        column = sortable.get(word.removeprefix("-"))
        if column is None:
            raise invalid("sort", f"'{word}' is not a field to sort by; use one of {', '.join(sortable)}")
        clauses.append((column.desc() if word.startswith("-") else column.asc()).nulls_last())
    return [*clauses, unique.asc()]


def total(session: Session, query: Select[Any], *, exact: bool = False) -> tuple[int, bool]:
    """How many rows match and whether that is exact: counting stops past 10,000 unless `exact`."""
    counted = query.order_by(None)
    if not exact:
        counted = counted.limit(EXACT_UP_TO + 1)
    found = session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    if exact or found <= EXACT_UP_TO:
        return found, True
    return EXACT_UP_TO, False
