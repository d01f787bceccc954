"""A list's query string read as a plan: `field=value`, `field.OP=value`, `tag.KEY=VALUE`, `q`, `sort`, paging."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.problems import invalid
from app.schemas.plan import Filter, Plan, Sort
from app.services.catalog.model import ALL_OPERATORS, Dataset
from app.services.query.conditions import condition
from app.services.query.fields import TAG_PREFIX, resolve
from app.services.query.listing import PageRequest
from app.services.query.values import boolean

PAGING = ("q", "sort", "fields", "limit", "offset", "cursor", "count", "include_terminated")
MAX_PAGE = 500
MAX_OFFSET = 1_000_000
MAX_FILTERS = 50


@dataclass(slots=True)
class _Parsed:
    single: dict[str, str] = field(default_factory=dict)
    filters: dict[tuple[str, str], list[str]] = field(default_factory=dict)


def _split(name: str) -> tuple[str, str]:
    """Field and operator of a parameter's name; a tag's key may hold dots."""
    head, dot, tail = name.rpartition(".")
    if dot and tail in ALL_OPERATORS and head not in ("", TAG_PREFIX.rstrip(".")):
        return head, tail
    return name, "eq"


def _read(dataset: Dataset, pairs: Iterable[tuple[str, str]], also: tuple[str, ...]) -> _Parsed:
    parsed = _Parsed()
    for name, value in pairs:
        if "\0" in value or "\0" in name:
            raise invalid(name.replace("\0", "")[:80], "must not contain a NUL character")
        if name in PAGING or name in also:
            parsed.single[name] = value
            continue
        key, op = _split(name)
        if not key.startswith(TAG_PREFIX) and key not in dataset.fields:
            if "." in key and key.partition(".")[0] in dataset.fields:
                raise invalid(name[:80], f"unknown operator; allowed: {', '.join(ALL_OPERATORS)}")
            fields = ", ".join(f.name for f in dataset.fields.values() if f.listed)
            allowed = ", ".join((*PAGING, *also))
            raise invalid(name[:80], f"unknown parameter; allowed: {allowed}; and the fields {fields}, tag.KEY")
        parsed.filters.setdefault((key, op), []).append(value)
    return parsed


def _filters(dataset: Dataset, parsed: _Parsed) -> list[Filter]:
    made: list[Filter] = []
    for (key, op), values in parsed.filters.items():
        where = key if op == "eq" else f"{key}.{op}"
        if len(key) > 200 or any(len(v) > 2000 for v in values) or len(values) > 1000:
            raise invalid(where[:80], "too long")
        if op == "eq":
            made.append(Filter(field=key, op="eq", value=values[0] if len(values) == 1 else list(values)))
        elif op == "between":
            made += [_between(key, value, where) for value in values]
        elif op == "in":
            listed = [part for value in values for part in value.split(",")]
            made.append(Filter(field=key, op="in", value=list(listed)))
        else:
            made += [Filter.model_validate({"field": key, "op": op, "value": value}) for value in values]
    if len(made) > MAX_FILTERS:
        raise invalid("filters", f"at most {MAX_FILTERS} conditions")
    for item in made:
        condition(dataset, item, item.field if item.op == "eq" else f"{item.field}.{item.op}")
    return made


def _between(key: str, text: str, where: str) -> Filter:
    ends = [part.strip() or None for part in text.split(",")]
    if len(ends) != 2:
        raise invalid(where[:80], "needs two values by comma, of which one may be empty")
    return Filter(field=key, op="between", value=[*ends])


def _whole(single: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    text = single.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not low <= int(text[:18]) <= high or len(text) > 18:
        raise invalid(name, f"must be a whole number from {low} to {high}")
    return int(text)


def _sort(dataset: Dataset, text: str) -> list[Sort]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(names) > 8:
        raise invalid("sort", "at most 8 fields")
    for name in names:
        if not resolve(dataset, name.removeprefix("-"), "sort").sortable:
            raise invalid("sort", f"'{name}' cannot be sorted by")
    return [Sort(by=name.removeprefix("-"), desc=name.startswith("-")) for name in names]


def page_request(dataset: Dataset, pairs: Iterable[tuple[str, str]], also: tuple[str, ...] = ()) -> PageRequest:
    """The page a client asks for. Raises Invalid naming the parameter and what is allowed."""
    parsed = _read(dataset, pairs, also)
    single = parsed.single
    names = [name.strip() for name in single.get("fields", "").split(",") if name.strip()]
    if len(names) > 100:
        raise invalid("fields", "at most 100 fields")
    for name in names:
        resolve(dataset, name, "fields")
    if len(single.get("q", "")) > 200:
        raise invalid("q", "at most 200 characters")
    if single.get("count", "exact") not in ("exact", "estimate"):
        raise invalid("count", "must be 'exact' or 'estimate'")
    plan = Plan(
        dataset=dataset.name,
        filters=_filters(dataset, parsed),
        search=single.get("q") or None,
        columns=names,
        sort=_sort(dataset, single.get("sort", "")),
        limit=_whole(single, "limit", 50, 1, MAX_PAGE),
        offset=_whole(single, "offset", 0, 0, MAX_OFFSET),
        include_terminated=boolean(single.get("include_terminated", "false"), "include_terminated"),
    )
    return PageRequest(plan, single.get("cursor") or None, single.get("count") == "exact")
