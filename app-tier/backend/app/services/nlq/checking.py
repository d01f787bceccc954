"""A plan held against the catalogue before it is run."""

from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.registry import dataset as named
from app.services.query.fields import resolve


def check(plan: Plan) -> None:
    """Raises Invalid naming a field, an operator or a measure that does not fit, or a condition that is there twice."""
    dataset = named(plan.dataset)
    for item in plan.filters:
        field = resolve(dataset, item.field, item.field)
        if item.op not in field.operators:
            raise invalid(item.field, f"'{item.op}' does not fit")
    for measure in plan.measures:
        if measure.field is None:
            continue
        allowed = ("count", *resolve(dataset, measure.field, measure.field).aggregates)
        if measure.agg not in allowed:
            raise invalid(measure.field, f"'{measure.agg}' does not fit")
    same = [f.field for f in plan.filters if f.op in ("eq", "starts_with")]
    if len(set(same)) != len(same):
        raise invalid("filters", "two values of one field")
