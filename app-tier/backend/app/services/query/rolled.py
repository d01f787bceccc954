"""Plans that a roll-up answers: read from a few thousand sums instead of from millions of rows."""

from collections.abc import Iterable, Iterator

from sqlalchemy import BigInteger, ColumnElement, cast, func

from app.schemas.plan import Measure, Part, Plan
from app.services.catalog.model import Dataset

_SUMS = frozenset({"sum", "count", "share"})


def rolled(dataset: Dataset, plan: Plan) -> Dataset:
    """The dataset's roll-up where it holds all that the plan asks for, with the same answer; else the dataset."""
    if not (plan.group_by or plan.measures or plan.compare):
        return dataset
    summed = counted(dataset, plan, [item.field for item in plan.group_by])
    return summed if all(_fits(summed, part) for part in _parts(plan)) else dataset


def counted(dataset: Dataset, plan: Plan, names: Iterable[str] = ()) -> Dataset:
    """The roll-up where it can count the plan's rows by the values of these fields; else the dataset."""
    summed = dataset.rolled
    if summed is None or plan.search:
        return dataset
    asked = [item.field for item in plan.filters] + list(names)
    return summed if all(name in summed.fields and summed.fields[name].known is None for name in asked) else dataset


def rows(dataset: Dataset) -> ColumnElement[int]:
    """How many rows: those that each row of a roll-up stands for, summed."""
    if dataset.weight is None:
        return func.count()
    return cast(func.coalesce(func.sum(dataset.weight), 0), BigInteger)


def _parts(plan: Plan) -> Iterator[Measure | Part]:
    for item in plan.measures:
        if item.of is not None and item.per is not None:
            yield from (item.of, item.per)
        else:
            yield item


def _fits(summed: Dataset, item: Measure | Part) -> bool:
    if summed.weight is None:
        return True  # it is no roll-up
    if item.field is None:
        return item.agg in ("count", "share")
    field = summed.fields.get(item.field)
    if field is None:
        return False
    return item.agg in _SUMS if field.known is not None else item.agg == "distinct"
