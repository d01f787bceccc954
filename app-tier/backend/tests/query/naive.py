"""A plan evaluated the slow way: over rows in memory, with none of the product's code."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

Row = dict[str, Any]
Plan = dict[str, Any]


def value(row: Row, field: str) -> Any:
    """The value of a field; a tag by its key."""
    if field.startswith("tag."):
        return (row["tags"] or {}).get(field[4:])
    return row[field]


def _compared(op: str, have: Any, want: Any) -> bool:
    if op == "gt":
        return have > want
    if op == "gte":
        return have >= want
    if op == "lt":
        return have < want
    return have <= want


def holds(row: Row, item: Plan) -> bool:
    """Whether a row fits a filter. What is not known fits nothing but `is_null`, `ne` and a null in a list."""
    have, op, want = value(row, item["field"]), item["op"], item.get("value")
    if op == "is_null":
        return (have is None) == want
    if isinstance(want, list) and op in ("eq", "in"):
        return have in want
    if op == "ne":
        return have != want
    if have is None:
        return False
    if isinstance(have, datetime):
        want = [w and datetime.fromisoformat(w) for w in want] if op == "between" else datetime.fromisoformat(want)
    if op == "between":
        return (want[0] is None or have >= want[0]) and (want[1] is None or have <= want[1])
    if op == "eq":
        return have == want
    if op == "contains":
        return want.lower() in have.lower()
    if op == "starts_with":
        return have.lower().startswith(want.lower())
    return _compared(op, have, want)


def _percentile(known: list[float], part: float) -> float:
    """Linear between the two nearest ranks, as the standard's percentile_cont."""
    known = sorted(known)
    at = part * (len(known) - 1)
    low, high = math.floor(at), math.ceil(at)
    return known[low] + (known[high] - known[low]) * (at - low)


_OVER_KNOWN: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "min": min,
    "max": max,
    "avg": lambda known: sum(known) / len(known),
    "median": lambda known: _percentile(known, 0.5),
    "p95": lambda known: _percentile(known, 0.95),
}


def measured(rows: list[Row], whole: list[Row], item: Plan) -> Any:
    """A measure over the rows of a group; `whole` are all rows under the filters."""
    agg, field = item["agg"], item.get("field")
    if agg == "ratio":
        of, per = measured(rows, whole, item["of"]), measured(rows, whole, item["per"])
        return None if of is None or not per else of / per
    if agg == "share":
        part = {"agg": "sum", "field": field} if field else {"agg": "count"}
        have, all_of_it = measured(rows, whole, part), measured(whole, whole, part)
        return None if have is None or not all_of_it else 100 * have / all_of_it
    if field is None:
        return len(rows)
    known = [v for row in rows if (v := value(row, field)) is not None]
    if agg == "count":
        return len(known)
    if agg == "distinct":
        return len(set(known))
    return _OVER_KNOWN[agg](known) if known else None


def _key(row: Row, groups: list[Plan]) -> tuple[Any, ...]:
    made = []
    for group in groups:
        have = value(row, group["field"])
        cut = {"month": "%Y-%m", "day": "%Y-%m-%d", "year": "%Y"}.get(group.get("bucket", ""))
        made.append(have.strftime(cut) if cut and have is not None else have)
    return tuple(made)


def _column(item: Plan) -> str:
    if item["agg"] == "ratio":
        return f"{_column(item['of'])}_per_{_column(item['per'])}"
    return f"{item['agg']}_{item['field']}" if item.get("field") else str(item["agg"])


def groups(rows: list[Row], plan: Plan) -> dict[tuple[Any, ...], list[Any]]:
    """The measures of each group that `having` lets through."""
    whole = [row for row in rows if all(holds(row, item) for item in plan.get("filters", []))]
    found: dict[tuple[Any, ...], list[Row]] = {} if plan["group_by"] else {(): []}
    for row in whole:
        found.setdefault(_key(row, plan["group_by"]), []).append(row)
    made = {key: [measured(some, whole, m) for m in plan["measures"]] for key, some in found.items()}
    names = [_column(m) for m in plan["measures"]]
    for item in plan.get("having", []):
        at = names.index(item["by"])
        made = {k: v for k, v in made.items() if v[at] is not None and _compared(item["op"], v[at], item["value"])}
    return made


def rest(rows: list[Row], plan: Plan, keys: set[tuple[Any, ...]]) -> list[Any]:
    """The measures over all rows of these groups together."""
    whole = [row for row in rows if all(holds(row, item) for item in plan.get("filters", []))]
    some = [row for row in whole if _key(row, plan["group_by"]) in keys]
    return [measured(some, whole, m) for m in plan["measures"]]
