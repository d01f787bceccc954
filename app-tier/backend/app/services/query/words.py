"""A plan in plain words, made from the catalogue's labels."""

from typing import Any

from app.schemas.plan import Filter, Having, Measure, Part, RelativeTime
from app.services.catalog.model import TIME_TYPES, Dataset, Field
from app.services.query.fields import resolve
from app.services.query.grouped import is_grouped
from app.services.query.periods import words as relative_words
from app.services.query.question import Question
from app.services.query.times import relative

_OPERATORS = {
    "eq": "is", "ne": "is not", "gt": "is more than", "gte": "is at least", "lt": "is less than",
    "lte": "is at most", "contains": "contains", "starts_with": "starts with",
}  # fmt: skip
_TIMES = {"gt": "is after", "gte": "is at or after", "lt": "is before", "lte": "is at or before"}
_AGGREGATES = {
    "distinct": "number of different values of", "sum": "total", "avg": "average", "min": "lowest", "max": "highest",
    "median": "median", "p95": "95th percentile of", "count": "number of known",
}  # fmt: skip
_COMPARED = {"previous_period": "the period before", "same_period_last_year": "the same period last year"}
MAX_LISTED = 5


def _listed(parts: list[str], last: str = "and") -> str:
    if len(parts) > MAX_LISTED + 1:
        parts = [*parts[:MAX_LISTED], f"{len(parts) - MAX_LISTED} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _value(field: Field | None, value: Any) -> str:
    if isinstance(value, RelativeTime):
        return relative_words(value)
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = dict(field.values or ()) if field is not None else {}
    found = relative(value) if field is not None and field.type in TIME_TYPES else None
    if found is not None:
        return relative_words(found)
    unit = f" {field.unit}" if field is not None and field.unit else ""
    return f"{labels.get(str(value), str(value))}{unit}"


def _condition(label: str, field: Field | None, item: Filter | Having) -> str:
    if item.op == "is_null":
        return f"{label} is {'known' if str(item.value).lower() in ('false', '0', 'no') else 'unknown'}"
    if item.op == "between":
        low, high = item.value if isinstance(item.value, list) else (None, None)
        if low is None or high is None:
            word, end = ("is at least", low) if high is None else ("is at most", high)
            return f"{label} {word} {_value(field, end)}"
        return f"{label} is between {_value(field, low)} and {_value(field, high)}"
    if isinstance(item.value, list):
        return f"{label} is {_listed([_value(field, v) for v in item.value] or ['nothing'], 'or')}"
    timed = field is not None and field.type in TIME_TYPES
    word = (_TIMES if timed else {}).get(item.op) or _OPERATORS.get(item.op, "is")
    if timed and item.op == "eq" and relative(item.value) is not None:
        word = "is in"
    return f"{label} {word} {_value(field, item.value)}"


def condition(dataset: Dataset, item: Filter) -> str:
    """A filter as people say it."""
    field = resolve(dataset, item.field, "filters")
    return _condition(field.label, field, item)


def _part(dataset: Dataset, item: Part | Measure) -> str:
    if item.field is None:
        return "count"
    return f"{_AGGREGATES[item.agg]} {resolve(dataset, item.field, 'measures').label}"


def _measure(dataset: Dataset, item: Measure) -> str:
    if item.of is not None and item.per is not None:
        return f"{_part(dataset, item.of)} divided by {_part(dataset, item.per)}"
    if item.agg == "share":
        whole = "all rows" if item.field is None else f"all {resolve(dataset, item.field, 'measures').label}"
        return f"share of {whole} in %"
    return _part(dataset, item)


def _what(asked: Question) -> str:
    plan, dataset = asked.plan, asked.dataset
    if not is_grouped(plan):
        return f"{_listed([column.label for column in asked.columns])} of {dataset.label}"
    measures = [_measure(dataset, m) for m in plan.measures or [Measure(agg="count")]]
    text = f"{_listed(measures)} of {dataset.label}"
    if plan.group_by:
        groups = [
            resolve(dataset, g.field, "group_by").label + (f" by {g.bucket}" if g.bucket else "") for g in plan.group_by
        ]
        text += f", for each {_listed(groups)}"
    return text


def _where(asked: Question) -> list[str]:
    plan, dataset = asked.plan, asked.dataset
    said = [condition(dataset, item) for item in plan.filters]
    if plan.search and plan.search.strip():
        said.append(f"the text holds '{plan.search.strip()}'")
    return said


def words(asked: Question) -> str:
    """One sentence that says what a plan asks."""
    plan = asked.plan
    text = _what(asked)
    if conditions := _where(asked):
        text += f", where {_listed(conditions)}"
    labels = {column.name: column.label for column in asked.columns}
    if plan.having:
        text += f"; only where {_listed([_condition(labels[h.by], None, h) for h in plan.having])}"
    if asked.compared is not None and plan.compare is not None:
        was = asked.compared.previous
        text += f"; compared with {_COMPARED[plan.compare.to]} ({was.since} until before {was.until})"
    if plan.as_of is not None:
        text += f"; as it was at {plan.as_of:%Y-%m-%d %H:%M} UTC"
    if plan.sort:
        by = [
            f"{labels.get(s.by) or resolve(asked.dataset, s.by, 'sort').label} ({'falling' if s.desc else 'rising'})"
            for s in plan.sort
        ]
        text += f"; ordered by {_listed(by)}"
    text += f"; {'first ' if not plan.offset else ''}{plan.limit} at most"
    if plan.other:
        text += ", the others together"
    return text[0].upper() + text[1:] + "."
