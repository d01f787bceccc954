"""The numbers of the Overview page."""

from typing import Literal

from app.schemas.common import Answer


class Figure(Answer):
    """A number with what it was. `basis` says how it was obtained; null is unknown.

    `previous`: a month ago, or all of last month. `previous_to_date`: of last month up to the same day, where the
    number is of a month so far; `change_percent` compares with that where there is one.
    """

    value: float | None
    previous: float | None
    previous_to_date: float | None = None
    change_percent: float | None
    unit: str | None
    basis: Literal["aws", "measured", "modelled"]


class CostSlice(Answer):
    """Modelled cost of a month by how it is charged. `unknown`: amounts that are not in it, as a price was missing."""

    month: str
    charged: Literal["ALWAYS_ON", "AUTO_STOP", "OTHER"]
    cost: float | None
    unknown: int


class HourOfUse(Answer):
    """WorkSpaces that a user was connected to in an hour, of those measured."""

    hour: str
    connected: int
    measured: int


class Count(Answer):
    """How many there are of a value (null: unknown)."""

    value: str | None
    label: str | None
    count: int


class Saving(Answer):
    """A recommendation."""

    id: int
    kind: str
    title: str
    workspace_id: str
    user_name: str | None
    saving_monthly: float


class Savings(Answer):
    """The most valuable recommendations, and what all of them save a month."""

    total_monthly: float | None
    items: list[Saving]


class Overview(Answer):
    """Everything that the Overview shows, within the caller's accounts. `savings` is null where no rules have run."""

    as_of: str
    month: str
    workspaces: Figure
    connected_now: Figure
    hours_month: Figure
    cost_month: Figure
    forecast_cost_month: float | None
    by_state: list[Count]
    by_running_mode: list[Count]
    cost_by_month: list[CostSlice]
    connected_by_hour: list[HourOfUse]
    changes_7d: list[Count]
    savings: Savings | None
