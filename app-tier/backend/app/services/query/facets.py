"""How many rows each value of a field has, under the other filters of a list: one statement for all facets."""

from dataclasses import dataclass

from sqlalchemy import Connection, Text, cast, func, literal, select, union_all

from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, Field
from app.services.query.fields import resolve
from app.services.query.source import source

TOP = 50
MAX_FACETS = 12


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value (None: unknown) with its label and its number of rows."""

    value: str | None
    label: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a field, and how many rows the rest has."""

    field: str
    label: str
    values: list[FacetValue]
    other: int


def _fields(dataset: Dataset, names: list[str]) -> list[Field]:
    wanted = names or [f.name for f in dataset.fields.values() if f.facet][:MAX_FACETS]
    if len(wanted) > MAX_FACETS:
        raise invalid("facets", f"at most {MAX_FACETS} facets")
    fields = [resolve(dataset, name, "facets") for name in dict.fromkeys(wanted)]
    for field in fields:
        if not field.groupable:
            raise invalid("facets", f"'{field.name}' cannot be counted by value")
    return fields


def count(
    connection: Connection, dataset: Dataset, plan: Plan, names: list[str], scope: frozenset[str] | None
) -> tuple[list[Facet], int]:
    """Each facet ignores the filter on its own field; the total obeys all filters. Raises Invalid."""
    fields = _fields(dataset, names)
    statements = []
    for index, field in enumerate(fields):
        value = cast(field.output(), Text).label("value")
        made = source(dataset, plan, scope, leave_out=field.name)
        statements.append(
            made.narrow(select(literal(index).label("facet"), value, func.count().label("n")), field).group_by(value)
        )
    total = source(dataset, plan, scope).narrow(
        select(literal(-1).label("facet"), cast(literal(None), Text).label("value"), func.count().label("n"))
    )
    counted: dict[int, list[tuple[str | None, int]]] = {}
    for facet, value, n in connection.execute(union_all(*statements, total)):
        counted.setdefault(facet, []).append((value, n))
    facets = [_facet(field, counted.get(index, [])) for index, field in enumerate(fields)]
    return facets, counted[-1][0][1]


def _facet(field: Field, counted: list[tuple[str | None, int]]) -> Facet:
    labels = dict(field.values or ())
    ranked = sorted(counted, key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
    values = [FacetValue(v, None if v is None else labels.get(v, v), n) for v, n in ranked[:TOP]]
    return Facet(field.name, field.label, values, sum(n for _, n in ranked[TOP:]))
