"""Where a plan's rows come from: the table, only the joins that are needed, and the conditions, scope first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, FromClause, Select, and_

from app.schemas.plan import Filter, Plan
from app.services.catalog.model import Dataset, Field
from app.services.query.compared import Periods, periods
from app.services.query.conditions import condition, in_scope, search
from app.services.query.periods import Clock

GONE = "TERMINATED"


@dataclass(frozen=True, slots=True)
class Source:
    """Conditions of a plan with the joins they need; those on fields set `apart` stand by themselves.

    `periods`: of a plan that compares two; the conditions let the rows of both through.
    """

    dataset: Dataset
    conditions: tuple[ColumnElement[bool], ...]
    needs: frozenset[str]
    apart: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    periods: Periods | None = None

    def joined(self, *fields: Field) -> FromClause:
        """The table with the joins for the conditions and for these fields."""
        needed = self.needs.union(*(f.needs for f in fields)) if fields else self.needs
        made: FromClause = self.dataset.table
        for name, join in self.dataset.joins.items():
            if name in needed:
                made = made.outerjoin(join.table, join.on)
        return made

    def narrow(self, statement: Select, *fields: Field) -> Select:  # type: ignore[type-arg]
        """The statement over this source: FROM and WHERE."""
        return statement.select_from(self.joined(*fields)).where(*self.conditions)


def _asks_for_hidden(dataset: Dataset, plan: Plan) -> bool:
    def asks(item: Filter) -> bool:
        values = item.value if isinstance(item.value, list) else [item.value]
        return item.field in dataset.asked_by or (item.field == "state" and item.op in ("eq", "in") and GONE in values)

    return plan.include_terminated or any(asks(item) for item in plan.filters)


def source(
    dataset: Dataset,
    plan: Plan,
    scope: frozenset[str] | None,
    apart: frozenset[str] = frozenset(),
    clock: Clock | None = None,
) -> Source:
    """The source of a plan; conditions on the fields named in `apart` are kept beside it. Raises Invalid."""
    clock = clock or Clock.of(plan.time_zone)
    conditions = [in_scope(dataset, scope)]
    beside: dict[str, list[ColumnElement[bool]]] = {}
    needs: set[str] = set()
    if dataset.hidden_unless_asked is not None and not _asks_for_hidden(dataset, plan):
        conditions.append(dataset.hidden_unless_asked)
    compared = periods(dataset, plan, clock)
    if compared is not None:
        conditions.append(compared.either())
        needs.update(compared.field.needs)
    for index, item in enumerate(plan.filters):
        if compared is not None and item.field == compared.field.name:
            continue
        made, on = condition(dataset, item, f"filters.{index}.{item.field[:80]}", clock)
        needs.update(on.needs)
        (beside.setdefault(on.name, []) if on.name in apart else conditions).append(made)
    if plan.search and plan.search.strip():
        conditions.append(search(dataset, plan.search, "search"))
        needs.update(dataset.search_needs)
    together = {name: and_(*several) for name, several in beside.items()}
    return Source(dataset, tuple(conditions), frozenset(needs), together, compared)
