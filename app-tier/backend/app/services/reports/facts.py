"""What stands beside the rows of a workbook: a summary with the biggest groups, and what the columns mean."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, Text, cast, func, select

from app.schemas.plan import Plan
from app.services.catalog.model import FieldType
from app.services.query.words import condition
from app.services.reports.content import Content

TOP = 10
CHARTS = 4
# what a reader looks at first, where the dataset has it
_PREFERRED = ("state", "running_mode", "compute_type", "region", "event_name", "username", "field", "account_name")
_SUMMED = (FieldType.MONEY, FieldType.HOURS)
UNKNOWN = "unknown"
Value = str | int | Decimal | datetime


@dataclass(frozen=True, slots=True)
class Table:
    """How many rows each value has; the rest together."""

    label: str
    rows: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Facts:
    """The words and figures of the sheets beside the data."""

    title: str
    lines: list[tuple[str, Value]]
    tables: list[Table]
    assumptions: list[str]
    columns: list[tuple[str, str, str, str, str, str]]


def gather(
    connection: Connection, content: Content, title: str, owner: str, *, scope: frozenset[str] | None, rows: int
) -> Facts:
    """Facts about a report, read in the same transaction as its rows."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    plan, limited = content.plan, "limit" in content.plan.model_fields_set
    lines: list[tuple[str, Value]] = [("Made (UTC)", now), ("Made for", owner), ("Rows", rows)]
    lines += [("Filter", condition(content.dataset, f)) for f in plan.filters]
    if plan.search:
        lines.append(("Search", plan.search))
    grouped = bool(plan.group_by or plan.measures)
    if not grouped and not limited:
        lines += _sums(connection, content)
    tables = [] if grouped else _tables(connection, content)
    return Facts(title, lines, tables, _assumptions(plan, scope), _columns(content))


def _sums(connection: Connection, content: Content) -> list[tuple[str, Value]]:
    summed = [c for c in content.columns if c.type in _SUMMED and c.field]
    if not summed:
        return []
    statement = select(*(func.sum(c.expression) for c in summed))
    totals = connection.execute(content.made.narrow(statement, *(c.field for c in summed if c.field))).one()
    return [(f"Total: {c.heading}", UNKNOWN if t is None else t) for c, t in zip(summed, totals, strict=True)]


def _tables(connection: Connection, content: Content) -> list[Table]:
    facets = [f for f in content.dataset.fields.values() if f.facet and f.groupable]
    ranked = sorted(facets, key=lambda f: _PREFERRED.index(f.name) if f.name in _PREFERRED else len(_PREFERRED))
    matching = int(connection.execute(content.made.narrow(select(func.count()))).scalar_one())
    tables = []
    for field in ranked[:CHARTS]:
        value = cast(field.output(), Text)
        counted = content.made.narrow(select(value, func.count().label("n")), field).group_by(value)
        found = connection.execute(counted.order_by(func.count().desc(), value).limit(TOP)).all()
        labels = dict(field.values or ())
        rows = [(UNKNOWN if v is None else labels.get(v, v), int(n)) for v, n in found]
        if rest := matching - sum(n for _, n in rows):
            rows.append(("Other", rest))
        if rows:
            tables.append(Table(field.label, rows))
    return tables


def _assumptions(plan: Plan, scope: frozenset[str] | None) -> list[str]:
    said = [
        "All times are UTC. An empty cell is unknown or does not apply; it is never zero.",
        "Measured, modelled and billed figures are columns of their own; each column's origin is below.",
        "All sheets were read from one state of the database.",
    ]
    if scope is not None:
        said.append(f"Only these AWS accounts, which its owner may see: {', '.join(sorted(scope)) or 'none'}.")
    if plan.dataset == "workspaces" and not plan.include_terminated:
        said.append("WorkSpaces that are terminated are left out unless a filter asks for them.")
    if "limit" in plan.model_fields_set:
        said.append(f"At most {plan.limit} rows, as the plan says; the groups of the summary count all that match.")
    return said


def _columns(content: Content) -> list[tuple[str, str, str, str, str, str]]:
    return [
        (
            c.label,
            c.name,
            c.type.value,
            c.unit or "",
            c.field.provenance.value if c.field else "",
            c.field.description if c.field else "Number of rows.",
        )
        for c in content.columns
    ]
