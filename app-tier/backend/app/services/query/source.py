"""Where a plan's rows come from: the table, only the joins that are needed, and the conditions, scope first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, Select

from app.schemas.plan import Filter, Plan
from app.services.catalog.model import Dataset, Field
from app.services.query.conditions import condition, in_scope, search

GONE = "TERMINATED"


@dataclass(frozen=True, slots=True)
class Source:
    """Conditions of a plan with the joins they need. `scope` is the caller's AWS accounts (None: all)."""

    dataset: Dataset
    conditions: tuple[ColumnElement[bool], ...]
    needs: frozenset[str]

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


def source(dataset: Dataset, plan: Plan, scope: frozenset[str] | None, leave_out: str | None = None) -> Source:
    """The source of a plan; `leave_out` drops the filters on one field (its own facet). Raises Invalid."""
    conditions = [in_scope(dataset, scope)]
    needs: set[str] = set()
    if dataset.hidden_unless_asked is not None and not _asks_for_hidden(dataset, plan):
        conditions.append(dataset.hidden_unless_asked)
    for index, item in enumerate(plan.filters):
        made, field = condition(dataset, item, f"filters.{index}.{item.field[:80]}")
        if field.name != leave_out:
            conditions.append(made)
            needs.update(field.needs)
    if plan.search and plan.search.strip():
        conditions.append(search(dataset, plan.search, "search"))
        needs.update(dataset.search_needs)
    return Source(dataset, tuple(conditions), frozenset(needs))
