"""One page of rows as JSON made by PostgreSQL (PERF.md section 3), with its total and the mark of the next page."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Text, and_, cast, func, literal, literal_column, select, true

from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset, Field
from app.services.query import cursor as cursors
from app.services.query.cursor import Key
from app.services.query.estimate import estimated_rows
from app.services.query.fields import resolve
from app.services.query.rolled import counted, rows
from app.services.query.source import Source, source

EXACT_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A plan without groups, and how to page through it."""

    plan: Plan
    cursor: str | None = None
    exact_count: bool = False
    unlisted: tuple[str, ...] = ()


def order_keys(dataset: Dataset, plan: Plan) -> list[Key]:
    """The order asked for (or the dataset's), always ending in the unique key. Raises Invalid."""
    keys: list[Key] = []
    for item in plan.sort:
        field = resolve(dataset, item.by, "sort")
        if not field.sortable:
            raise invalid("sort", f"'{field.name}' cannot be sorted by")
        keys.append(Key(field, item.desc))
    if not keys:
        keys = [Key(dataset.fields[name.removeprefix("-")], name.startswith("-")) for name in dataset.default_sort]
    named = {key.field.name for key in keys}
    descending = keys[-1].desc
    return keys + [Key(dataset.fields[name], descending) for name in dataset.key if name not in named]


def _columns(dataset: Dataset, request: PageRequest) -> list[Field]:
    names = request.plan.columns
    if not names:
        fields = [f for f in dataset.fields.values() if f.listed]
    else:
        fields = list({name: resolve(dataset, name, "fields") for name in names}.values())
    return fields + [dataset.fields[name] for name in request.unlisted]


def _total(
    connection: Connection, made: Source, request: PageRequest, scope: frozenset[str] | None
) -> tuple[int, bool]:
    """Matches counted exactly up to 10,000 (always, if asked, or where a roll-up tells); else as estimated."""
    exact, summed = request.exact_count, counted(made.dataset, request.plan)
    if summed.weight is not None:
        told = source(summed, request.plan, scope)
        return int(connection.execute(told.narrow(select(rows(summed)))).scalar_one()), True
    matching = made.narrow(select(literal(1)))
    if exact:
        return int(connection.execute(select(func.count()).select_from(matching.subquery())).scalar_one()), True
    capped = select(func.count()).select_from(matching.limit(EXACT_UP_TO + 1).subquery())
    there = int(connection.execute(capped).scalar_one())
    if there <= EXACT_UP_TO:
        return there, True
    return max(there, estimated_rows(connection, matching)), False


def _statement(
    dataset: Dataset, made: Source, keys: list[Key], fields: list[Field], request: PageRequest
) -> Select[*tuple[Any, ...]]:
    """The rows as JSON text, each with its sort values as text.

    The places of the page are found first over narrow rows; only these are then read in full and joined.
    """
    unique = [column.label(f"__p{i}") for i, column in enumerate(dataset.table.primary_key)]
    places = made.narrow(
        select(*unique, *(k.field.expression.label(f"__k{i}") for i, k in enumerate(keys))), *(k.field for k in keys)
    )
    if request.cursor is not None:
        places = places.where(cursors.after(keys, cursors.decode(request.cursor, keys)))
    limit, offset = request.plan.limit + 1, request.plan.offset
    cut = places.order_by(*(k.order for k in keys)).limit(limit).offset(offset).subquery("i")
    places_of = dataset.by_place or dataset
    fields = [places_of.fields[f.name] for f in fields] if dataset.by_place else fields
    found = and_(*(column == cut.c[f"__p{i}"] for i, column in enumerate(places_of.table.primary_key)))
    whole = Source(places_of, (), frozenset()).joined(*fields)
    # the limit says what the key means, and keeps the planner from joining whole tables before it finds the page
    shown = select(*(f.output().label(f.name) for f in fields)).select_from(whole).where(found).correlate(cut).limit(1)
    item = cast(func.row_to_json(literal_column("p")), Text)
    marks = [cut.c[f"__k{i}"] for i in range(len(keys))]
    # what is made for the statement is counted in it: making it once more would cost as much again
    total = select(func.count()).select_from(made.narrow(select(literal(1))).subquery()).scalar_subquery()
    return (
        select(item, *(cast(mark, Text) for mark in marks), *([total] if dataset.compares else ()))
        .select_from(cut.join(shown.lateral("p"), true()))
        .order_by(*(key.ordered(mark) for key, mark in zip(keys, marks, strict=True)))
    )


def page(connection: Connection, dataset: Dataset, request: PageRequest, scope: frozenset[str] | None) -> bytes:
    """The list envelope of CONTRACT.md section 2 as JSON bytes. Raises Invalid."""
    plan = request.plan
    made = source(dataset, plan, scope)
    keys, fields = order_keys(dataset, plan), _columns(dataset, request)
    if request.cursor is not None and plan.offset:
        raise invalid("cursor", "cursor and offset exclude each other")
    found = connection.execute(_statement(dataset, made, keys, fields, request)).all()
    if dataset.compares and found:
        total, exact = int(found[0][1 + len(keys)]), True
    else:
        total, exact = _total(connection, made, request, scope)
    more = len(found) > plan.limit
    found = found[: plan.limit]
    mark = cursors.encode(keys, list(found[-1][1 : 1 + len(keys)])) if more else None
    tail = orjson.dumps(
        {"total": total, "total_exact": exact, "limit": plan.limit, "offset": plan.offset, "next_cursor": mark}
    )
    return b'{"items":[' + ",".join(row[0] for row in found).encode() + b"]," + tail[1:]
