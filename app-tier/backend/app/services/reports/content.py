"""What a report holds: its columns and the SELECT of its rows, compiled from the plan as every other question is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, null, select, true, union_all

from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, Field, FieldType
from app.services.catalog.registry import dataset as named
from app.services.query.dated import dated
from app.services.query.fields import resolve
from app.services.query.grouped import (
    compile_grouped,
    group_key,
    is_grouped,
    order,
    ordered,
    outputs,
    rest,
    select_groups,
    there_is_more,
)
from app.services.query.listing import order_keys
from app.services.query.measures import Output
from app.services.query.source import Source, source

Statement = Select[*tuple[Any, ...]]
Render = Callable[[FieldType, ColumnElement[Any]], ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a report; `expression` has the values as the database knows them."""

    name: str
    label: str
    type: FieldType
    unit: str | None
    expression: ColumnElement[Any]
    field: Field | None

    @property
    def heading(self) -> str:
        """The label with its unit, unless that is said already."""
        said = self.unit is None or self.unit in self.label.lower().split()
        return self.label if said else f"{self.label} ({self.unit})"


REST = Column("other", "The rest together", FieldType.BOOLEAN, None, false(), None)


@dataclass(frozen=True, slots=True)
class Content:
    """Columns and rows of a report, within a scope."""

    plan: Plan
    dataset: Dataset
    made: Source
    columns: list[Column]
    select: Callable[[Render], Statement]


def content(connection: Connection, plan: Plan, scope: frozenset[str] | None, of: Dataset | None = None) -> Content:
    """What the plan holds for somebody with this scope; `of` where the catalogue does not list the dataset.

    Raises Invalid naming the part that does not fit.
    """
    dataset = dated(connection, of or named(plan.dataset), plan, scope)
    made = source(dataset, plan, scope)
    if is_grouped(plan):
        return _grouped(plan, dataset, made)
    return _plain(plan, dataset, made)


def _plain(plan: Plan, dataset: Dataset, made: Source) -> Content:
    names = plan.columns or list(dataset.default_columns)
    fields = list({n: resolve(dataset, n, f"columns.{i}") for i, n in enumerate(names)}.values())
    columns = [Column(f.name, _label(f), f.type, f.unit, f.expression, f) for f in fields]
    keys = order_keys(dataset, plan)

    def rows(render: Render) -> Statement:
        cells = (render(c.type, c.expression).label(f"c{i}") for i, c in enumerate(columns))
        ordered = made.narrow(select(*cells), *fields, *(k.field for k in keys)).order_by(*(k.order for k in keys))
        return _limited(plan, ordered)

    return Content(plan, dataset, made, columns, rows)


def _label(field: Field) -> str:
    """A tag's key stands for itself; written with a capital like the other labels."""
    return field.label[:1].upper() + field.label[1:]


def _grouped(plan: Plan, dataset: Dataset, made: Source) -> Content:
    answer = outputs(dataset, plan, made)
    columns = [_column(o) for o in answer]

    def rows(render: Render) -> Statement:
        shown = [replace(o, shown=render(c.type, c.expression)) for o, c in zip(answer, columns, strict=True)]
        if plan.other:
            return _with_the_rest(plan, made, shown, render)
        return _limited(plan, compile_grouped(plan, made, shown))

    return Content(plan, dataset, made, [*columns, REST] if plan.other else columns, rows)


def _with_the_rest(plan: Plan, made: Source, shown: list[Output], render: Render) -> Statement:
    """The groups up to the limit, then those beyond it as one more row, where there are any.

    A group that is null is what is not known: that the last row is no group is told by a column of its own.
    """
    terms = order(plan, shown)
    marks = [term.ordered.label(f"o{i}") for i, (term, _) in enumerate(terms)]
    groups = select_groups(plan, made, shown, *marks, group_key(shown).label("key")).cte("groups")
    by = [ordered(groups.c[mark.name], desc) for mark, (_, desc) in zip(marks, terms, strict=True)]
    cells = [groups.c[f"c{i}"] for i in range(len(shown))]
    page = select(*cells, false().label("rest"), *(groups.c[mark.name] for mark in marks))
    if "limit" not in plan.model_fields_set:
        whole = page.subquery("page")
    else:
        last = (
            rest(plan, made, shown, groups, by)
            .add_columns(true(), *(null() for _ in marks))
            .having(there_is_more(plan, groups))
        )
        whole = union_all(page.order_by(*by).limit(plan.limit), last).subquery("page")
    found = [whole.c[f"c{i}"] for i in range(len(shown))]
    told = render(FieldType.BOOLEAN, whole.c.rest)
    in_order = [ordered(whole.c[mark.name], desc) for mark, (_, desc) in zip(marks, terms, strict=True)]
    return select(*found, told.label(REST.name)).order_by(whole.c.rest, *in_order)


def _column(output: Output) -> Column:
    """A time is taken as a time, not as the text that JSON needs; a piece of time stays the text it is shown as."""
    kind = FieldType(output.column.type)
    raw = output.ordered if kind is FieldType.DATETIME else output.shown
    return Column(output.column.name, output.column.label, kind, output.column.unit, raw, output.field)


def _limited(plan: Plan, rows: Statement) -> Statement:
    """A plan that says nothing of a limit is meant whole."""
    if "limit" in plan.model_fields_set:
        rows = rows.limit(plan.limit)
    return rows.offset(plan.offset) if plan.offset else rows
