"""Measures compiled: aggregates, shares of the whole, ratios, and each of them in a period and the one before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, Numeric, cast, distinct, func, select

from app.core.problems import invalid
from app.schemas.plan import Measure, Part, ResultColumn
from app.services.catalog.model import NUMERIC_TYPES, Dataset, Field, FieldType, Provenance
from app.services.query.fields import resolve
from app.services.query.source import Source

Expression = ColumnElement[Any]
Only = ColumnElement[bool] | None
LABELS = {"distinct": "Distinct", "sum": "Total", "avg": "Average", "min": "Lowest", "max": "Highest",
          "median": "Median", "p95": "95th percentile", "share": "Share"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """One column of the answer: how it is computed, ordered by and described."""

    column: ResultColumn
    shown: Expression
    ordered: Expression
    field: Field | None
    grouped: bool = False
    also: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A measure: `over` gives its expression over all rows of a group, or only over those under a condition."""

    column: ResultColumn
    fields: tuple[Field, ...]
    over: Callable[[Only], Expression]

    @property
    def is_number(self) -> bool:
        """Whether a difference of two of them makes sense."""
        return FieldType(self.column.type) in NUMERIC_TYPES

    def output(self, only: Only = None) -> Output:
        """As a column of the answer."""
        value = self.over(only)
        return Output(self.column, shown(self.column, value), value, *self._fields)

    @property
    def _fields(self) -> tuple[Field | None, bool, tuple[Field, ...]]:
        return (self.fields[0] if self.fields else None), False, self.fields[1:]

    def compared(self, now: Only, before: Only) -> list[Output]:
        """Its value, what it was, and by how much it has changed."""
        value, was = self.over(now), self.over(before)
        made = [self.output(now), self._beside("previous", ", before", was)]
        if self.is_number:
            change = cast(value, Numeric) - cast(was, Numeric)
            percent = func.round(100 * change / func.nullif(func.abs(cast(was, Numeric)), 0), 2)
            made.append(self._beside("change", ", change", change))
            made.append(self._beside("change_percent", ", change in %", percent, type="number", unit="%"))
        return made

    def _beside(self, name: str, label: str, value: Expression, **other: str) -> Output:
        column = self.column.model_copy(
            update={"name": f"{self.column.name}_{name}", "label": self.column.label + label, **other}
        )
        return Output(column, shown(column, value), value, *self._fields)


def shown(column: ResultColumn, value: Expression) -> Expression:
    """A value as it leaves in JSON."""
    if column.type != FieldType.DATETIME:
        return value
    return func.to_char(func.timezone("UTC", value), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')


def _summed(weight: Expression, only: Only) -> Expression:
    """A count over rows that each stand for several."""
    made: Any = func.sum(weight)
    return cast(func.coalesce(made if only is None else made.filter(only), 0), BigInteger)


def _aggregate(agg: str, field: Field | None, only: Only) -> Expression:
    if field is None:
        made: Any = func.count()
    elif agg == "count" and field.known is not None:
        return _summed(field.known, only)
    elif agg == "count":
        made = func.count(field.expression)
    elif agg == "distinct":
        made = func.count(distinct(field.expression))
    elif agg in ("median", "p95"):
        made = func.percentile_cont(0.5 if agg == "median" else 0.95).within_group(cast(field.expression, Float))
    elif agg == "avg":
        made = func.avg(cast(field.expression, Numeric))
    elif agg == "sum":
        made = func.sum(field.expression)
    else:
        made = func.min(field.expression) if agg == "min" else func.max(field.expression)
    value: Expression = made if only is None else made.filter(only)
    return func.round(value, 4) if agg == "avg" else value


def _simple(dataset: Dataset, item: Measure | Part, where: str) -> Number:
    agg = item.agg
    if item.field is None:
        if agg != "count":
            raise invalid(where, f"'{agg}' needs a field")
        return Number(_column("count", "Count", "integer", None, Provenance.DERIVED), (), _count(dataset))
    field = resolve(dataset, item.field, where)
    if agg != "count" and agg not in field.aggregates:
        allowed = ", ".join(field.aggregates) or "none"
        raise invalid(where, f"'{agg}' does not fit {field.name}; allowed: count, {allowed}")
    label = f"{field.label} known" if agg == "count" else f"{LABELS[agg]}: {field.label}"
    kind = "integer" if agg in ("count", "distinct") else field.type.value
    if kind == "integer" and agg in ("avg", "median", "p95"):
        kind = "number"
    unit = None if agg in ("count", "distinct") else field.unit
    column = _column(item.name, label, kind, unit, field.provenance)
    return Number(column, (field,), lambda only: _aggregate(agg, field, only))


def _count(dataset: Dataset) -> Callable[[Only], Expression]:
    weight = dataset.weight
    return lambda only: _aggregate("count", None, only) if weight is None else _summed(weight, only)


def _column(name: str, label: str, kind: str, unit: str | None, provenance: Provenance) -> ResultColumn:
    return ResultColumn(name=name, label=label, type=kind, unit=unit, role="measure", provenance=provenance.value)


def _share(dataset: Dataset, item: Measure, made: Source, *, apart: bool, where: str) -> Number:
    """Per cent of the whole. `apart`: the whole is summed by itself, as groups may have been left out of the answer."""
    if item.field is not None:
        field = resolve(dataset, item.field, where)
        if "share" not in field.aggregates:
            raise invalid(where, f"'share' does not fit {field.name}; it needs a number")
    part = Part(agg="count") if item.field is None else Part(agg="sum", field=item.field)
    number = _simple(dataset, part, where)

    def over(only: Only) -> Expression:
        value = number.over(only)
        whole = func.sum(value).over() if not apart else made.narrow(select(value), *number.fields).scalar_subquery()
        return func.round(100 * cast(value, Numeric) / func.nullif(whole, 0), 4)

    label = "Share" if item.field is None else f"Share: {number.fields[0].label}"
    provenance = Provenance.DERIVED if item.field is None else number.fields[0].provenance
    return Number(_column(item.name, label, "number", "%", provenance), number.fields, over)


def _ratio(dataset: Dataset, item: Measure, where: str) -> Number:
    assert item.of is not None and item.per is not None  # noqa: S101 - the schema made sure
    of, per = _simple(dataset, item.of, f"{where}.of"), _simple(dataset, item.per, f"{where}.per")
    for number, name in ((of, "of"), (per, "per")):
        if not number.is_number:
            raise invalid(f"{where}.{name}", "a ratio is made of numbers")

    def over(only: Only) -> Expression:
        return func.round(cast(of.over(only), Numeric) / func.nullif(cast(per.over(only), Numeric), 0), 4)

    units = [number.column.unit for number in (of, per)]
    unit = None if units[0] == units[1] else "/".join(u or "1" for u in units).removesuffix("/1")
    money = of.column.type == "money" and per.column.type != "money"
    label = f"{of.column.label} / {per.column.label}"
    provenance = Provenance(of.column.provenance or Provenance.DERIVED)
    column = _column(item.name, label, "money" if money else "number", unit, provenance)
    return Number(column, (*of.fields, *per.fields), over)


def number(dataset: Dataset, item: Measure, made: Source, *, apart: bool, where: str) -> Number:
    """The measure of a plan. Raises Invalid."""
    if item.agg == "share":
        return _share(dataset, item, made, apart=apart, where=where)
    if item.agg == "ratio":
        return _ratio(dataset, item, where)
    return _simple(dataset, item, where)
