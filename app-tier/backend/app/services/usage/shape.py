"""When the fleet is used: the average week, hour by hour, as a plan over the hours rolled up."""

from collections.abc import Iterable

from app.schemas.plan import Filter, Plan
from app.services.catalog.fleet_usage import HOURLY
from app.services.query.parameters import page_request

WEEKS = "last_4_weeks"


def heat_map_plan(pairs: Iterable[tuple[str, str]]) -> Plan:
    """WorkSpaces connected in an average hour of each weekday (UTC); of four weeks where no time is named.

    Raises Invalid.
    """
    wanted = page_request(HOURLY, pairs).plan
    filters = list(wanted.filters)
    if not {"hour", "day", "month"} & {item.field for item in filters}:
        filters += [Filter(field="day", value=WEEKS), Filter(field="month", op="gte", value="previous_month")]
    return Plan.model_validate(
        {
            "dataset": HOURLY.name,
            "filters": filters,
            "group_by": [{"field": "weekday"}, {"field": "hour_of_day"}],
            "measures": [
                {"agg": "ratio", "of": {"agg": "sum", "field": field}, "per": {"agg": "distinct", "field": "day"}}
                for field in ("connected", "measured")
            ],
            "sort": [{"by": "weekday"}, {"by": "hour_of_day"}],
            "limit": 168,
        }
    )
