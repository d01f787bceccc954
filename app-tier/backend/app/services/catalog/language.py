"""The words of the query language that are no fields: operators, measures, buckets, comparisons, relative times."""

from app.schemas.catalog import Language, Term
from app.schemas.plan import MAX_FILTERS, MAX_LIMIT, Plan
from app.services.catalog.model import BUCKETS

OPERATORS = (
    ("eq", "is"), ("ne", "is not"), ("gt", "is more than"), ("gte", "is at least"), ("lt", "is less than"),
    ("lte", "is at most"), ("between", "is between"), ("contains", "contains"), ("starts_with", "starts with"),
    ("is_null", "is unknown"), ("in", "is any of"),
)  # fmt: skip
AGGREGATES = (
    ("count", "Count"), ("distinct", "Number of different values"), ("sum", "Total"), ("avg", "Average"),
    ("min", "Lowest"), ("max", "Highest"), ("median", "Median"), ("p95", "95th percentile"),
    ("share", "Share of the whole"), ("ratio", "Ratio of two measures"),
)  # fmt: skip
COMPARISONS = (("previous_period", "Previous period"), ("same_period_last_year", "Same period last year"))
# what people choose from; any other count and unit is as good: `last_45_days`, `previous_2_quarters`
RELATIVE_TIMES = (
    *("today", "yesterday", "this_week", "previous_week", "this_month", "previous_month", "this_quarter"),
    *("previous_quarter", "this_year", "previous_year", "last_24_hours", "last_7_days", "last_30_days", "last_90_days"),
    *("last_6_months", "last_12_months"),
)


def _terms(pairs: tuple[tuple[str, str], ...]) -> list[Term]:
    return [Term(name=name, label=label) for name, label in pairs]


def language() -> Language:
    """All of them, with the limits and the JSON schema of a plan."""
    return Language(
        version=1,
        operators=_terms(OPERATORS),
        aggregates=_terms(AGGREGATES),
        buckets=_terms(tuple((bucket, bucket.capitalize()) for bucket in BUCKETS)),
        comparisons=_terms(COMPARISONS),
        relative_times=_terms(tuple((name, name.replace("_", " ").capitalize()) for name in RELATIVE_TIMES)),
        limits={"limit": MAX_LIMIT, "filters": MAX_FILTERS, "group_by": 3, "measures": 12},
        plan=Plan.model_json_schema(),
    )
