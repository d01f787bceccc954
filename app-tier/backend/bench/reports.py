"""Reports: CSV against COPY to a file, Excel against openpyxl's write-only mode (PERF.md: 0.8 and 7, in CPU).

A report is all that a worker does: its row, its rights, the file on the disk, its checksum. Both limits read the same
rows in the same order; neither disarms formulas, types cells or checks anything.
"""

import argparse
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

from openpyxl import Workbook
from sqlalchemy import text

from app.core.config import get_settings
from app.core.security import get_password_hash
from app.db.session import get_engine, unit_of_work
from app.models.models import Report, User
from app.schemas.plan import Plan
from app.services.reports import running
from app.services.reports.content import content
from app.services.reports.copying import copy
from app.services.reports.kinds import INVENTORY
from bench._scratch import Clock, database

ROUNDS = 5
CSV_TARGET, XLSX_TARGET = 0.8, 7.0
COLUMNS = INVENTORY[:25]
_SEED = text("""
insert into workspaces (account_id, region, workspace_id, directory_id, user_name, computer_name, ip_address, subnet_id,
  bundle_id, state, compute_type, operating_system, protocols, running_mode, auto_stop_timeout_minutes,
  root_volume_size_gib, user_volume_size_gib, root_volume_encrypted, user_volume_encrypted, volume_encryption_key,
  tags, connection_state, last_connected_at, user_display_name, user_email)
select lpad((100000000000 + n % 7)::text, 12, '0'), (array['us-east-1', 'eu-west-1', 'ap-southeast-2'])[n % 3 + 1],
  'ws-' || lpad(to_hex(n), 9, '0'), 'd-' || lpad((n % 11)::text, 10, '9'), 'user.' || n, 'WSAMZN-' || upper(to_hex(n)),
  '10.' || n % 200 || '.' || n % 250 || '.' || n % 240, 'subnet-' || md5((n % 40)::text), 'wsb-' || n % 25,
  (array['AVAILABLE', 'STOPPED', 'AVAILABLE', 'ERROR'])[n % 4 + 1],
  (array['STANDARD', 'PERFORMANCE', 'POWER'])[n % 3 + 1],
  'WINDOWS_SERVER_2022', array['WSP'], (array['AUTO_STOP', 'ALWAYS_ON'])[n % 2 + 1], 60, 80, 50 + n % 5 * 25, true,
  n % 2 = 0, 'arn:aws:kms:us-east-1:100000000000:key/' || md5((n % 9)::text),
  jsonb_build_object('department', 'Department ' || n % 30, 'cost_centre', 'cc-' || n % 90, 'owner', 'o ' || n % 900),
  'DISCONNECTED', now() - n % 90 * interval '1 day', 'Person ' || n, 'user.' || n || '@example.com'
from generate_series(1, :n) n
""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--rows", type=int, default=100_000, help="WorkSpaces (100,000)")
    parser.add_argument("--no-openpyxl", action="store_true", help="leave the slow comparison out")


def _report(kind: str) -> int:
    with unit_of_work() as session:
        owner = session.query(User).one()
        plan = Plan(dataset="workspaces", columns=list(COLUMNS)).model_dump(mode="json", exclude_unset=True)
        header = {"bom": False, "header": "names"}
        made = Report(user_id=owner.id, requested_by="bench", report_type="inventory", format=kind, plan=plan,
                      options=header, file_key=f"bench.{kind}")  # fmt: skip
        session.add(made)
        session.flush()
        return made.id


def _written(kind: str, rows: int) -> None:
    report_id = _report(kind)
    running.run(report_id)
    with unit_of_work() as session:
        made = session.get(Report, report_id)
        if made is None or made.status != "completed" or made.row_count != rows:
            raise RuntimeError(f"not written: {made and made.error}")


def _limit(folder: Path) -> None:
    with running._snapshot() as connection, (folder / "limit.csv").open("wb") as file:
        made = content(connection, Plan(dataset="workspaces", columns=list(COLUMNS)), None)
        copy(connection, made.select(lambda _, value: value), "header false", file)
        file.flush()
        os.fsync(file.fileno())


def _openpyxl(folder: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(list(COLUMNS))
    with running._snapshot() as connection:
        made = content(connection, Plan(dataset="workspaces", columns=list(COLUMNS)), None)
        streaming = connection.execution_options(stream_results=True, max_row_buffer=2000)
        for row in streaming.execute(made.select(lambda _, value: value)):
            sheet.append([", ".join(v) if isinstance(v, list) else v for v in row])
        book.save(folder / "openpyxl.xlsx")


def _steady() -> None:
    """What else runs in the server, or ends before it is looked at, would be taken for ours or be missed."""
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = connection.exec_driver_sql("select current_database()").scalar_one()
        connection.exec_driver_sql(f'alter database "{name}" set max_parallel_workers_per_gather = 0')
        connection.exec_driver_sql("alter table workspaces set (autovacuum_enabled = false)")
    get_engine().dispose()


def _measured(work: Callable[[], None]) -> tuple[float, float, int]:
    """Wall time, processor time of both sides, and this process's peak of memory in MB so far."""
    clock = Clock()
    work()
    wall, ours, servers = clock.seconds()
    return wall, ours + servers, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """CSV and its limit by turns, then Excel, then openpyxl."""
    with tempfile.TemporaryDirectory() as name, database():
        folder = Path(name)
        os.environ["REPORTS_DIR"] = name
        get_settings.cache_clear()
        _steady()
        with unit_of_work() as session:
            session.add(User(username="bench", email="b@example.com", hashed_password=get_password_hash("x" * 12)))
            session.execute(_SEED, {"n": arguments.rows})
            session.connection().exec_driver_sql("analyze workspaces")
        _limit(folder)
        before, limits, ours = _measured(lambda: None)[2], [], []
        for _ in range(ROUNDS):
            limits.append(_measured(lambda: _limit(folder)))
            ours.append(_measured(lambda: _written("csv", arguments.rows)))
            with unit_of_work() as session:
                session.query(Report).delete()
        limit, csv = fmean(m[1] for m in limits), fmean(m[1] for m in ours)
        xlsx = _measured(lambda: _written("xlsx", arguments.rows))
        size = (folder / "bench.xlsx").stat().st_size
        slow = None if arguments.no_openpyxl else _measured(lambda: _openpyxl(folder))
    csv_ratio, xlsx_ratio = limit / csv, None if slow is None else slow[1] / xlsx[1]
    return {
        "rows": arguments.rows,
        "columns": len(COLUMNS),
        "copy_to_file_cpu_s": round(limit, 2),
        "csv_cpu_s": round(csv, 2),
        "csv_wall_s": round(fmean(m[0] for m in ours), 2),
        "memory_before_mb": before,
        "csv_peak_memory_mb": ours[0][2],
        "csv_ratio": round(csv_ratio, 2),
        "csv_target": CSV_TARGET,
        "xlsx_cpu_s": round(xlsx[1], 2),
        "xlsx_wall_s": round(xlsx[0], 2),
        "xlsx_peak_memory_mb": xlsx[2],
        "xlsx_size_mb": round(size / 1e6, 1),
        "openpyxl_cpu_s": None if slow is None else round(slow[1], 2),
        "xlsx_ratio": None if xlsx_ratio is None else round(xlsx_ratio, 1),
        "xlsx_target": XLSX_TARGET,
        "reached": csv_ratio >= CSV_TARGET and (xlsx_ratio is None or xlsx_ratio >= XLSX_TARGET),
    }
