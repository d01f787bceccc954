"""A plan in few words: the notation that a language model writes and that the evaluation set is kept in.

`{"e":"workspaces","m":["count"],"f":[["running_mode","=","ALWAYS_ON"],["days_since_connected",">",30]],"g":["region"]}`:
dataset, measures, filters, groups, having, order, number of rows, columns, comparison; keys in this order, filters
sorted, defaults left out, so that one question has one right answer. Times are
`["event_time","last",30,"day"]` with last, previous or this.
"""

from typing import Any

import orjson
from pydantic import ValidationError

from app.core.problems import Invalid, invalid
from app.schemas.plan import MAX_LIMIT, Plan

SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "contains": "~", "starts_with": "^",
         "between": "between", "in": "="}  # fmt: skip
OPERATORS = {sign: op for op, sign in SIGNS.items() if op != "in"}
PERIODS = ("last", "previous", "this")
KEYS = ("e", "m", "f", "g", "h", "o", "n", "c", "d")
DEFAULT_LIMIT = 100


def write(plan: Plan) -> dict[str, Any]:
    """The plan as notation."""
    made: dict[str, Any] = {
        "e": plan.dataset,
        "m": [m.agg if m.field is None else [m.agg, m.field] for m in plan.measures],
        "f": sorted((_filter(f.field, f.op, f.value) for f in plan.filters), key=orjson.dumps),
        "g": [g.field if g.bucket is None else [g.field, g.bucket] for g in plan.group_by],
        "h": [[h.by, SIGNS[h.op], h.value] for h in plan.having],
        "o": [[s.by, "desc" if s.desc else "asc"] for s in plan.sort],
        "n": plan.limit if plan.limit != DEFAULT_LIMIT else None,
        "c": list(plan.columns),
        "d": plan.compare.to if plan.compare else None,
    }
    return {key: value for key, value in made.items() if value}


def _filter(field: str, op: str, value: Any) -> list[Any]:
    if op == "is_null":
        return [field, "null" if value in (None, True) else "known"]
    if hasattr(value, "period"):
        span = [value.period, value.count, value.unit]
        return [field, *span] if op == "eq" else [field, SIGNS[op], *span]
    if isinstance(value, list) and op != "between":
        value = sorted(value, key=str)
    return [field, SIGNS[op], value]


def read(made: Any) -> Plan:
    """The plan that a notation stands for. Raises Invalid naming the part that is no notation."""
    if not isinstance(made, dict) or not set(made) <= set(KEYS) or "e" not in made:
        raise invalid("plan", f"is no object of {', '.join(KEYS)}")
    body: dict[str, Any] = {"dataset": made["e"]}
    try:
        body["measures"] = [
            {"agg": m} if isinstance(m, str) else {"agg": m[0], "field": m[1]} for m in made.get("m", [])
        ]
        body["filters"] = [_read_filter(f) for f in made.get("f", [])]
        body["group_by"] = [
            {"field": g} if isinstance(g, str) else {"field": g[0], "bucket": g[1]} for g in made.get("g", [])
        ]
        body["having"] = [{"by": h[0], "op": OPERATORS[h[1]], "value": h[2]} for h in made.get("h", [])]
        body["sort"] = [{"by": o[0], "desc": o[1] == "desc"} for o in made.get("o", [])]
        body["columns"] = list(made.get("c", []))
        body["limit"] = min(int(made.get("n") or DEFAULT_LIMIT), MAX_LIMIT)
        if made.get("d"):
            body["compare"] = {"to": made["d"]}
        return Plan.model_validate(body)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _wrong(error) from error


def _read_filter(item: list[Any]) -> dict[str, Any]:
    field, sign, *rest = item
    if sign in ("null", "known"):
        return {"field": field, "op": "is_null", "value": sign == "null"}
    if sign in PERIODS:
        return {"field": field, "op": "eq", "value": {"period": sign, "count": rest[0], "unit": rest[1]}}
    if rest[0] in PERIODS and len(rest) == 3:
        return {"field": field, "op": OPERATORS[sign], "value": {"period": rest[0], "count": rest[1], "unit": rest[2]}}
    return {"field": field, "op": OPERATORS[sign], "value": rest[0]}


def _wrong(error: Exception) -> Invalid:
    told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "a part of it is not as it should be"
    return invalid("plan", str(told))


def text(plan: Plan) -> str:
    """The notation as JSON without blanks; equal for equal plans."""
    return orjson.dumps(write(plan)).decode()
