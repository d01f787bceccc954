"""Rows as a table for people, as JSON or as CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any, TextIO

FORMATS = ("table", "json", "csv")
MEASURED = 200  # rows that the widths of a table are taken from
WIDEST = 60
_FORMULA = tuple("\t\r=+-@")
Row = Sequence[Any]


def write(names: Sequence[str], rows: Iterable[Row], form: str, out: TextIO) -> None:
    """Write the rows as they come."""
    {"table": _table, "json": _json, "csv": _csv}[form](names, iter(rows), out)


def _json(names: Sequence[str], rows: Iterable[Row], out: TextIO) -> None:
    count = 0
    out.write("[")
    for count, row in enumerate(rows, 1):
        out.write(",\n " if count > 1 else "\n ")
        out.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False))
    out.write("\n]\n" if count else "]\n")


def _csv(names: Sequence[str], rows: Iterable[Row], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_disarmed(value) for value in row] for row in rows)


def _disarmed(value: Any) -> str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe, as in the server's own files."""
    text = _text(value)
    return "'" + text if isinstance(value, str) and text.startswith(_FORMULA) else text


def _table(names: Sequence[str], rows: Iterable[Row], out: TextIO) -> None:
    coming = iter(rows)
    first = [[_line(value) for value in row] for row in islice(coming, MEASURED)]
    widths = [min(WIDEST, max(map(len, column))) for column in zip(names, *first, strict=True)]
    out.write(_cells(names, widths) + "\n" + _cells(["-" * width for width in widths], widths) + "\n")
    for row in chain(first, ([_line(value) for value in row] for row in coming)):
        out.write(_cells(row, widths) + "\n")


def _cells(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _line(value: Any) -> str:
    """A cell in one line, without what a terminal would obey."""
    text = "".join(c if c.isprintable() else " " for c in _text(value))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
