"""`import-v1`: everything of a real, worn database of version 1 is kept or listed, once, and AWS's word stays."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.cli import main
from app.core.security import get_password_hash, verify_password
from app.db.session import get_engine

ACCOUNT, REGION = "111111111111", "eu-west-1"
LIVE, GONE, STRAY = "ws-live00001", "ws-gone00001", "ws-stray0001"
CREATE = """
create table workspaces (id text primary key, directory_id, user_name text not null, ip_address, state, bundle_id,
  subnet_id, computer_name, running_mode, running_mode_auto_stop_timeout_in_minutes int, root_volume_size_gib int,
  user_volume_size_gib int, created_at, created_by, terminated_at, last_known_user_connection_timestamp, tags,
  updated_at);
create table workspace_usage (id integer primary key, workspace_id, month, usage_hours real, created_at, updated_at);
create table cloudtrail_events (id integer primary key, event_id, event_name, event_time, event_source, aws_region,
  source_ip_address, user_identity, request_parameters, response_elements, workspace_id, created_at);
create table billing_data (id integer primary key, workspace_id, service, usage_type, start_date, end_date,
  amount real, unit, currency, created_at);
create table sync_history (id integer primary key, sync_type, status, records_processed int, error_message,
  started_at, completed_at);
create table users (id integer primary key, username, email, password_hash, role, last_login, created_at, updated_at);
"""
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file with good rows and with bad ones."""
    path = tmp_path / "v1.db"
    hashed = get_password_hash("correct horse battery")
    with sqlite3.connect(path) as c:
        c.executescript(CREATE)
        workspaces = [
            (LIVE, "d-1", "ann", "10.0.0.9", "AVAILABLE", None, None, "OLD", "AUTO_STOP", 60, 80, 50,
             "2021-03-01 08:00:00", "Ivo", None, None, '{"team": "old"}', "2024-01-01 00:00:00"),
            (GONE, "d-1", "bob\0<b>", None, "STOPPED", None, None, None, "ALWAYS_ON", "sixty", 80, 50,
             "2022-02-30 08:00:00", None, None, None, "{broken", "2024-06-01T10:00:00.000Z"),
            ("not-an-id", None, "eve", *[None] * 15),
        ]  # fmt: skip
        c.executemany(f"insert into workspaces values ({', '.join('?' * 18)})", workspaces)
        usage = [(1, LIVE, "2022-05", 12.5), (2, GONE, "2022-05", 0.1), (3, STRAY, "2022-06", 3.25),
                 (4, LIVE, "2022-13", 7.0), (5, LIVE, "2022-07", None), (6, LIVE, "2022-08", -1.0)]  # fmt: skip
        c.executemany("insert into workspace_usage values (?, ?, ?, ?, null, null)", usage)
        c.executemany(
            "insert into cloudtrail_events values (?, ?, ?, ?, 'workspaces', ?, '1.2.3.4', ?, ?, ?, ?, null)",
            [
                (1, "e-1", "StopWorkspaces", "2023-04-01T00:00:00.000Z", "us-east-1",
                 '{"type": "IAMUser", "userName": "ivo"}',
                 '{"stopWorkspaceRequests": [{"workspaceId": "ws-other0001"}]}', "null", LIVE),
                (2, "e-2", "RebootWorkspaces", "2023-04-01 00:00:05", None, "{broken", None, None, GONE),
                (3, "e-3", "StartWorkspaces", "some day", REGION, None, None, None, None),
                (4, None, "StartWorkspaces", "2023-04-01 00:00:05", REGION, None, None, None, None),
            ],
        )  # fmt: skip
        bill = [(1, LIVE, "EU-AW-HW-2", "2022-05-01", 35.0), (2, LIVE, "EU-AW-HW-2", "2022-05-02", 0.1),
                (3, None, "EU-Tax", "2022-05-01", 7.25), (4, GONE, None, None, 1.0)]  # fmt: skip
        c.executemany(
            "insert into billing_data values (?, ?, 'AmazonWorkSpaces', ?, ?, null, ?, 'Mo', 'USD', null)", bill
        )
        c.execute("insert into sync_history values (1, 'full', 'completed', 2, null, '2024-01-01 00:00:00', null)")
        users = [(1, "Ivo", "ivo@example.com", hashed.replace("$2b$", "$2a$"), "ADMIN"),
                 (2, "Taken", "other@example.com", hashed, "USER"),
                 (3, "mia", "mia@example.com", "md5", "USER")]  # fmt: skip
        c.executemany("insert into users values (?, ?, ?, ?, ?, null, null, null)", users)
    return path


@pytest.fixture
def run(old: Path, db: None, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*options: str) -> dict[str, Any]:
        code = main(["import-v1", str(old), "--account", ACCOUNT, "--region", REGION, "--json", *options])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert (code == 0) == found["ok"]
        return found

    return call


