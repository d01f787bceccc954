"""An Excel workbook: openpyxl makes all of it but the rows, which PostgreSQL and `sheets` make (PERF.md section 4)."""

import io
import re
from collections.abc import Callable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection

from app.services.catalog.model import FieldType
from app.services.reports.content import Column, Content
from app.services.reports.copying import copy
from app.services.reports.facts import Facts, Value
from app.services.reports.meter import Meter
from app.services.reports.sheets import COPY_OPTIONS, KINDS, Cells, Sheets

FORMATS = {
    FieldType.INTEGER: "0",
    FieldType.NUMBER: "0.00##",
    FieldType.MONEY: '"$"#,##0.00##',
    FieldType.HOURS: "#,##0.0#",
    FieldType.DATETIME: "yyyy-mm-dd hh:mm:ss",
    FieldType.DATE: "yyyy-mm-dd",
    FieldType.BOOLEAN: "General",
}
WIDTHS = {
    FieldType.BOOLEAN: 10, FieldType.INTEGER: 12, FieldType.NUMBER: 12, FieldType.MONEY: 14, FieldType.HOURS: 12,
    FieldType.DATE: 12, FieldType.DATETIME: 20, FieldType.ENUM: 18, FieldType.ID: 20, FieldType.TAGS: 40,
    FieldType.TEXT: 40, FieldType.JSON: 40,
}  # fmt: skip
_WIDTH, _MAX_WIDTH = 24, 60
_HEADING, _FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A5F")
_TITLE, _BOLD = Font(bold=True, size=14), Font(bold=True)
_FIRST = ("_rels/.rels", "docProps/app.xml", "docProps/core.xml")
_ROWS_END = b"</sheetData>"
_REF = re.compile(rb'(<autoFilter ref="A1:[A-Z]+)\d+"')
_DIMENSION = re.compile(rb'<dimension ref="[^"]*" ?/>')


def write(
    connection: Connection, content: Content, file: BinaryIO, meter: Meter, facts: Callable[[int], Facts], *,
    labels: bool = True,
) -> int:  # fmt: skip
    """Write the whole file; the number of rows under the heading. Raises Failed, Cancelled by the meter."""
    headings = [c.heading if labels else c.name for c in content.columns]
    parts, styles = _parts(content.columns, headings, [0], None)
    cells = Cells(styles)
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name in _FIRST:
            archive.writestr(name, parts[name])
        sheets = Sheets(archive, cells, _framed(parts["xl/worksheets/sheet1.xml"]), meter)
        rows = copy(connection, content.select(cells.render), COPY_OPTIONS, sheets)
        sheets.close()
        parts, _ = _parts(content.columns, headings, sheets.filled, facts(rows))
        written = {*_FIRST, *(f"xl/worksheets/sheet{n + 1}.xml" for n in range(len(sheets.filled)))}
        for name, part in parts.items():
            if name not in written:
                archive.writestr(name, part)
    return rows


def _framed(sheet: bytes) -> Callable[[int], tuple[bytes, bytes]]:
    """What stands before and after the rows of a worksheet that has so many of them."""
    before, after = _DIMENSION.sub(b"", sheet).split(_ROWS_END)

    def frame(rows: int) -> tuple[bytes, bytes]:
        end = _REF.sub(rb'\g<1>%d"' % (rows + 1), after)
        area = re.search(rb'ref="(A1:[A-Z]+\d+)"', end)
        quiet = b'<ignoredErrors><ignoredError sqref="%s" numberStoredAsText="1"/></ignoredErrors></worksheet>'
        if area:  # an account id is text on purpose: no green corners
            end = end.replace(b"</worksheet>", quiet % area[1])
        return before, _ROWS_END + end

    return frame


def _parts(
    columns: list[Column], headings: list[str], filled: list[int], facts: Facts | None
) -> tuple[dict[str, bytes], dict[FieldType, int]]:
    """The files of a workbook without its rows, and the number of each format of cells."""
    book = Workbook()
    book.properties.creator = "WorkSpaces Inventory"
    first = book.active
    if not isinstance(first, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    styles = _styles(first)
    for number, rows in enumerate(filled, 1):
        sheet = first if number == 1 else book.create_sheet()
        sheet.title = "Data" if number == 1 else f"Data {number}"
        _data(sheet, columns, headings, rows)
    if facts is not None:
        _summary(book.create_sheet("Summary"), facts)
        _assumptions(book.create_sheet("Assumptions"), facts)
    packed = io.BytesIO()
    book.save(packed)
    with ZipFile(packed) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, styles


def _styles(sheet: Worksheet) -> dict[FieldType, int]:
    """Registers the formats; the cells that it takes are removed again."""
    made = {}
    for number, kind in enumerate(KINDS, 1):
        cell = sheet.cell(1, number)
        cell.number_format = FORMATS[kind]
        made[kind] = cell.style_id
    sheet.delete_rows(1)
    return made


def _data(sheet: Worksheet, columns: list[Column], headings: list[str], rows: int) -> None:
    for number, (column, heading) in enumerate(zip(columns, headings, strict=True), 1):
        cell = sheet.cell(1, number)
        _text(sheet, 1, number, heading, _HEADING)
        cell.fill = _FILL
        width = max(WIDTHS.get(column.type, _WIDTH), min(len(heading) + 4, _MAX_WIDTH))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"


def _text(sheet: Worksheet, row: int, column: int, value: Value, font: Font | None = None) -> None:
    """A value; text is text even where it begins like a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    else:
        cell.value = value
    if font is not None:
        cell.font = font


def _summary(sheet: Worksheet, facts: Facts) -> None:
    _text(sheet, 1, 1, facts.title, _TITLE)
    row = 3
    for label, value in facts.lines:
        _text(sheet, row, 1, label, _BOLD)
        _text(sheet, row, 2, value)
        row += 1
    for table in facts.tables:
        row += 1
        for column, heading in enumerate((table.label, "Count"), 1):
            _text(sheet, row, column, heading, _BOLD)
        for offset, (value, count) in enumerate(table.rows, 1):
            _text(sheet, row + offset, 1, value)
            _text(sheet, row + offset, 2, count)
        last = row + len(table.rows)
        chart = BarChart()
        chart.type, chart.title, chart.legend = "bar", table.label, None
        chart.width, chart.height = 16, max(6, 2 + len(table.rows))
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.add_data(Reference(sheet, min_col=2, min_row=row, max_row=last), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=row + 1, max_row=last))
        sheet.add_chart(chart, f"D{row}")
        row = max(last, row + 2 * int(chart.height)) + 1
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 40


def _assumptions(sheet: Worksheet, facts: Facts) -> None:
    _text(sheet, 1, 1, "What the figures mean", _TITLE)
    row = 3
    for line in facts.assumptions:
        _text(sheet, row, 1, line)
        row += 1
    for number, told in enumerate([("Column", "Name", "Type", "Unit", "Origin", "Meaning"), *facts.columns]):
        for column, value in enumerate(told, 1):
            _text(sheet, row + 1 + number, column, value, None if number else _BOLD)
    for letter, width in zip("ABCDEF", (28, 28, 12, 10, 14, 90), strict=True):
        sheet.column_dimensions[letter].width = width
