"""What a report holds: its columns and the SELECT of its rows, compiled from the plan as every other question is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, Field, FieldType
from app.services.catalog.registry import dataset as named
from app.services.query.dated import dated
from app.services.query.fields import resolve
from app.services.query.grouped import compile_grouped, is_grouped, outputs
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
    if plan.other:
        raise invalid("other", "is for answers on a page; a file has every group: leave out the limit instead")
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
        return _limited(plan, compile_grouped(plan, made, shown))

    return Content(plan, dataset, made, columns, rows)


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
