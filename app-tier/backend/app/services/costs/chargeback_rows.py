"""The rows that a statement is made of, one a WorkSpace: live from the costs of a month, or as a lock keeps them."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.util import ClauseAdapter

from app.models.chargeback import ChargebackRow
from app.services.catalog.costs import COSTS, DATASET, WS
from app.services.catalog.model import Field, FieldType
from app.services.query.fields import TAG_PREFIX
from app.services.sync.targets import table_of

ROWS = table_of(ChargebackRow)
KINDS = tuple(kind for kind, _ in DATASET.fields["kind"].values or ())
OF_WORKSPACE = {
    name: field
    for name, field in DATASET.fields.items()
    if field.group != "Cost" and field.type in (FieldType.ID, FieldType.STRING, FieldType.ENUM, FieldType.BOOLEAN)
}
"""The fields of a cost that are those of its WorkSpace: what a month can be charged by, beside tags."""
_EMPTY = cast(literal("{}"), JSONB)


def _costs(month: date, source: str) -> Subquery:
    """What each WorkSpace cost in the month: the sum of what is known, how much is not, and the sums by kind."""
    c = COSTS.c
    by_kind = (
        select(
            *(c.account_id, c.region, c.workspace_id, c.kind),
            func.sum(c.cost).label("cost"),
            func.count().filter(c.cost.is_(None)).label("unknown_items"),
        )
        .where(c.month == month, c.source == source)
        .group_by(c.account_id, c.region, c.workspace_id, c.kind)
        .subquery("by_kind")
    )
    k = by_kind.c
    kinds = func.jsonb_object_agg(k.kind, cast(k.cost, Text)).filter(k.cost.is_not(None))
    return (
        select(
            *(k.account_id, k.region, k.workspace_id),
            func.coalesce(func.sum(k.cost), 0).label("cost"),
            func.sum(k.unknown_items).label("unknown_items"),
            func.coalesce(kinds, _EMPTY).label("kinds"),
        )
        .group_by(k.account_id, k.region, k.workspace_id)
        .subquery("costs")
    )


def _joined(costs: Subquery, needs: frozenset[str]) -> FromClause:
    adapt = ClauseAdapter(costs)
    made: FromClause = costs
    for name, join in DATASET.joins.items():
        if name in needs:
            made = made.outerjoin(join.table, adapt.traverse(join.on))
    return made


def live(month: date, source: str, field: Field) -> Select[Any]:
    """Live rows with the value of a field."""
    costs = _costs(month, source)
    value = cast(ClauseAdapter(costs).traverse(field.expression), Text).label("value")
    columns = (costs.c.account_id, costs.c.cost, costs.c.unknown_items, costs.c.kinds)
    return select(value, *columns).select_from(_joined(costs, frozenset(field.needs)))


def locked(lock_id: int, field: Field) -> Select[Any]:
    """The rows of a lock with the value of a field."""
    name = field.name
    is_tag = name.startswith(TAG_PREFIX)
    value = ROWS.c.tags[name.removeprefix(TAG_PREFIX)].astext if is_tag else ROWS.c.attributes[name].astext
    columns = (ROWS.c.account_id, ROWS.c.cost, ROWS.c.unknown_items, ROWS.c.kinds)
    return select(value.label("value"), *columns).where(ROWS.c.lock_id == lock_id)


def to_keep(lock_id: int, month: date, source: str) -> tuple[list[str], Select[Any]]:
    """Columns and values of the rows that a lock keeps of a month."""
    costs = _costs(month, source)
    adapt = ClauseAdapter(costs)
    pairs: list[ColumnElement[Any]] = []
    for name, field in OF_WORKSPACE.items():
        pairs += [literal(name), cast(adapt.traverse(field.expression), Text)]
    needs = frozenset().union(*(field.needs for field in OF_WORKSPACE.values()))
    columns = {
        "lock_id": literal(lock_id),
        **{name: costs.c[name] for name in ("account_id", "region", "workspace_id", "cost", "unknown_items", "kinds")},
        "attributes": func.jsonb_strip_nulls(func.jsonb_build_object(*pairs)),
        "tags": func.coalesce(WS.c.tags, _EMPTY),
    }
    return list(columns), select(*columns.values()).select_from(_joined(costs, needs))


def summed(rows: Select[Any], scope: frozenset[str] | None) -> Select[Any]:
    """The rows of the accounts in `scope` (None: all) by value: counts, cost, and cost by kind."""
    of = rows.subquery("rows")
    by_kind = [func.sum(cast(of.c.kinds[kind].astext, Numeric)).label(kind) for kind in KINDS]
    cost = func.sum(of.c.cost)
    return (
        select(
            of.c.value,
            func.count().label("workspaces"),
            func.sum(case((of.c.unknown_items > 0, 1), else_=0)).label("unknown"),
            cost.label("cost"),
            *by_kind,
        )
        .where(true() if scope is None else of.c.account_id.in_(sorted(scope)))
        .group_by(of.c.value)
        .order_by(cost.desc(), of.c.value.nulls_last())
    )
