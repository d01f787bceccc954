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
from sqlalchemy import func, select

from app.core.config import get_settings
from app.db.session import unit_of_work
from app.models.models import Report, User, Workspace
from app.schemas.plan import Plan
from app.services.reports import running
from app.services.reports.content import content
from app.services.reports.copying import copy
from app.services.reports.kinds import INVENTORY
from bench import _fleet
from bench._scratch import Clock

COLUMNS = INVENTORY[:25]
HISTORY_UP_TO = 100_000


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


def living() -> int:
    """The rows that a report of the whole fleet has."""
    with unit_of_work() as session:
        return session.scalars(
            select(func.count()).select_from(Workspace).where(Workspace.terminated_at.is_(None))
        ).one()


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


def measured(work: Callable[[], None]) -> tuple[float, float, int]:
    """Wall time, processor time of both sides, and this process's peak of memory in MB so far."""
    clock = Clock()
    work()
    wall, ours, servers = clock.seconds()
    return wall, ours + servers, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def fleet(rows: int) -> Iterator[Path]:
    """A database with so many WorkSpaces, and a folder for files."""
    with tempfile.TemporaryDirectory() as name, _fleet.fleet(rows, history=rows <= HISTORY_UP_TO):
        os.environ["REPORTS_DIR"] = name
        get_settings.cache_clear()
        yield Path(name)
