"""A plan compiled for a caller: one SELECT that gives the rows, how many there are, and the rest as one more."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Label, Row, Select, func, select, true

from app.schemas.plan import Compared, Plan, ResultColumn
from app.services.catalog.model import Dataset
from app.services.catalog.registry import dataset as named
from app.services.query.dated import dated
from app.services.query.fields import resolve
from app.services.query.grouped import group_key, is_grouped, order, ordered, outputs, rest, select_groups
from app.services.query.listing import order_keys
from app.services.query.measures import Output
from app.services.query.periods import Clock
from app.services.query.rolled import counted as counted_by
from app.services.query.rolled import rolled
from app.services.query.rolled import rows as rows_of
from app.services.query.source import Source, source

Statement = Select[*tuple[Any, ...]]
TOTAL, THERE = "total", "there"


@dataclass(frozen=True, slots=True)
class Question:
    """The SELECT and what its columns are: the total, whether there is a row, the row, and the rest where asked for."""

    plan: Plan
    dataset: Dataset
    columns: list[ResultColumn]
    statement: Statement
    compared: Compared | None = None

    def answered(self, found: list[Row[*tuple[Any, ...]]]) -> dict[str, object]:
        """The rows of the statement as members of `schemas.plan.QueryResult`."""
        total, width = int(found[0][0]), len(self.columns)
        rows = [list(row[2 : 2 + width]) for row in found if row[1]]
        beyond = self.plan.other and total > self.plan.limit
        return {
            "columns": [column.model_dump() for column in self.columns],
            "rows": rows,
            "other": list(found[0][2 + width :]) if beyond else None,
            "total": total,
            "truncated": self.plan.offset + len(rows) < total,
            "compared": self.compared and self.compared.model_dump(),
        }


def question(connection: Connection, plan: Plan, scope: frozenset[str] | None) -> Question:
    """The question that a plan is for somebody with this scope. Raises Invalid naming the part that does not fit."""
    dataset = rolled(dated(connection, named(plan.dataset), plan, scope), plan)
    made = source(dataset, plan, scope, clock=Clock.of(plan.time_zone))
    if is_grouped(plan):
        columns = outputs(dataset, plan, made)
        statement = _grouped(plan, made, columns)
        told = made.periods.told() if made.periods else None
        return Question(plan, dataset, [o.column for o in columns], statement, told)
    return _plain(plan, dataset, made, scope)


def _plain(plan: Plan, dataset: Dataset, made: Source, scope: frozenset[str] | None) -> Question:
    names = plan.columns or list(dataset.default_columns)
    fields = list({n: resolve(dataset, n, f"columns.{i}") for i, n in enumerate(names)}.values())
    keys = order_keys(dataset, plan)
    cells = [f.output().label(f"c{i}") for i, f in enumerate(fields)]
    marks = [key.field.expression.label(f"o{i}") for i, key in enumerate(keys)]
    rows = made.narrow(select(*cells, *marks, true().label(THERE)), *fields, *(k.field for k in keys))
    page = rows.order_by(*(k.order for k in keys)).limit(plan.limit).offset(plan.offset).subquery("page")
    summed = counted_by(dataset, plan)
    all_of = made if summed is dataset else source(summed, plan, scope, clock=Clock.of(plan.time_zone))
    counted = all_of.narrow(select(rows_of(summed).label(TOTAL))).subquery("counted")
    statement = (
        select(counted.c[TOTAL], page.c[THERE], *(page.c[f"c{i}"] for i in range(len(fields))))
        .select_from(counted.outerjoin(page, true()))
        .order_by(*(key.ordered(page.c[f"o{i}"]) for i, key in enumerate(keys)))
    )
    columns = [
        ResultColumn(name=f.name, label=f.label, type=f.type.value, unit=f.unit, provenance=f.provenance.value)
        for f in fields
    ]
    return Question(plan, dataset, columns, statement)


def _grouped(plan: Plan, made: Source, columns: list[Output]) -> Statement:
    terms = order(plan, columns)
    also: list[Label[Any]] = [term.ordered.label(f"o{i}") for i, (term, _) in enumerate(terms)]
    if plan.other:
        also.append(group_key(columns).label("key"))
    groups = select_groups(plan, made, columns, *also, true().label(THERE)).cte("groups")
    by = [ordered(groups.c[f"o{i}"], desc) for i, (_, desc) in enumerate(terms)]
    page = select(groups).order_by(*by).limit(plan.limit).offset(plan.offset).subquery("page")
    counted = select(func.count().label(TOTAL)).select_from(groups).subquery("counted")
    cells = [page.c[f"c{i}"] for i in range(len(columns))]
    source, more = counted.outerjoin(page, true()), []
    if plan.other:
        others = rest(plan, made, columns, groups, by).subquery("others")
        source, more = source.join(others, true()), list(others.c)
    return (
        select(counted.c[TOTAL], page.c[THERE], *cells, *more)
        .select_from(source)
        .order_by(*(ordered(page.c[f"o{i}"], desc) for i, (_, desc) in enumerate(terms)))
    )
