"""Rows of a plan sent while they are read: by a cursor of PostgreSQL's, a few thousand in memory, of one state."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, literal_column

from app.db.session import streaming
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, FieldType
from app.services.reports import delimited
from app.services.reports.content import content

BATCH = 2000
_TIME = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'""", Text)
Encode = Callable[[Iterable[Sequence[Any]]], bytes]


class Lines(StrEnum):
    """What rows can be sent as, one a line."""

    CSV = "text/csv"
    NDJSON = "application/x-ndjson"


def stream(plan: Plan, scope: frozenset[str] | None, lines: Lines, of: Dataset | None = None) -> Iterator[bytes]:
    """The rows of a plan in pieces; all that match unless it has a limit. CSV begins with the columns' names.

    The first piece is read before this returns, so that what is wrong is told in place of an answer: raises Invalid,
    Unavailable. Whoever leaves before the end gives the connection back by letting go of the iterator.
    """
    pieces = _pieces(plan, scope, lines, of)
    return chain((next(pieces),), pieces)


def _pieces(plan: Plan, scope: frozenset[str] | None, lines: Lines, of: Dataset | None) -> Iterator[bytes]:
    with streaming() as connection:
        asked = content(connection, plan, scope, of)
        names = [column.name for column in asked.columns]
        encode, render = (csv_lines, _text) if lines is Lines.CSV else (_json_lines(names), _value)
        cursor = connection.execution_options(stream_results=True, max_row_buffer=BATCH)
        batches = cursor.execute(asked.select(render)).partitions(BATCH)
        heading = csv_lines([names]) if lines is Lines.CSV else b""
        yield heading + encode(next(batches, ()))
        for batch in batches:
            yield encode(batch)


def _text(kind: FieldType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """As in the file of a report: by PostgreSQL itself, and disarmed."""
    return cast(delimited.cell(kind, value), Text)


def _value(kind: FieldType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.to_char(func.timezone("UTC", value), _TIME) if kind is FieldType.DATETIME else value


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as RFC 4180 has them, with line feeds, as in the files of reports."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _json_lines(names: list[str]) -> Encode:
    def encode(rows: Iterable[Sequence[Any]]) -> bytes:
        return b"".join(
            orjson.dumps(dict(zip(names, row, strict=True)), default=_number, option=orjson.OPT_APPEND_NEWLINE)
            for row in rows
        )

    return encode


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")
