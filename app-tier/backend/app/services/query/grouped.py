"""A plan with groups or measures compiled to one SELECT."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, DateTime, Select, func, literal, null, select

from app.core.problems import invalid
from app.schemas.plan import Filter, GroupBy, Having, Measure, Plan, ResultColumn
from app.services.catalog.model import TIME_TYPES, Dataset, Field, FieldType
from app.services.query.conditions import of_field
from app.services.query.fields import resolve
from app.services.query.measures import Output, number
from app.services.query.periods import Clock
from app.services.query.source import Source

_BUCKET_FORMAT = {
    "hour": 'YYYY-MM-DD"T"HH24:00:00',
    "day": "YYYY-MM-DD",
    "week": "YYYY-MM-DD",
    "month": "YYYY-MM",
    "quarter": 'YYYY"-Q"Q',
    "year": "YYYY",
}
Order = list[tuple[Output, bool]]


def is_grouped(plan: Plan) -> bool:
    """Whether the answer is made of groups and measures. Raises Invalid for what only goes with them."""
    if plan.group_by or plan.measures or plan.compare:
        return True
    for name in ("having", "other"):
        if getattr(plan, name):
            raise invalid(name, "goes with groups and measures")
    return False


def _check_other(plan: Plan) -> None:
    if plan.other and (not plan.group_by or plan.offset):
        raise invalid("other", "needs groups, and no offset")


def _group(dataset: Dataset, item: GroupBy, made: Source, zone: str, where: str) -> Output:
    field = resolve(dataset, item.field, where)
    if not field.groupable:
        raise invalid(where, f"'{field.name}' cannot be grouped by")
    value = _aligned(made, field, field.expression)
    column = ResultColumn(
        name=field.name,
        label=field.label,
        type=field.type.value,
        unit=field.unit,
        role="group",
        provenance=field.provenance.value,
    )
    if item.bucket is None:
        shown = func.to_char(func.timezone("UTC", value), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        return Output(column, shown if field.type is FieldType.DATETIME else value, value, field, grouped=True)
    if field.type not in TIME_TYPES:
        raise invalid(where, f"a bucket needs a time; {field.name} is {field.type.value}")
    utc = zone == "UTC" or field.type is FieldType.DATE
    local = func.timezone("UTC" if utc else zone, field.expression, type_=DateTime)
    cut = func.date_trunc(item.bucket, _aligned(made, field, local))
    told = _BUCKET_FORMAT[item.bucket] + ('"Z"' if item.bucket == "hour" and utc else "")
    column = column.model_copy(update={"label": f"{field.label} ({item.bucket})", "type": "string", "unit": None})
    return Output(column, func.to_char(cut, told), cut, field, grouped=True)


def _aligned(made: Source, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Times of the period before under those that they are compared with."""
    compared = made.periods
    return compared.aligned(value) if compared is not None and compared.field.name == field.name else value


def outputs(dataset: Dataset, plan: Plan, made: Source) -> list[Output]:
    """Groups, then measures (a count where none is named). Raises Invalid."""
    _check_other(plan)
    groups = [
        _group(dataset, g, made, plan.time_zone, f"group_by.{i}.{g.field[:80]}") for i, g in enumerate(plan.group_by)
    ]
    apart = bool(plan.having or plan.other)
    measures: list[Output] = []
    for i, item in enumerate(plan.measures or [Measure(agg="count")]):
        found = number(dataset, item, made, apart=apart, where=f"measures.{i}")
        if made.periods is None:
            measures.append(found.output())
        else:
            measures += found.compared(made.periods.now.condition(), made.periods.before.condition())
    names = [o.column.name for o in groups + measures]
    if len(set(names)) != len(names):
        raise invalid("measures", "a column is asked for twice")
    return groups + measures


def order(plan: Plan, made: list[Output]) -> Order:
    """What the answer is ordered by, descending or not: what was asked for, then the groups. Raises Invalid."""
    by_name = {o.column.name: o for o in made}
    terms: Order = []
    for index, item in enumerate(plan.sort):
        found = by_name.get(item.by)
        if found is None:
            raise invalid(
                f"sort.{index}", f"'{item.by[:80]}' is no column of the answer; allowed: {', '.join(by_name)}"
            )
        terms.append((found, item.desc))
    if not plan.sort and plan.group_by and not plan.group_by[0].bucket:
        terms.append((next(o for o in made if not o.grouped), True))
    return terms + [(o, False) for o in made if o.grouped]


def ordered(expression: ColumnElement[Any], desc: bool) -> ColumnElement[Any]:
    """A term of ORDER BY: what is unknown comes last."""
    return (expression.desc() if desc else expression.asc()).nulls_last()


def _having(item: Having, made: list[Output], index: int) -> ColumnElement[bool]:
    measures = {o.column.name: o for o in made if not o.grouped}
    found = measures.get(item.by)
    if found is None:
        raise invalid(
            f"having.{index}", f"'{item.by[:80]}' is no measure of the answer; allowed: {', '.join(measures)}"
        )
    kind = FieldType(found.column.type)
    field = Field(found.column.name, found.column.label, kind, found.ordered, "", "")
    wanted = Filter(field=item.by, op=item.op, value=item.value)
    return of_field(field, wanted, f"having.{index}", Clock.of())


def select_groups(
    plan: Plan, made: Source, columns: list[Output], *also: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """The groups that the plan asks for, in no order: `c0`, `c1` ... as they are shown. Raises Invalid."""
    fields = [f for o in columns for f in (o.field, *o.also) if f is not None]
    groups = [o.ordered for o in columns if o.grouped]
    statement = made.narrow(select(*(o.shown.label(f"c{i}") for i, o in enumerate(columns)), *also), *fields)
    if groups:
        statement = statement.group_by(*groups)
    return statement.having(*(_having(item, columns, i) for i, item in enumerate(plan.having)))


def compile_grouped(plan: Plan, made: Source, columns: list[Output]) -> Select[*tuple[Any, ...]]:
    """The SELECT of groups and measures in a total order. Raises Invalid."""
    terms = [ordered(o.ordered, desc) for o, desc in order(plan, columns)]
    return select_groups(plan, made, columns).order_by(*terms)


def group_key(columns: list[Output]) -> ColumnElement[Any]:
    """A group as one value that can be compared, the unknown with the unknown."""
    return func.jsonb_build_array(*(o.ordered for o in columns if o.grouped))


def rest(
    plan: Plan, made: Source, columns: list[Output], groups: CTE, by: list[ColumnElement[Any]]
) -> Select[*tuple[Any, ...]]:
    """The measures over all rows of the groups beyond the limit, in one row; `groups` has their `key`."""
    beyond = select(groups.c.key).order_by(*by).offset(plan.limit)
    fields = [f for o in columns for f in (o.field, *o.also) if f is not None]
    cells = [(null() if o.grouped else o.shown).label(f"r{i}") for i, o in enumerate(columns)]
    return made.narrow(select(*cells), *fields).where(there_is_more(plan, groups), group_key(columns).in_(beyond))


def there_is_more(plan: Plan, groups: CTE) -> ColumnElement[bool]:
    """Whether there are groups beyond the limit."""
    return select(func.count()).select_from(groups).scalar_subquery() > literal(plan.limit)
