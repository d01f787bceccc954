"""CSV: what is in it, cell by cell."""

import csv
import hashlib
import io
from typing import Any

import pytest
from sqlalchemy import update

from app.db.session import unit_of_work
from app.models.models import Workspace
from app.services.catalog.registry import DATASETS
from app.services.reports import kinds
from tests.reports.conftest import Owner


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_an_inventory_has_the_34_columns_and_every_living_workspace(owner: Owner) -> None:
    made = owner.made(report_type="inventory", format="csv")
    assert (made["status"], made["progress"], made["row_count"], made["error"]) == ("completed", 100, 6, None)
    answer = owner.get(f"/{made['id']}?download=1")
    found = rows(answer.content)
    assert list(found[0]) == list(kinds.INVENTORY) and len(kinds.INVENTORY) == 34
    assert [r["workspace_id"] for r in found] == ["ws-ada", "ws-bob", "ws-cid", "ws-eva", "ws-fay", "ws-dan"]
    ada = found[0]
    assert (ada["user_name"], ada["tag.department"], ada["directory_name"]) == ("ada", "Finance", "corp")
    assert (ada["protocols"], ada["user_volume_encrypted"]) == ("PCOIP", "true")
    assert (ada["account_id"], ada["days_since_connected"]) == ("111111111111", "2")
    assert ada["last_connected_at"].endswith("Z") and ada["modelled_cost_mtd"] == ""
    assert made["size_bytes"] == len(answer.content)
    assert made["checksum"] == hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["etag"] == f'"{made["checksum"]}"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="workspaces-inventory-inventory-')


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"state": "STOPPED"}, ["bob"]),
        ({"state": ["STOPPED", "ERROR"]}, ["bob", "cid"]),
        ({"days_since_connected.gt": 30}, ["bob"]),
        ({"tag.department": ["Finance", "Sales"]}, ["ada", "eva", "fay"]),
        ({"compute_type.in": ["POWER", "QUANTUM_9XL"]}, ["bob", "dan"]),
        ({"q": "IP-ADA"}, ["ada"]),
        ({"user_volume_encrypted": False}, ["bob"]),
        ({"user_name.is_null": True}, ["dan"]),
        ({"include_terminated": True, "terminated_at.is_null": False}, ["old"]),
        ({"region": "us-east-1", "sort": "-user_name"}, ["dan", "fay", "cid", "bob", "ada"]),
    ],
)
def test_filters_speak_the_words_of_the_lists(owner: Owner, filters: dict[str, Any], expected: list[str]) -> None:
    content = owner.file(report_type="inventory", filters=filters, columns=["workspace_id"])
    found = [r["workspace_id"].removeprefix("ws-") for r in rows(content)]
    assert sorted(found) == sorted(expected)


def test_an_order_of_the_filters_is_the_order_of_the_rows(owner: Owner) -> None:
    content = owner.file(report_type="inventory", filters={"sort": "-workspace_id"}, columns=["workspace_id"])
    found = [r["workspace_id"] for r in rows(content)]
    assert found == sorted(found, reverse=True) and len(found) == 6


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_disarmed_and_everything_else_is_whole(owner: Owner, text: str) -> None:
    odd = 'comma, "quote"\nline Ünïcode 名前 \\. \\N'
    with unit_of_work() as session:
        session.execute(
            update(Workspace).where(Workspace.workspace_id == "ws-ada")
            .values(user_name=text, computer_name=odd, tags={"department": text, "=k": "-v"}, protocols=[text, "b"])
        )  # fmt: skip
    columns = ["user_name", "computer_name", "tag.department", "tag.=k", "protocols", "tags"]
    content = owner.file(report_type="inventory", filters={"workspace_id": "ws-ada"}, columns=columns)
    (found,) = rows(content)
    assert (found["user_name"], found["tag.department"]) == (f"'{text}", f"'{text}")
    assert (found["tag.=k"], found["protocols"]) == ("'-v", f"'{text}, b")
    assert found["computer_name"] == odd
    assert found["tags"].startswith("{")


def test_numbers_below_zero_are_numbers(owner: Owner) -> None:
    with unit_of_work() as session:
        session.execute(update(Workspace).values(root_volume_size_gib=-5))
    content = owner.file(report_type="inventory", columns=["root_volume_size_gib"])
    assert {r["root_volume_size_gib"] for r in rows(content)} == {"-5"}


def test_labels_and_a_byte_order_mark_on_request(owner: Owner) -> None:
    content = owner.file(
        report_type="inventory", columns=["user_name", "root_volume_size_gib"], header="labels", bom=True
    )
    assert content.startswith(b"\xef\xbb\xbfUser,Root volume (GiB)\nada,80\n")


def test_nothing_found_is_a_file_with_its_heading_only(owner: Owner) -> None:
    made = owner.made(report_type="inventory", filters={"state": "SUSPENDED"}, columns=["user_name"])
    assert made["row_count"] == 0
    assert owner.get(f"/{made['id']}/download").content == b"user_name\n"


@pytest.mark.parametrize("kind", sorted(kinds.DATASET_OF))
@pytest.mark.parametrize("kind_of_file", ["csv", "xlsx"])
def test_every_kind_can_be_written(owner: Owner, kind: str, kind_of_file: str) -> None:
    made = owner.made(report_type=kind, format=kind_of_file)
    assert made["status"] == "completed", made["error"]


def test_a_plan_is_written_whole_unless_it_has_a_limit(owner: Owner) -> None:
    grouped = {"dataset": "workspaces", "group_by": [{"field": "state"}], "measures": [{"agg": "count"}]}
    content = owner.file(report_type="query", plan=grouped)
    assert content == b"state,count\nAVAILABLE,4\nERROR,1\nSTOPPED,1\n"
    assert owner.file(report_type="query", plan={**grouped, "limit": 1}) == b"state,count\nAVAILABLE,4\n"
    more = owner.file(report_type="query", plan=grouped, filters={"region": "eu-west-1"})
    assert more == b"state,count\nAVAILABLE,1\n"
    plain = {"columns": ["user_name"], "filters": [{"field": "state", "op": "ne", "value": "AVAILABLE"}]}
    assert owner.file(report_type="query", plan=plain) == b"user_name\nbob\ncid_100%\n"


def test_the_fleet_at_a_time_is_a_report_like_any_other(owner: Owner) -> None:
    assert "fleet" in DATASETS
    assert owner.made(report_type="query", plan={"dataset": "fleet"})["status"] == "completed"
