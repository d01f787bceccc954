"""Sums over a dataset from a query string: the list's own filters, `by` what, over how many `months`."""

from collections.abc import Iterable, Sequence

from app.core.problems import invalid
from app.schemas.plan import Filter, GroupBy, Measure, Plan
from app.services.catalog.model import Dataset
from app.services.query.parameters import page_request

OWN = ("by", "months", "compare", "other")
_OF_LISTS = frozenset({"sort", "fields", "cursor", "count"})
MAX_GROUPS = 3


def summary_plan(
    dataset: Dataset,
    pairs: Iterable[tuple[str, str]],
    *,
    by: Sequence[str],
    measures: Sequence[Measure],
    months: int = 13,
) -> Plan:
    """The plan of a summary. `months` counts back from this one where no filter names the month. Raises Invalid."""
    given = list(pairs)
    for name, _ in given:
        if name in _OF_LISTS:
            raise invalid(name, "is for lists; a summary is ordered by its groups or its largest sum")
    wanted = page_request(dataset, given, also=OWN)
    single = dict(given)
    names = [n for part in (v for k, v in given if k == "by") for n in (p.strip() for p in part.split(",")) if n]
    if len(names) > MAX_GROUPS:
        raise invalid("by", f"at most {MAX_GROUPS} groups")
    filters = list(wanted.plan.filters)
    if all(item.field != "month" for item in filters):
        filters.append(Filter(field="month", value=f"last_{_months(single.get('months'), months)}_months"))
    compare = single.get("compare")
    if compare not in (None, "previous_period", "same_period_last_year"):
        raise invalid("compare", "must be 'previous_period' or 'same_period_last_year'")
    return Plan.model_validate(
        {
            **wanted.plan.model_dump(include={"dataset", "search", "limit", "offset", "include_terminated"}),
            "filters": filters,
            "group_by": [GroupBy(field=name) for name in names or by],
            "measures": list(measures),
            "sort": [{"by": "month"}] if "month" in (names or by) else [],
            "compare": {"to": compare, "field": "month"} if compare else None,
            "other": single.get("other") == "true",
        }
    )


def _months(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 120):
        raise invalid("months", "must be a whole number from 1 to 120")
    return int(text)
