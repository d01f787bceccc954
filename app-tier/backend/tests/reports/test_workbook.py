"""Excel: read back by openpyxl, cell by cell; and as the XML that stands in it."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sqlalchemy import text, update

from app.db.partitions import ensure_months
from app.db.session import reading, unit_of_work
from app.models.models import UsageMonthly, Workspace
from app.services.reports import kinds, sheets
from tests.reports.conftest import Owner

AT = datetime(2026, 1, 31, 8, 15, 30, tzinfo=UTC)


def change(**columns: Any) -> None:
    with unit_of_work() as session:
        session.execute(update(Workspace).where(Workspace.workspace_id == "ws-ada").values(**columns))


def opened(content: bytes) -> Workbook:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))  # every part is well-formed
    return load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str = "Data") -> list[tuple[Any, ...]]:
    return list(opened(content)[sheet].iter_rows(values_only=True))


def test_cells_are_typed_and_formatted(owner: Owner) -> None:
    change(last_connected_at=AT, first_seen_at=AT, root_volume_size_gib=-80, tags={"department": "IT & <Ops>"})
    columns = ["account_id", "root_volume_size_gib", "last_connected_at", "user_volume_encrypted", "tag.department",
               "protocols", "modelled_cost_mtd", "error_message"]  # fmt: skip
    content = owner.file(report_type="inventory", format="xlsx", columns=columns, filters={"workspace_id": "ws-ada"})
    heading, row = cells(content)
    assert heading == ("Account ID", "Root volume (GiB)", "Last connected", "User encrypted", "Department",
                       "Protocols", "Cost this month (USD)", "Error message")  # fmt: skip
    assert row == ("111111111111", -80, AT.replace(tzinfo=None), True, "IT & <Ops>", "PCOIP", None, None)
    sheet = opened(content)["Data"]
    assert sheet["C2"].number_format == "yyyy-mm-dd hh:mm:ss" and sheet["C2"].is_date
    assert (sheet["A2"].data_type, sheet["B2"].number_format) == ("s", "0")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:H2")
    assert sheet.column_dimensions["C"].width == 20


def test_days_hours_and_shares_are_numbers(owner: Owner) -> None:
    with unit_of_work() as session:
        ensure_months(session.connection(), "usage_monthly", [date(2026, 1, 1)])
        place = {"account_id": "111111111111", "region": "us-east-1", "workspace_id": "ws-ada"}
        session.add(
            UsageMonthly(
                **place, month=date(2026, 1, 1), from_hour=0, to_hour=744, known_hours=700, connected_hours=12,
                billed_hours=None, sessions=3,
            )
        )  # fmt: skip
    columns = ["month", "connected_hours", "billed_hours", "sessions", "coverage"]
    content = owner.file(report_type="usage", format="xlsx", columns=columns)
    assert cells(content)[1] == (datetime.fromisoformat("2026-01-01"), 12, None, 3, pytest.approx(700 / 744))
    assert opened(content)["Data"]["A2"].number_format == "yyyy-mm-dd"


ODD = [
    "=1+1", "@x", "-1", "007", "true", "1e5", "#N/A", "&amp; <b> \"q\" 'a'", "Ünïcode 名前 🙂", "\\N \\. \\t",
    " leading", "trailing ", "two  blanks", "line\nbreak", "\nfirst", "last\n", "tab\there", "_x0041_", "]]>",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_text_comes_back_as_it_was(owner: Owner, odd: str) -> None:
    change(user_name=odd, computer_name=f"{odd}|{odd}")
    content = owner.file(
        report_type="inventory", format="xlsx", columns=["user_name", "computer_name", "root_volume_size_gib"],
        filters={"workspace_id": "ws-ada"},
    )  # fmt: skip
    found = cells(content)[1]
    expected = odd.replace("_x0041_", "_x005F_x0041_")  # Excel's own escape, which openpyxl leaves as it is
    assert found == (expected, f"{expected}|{expected}", 80)
    assert opened(content)["Data"]["A2"].data_type == "s"


def test_what_no_xml_may_hold_is_left_out_and_moves_no_cell(owner: Owner) -> None:
    bad = "a\x01b\x02c\x03d\x06e\x0bf\ufffeg\uffffh\x1fi\rj"
    change(user_name=bad, computer_name="\x03i1", user_email="")
    columns = ["user_name", "computer_name", "user_email", "workspace_id"]
    content = owner.file(report_type="inventory", format="xlsx", columns=columns, filters={"workspace_id": "ws-ada"})
    name, computer, mail, workspace = cells(content)[1]
    assert re.sub(r"\s", "", name) == "abcdefghij"
    assert (computer, mail, workspace) == ("i1", None, "ws-ada")


def test_a_cell_has_no_more_characters_than_excel_takes(owner: Owner) -> None:
    change(error_message="x" * 40_000, computer_name="🙂" * 20_000)
    columns = ["error_message", "computer_name", "workspace_id"]
    content = owner.file(report_type="inventory", format="xlsx", columns=columns, filters={"workspace_id": "ws-ada"})
    message, computer, workspace = cells(content)[1]
    assert (len(message), len(computer), workspace) == (32_767, 16_383, "ws-ada")


def test_times_before_excels_calendar_are_text(owner: Owner) -> None:
    change(last_connected_at=datetime(1850, 5, 6, 7, 8, 9, tzinfo=UTC))
    content = owner.file(
        report_type="inventory", format="xlsx", columns=["last_connected_at"], filters={"workspace_id": "ws-ada"}
    )
    assert cells(content)[1] == ("1850-05-06T07:08:09Z",)


def test_all_rows_equal_those_of_the_database(owner: Owner) -> None:
    content = owner.file(report_type="inventory", format="xlsx", header="names")
    heading, *found = cells(content)
    assert heading == kinds.INVENTORY
    plain = ("workspace_id", "user_name", "computer_name", "compute_type", "state", "root_volume_size_gib")
    with reading() as connection:
        statement = text(f"select {', '.join(plain)} from workspaces where terminated_at is null order by user_name, 1")
        expected = [tuple(row) for row in connection.execute(statement)]
    places = [kinds.INVENTORY.index(name) for name in plain]
    assert [tuple(row[place] for place in places) for row in found] == expected


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    content = owner.file(report_type="inventory", format="xlsx", columns=["workspace_id", "user_name"])
    book = opened(content)
    assert book.sheetnames == ["Data", "Data 2", "Data 3", "Summary", "Assumptions"]
    found = [list(book[name].iter_rows(values_only=True)) for name in book.sheetnames[:3]]
    assert all(rows[0] == ("WorkSpace ID", "User") for rows in found)
    assert [len(rows) - 1 for rows in found] == [2, 2, 2]
    assert [row[1] for rows in found for row in rows[1:]] == ["ada", "bob", "cid_100%", "eva", "fay", None]
    assert [book[name].auto_filter.ref for name in book.sheetnames[:3]] == ["A1:B3"] * 3


def test_no_rows_are_a_workbook_with_a_heading(owner: Owner) -> None:
    content = owner.file(report_type="inventory", format="xlsx", filters={"state": "SUSPENDED"}, columns=["user_name"])
    assert cells(content) == [("User",)]


def test_the_summary_counts_what_the_data_holds(owner: Owner) -> None:
    content = owner.file(report_type="inventory", format="xlsx", name="Fleet =1", filters={"region": "us-east-1"})
    book = opened(content)
    rows = list(book["Summary"].iter_rows(max_col=2, values_only=True))
    assert rows[0][0] == "Fleet =1"
    said = {row[0]: row[1] for row in rows if row[0]}
    assert (said["Made for"], said["Rows"], said["Filter"]) == ("ada", 5, "Region is us-east-1")
    assert (said["Available"], said["Stopped"], said["Error"], said["AutoStop"]) == (3, 1, 1, 4)
    assert said["Total: Cost this month (USD)"] == "unknown"
    assert len(book["Summary"]._charts) == 4
    meanings = list(book["Assumptions"].iter_rows(values_only=True))
    assert ("User", "user_name", "string", None, "aws") in [row[:5] for row in meanings]


def test_a_grouped_plan_keeps_times_as_times(owner: Owner) -> None:
    change(last_connected_at=AT)
    plan = {
        "group_by": [{"field": "region"}, {"field": "last_connected_at", "bucket": "month"}],
        "measures": [{"agg": "count"}, {"agg": "max", "field": "last_connected_at"}],
        "filters": [{"field": "workspace_id", "op": "eq", "value": "ws-ada"}],
    }
    content = owner.file(report_type="query", format="xlsx", plan=plan)
    assert cells(content)[1] == ("us-east-1", "2026-01", 1, AT.replace(tzinfo=None))
