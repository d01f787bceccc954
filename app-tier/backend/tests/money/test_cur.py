"""Cost and Usage Reports: both generations, every kind of file, versions, and lines that nobody can read."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from app.cli import main
from app.db.session import get_engine
from app.services.costs import cur_lines, cur_store
from app.services.costs.cur_lines import Bad
from tests.modelled.stored import ACCOUNT, LAST, REGION, rows
from tests.money.conftest import Call

PAYER = "999999999999"
MONTH = f"{LAST:%Y-%m}"
LEGACY = ("identity/LineItemId", "bill/BillingPeriodStartDate", "bill/PayerAccountId", "lineItem/UsageAccountId",
          "lineItem/ResourceId", "lineItem/ProductCode", "lineItem/UsageType", "lineItem/UsageAmount",
          "lineItem/UnblendedCost", "lineItem/LineItemType", "lineItem/CurrencyCode", "pricing/unit",
          "product/region")  # fmt: skip
CUR2 = tuple(cur_lines.column(name) for name in LEGACY)
FEE, HOURS = "USE1-AW-HW-2", "USE1-AW-HW-2-AutoStop-Usage"


def line(workspace: str = "ws-bob", usage_type: str = FEE, cost: str = "35", **changed: str) -> dict[str, str]:
    resource = f"arn:aws:workspaces:{REGION}:{ACCOUNT}:workspace/{workspace}" if workspace else ""
    values = ("1", f"{LAST}T00:00:00.000Z", PAYER, ACCOUNT, resource, "AmazonWorkSpaces", usage_type, "1", cost,
              "Usage", "USD", "Month", REGION)  # fmt: skip
    return {**dict(zip(CUR2, values, strict=True)), **changed}


def written(heading: Sequence[str], lines: Sequence[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([one[cur_lines.column(name)] for name in heading] for one in lines)
    return text.getvalue().encode()


def as_csv(path: Path, lines: Sequence[dict[str, str]], heading: Sequence[str] = LEGACY) -> Path:
    made = written(heading, lines)
    path.write_bytes(gzip.compress(made) if path.name.endswith(".gz") else made)
    return path


def as_parquet(path: Path, lines: Sequence[dict[str, str]]) -> Path:
    source = as_csv(path.with_suffix(".source"), lines, CUR2)
    types = {"line_item_usage_amount": "double", "line_item_unblended_cost": "double",
             "bill_billing_period_start_date": "timestamp"}  # fmt: skip
    selected = ", ".join(f"cast({name} as {types.get(name, 'varchar')}) as {name}" for name in CUR2)
    read = f"read_csv('{source}', all_varchar=true)"
    duckdb.sql(f"copy (select {selected} from {read}) to '{path}' (format parquet)")
    return path


def load(*files: Path, **options: Any) -> cur_store.Imported:
    return cur_store.load(get_engine(), files, **options)


def billed() -> dict[tuple[str, str], tuple[Any, Any]]:
    found = rows("select workspace_id, usage_type, quantity, cost from cost_monthly where source = 'billed'")
    return {(workspace_id, usage_type): (quantity, cost) for workspace_id, usage_type, quantity, cost in found}


LINES = [
    line(),
    line("ws-ada", HOURS, "0.30"), line("ws-ada", HOURS, "0.60", line_item_usage_amount="2"),
    line("ws-ada", HOURS, "-0.10", line_item_line_item_type="Credit"),
    line("ws-ada", HOURS, "9.99", line_item_line_item_type="Tax"),
    line("", FEE, "7.77"),
    line("ws-bob", FEE, "5", line_item_product_code="AmazonEC2"),
]  # fmt: skip
EXPECTED = {("ws-bob", FEE): (1, 35), ("ws-ada", HOURS): (3, Decimal("0.80"))}


@pytest.mark.parametrize("kind", ["legacy.csv", "legacy.csv.gz", "cur2.csv.gz", "cur2.parquet"])
def test_every_kind_of_report_gives_the_billed_cost_of_each_workspace(db: None, tmp_path: Path, kind: str) -> None:
    if kind.endswith("parquet"):
        file = as_parquet(tmp_path / kind, LINES)
    else:
        file = as_csv(tmp_path / kind, LINES, LEGACY if kind.startswith("legacy") else CUR2)
    made = load(file)
    assert billed() == EXPECTED
    (period,) = made.periods
    assert (period["month"], period["lines"], period["workspaces"]) == (LAST, 5, 2)
    # by hand: 35 + 0.30 + 0.60 - 0.10 + 7.77
    assert (period["cost"], period["unassigned_cost"]) == (Decimal("43.57"), Decimal("7.77"))
    assert (made.other_lines, made.bad_lines) == (2, 0)


def test_the_same_report_again_changes_nothing_and_another_version_takes_its_place(db: None, tmp_path: Path) -> None:
    first, second = as_csv(tmp_path / "a.csv", LINES[:2]), as_csv(tmp_path / "b.csv.gz", LINES[2:])
    load(first, second)
    assert billed() == EXPECTED
    assert load(second, first).unchanged
    assert load(as_csv(tmp_path / "renamed.csv", LINES[:2]), second).unchanged
    assert rows("select count(*) from cur_imports") == [(1,)]
    corrected = load(as_csv(tmp_path / "c.csv", [line("ws-bob", FEE, "31.5")]))
    assert not corrected.unchanged
    assert billed() == {("ws-bob", FEE): (1, Decimal("31.5"))}
    assert rows("select count(*) from cur_imports") == [(2,)]


def test_another_payer_or_month_is_left_alone(db: None, tmp_path: Path) -> None:
    load(as_csv(tmp_path / "a.csv", LINES))
    foreign = {"bill_payer_account_id": "888888888888", "line_item_usage_account_id": "222222222222"}
    load(as_csv(tmp_path / "b.csv", [line("ws-zoe", FEE, "1", **foreign)]))
    load(as_csv(tmp_path / "c.csv", [line("ws-bob", FEE, "34", bill_billing_period_start_date="2026-01-01T00:00:00Z")]))
    assert billed().keys() == {*EXPECTED, ("ws-zoe", FEE)}
    assert rows("select count(*), sum(cost) from cost_monthly where workspace_id = 'ws-bob'") == [(2, 69)]


def test_lines_that_cannot_be_read_are_listed_and_the_others_kept(db: None, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "a.csv", [
        line(cost="much"),
        line(line_item_usage_account_id="12"),
        line(bill_billing_period_start_date="soon"),
        line(line_item_currency_code="EUR"),
        line("", "AW-Nowhere", "1", product_region=""),
        line("", "XYZ9-Nowhere", "1", product_region="Mars"),
        line(),
    ])  # fmt: skip
    file.write_bytes(file.read_bytes() + b"only,three,cells\r\n")
    made = load(file)
    assert billed() == {("ws-bob", FEE): (1, 35)}
    reasons = [(bad["line"], bad["reason"]) for bad in made.bad]
    assert [number for number, _ in reasons] == [2, 4, 5, 7, 9]
    assert reasons[0][1] == "line_item_unblended_cost is no number"
    assert "currency EUR" in reasons[2][1]
    assert reasons[-1][1] == "3 cells where the heading has 13"
    assert rows("select bad_lines, jsonb_array_length(bad) from cur_imports") == [(5, 5)]


def test_a_dry_run_writes_nothing(db: None, tmp_path: Path) -> None:
    made = load(as_csv(tmp_path / "a.csv", LINES), dry_run=True)
    assert made.periods[0]["workspaces"] == 2
    assert (billed(), rows("select count(*) from cur_imports")) == ({}, [(0,)])


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        (("a.csv", b""), "is no Cost and Usage Report"),
        (("a.csv", b"a,b\n1,2\n"), "is no Cost and Usage Report"),
        (("a.csv", written([one for one in LEGACY if "Resource" not in one], [line()])), "with resource IDs"),
        (("a.csv.gz", b"no gzip"), "cannot be read"),
        (("a.csv.gz", gzip.compress(written(LEGACY, LINES))[:-20]), "cannot be read"),
        (("a.parquet", b"no parquet"), "is no Parquet file"),
    ],
)
def test_what_is_no_report_is_said_and_nothing_is_written(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: tuple[str, bytes], complaint: str
) -> None:
    load(as_csv(tmp_path / "good.csv", LINES))
    (tmp_path / file[0]).write_bytes(file[1])
    assert main(["import-cur", str(tmp_path / file[0])]) == 1
    assert complaint in capsys.readouterr().err
    assert billed() == EXPECTED


def test_the_command_tells_what_it_did(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_csv(tmp_path / "a.csv", [*LINES, line(cost="much")])
    assert main(["import-cur", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert f"{MONTH}, payer {PAYER}: 5 lines, 2 WorkSpaces, 43.57 USD, of which 7.77 USD name no WorkSpace" in told
    assert "a.csv line 9: line_item_unblended_cost is no number" in told
    assert main(["import-cur", "--json", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] is True
    assert main(["import-cur", str(tmp_path / "nowhere.csv")]) == 1


def test_a_report_in_s3_is_found_by_its_manifest_or_prefix(
    db: None, bucket: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ["cur/20260101/a-00001.csv.gz", "cur/20260101/a-00002.csv.gz"]
    for key, part in zip(keys, (LINES[:2], LINES[2:]), strict=True):
        bucket.put_object(Bucket="bills", Key=key, Body=gzip.compress(written(LEGACY, part)))
    bucket.put_object(Bucket="bills", Key="cur/a-Manifest.json", Body=json.dumps({"reportKeys": keys}).encode())
    assert main(["import-cur", "s3://bills/cur/a-Manifest.json"]) == 0
    assert billed() == EXPECTED
    assert main(["import-cur", "s3://bills/cur/20260101/"]) == 0
    assert "imported already" in capsys.readouterr().out
    assert main(["import-cur", "s3://bills/cur/nothing.csv"]) == 1


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of moto's S3."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (("AWS_ENDPOINT_URL_S3", f"http://{host}:{port}"), ("AWS_ACCESS_KEY_ID", "k"),
                        ("AWS_SECRET_ACCESS_KEY", "s")):  # fmt: skip
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket="bills")
    yield client
    server.stop()


def test_billed_and_modelled_costs_stand_side_by_side_and_are_never_added_up(
    fleet: None, call: Call, tmp_path: Path
) -> None:
    load(as_csv(tmp_path / "a.csv", [line("ws-bob", FEE, "31.5"), line("ws-ada", HOURS, "0.9")]))
    bill = call("GET", f"/api/workspaces/ws-bob/billing?from={MONTH}&to={MONTH}")
    assert [(item["source"], item["cost"]) for item in bill["items"]] == [("billed", 31.5), ("modelled", 35)]
    assert (bill["total_cost"], bill["billed_cost"], bill["unknown_items"]) == (35, 31.5, 0)
    plan = {"dataset": "costs", "filters": [{"field": "month", "value": str(LAST)}],
            "measures": [{"agg": "sum", "field": "cost"}, {"agg": "sum", "field": "billed_cost"}]}  # fmt: skip
    assert call("POST", "/api/query", json=plan)["rows"] == [[80.65, 32.4]]
    stated = call("GET", f"/api/costs/chargeback?month={MONTH}&group_by=user_name&source=billed")
    assert {item["value"]: item["cost"] for item in stated["items"]} == {"bob": 31.5, "ada": 0.9}
    (imported,) = call("GET", "/api/admin/cur-imports")["items"]
    assert (imported["month"], imported["workspaces"], imported["cost"], imported["bad"]) == (MONTH, 2, 32.4, [])


@pytest.mark.parametrize(
    ("legacy", "name"),
    [("lineItem/UsageType", "line_item_usage_type"), ("bill/PayerAccountId", "bill_payer_account_id"),
     ("line_item_usage_type", "line_item_usage_type"), ("product/regionCode", "product_region_code")],
)  # fmt: skip
def test_names_of_columns_are_those_of_the_second_generation(legacy: str, name: str) -> None:
    assert cur_lines.column(legacy) == name


def test_numbers_keep_all_their_digits() -> None:
    told = cur_lines.line(line(cost="0.0000000001234567"))
    assert told is not None
    assert told.cost == Decimal("0.0000000001234567")
    with pytest.raises(Bad):
        cur_lines.line(line(cost="NaN"))
