"""A plan run for a caller: validated, compiled, read-only, limited; the answer says what it counted and when."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.sql.functions import count as count_rows

from app.schemas.caller import Caller
from app.schemas.plan import Plan, ResultColumn
from app.services.catalog.model import Dataset
from app.services.catalog.registry import dataset as named
from app.services.query.dated import dated
from app.services.query.fields import resolve
from app.services.query.grouped import compile_grouped, count_groups, outputs
from app.services.query.listing import order_keys
from app.services.query.source import Source, source


def _plain(plan: Plan, dataset: Dataset, made: Source, connection: Connection) -> dict[str, object]:
    names = plan.columns or list(dataset.default_columns)
    fields = list({n: resolve(dataset, n, f"columns.{i}") for i, n in enumerate(names)}.values())
    keys = order_keys(dataset, plan)
    statement = (
        made.narrow(select(*(f.output() for f in fields)), *fields, *(k.field for k in keys))
        .order_by(*(k.order for k in keys))
        .limit(plan.limit)
        .offset(plan.offset)
    )
    rows = [list(row) for row in connection.execute(statement)]
    total = connection.execute(made.narrow(select(count_rows()))).scalar_one()
    columns = [ResultColumn(name=f.name, label=f.label, type=f.type.value, unit=f.unit) for f in fields]
    return _answer(plan, columns, rows, total)


def _grouped(plan: Plan, dataset: Dataset, made: Source, connection: Connection) -> dict[str, object]:
    columns = outputs(dataset, plan)
    statement = compile_grouped(plan, made, columns).limit(plan.limit).offset(plan.offset)
    rows = [list(row) for row in connection.execute(statement)]
    total = connection.execute(count_groups(made, columns)).scalar_one()
    return _answer(plan, [o.column for o in columns], rows, total)


def _answer(plan: Plan, columns: list[ResultColumn], rows: list[list[object]], total: int) -> dict[str, object]:
    as_of = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    truncated = plan.offset + len(rows) < total
    return {
        "plan": plan.model_dump(),
        "columns": [column.model_dump() for column in columns],
        "rows": rows,
        "total": total,
        "truncated": truncated,
        "as_of": as_of,
    }


def run(connection: Connection, plan: Plan, caller: Caller) -> dict[str, object]:
    """The answer to a plan within the caller's scope, with the members of `schemas.plan.QueryResult`.

    Raises Invalid naming the part that does not fit.
    """
    dataset = dated(connection, named(plan.dataset), plan, caller.account_scope)
    made = source(dataset, plan, caller.account_scope)
    if plan.group_by or plan.measures:
        return _grouped(plan, dataset, made, connection)
    return _plain(plan, dataset, made, connection)
