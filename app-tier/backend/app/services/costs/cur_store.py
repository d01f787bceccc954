"""A Cost and Usage Report into the tables: staged by COPY, summed by PostgreSQL, put in the place of the one before."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.orm import Session

from app.db.partitions import ensure_months
from app.models.cur import CurImport
from app.schemas.common import Page, Paging
from app.schemas.cur import CurImportAnswer
from app.services.costs import cur_files, cur_lines
from app.services.costs.cur_lines import Bad, CurLine
from app.services.costs.price_book import CURRENCY
from app.services.sync.targets import table_of

SOURCE = "billed"
MOST_BAD = 1_000
ROWS_A_COPY = 20_000
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('cur', 0))")
_COLUMNS = ("month", "payer_account_id", "account_id", "region", "workspace_id", "usage_type", "kind", "unit",
            "quantity", "cost")  # fmt: skip
_STAGE = text("""
create temp table stage_cur (month date, payer_account_id text, account_id text, region text, workspace_id text,
  usage_type text, kind text, unit text, quantity numeric, cost numeric) on commit drop
""")
_COPY = f"copy pg_temp.stage_cur ({', '.join(_COLUMNS)}) from stdin"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_PERIODS = text("""
select month, payer_account_id, array_agg(distinct account_id order by account_id) as accounts, count(*) as lines,
  count(distinct (account_id, region, workspace_id)) filter (where workspace_id is not null) as workspaces,
  sum(cost) as cost, coalesce(sum(cost) filter (where workspace_id is null), 0) as unassigned_cost
from pg_temp.stage_cur group by 1, 2 order by 1, 2
""")
_NEWEST = text("""
select distinct on (month, payer_account_id) month, payer_account_id, digest, accounts from cur_imports
order by month, payer_account_id, id desc
""")
_DELETE = text("delete from cost_monthly where month = :month and source = :source and account_id = any(:accounts)")
_INSERT = text("""
insert into cost_monthly (account_id, region, workspace_id, month, source, usage_type, kind, quantity, unit, cost,
  currency, assumptions)
select account_id, region, workspace_id, month, :source, usage_type, min(kind), sum(quantity), max(unit), sum(cost),
  :currency, '{}'
from pg_temp.stage_cur where month = :month and payer_account_id = :payer and workspace_id is not null
group by account_id, region, workspace_id, month, usage_type
""")


@dataclass(slots=True)
class Imported:
    """What became of a report. `periods` are rows of `cur_imports`; `unchanged`: this version is there already."""

    digest: str
    periods: list[dict[str, Any]] = field(default_factory=list)
    unchanged: bool = False
    other_lines: int = 0
    bad_lines: int = 0
    bad: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, file: str, number: int, reason: object) -> None:
        """Note a line that cannot be read."""
        self.bad_lines += 1
        if len(self.bad) < MOST_BAD:
            self.bad.append({"file": file, "line": number, "reason": str(reason)})


def load(engine: Engine, files: Sequence[Path], *, dry_run: bool = False) -> Imported:
    """Import the files as one version of their billing periods, in one transaction.

    The same files again change nothing; another version takes the place of the one before, whole. Raises Unreadable.
    """
    made = Imported(cur_files.digest(files))
    with engine.connect() as connection, connection.begin() as transaction:
        connection.execute(_ONE_AT_A_TIME)
        newest = {(row.month, row.payer_account_id): row for row in connection.execute(_NEWEST)}
        if any(row.digest == made.digest for row in newest.values()):
            made.unchanged = True
            return made
        connection.execute(_STAGE)
        _copy(connection, _read(files, made))
        connection.execute(text("analyze pg_temp.stage_cur"))
        periods = [dict(row) for row in connection.execute(_PERIODS).mappings()]
        ensure_months(connection, "cost_monthly", [period["month"] for period in periods])
        for period in periods:
            before = newest.get((period["month"], period["payer_account_id"]))
            made.periods.append(_replace(connection, period, before.accounts if before else [], made, files))
        if dry_run:
            transaction.rollback()
    return made


def _read(files: Sequence[Path], made: Imported) -> Iterable[CurLine]:
    for file in files:
        for number, row in cur_files.rows(file):
            try:
                if isinstance(row, Bad):
                    raise row
                line = cur_lines.line(row)
            except Bad as bad:
                made.refuse(file.name, number, bad)
                continue
            if line is None:
                made.other_lines += 1
            else:
                yield line


def _copy(connection: Connection, lines: Iterable[CurLine]) -> None:
    cursor = connection.connection.cursor()
    block: list[str] = []
    for line in lines:
        cells = (getattr(line, name) for name in _COLUMNS)
        block.append("\t".join("\\N" if cell is None else str(cell).translate(_ESCAPES) for cell in cells) + "\n")
        if len(block) >= ROWS_A_COPY:
            cursor.copy_expert(_COPY, io.StringIO("".join(block)))
            block.clear()
    cursor.copy_expert(_COPY, io.StringIO("".join(block)))
    cursor.close()


def _replace(
    connection: Connection, period: dict[str, Any], before: Sequence[str], made: Imported, files: Sequence[Path]
) -> dict[str, Any]:
    month: date = period["month"]
    accounts = sorted({*before, *period["accounts"]})
    connection.execute(_DELETE, {"month": month, "source": SOURCE, "accounts": accounts})
    names = {"month": month, "payer": period["payer_account_id"], "source": SOURCE, "currency": CURRENCY}
    connection.execute(_INSERT, names)
    row = {**period, "digest": made.digest, "files": [file.name for file in files],
           "bad_lines": made.bad_lines, "bad": made.bad}  # fmt: skip
    connection.execute(table_of(CurImport).insert().values(**row))
    return period


def page(session: Session, query: Paging) -> Page[CurImportAnswer]:
    """Imports, the newest first."""
    total = session.scalar(select(func.count()).select_from(CurImport)) or 0
    newest = select(CurImport).order_by(CurImport.id.desc()).limit(query.limit).offset(query.offset)
    items = [
        CurImportAnswer(
            month=f"{row.month:%Y-%m}",
            **{name: getattr(row, name) for name in CurImportAnswer.model_fields if name != "month"},
        )
        for row in session.scalars(newest)
    ]
    return Page[CurImportAnswer](items=items, total=total, limit=query.limit, offset=query.offset)
