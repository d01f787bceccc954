"""The forecast of the current month, as the API shows it."""

from app.schemas.common import Answer


class ForecastItem(Answer):
    """What a group will have cost at the month's end. Sums leave out what is not known; `unknown` counts it.

    `cost` is null where nothing of it is known. `low` and `high`: the interval, within which it lies with the
    likelihood that the answer states.
    """

    value: str | None
    workspaces: int
    unknown: int
    cost_so_far: float | None
    cost: float | None
    low: float | None
    high: float | None


class MonthForecast(Answer):
    """The current month at its end: the total, and by the values of a field where `group_by` asks for them."""

    month: str
    group_by: str | None
    interval_percent: int
    total: ForecastItem
    items: list[ForecastItem]
    currency: str
    source: str = "modelled"
