"""A plan in words: what was understood, so that a person sees at once whether it is what was meant."""

from app.schemas.plan import Filter, GroupBy, Plan, RelativeTime
from app.services.catalog.model import Dataset, Field, FieldType
from app.services.catalog.registry import DATASETS
from app.services.query.fields import resolve
from app.services.query.periods import words as relative_words

_SIGNS = {
    "eq": "is", "ne": "is not", "gt": "more than", "gte": "at least", "lt": "less than", "lte": "at most",
    "contains": "contains", "starts_with": "starts with", "between": "between", "in": "is",
}  # fmt: skip
_TIME_SIGNS = {
    "gt": "after",
    "gte": "since",
    "lt": "before",
    "lte": "until",
    "eq": "in",
    "ne": "not in",
    "between": "from",
}
_AGGREGATES = {"sum": "total", "avg": "average", "min": "lowest", "max": "highest", "median": "median",
               "p95": "95th percentile", "distinct": "number of different", "share": "share"}  # fmt: skip
SHOWN = 4


def describe(plan: Plan) -> str:
    """The plan as one sentence."""
    dataset = DATASETS[plan.dataset]
    parts = [_what(plan, dataset)]
    if plan.filters:
        parts.append("where " + " and ".join(_filter(dataset, f) for f in plan.filters))
    if plan.group_by:
        parts.append("by " + " and ".join(_group(dataset, g) for g in plan.group_by))
    if plan.having:
        parts.append(
            "with " + " and ".join(f"{column(plan, h.by)} {_SIGNS[h.op]} {_value(None, h.value)}" for h in plan.having)
        )
    if plan.compare:
        parts.append(
            "beside the period before" if plan.compare.to == "previous_period" else "beside the same period a year ago"
        )
    if plan.sort:
        parts.append(
            "ordered by "
            + ", ".join(f"{column(plan, s.by)} ({'highest' if s.desc else 'lowest'} first)" for s in plan.sort)
        )
    if plan.limit <= 50:
        parts.append("the first one" if plan.limit == 1 else f"the first {plan.limit}")
    return ", ".join(parts) + "."


def _what(plan: Plan, dataset: Dataset) -> str:
    measures = [column(plan, m.name) for m in plan.measures]
    if measures:
        return f"{_upper(' and '.join(measures))} of {dataset.label}"
    if plan.group_by:
        return f"Number of {dataset.label}"
    shown = [resolve(dataset, c, c).label for c in plan.columns]
    return f"{dataset.label}" + (f" with {', '.join(shown)}" if shown else "")


def column(plan: Plan, name: str) -> str:
    """What a column of the answer is, in words: of a measure, a group or a field."""
    dataset = DATASETS[plan.dataset]
    for measure in plan.measures:
        if measure.name == name:
            if measure.field is None:
                return {"count": "number", "share": "share"}.get(measure.agg, measure.agg)
            return f"{_AGGREGATES.get(measure.agg, measure.agg)} {_lower(resolve(dataset, measure.field, name).label)}"
    return "number" if name == "count" else resolve(dataset, name, name).label


def _group(dataset: Dataset, item: GroupBy) -> str:
    label = resolve(dataset, item.field, item.field).label
    return f"{item.bucket} ({label})" if item.bucket and _lower(label) != item.bucket else label


def _filter(dataset: Dataset, item: Filter) -> str:
    field = resolve(dataset, item.field, item.field)
    if item.op == "is_null":
        return f"{field.label} is {'not known' if item.value in (None, True) else 'known'}"
    if field.type in (FieldType.DATETIME, FieldType.DATE):
        said = _value(field, item.value)
        near = item.op == "eq" and said in ("today", "yesterday")
        return f"{field.label} {said}" if near else f"{field.label} {_TIME_SIGNS[item.op]} {said}"
    sign = _SIGNS[item.op]
    unit = f" {field.unit}" if field.unit else ""
    return f"{field.label} {sign} {_value(field, item.value)}{unit}"


def _value(field: Field | None, value: object) -> str:
    if isinstance(value, RelativeTime):
        return _upto_the(relative_words(value))
    if isinstance(value, list):
        joint = " to " if field is not None and field.type in (FieldType.DATETIME, FieldType.DATE) else " or "
        shown = [_value(field, v) for v in value[:SHOWN]]
        return joint.join(shown) + (" or others" if len(value) > SHOWN else "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field is not None and field.values:
        return dict(field.values).get(str(value), str(value))
    return str(value)


def _upto_the(said: str) -> str:
    return said if said in ("today", "yesterday") or said.startswith("this") else f"the {said}"


def _lower(label: str) -> str:
    return label if label[:2].isupper() or label.startswith("WorkSpace") else label[:1].lower() + label[1:]


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]
