"""Plans that a roll-up answers: read from a few thousand sums instead of from millions of rows."""

from collections.abc import Iterator

from app.schemas.plan import Measure, Part, Plan
from app.services.catalog.model import Dataset

_SUMS = frozenset({"sum", "count", "share"})


def rolled(dataset: Dataset, plan: Plan) -> Dataset:
    """The dataset's roll-up where it holds all that the plan asks for, with the same answer; else the dataset."""
    summed = dataset.rolled
    if summed is None or not (plan.group_by or plan.measures or plan.compare) or plan.search:
        return dataset
    names = [f.field for f in plan.filters] + [g.field for g in plan.group_by]
    plain = all(name in summed.fields and summed.fields[name].known is None for name in names)
    return summed if plain and all(_fits(summed, part) for part in _parts(plan)) else dataset


def _parts(plan: Plan) -> Iterator[Measure | Part]:
    for item in plan.measures:
        if item.of is not None and item.per is not None:
            yield from (item.of, item.per)
        else:
            yield item


def _fits(summed: Dataset, item: Measure | Part) -> bool:
    if item.field is None:
        return item.agg in ("count", "share")
    field = summed.fields.get(item.field)
    if field is None:
        return False
    return item.agg in _SUMS if field.known is not None else item.agg == "distinct"