def rows(statement: str) -> list[tuple[Any, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def listed() -> None:
    """A WorkSpace that AWS lists, in another account than the operator names, and a user."""
    with get_engine().begin() as connection:
        connection.execute(
            text(f"""
            insert into workspaces (account_id, region, workspace_id, user_name, state, running_mode, tags)
            values ('222222222222', 'us-east-1', '{LIVE}', 'ann', 'AVAILABLE', 'ALWAYS_ON', '{{"team": "new"}}')""")
        )
        connection.execute(
            text(f"""
            insert into coverage (account_id, region, collector, status, last_good_at)
            values ('{ACCOUNT}', '{REGION}', 'workspaces', 'ok', now())""")
        )
        connection.execute(
            text("""
            insert into users (username, email, hashed_password, role)
            values ('taken', 'somebody@example.com', 'x', 'viewer')""")
        )


def test_every_row_is_kept_or_listed_and_a_second_time_changes_nothing(run: Run) -> None:
    listed()
    found = run()
    assert found["ok"]
    assert found["tables"] == {
        "workspaces": {"source": 3, "imported": 2, "skipped": 1},
        "workspace_usage": {"source": 6, "imported": 3, "skipped": 3},
        "cloudtrail_events": {"source": 4, "imported": 2, "skipped": 2},
        "billing_data": {"source": 4, "imported": 3, "skipped": 1},
        "sync_history": {"source": 1, "imported": 1, "skipped": 0},
        "users": {"source": 3, "imported": 1, "skipped": 2},
    }
    assert found["sums"] == {
        "usage_hours": {"source": 21.85, "imported": 15.85},
        "billing_amount": {"source": 43.35, "imported": 42.35},
    }
    skipped = {(item["table"], item["id"]) for item in found["skipped_rows"]}
    assert skipped == {
        ("workspaces", "not-an-id"), ("workspace_usage", 4), ("workspace_usage", 5), ("workspace_usage", 6),
        ("cloudtrail_events", 3), ("cloudtrail_events", 4), ("billing_data", 4), ("users", 2), ("users", 3),
    }  # fmt: skip
    assert {item["field"] for item in found["notes"]} >= {
        "tags",
        "created_at",
        "running_mode_auto_stop_timeout_in_minutes",
    }
    tables = ("workspaces", "v1_usage", "events", "event_workspaces", "v1_billing", "v1_syncs", "users", "cost_monthly",
              "v1_rejects")  # fmt: skip
    before = {table: rows(f"select * from {table} order by 1, 2, 3") for table in tables}
    assert run() == found
    assert {table: rows(f"select * from {table} order by 1, 2, 3") for table in tables} == before
    kept = rows("select source_table, source_id, row->>'user_name' from v1_rejects where source_table = 'workspaces'")
    assert kept == [("workspaces", "not-an-id", "eve")]
    assert "md5" not in str(rows("select row from v1_rejects"))


def test_what_aws_lists_keeps_its_word_and_gains_what_aws_cannot_tell(run: Run) -> None:
    listed()
    run()
    live, gone = rows(
        "select account_id, region, state, running_mode, tags->>'team', created_at::text, created_by, computer_name, "
        "terminated_at::text from workspaces order by workspace_id desc"
    )
    assert live == ("222222222222", "us-east-1", "AVAILABLE", "ALWAYS_ON", "new", "2021-03-01 08:00:00+00", "Ivo", None,
                    None)  # fmt: skip
    assert gone == (ACCOUNT, REGION, "TERMINATED", "ALWAYS_ON", None, None, None, None, "2024-06-01 10:00:00+00")


def test_hours_bill_and_events_stand_at_their_workspace(run: Run, sign_in: Callable[..., Any], client: Any) -> None:
    header = sign_in("admin")
    listed()
    run()

    def get(path: str) -> dict[str, Any]:
        answer = client.get(f"/api/workspaces/{LIVE}/{path}", headers=header)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    usage = get("usage")
    assert usage["total_connected_hours"] == 12.5
    assert [(item["period"], item["connected_hours"], item["source"]) for item in usage["items"]] == [
        ("2022-05", 12.5, "version_1")
    ]
    assert get("usage?from=2022-06")["items"] == []
    billed = [item for item in get("billing?from=2022-01&to=2022-12")["items"] if item["source"] == "billed"]
    assert [(item["month"], item["usage_type"], item["cost"]) for item in billed] == [("2022-05", "EU-AW-HW-2", 35.1)]
    (event,) = get("events")["items"]
    assert (event["event_id"], event["username"], event["region"]) == ("e-1", "ivo", "us-east-1")


def test_a_user_signs_in_with_the_password_of_version_1(run: Run) -> None:
    run()
    ((role, hashed),) = rows("select role, hashed_password from users where username = 'Ivo'")
    assert role == "admin"
    assert hashed.startswith("$2a$")
    assert verify_password("correct horse battery", hashed)


def test_a_dry_run_tells_the_same_and_keeps_nothing(run: Run) -> None:
    told = run("--dry-run")
    assert rows("select count(*) from v1_usage") == rows("select count(*) from events") == [(0,)]
    assert rows("select count(*) from v1_rejects") == rows("select count(*) from audit_log") == [(0,)]
    assert run() == told


def test_without_a_place_nothing_is_guessed(old: Path, db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-v1", str(old), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["tables"]["workspaces"] == {"source": 3, "imported": 0, "skipped": 3}
    assert any("--account" in item["reason"] for item in found["skipped_rows"])


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be read as a header of one"])
def test_what_is_no_database_of_version_1_is_told(
    content: bytes, tmp_path: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(content)
    assert main(["import-v1", str(file)]) == 1
    assert str(file) in capsys.readouterr().err
    assert main(["import-v1", str(tmp_path / "none.db")]) == 1
    assert "no such file" in capsys.readouterr().err
