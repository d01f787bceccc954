"""A chargeback statement as an Excel workbook: the amounts, and what they rest on."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.catalog.costs import DATASET
from app.services.catalog.model import FieldType
from app.services.reports.workbook import FORMATS

UNALLOCATED = "(unallocated)"
_HEADING, _FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F3A5F")
_TITLE, _BOLD = Font(bold=True, size=14), Font(bold=True)
_MONEY, _COUNT, _PERCENT = FORMATS[FieldType.MONEY], FORMATS[FieldType.INTEGER], '0.00"%"'


def write(statement: dict[str, Any]) -> bytes:
    """The file of a statement (`chargeback.answer`)."""
    book = Workbook()
    book.properties.creator = "WorkSpaces Inventory"
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = "Statement"
    _amounts(sheet, statement)
    _assumptions(book.create_sheet("Assumptions"), statement)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _put(sheet: Worksheet, at: tuple[int, int], value: Any, number_format: str = "", font: Font | None = None) -> None:
    """A cell; text is text even where it begins like a formula."""
    cell = sheet.cell(*at)
    if isinstance(value, str):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"
    else:
        cell.value = value
    if number_format:
        cell.number_format = number_format
    if font is not None:
        cell.font = font


def _amounts(sheet: Worksheet, statement: dict[str, Any]) -> None:
    kinds = [(kind, label) for kind, label in DATASET.fields["kind"].values or () if _has(statement, kind)]
    version = f", version {statement['version']}" if statement["version"] else ", not locked"
    _put(sheet, (1, 1), f"WorkSpaces {statement['month']} by {statement['label']}{version}", font=_TITLE)
    headings = [statement["label"], "WorkSpaces", f"Cost ({statement['currency']})", "Share", "Cost not known of"]
    for column, heading in enumerate([*headings, *(label for _, label in kinds)], 1):
        _put(sheet, (3, column), heading, font=_HEADING)
        sheet.cell(3, column).fill = _FILL
        sheet.column_dimensions[get_column_letter(column)].width = 34 if column == 1 else 18
    formats = ["", _COUNT, _MONEY, _PERCENT, _COUNT]
    row = 3
    for row, item in enumerate(statement["items"], 4):
        value = UNALLOCATED if item["value"] is None else item["value"]
        cells = [value, item["workspaces"], item["cost"], item["share_percent"], item["unknown"]]
        for column, (cell, shown) in enumerate(zip(cells, formats, strict=True), 1):
            _put(sheet, (row, column), cell, shown)
        for column, (kind, _) in enumerate(kinds, len(cells) + 1):
            _put(sheet, (row, column), item["kinds"].get(kind), _MONEY)
    totals = ["Total", statement["workspaces"], statement["total_cost"], None, statement["unknown"]]
    for column, (cell, shown) in enumerate(zip(totals, formats, strict=True), 1):
        _put(sheet, (row + 1, column), cell, shown, _BOLD)
    sheet.freeze_panes = "B4"


def _has(statement: dict[str, Any], kind: str) -> bool:
    return any(kind in item["kinds"] for item in statement["items"])


def _assumptions(sheet: Worksheet, statement: dict[str, Any]) -> None:
    _put(sheet, (1, 1), "What the figures mean", font=_TITLE)
    locked_at = statement["locked_at"]
    facts: list[tuple[str, Any, str]] = [
        ("Month (UTC)", statement["month"], ""),
        ("Charged by", statement["label"], ""),
        ("Source", statement["source"], ""),
        ("Version", statement["version"] or "not locked", ""),
        ("Locked at (UTC)", locked_at.replace(tzinfo=None) if locked_at else None, FORMATS[FieldType.DATETIME]),
        ("Locked by", statement["locked_by"], ""),
        ("Reason of this version", statement["reason"], ""),
        ("Unallocated", statement["unallocated_cost"], _MONEY),
        ("Unallocated, share", statement["unallocated_percent"], _PERCENT),
        ("On the bill", statement["billed_cost"], _MONEY),
        ("On the bill and on no WorkSpace here", statement["not_attributed"], _MONEY),
    ]
    for row, (label, value, shown) in enumerate(facts, 3):
        _put(sheet, (row, 1), label, font=_BOLD)
        _put(sheet, (row, 2), "unknown" if value is None and "bill" in label else value, shown)
    for row, line in enumerate(statement["assumptions"], len(facts) + 4):
        _put(sheet, (row, 1), line)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 24
