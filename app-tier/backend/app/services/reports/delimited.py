"""CSV as PostgreSQL writes it (RFC 4180, UTF-8), with values that a spreadsheet would take for formulas disarmed."""

import io
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Connection, Integer, Text, any_, case, cast, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from app.services.catalog.model import NUMERIC_TYPES, FieldType
from app.services.reports.content import Content
from app.services.reports.copying import copy
from app.services.reports.meter import Meter

BLOCK = 1 << 20
BOM = b"\xef\xbb\xbf"
# tab, CR, + - = @ at the beginning make a spreadsheet compute: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_BEGINNINGS = tuple("\t\r+-=@")
_FORMULA = literal_column("'{9,13,43,45,61,64}'::int[]", ARRAY(Integer))
# ids and words that AWS itself issues begin with a letter or a digit; people choose all other text
_ISSUED = (FieldType.ID, FieldType.ENUM)
_TIME = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'""", Text)


def text_of(kind: FieldType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value that is no number, time or yes/no, as text."""
    if kind is FieldType.LIST and isinstance(value.type, ARRAY):
        return func.array_to_string(value, literal_column("', '"))
    if kind is FieldType.JSON:
        return cast(value, JSONB).op("#>>")(literal_column("'{}'"))
    return cast(value, Text)


def _disarmed(text: ColumnElement[Any], beginning: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
    """The text, after an apostrophe where it begins like a formula. `beginning`: what begins alike and costs less.

    Most texts begin with a letter, which one comparison of bytes tells; the others are looked at closely.
    """
    begins = text if beginning is None else beginning
    close = case((func.ascii(begins) == any_(_FORMULA), literal_column("''''").op("||")(text)), else_=text)
    return case((begins.op("~<~")(literal_column("'A'")), close), else_=text)


def cell(kind: FieldType, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value as it stands in the file; numbers are never touched."""
    if kind in NUMERIC_TYPES or kind is FieldType.DATE:
        return value
    if kind is FieldType.DATETIME:
        return func.to_char(func.timezone(literal_column("'UTC'"), value), _TIME)
    if kind in (FieldType.BOOLEAN, FieldType.TAGS):  # true or false; a JSON object, which begins with a brace
        return cast(value, Text)
    if kind is FieldType.JSON:
        of_text = func.jsonb_typeof(cast(value, JSONB)) == literal_column("'string'")
        return case((of_text, _disarmed(text_of(kind, value))), else_=text_of(kind, value))
    text = text_of(kind, value)
    if kind in _ISSUED:
        return text
    if kind is FieldType.LIST and isinstance(value.type, ARRAY):
        return _disarmed(text, func.coalesce(value[1], text))
    return _disarmed(text)


def _heading(text: str) -> str:
    """A heading with its quotes; a tag's key may begin like a formula, too."""
    safe = "'" + text if text.startswith(FORMULA_BEGINNINGS) else text
    return '"' + safe.replace('"', '""') + '"' if any(c in safe for c in '",\r\n') else safe


class _Watched(io.RawIOBase):
    """The file behind a buffer. Rows are told from the width of those in the first block: it is for progress only."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file, self._meter, self._size = file, meter, file.tell()
        self._width = 0.0

    def writable(self) -> bool:
        return True

    def write(self, block: Any, /) -> int:
        size = self._file.write(block)
        self._size += size
        self._width = self._width or size / max(bytes(block).count(b"\n"), 1)
        self._meter.add(round(size / self._width), self._size)
        return size


def write(
    connection: Connection, content: Content, file: BinaryIO, meter: Meter, *, labels: bool = False, bom: bool = False
) -> int:
    """Write the whole file; the number of rows under the heading. Raises Failed, Cancelled by the meter."""
    names = (c.heading if labels else c.name for c in content.columns)
    file.write((BOM if bom else b"") + ",".join(map(_heading, names)).encode() + b"\n")
    watched = io.BufferedWriter(_Watched(file, meter), BLOCK)
    rows = copy(connection, content.select(cell), "header false", watched)
    watched.flush()
    watched.detach()
    return rows
