"""How many rows each value of a field has, under the other filters of a list: one statement for all facets."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Label,
    Select,
    Text,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)

from app.core.encoding import dumps
from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, Field
from app.services.query.cache import Made, kept
from app.services.query.fields import resolve
from app.services.query.rolled import counted as counted_by
from app.services.query.rolled import rows
from app.services.query.source import Source, source
from app.services.query.times import asks_the_clock
from app.services.query.versions import reads

TOP = 50
MAX_FACETS = 12
SIDES = 5  # a cube of more sides has nearly as many cells as there are rows
TOTAL = -1


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
) -> bytes:
    """The facets of a plan and its total, as JSON of `schemas.workspaces.Facets`. Raises Invalid.

    Each facet ignores the filter on its own field; the total obeys all filters. The rows are read once into a cube of
    the facets' values, and each facet is summed over the cube: three times faster than a pass a facet (PERF.md
    section 2). A filter on a facet's field becomes one more side of the cube.
    """

    def make() -> Made:
        wanted = [field.name for field in _fields(dataset, names)]
        summed = counted_by(dataset, plan, wanted)
        fields = [resolve(summed, name, "facets") for name in wanted]
        statement = _statement(summed, plan, fields, scope)
        counted: dict[int, list[tuple[str | None, int]]] = {}
        for facet, value, n in connection.execute(statement):
            counted.setdefault(facet, []).append((value, int(n)))
        total = counted[TOTAL][0][1] if TOTAL in counted else 0
        told = [asdict(_facet(field, counted.get(index, []))) for index, field in enumerate(fields)]
        clock = asks_the_clock(plan) or dataset.dated is not None
        return Made(dumps({"facets": told, "total": total}), reads(statement, clock=clock))

    return kept(connection, {"facets": names, "plan": plan.model_dump()}, scope, make)


def _statement(
    dataset: Dataset, plan: Plan, fields: list[Field], scope: frozenset[str] | None
) -> CompoundSelect[*tuple[Any, ...]]:
    made = source(dataset, plan, scope, apart=frozenset(f.name for f in fields))
    fits = {name: func.coalesce(made.apart[name], false()).label(f"m_{name}") for name in made.apart}
    parts = [
        part
        for start in range(0, len(fields), SIDES)
        for part in _over_one_cube(made, fits, dict(enumerate(fields[start : start + SIDES], start)))
    ]
    return union_all(*parts)


def _over_one_cube(
    made: Source, fits: dict[str, Label[bool]], fields: dict[int, Field]
) -> list[Select[*tuple[Any, ...]]]:
    first = min(fields)
    sides = {i: cast(f.output(), Text).label(f"v{i}") for i, f in fields.items()}
    cube = (
        made.narrow(select(*sides.values(), *fits.values(), rows(made.dataset).label("n")), *fields.values())
        .group_by(*sides.values(), *fits.values())
        .cte(f"cube{first}")
        .prefix_with("MATERIALIZED")
    )

    def summed(index: int, value: ColumnElement[Any], own: str | None) -> Select[*tuple[Any, ...]]:
        under = [cube.c[f"m_{name}"] for name in fits if name != own]
        return select(literal(index), value.label("value"), func.sum(cube.c.n)).where(*under).group_by(value)

    parts = [summed(i, cube.c[f"v{i}"], f.name) for i, f in fields.items()]
    return parts if first else [*parts, summed(TOTAL, cast(null(), Text), None)]


def _facet(field: Field, counted: list[tuple[str | None, int]]) -> Facet:
    labels = dict(field.values or ())
    ranked = sorted(counted, key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
    values = [FacetValue(v, None if v is None else labels.get(v, v), n) for v, n in ranked[:TOP]]
    return Facet(field.name, field.label, values, sum(n for _, n in ranked[TOP:]))
