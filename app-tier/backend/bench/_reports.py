"""What the benchmarks of reports and streams share: a fleet, a report as a worker writes it, and the limits beside it.

A report is all that a worker does: its row, its rights, the file on the disk, its checksum. Both limits read the same
rows in the same order; neither disarms formulas, types cells or checks anything.
"""

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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


def written(kind: str, rows: int) -> None:
    """Write a report of the whole fleet."""
    report_id = _report(kind)
    running.run(report_id)
    with unit_of_work() as session:
        made = session.get(Report, report_id)
        if made is None or made.status != "completed" or made.row_count != rows:
            raise RuntimeError(f"not written: {made and made.error}")


def limit(folder: Path) -> None:
    """COPY of the same rows to a file."""
    with running._snapshot() as connection, (folder / "limit.csv").open("wb") as file:
        made = content(connection, Plan(dataset="workspaces", columns=list(COLUMNS)), None)
        copy(connection, made.select(lambda _, value: value), "header false", file)
        file.flush()
        os.fsync(file.fileno())


def openpyxl(folder: Path) -> None:
    """The same rows by openpyxl's write-only mode."""
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


def measured(work: Callable[[], None]) -> tuple[float, float, int]:
    """Wall time, processor time of both sides, and this process's peak of memory in MB so far."""
    clock = Clock()
    work()
    wall, ours, servers = clock.seconds()
    return wall, ours + servers, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def fleet(rows: int) -> Iterator[Path]:
    """A database with so many WorkSpaces, and a folder for files."""
    with tempfile.TemporaryDirectory() as name, database():
        os.environ["REPORTS_DIR"] = name
        get_settings.cache_clear()
        _steady()
        with unit_of_work() as session:
            session.add(User(username="bench", email="b@example.com", hashed_password=get_password_hash("x" * 12)))
            session.execute(_SEED, {"n": rows})
            session.connection().exec_driver_sql("analyze workspaces")
        yield Path(name)
