"""Rows of PostgreSQL's COPY turned into the XML of worksheets by whole blocks, and into a zip as they come.

COPY separates cells by `D`, a character that no XML may hold, and quotes by `Q` whatever holds one of the two or a line
break: a row without `Q` is plain. Cells that are no text begin with a mark made anew for each file.
"""

import re
import secrets
from collections.abc import Callable
from typing import IO, Any
from zipfile import ZipFile

from sqlalchemy import ColumnElement, Date, Integer, case, cast, func, literal, literal_column
from sqlalchemy import Text as SqlText

from app.services.catalog.model import NUMERIC_TYPES, FieldType
from app.services.reports.delimited import text_of
from app.services.reports.meter import Meter

Q, D, MARK = b"\x01", b"\x02", b"\x03"
LINE_FEED, RETURN = b"\x06", b"\x07"
COPY_OPTIONS = r"delimiter E'\x02', quote E'\x01', escape E'\x01', null ''"
BLOCK = 1 << 18
MAX_ROWS = 1_048_576  # of a worksheet, its heading included
MAX_CHARACTERS = 32_767  # of a cell, in UTF-16
# below 2 GiB a zip entry needs no extension that some programs do not read
MAX_SHEET_BYTES = 2_000_000_000

# a formula's type for plain text: read alike by all, and closed like a number
_TEXT, _CLOSE = b'<c t="str"><v>', b"</v></c>"
_CONTROL = bytes(range(0x20)).translate(None, b"\t\n" + D + MARK + LINE_FEED + RETURN)
_STRAY = bytes(range(0x20)).translate(None, b"\t\n")
_CELL = re.compile(rb"(?:\x01((?:[^\x01]|\x01\x01)*)\x01|([^\x01\x02\n]*))[\x02\n]")
_EDGE = re.compile(rb'(t="str"><v)>(?=[\s\x06\x07]|[^<]*[\s\x06\x07]</v>)')
_LOOKS_ESCAPED = re.compile(rb"_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY = literal_column("date '1899-12-30'", Date)
_SINCE = literal_column("date '1900-03-01'", Date)
_TIME = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS"Z"'""", SqlText)

KINDS = {
    FieldType.INTEGER: b"i", FieldType.NUMBER: b"n", FieldType.MONEY: b"m", FieldType.HOURS: b"h",
    FieldType.DATETIME: b"t", FieldType.DATE: b"d", FieldType.BOOLEAN: b"b",
}  # fmt: skip


class Cells:
    """How values leave the database, and what they are in the sheet. `styles` are the workbook's cell formats."""

    def __init__(self, styles: dict[FieldType, int]) -> None:
        self._mark = MARK + secrets.token_hex(4).encode()
        self.openings = {
            D + self._mark + letter: _CLOSE
            + (b'<c t="b"><v>' if kind is FieldType.BOOLEAN else b'<c s="%d"><v>' % styles[kind])
            for kind, letter in KINDS.items()
        }  # fmt: skip

    def render(self, kind: FieldType, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The cell as text: a number after its mark, a time as days since 1899-12-30, or the text itself."""
        if kind not in KINDS:
            return text_of(kind, value)
        mark = literal((self._mark + KINDS[kind]).decode(), SqlText)
        if kind in NUMERIC_TYPES:
            return mark.op("||")(cast(value, SqlText))
        if kind is FieldType.BOOLEAN:
            return mark.op("||")(cast(cast(value, Integer), SqlText))
        if kind is FieldType.DATE:
            days = mark.op("||")(cast(value - _FIRST_DAY, SqlText))
            return case((value >= _SINCE, days), else_=cast(value, SqlText))
        serial = func.date_part(literal_column("'epoch'"), value) / literal_column("86400.0::float8")
        shown = mark.op("||")(cast(serial + literal_column("25569"), SqlText))
        plain = func.to_char(func.timezone(literal_column("'UTC'"), value), _TIME)
        return case((value >= _SINCE, shown), else_=plain)

    def rows(self, lines: list[bytes]) -> bytes:
        """Lines of COPY as `<row>` elements."""
        block = D + D.join(lines)
        block = block.translate(None, _CONTROL)
        block = block.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        for marked, opening in self.openings.items():
            block = block.replace(marked, opening)
        if b"_x" in block:
            block = _LOOKS_ESCAPED.sub(b"_x005F_", block)
        block = block.replace(D, _CLOSE + _TEXT).replace(b"\n" + _CLOSE, _CLOSE + b"</row>\n<row>")
        block = b"<row>" + block[len(_CLOSE) : -1] + _CLOSE + b"</row>\n"
        return _tidy(block.replace(_TEXT + _CLOSE, b"<c/>"))

    def careful(self, line: bytes) -> bytes:
        """A line with quoted or very long cells as a plain one: line breaks under marks, cells at Excel's limit."""
        return D.join(self._cell(found) for found in _CELL.finditer(line)) + b"\n"

    def _cell(self, found: re.Match[bytes]) -> bytes:
        quoted, plain = found.groups()
        if quoted is None:
            return _cut(plain)
        text = quoted.replace(Q + Q, b"").translate(None, _STRAY.replace(b"\r", b""))
        return _cut(text.replace(b"\n", LINE_FEED).replace(b"\r", RETURN))


def _cut(text: bytes) -> bytes:
    if len(text) <= MAX_CHARACTERS:
        return text
    return text.decode().encode("utf-16-le")[: 2 * MAX_CHARACTERS].decode("utf-16-le", "ignore").encode()


def _tidy(block: bytes) -> bytes:
    """The rare: blanks at the edge of a text, line breaks, and characters that no XML may hold."""
    if b'"str"><v> ' in block or b" </v>" in block or b"\t" in block or LINE_FEED in block or RETURN in block:
        block = _EDGE.sub(rb'\1 xml:space="preserve">', block)
        block = block.replace(LINE_FEED, b"&#10;").replace(RETURN, b"&#13;")
    if MARK in block:
        block = block.replace(MARK, b"")
    if b"\xef\xbf" in block:
        block = block.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    return block


class Sheets:
    """The sink of COPY: worksheets one after the other, none beyond what a worksheet may hold."""

    def __init__(
        self, archive: ZipFile, cells: Cells, frame: Callable[[int], tuple[bytes, bytes]], meter: Meter
    ) -> None:
        self.filled: list[int] = []
        self._archive, self._cells, self._frame, self._meter = archive, cells, frame, meter
        self._lines: list[bytes] = []
        self._pending = self._rows = self._bytes = 0
        self._sheet = self._open()

    def write(self, line: bytes, /) -> None:
        """One row of COPY."""
        if Q in line or len(line) > MAX_CHARACTERS:
            line = self._cells.careful(line)
        self._lines.append(line)
        self._pending += len(line)
        if self._pending > BLOCK:
            self._flush()

    def close(self) -> None:
        """Write what is left and end the last worksheet."""
        self._flush()
        self._end()

    def _open(self) -> IO[bytes]:
        sheet = self._archive.open(f"xl/worksheets/sheet{len(self.filled) + 1}.xml", "w")
        sheet.write(self._frame(0)[0])
        return sheet

    def _end(self) -> None:
        self._sheet.write(self._frame(self._rows)[1])
        self._sheet.close()
        self.filled.append(self._rows)
        self._rows = self._bytes = 0

    def _flush(self) -> None:
        lines, self._lines, self._pending = self._lines, [], 0
        while lines:
            room = MAX_ROWS - 1 - self._rows
            if room == 0 or self._bytes > MAX_SHEET_BYTES:
                self._end()
                self._sheet = self._open()
                continue
            xml = self._cells.rows(lines[:room])
            self._sheet.write(xml)
            self._rows += len(lines[:room])
            self._bytes += len(xml)
            self._meter.add(len(lines[:room]), self._archive.fp.tell() if self._archive.fp else 0)
            lines = lines[room:]
