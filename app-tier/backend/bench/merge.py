"""100,000 WorkSpaces merged: unchanged, 1 % changed and for the first time, against COPY alone (PERF.md section 1)."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from app.db.session import get_engine
from app.services.aws.collectors.workspaces import WorkspaceRecord
from app.services.sync.staging import copy, written
from app.services.sync.targets import TARGETS
from app.services.sync.writer import Merged, merge
from bench._scratch import Clock, database

ACCOUNT, REGION = "111111111111", "us-east-1"
TARGET = TARGETS["workspaces"]
LIMIT_WAL_KB = 100
EMPTY = "drop table if exists bench_direct; truncate workspaces, workspace_changes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=100_000, help="WorkSpaces in the scope (100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many rounds counts (3)")


def fleet(number: int) -> list[WorkspaceRecord]:
    """Records as the collector makes them of AWS's answers."""
    return [WorkspaceRecord.from_aws(item, item) for item in map(_item, range(number))]


def _item(n: int) -> dict[str, Any]:
    return {
        "WorkspaceId": f"ws-{n:09x}",
        "DirectoryId": f"d-{n % 7:010x}",
        "UserName": f"user.{n:06d}",
        "IpAddress": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
        "State": "AVAILABLE" if n % 3 else "STOPPED",
        "BundleId": f"wsb-{n % 23:09x}",
        "SubnetId": f"subnet-{n % 40:017x}",
        "ComputerName": f"IP-{n:08X}",
        "RootVolumeEncryptionEnabled": False,
        "UserVolumeEncryptionEnabled": bool(n % 2),
        "WorkspaceProperties": {
            "RunningMode": "AUTO_STOP" if n % 4 else "ALWAYS_ON",
            "RunningModeAutoStopTimeoutInMinutes": 60,
            "RootVolumeSizeGib": 80,
            "UserVolumeSizeGib": 50,
            "ComputeTypeName": "STANDARD",
            "Protocols": ["WSP"],
            "OperatingSystemName": "WINDOWS_SERVER_2022",
        },
        "ModificationStates": [],
    }


def changed(rows: Sequence[WorkspaceRecord], every: int) -> list[WorkspaceRecord]:
    """The fleet with one WorkSpace in so many in another state."""
    return [replace(row, state="REBOOTING") if n % every == 0 else row for n, row in enumerate(rows)]


def _merge(rows: Sequence[WorkspaceRecord]) -> Callable[[Connection], Merged]:
    now = datetime.now(UTC)
    return lambda connection: merge(connection, TARGET, ACCOUNT, REGION, rows, seen_at=now, complete=True)


def _copy_to_temp(rows: Sequence[WorkspaceRecord]) -> Callable[[Connection], object]:
    """The same rows into a temporary table and nothing else."""
    types = [f"{c} {TARGET.table.c[c].type.compile(get_engine().dialect)}" for c in TARGET.columns]

    def work(connection: Connection) -> object:
        connection.execute(text(f"create temp table if not exists bench ({', '.join(types)}) on commit delete rows"))
        return copy(connection, "pg_temp.bench", TARGET.columns, written(TARGET, rows))

    return work


def _copy_to_table(rows: Sequence[WorkspaceRecord]) -> Callable[[Connection], object]:
    """Straight into a table with the same columns and indexes."""

    def work(connection: Connection) -> object:
        connection.execute(text("create table bench_direct (like workspaces including all)"))
        for name, value in (("account_id", ACCOUNT), ("region", REGION)):
            connection.execute(text(f"alter table bench_direct alter {name} set default '{value}'"))
        return copy(connection, "bench_direct", TARGET.columns, written(TARGET, rows))

    return work


class Measured:
    """Processor time of client and server, and the WAL written, of one transaction."""

    def __init__(self, work: Callable[[Connection], Any], prepare: str = "select 1") -> None:
        with get_engine().connect() as connection:
            connection.execute(text(prepare))
            connection.commit()
            before, clock = _wal(connection), Clock()
            self.result = work(connection)
            connection.commit()
            _, client, server = clock.seconds()
            self.wal_kb = (_wal(connection) - before) / 1024
        self.cpu = client + server


def _wal(connection: Connection) -> int:
    position = connection.execute(text("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")).scalar_one()
    connection.commit()
    return int(position)


def _best(works: dict[str, Callable[[Connection], Any]], rounds: int, prepare: str = "select 1") -> dict[str, Measured]:
    """Each work in turn, several times over: what a busy machine does to one it does to all."""
    measured: dict[str, list[Measured]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            measured[name].append(Measured(work, prepare))
    return {name: min(found, key=lambda each: each.cpu) for name, found in measured.items()}


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """First load, unchanged, 1 % changed; each against its limit."""
    rows = fleet(arguments.workspaces)
    with database():
        loads = _best({"direct": _copy_to_table(rows), "first": _merge(rows)}, arguments.rounds, EMPTY)
        with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze workspaces"))
            connection.execute(text("checkpoint"))
        limit_and_ours = {"limit": _copy_to_temp(rows), "unchanged": _merge(rows)}
        best = _best(limit_and_ours, arguments.rounds)
        assert best["unchanged"].result == Merged(len(rows), 0, 0, len(rows), 0)  # noqa: S101 - the figure's ground
        one_percent = Measured(_merge(changed(rows, 100)))
    ratio = {
        "unchanged_to_copy": best["limit"].cpu / best["unchanged"].cpu,
        "one_percent_to_copy": best["limit"].cpu / one_percent.cpu,
        "first_load_to_copy": loads["direct"].cpu / loads["first"].cpu,
    }
    reached = ratio["unchanged_to_copy"] >= 1.0 and best["unchanged"].wal_kb <= LIMIT_WAL_KB
    reached = reached and ratio["one_percent_to_copy"] >= 0.7 and ratio["first_load_to_copy"] >= 0.8
    return {
        "workspaces": len(rows),
        "copy_to_temp_rows_per_cpu_s": round(len(rows) / best["limit"].cpu),
        "unchanged_rows_per_cpu_s": round(len(rows) / best["unchanged"].cpu),
        "unchanged_wal_kb": round(best["unchanged"].wal_kb, 1),
        "one_percent_rows_per_cpu_s": round(len(rows) / one_percent.cpu),
        "copy_to_table_rows_per_cpu_s": round(len(rows) / loads["direct"].cpu),
        "first_load_rows_per_cpu_s": round(len(rows) / loads["first"].cpu),
        **{name: round(value, 2) for name, value in ratio.items()},
        "target": "1.0, WAL <= 100 kB; 0.7; 0.8",
        "reached": reached,
    }
