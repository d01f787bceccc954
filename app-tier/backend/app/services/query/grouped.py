"""A plan with groups or measures compiled to one SELECT."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Numeric, Select, cast, distinct, func, literal, select

from app.core.problems import invalid
from app.schemas.plan import GroupBy, Measure, Plan, ResultColumn
from app.services.catalog.model import TIME_TYPES, Dataset, Field, FieldType
from app.services.query.fields import resolve
from app.services.query.source import Source

_BUCKET_FORMAT = {
    "hour": 'YYYY-MM-DD"T"HH24:00:00"Z"',
    "day": "YYYY-MM-DD",
    "week": "YYYY-MM-DD",
    "month": "YYYY-MM",
    "quarter": 'YYYY"-Q"Q',
    "year": "YYYY",
}


@dataclass(frozen=True, slots=True)
class Output:
    """One column of the answer: how it is computed, ordered by and described."""

    column: ResultColumn
    shown: ColumnElement[Any]
    ordered: ColumnElement[Any]
    field: Field | None
    grouped: bool = False


def _group(dataset: Dataset, item: GroupBy, where: str) -> Output:
    field = resolve(dataset, item.field, where)
    if not field.groupable:
        raise invalid(where, f"'{field.name}' cannot be grouped by")
    if item.bucket is None:
        made = ResultColumn(name=field.name, label=field.label, type=field.type.value, unit=field.unit)
        return Output(made, field.output(), field.expression, field, grouped=True)
    if field.type not in TIME_TYPES:
        raise invalid(where, f"a bucket needs a time; {field.name} is {field.type.value}")
    cut = func.date_trunc(item.bucket, func.timezone("UTC", field.expression))
    made = ResultColumn(name=field.name, label=f"{field.label} ({item.bucket})", type="string", unit=None)
    return Output(made, func.to_char(cut, _BUCKET_FORMAT[item.bucket]), cut, field, grouped=True)


_LABELS = {"distinct": "Distinct", "sum": "Total", "avg": "Average", "min": "Lowest", "max": "Highest",
           "median": "Median", "p95": "95th percentile"}  # fmt: skip


def _aggregate(agg: str, expression: ColumnElement[Any]) -> ColumnElement[Any]:
    if agg == "distinct":
        return func.count(distinct(expression))
    if agg == "median":
        return func.percentile_cont(0.5).within_group(cast(expression, Float))
    if agg == "p95":
        return func.percentile_cont(0.95).within_group(cast(expression, Float))
    if agg == "avg":
        return func.round(func.avg(cast(expression, Numeric)), 4)
    if agg == "sum":
        return func.sum(expression)
    return func.min(expression) if agg == "min" else func.max(expression)


def _measure(dataset: Dataset, item: Measure, where: str) -> Output:
    if item.agg == "count" and item.field is None:
        made = ResultColumn(name="count", label="Count", type="integer", unit=None)
        return Output(made, func.count(), func.count(), None)
    if item.field is None:
        raise invalid(where, f"'{item.agg}' needs a field")
    field = resolve(dataset, item.field, where)
    if item.agg == "count":
        made = ResultColumn(name=item.name, label=f"{field.label} known", type="integer", unit=None)
        return Output(made, func.count(field.expression), func.count(field.expression), field)
    if item.agg not in field.aggregates:
        allowed = ", ".join(field.aggregates) or "none"
        raise invalid(where, f"'{item.agg}' does not fit {field.name}; allowed: count, {allowed}")
    value = _aggregate(item.agg, field.expression)
    kind = "integer" if item.agg == "distinct" else field.type.value
    if kind == "integer" and item.agg in ("avg", "median", "p95"):
        kind = "number"
    unit = None if item.agg == "distinct" else field.unit
    made = ResultColumn(name=item.name, label=f"{_LABELS[item.agg]}: {field.label}", type=kind, unit=unit)
    timed = field.type is FieldType.DATETIME and item.agg in ("min", "max")
    shown = func.to_char(func.timezone("UTC", value), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') if timed else value
    return Output(made, shown, value, field)


def outputs(dataset: Dataset, plan: Plan) -> list[Output]:
    """Groups, then measures (a count where none is named). Raises Invalid."""
    groups = [_group(dataset, g, f"group_by.{i}.{g.field[:80]}") for i, g in enumerate(plan.group_by)]
    measures = [_measure(dataset, m, f"measures.{i}") for i, m in enumerate(plan.measures or [Measure(agg="count")])]
    made = groups + measures
    names = [o.column.name for o in made]
    if len(set(names)) != len(names):
        raise invalid("measures", "a column is asked for twice")
    return made


def _order(plan: Plan, made: list[Output]) -> list[ColumnElement[Any]]:
    by_name = {o.column.name: o for o in made}
    terms: list[ColumnElement[Any]] = []
    for index, item in enumerate(plan.sort):
        found = by_name.get(item.by)
        if found is None:
            raise invalid(
                f"sort.{index}", f"'{item.by[:80]}' is no column of the answer; allowed: {', '.join(by_name)}"
            )
        terms.append((found.ordered.desc() if item.desc else found.ordered.asc()).nulls_last())
    if not plan.sort and plan.group_by and not plan.group_by[0].bucket:
        terms.append(next(o for o in made if not o.grouped).ordered.desc().nulls_last())
    return terms + [o.ordered.asc().nulls_last() for o in made if o.grouped]


def compile_grouped(plan: Plan, made: Source, columns: list[Output]) -> Select[*tuple[Any, ...]]:
    """The SELECT of groups and measures in a total order. Raises Invalid."""
    fields = [o.field for o in columns if o.field is not None]
    groups = [o.ordered for o in columns if o.grouped]
    statement = made.narrow(select(*(o.shown.label(f"c{i}") for i, o in enumerate(columns))), *fields)
    if groups:
        statement = statement.group_by(*groups)
    return statement.order_by(*_order(plan, columns))


def count_groups(made: Source, columns: list[Output]) -> Select[*tuple[Any, ...]]:
    """How many groups there are."""
    groups = [o for o in columns if o.grouped]
    if not groups:
        return select(literal(1))
    fields = [o.field for o in groups if o.field is not None]
    inner = made.narrow(select(*(o.ordered.label(f"g{i}") for i, o in enumerate(groups))), *fields).distinct()
    return select(func.count()).select_from(inner.subquery())
