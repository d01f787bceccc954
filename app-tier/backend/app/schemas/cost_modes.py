"""AlwaysOn against AutoStop, as the API shows it."""

from datetime import date

from pydantic import Field

from app.schemas.common import Answer, Body, PlainText


class ModesQuery(Body):
    """Which WorkSpace."""

    workspace_id: PlainText = Field(max_length=70, examples=["ws-1a2b3c4d5"])


class ModeMonth(Answer):
    """The hours that AutoStop bills, or would have; null where nothing was measured. `coverage`: 0 to 1."""

    month: str
    auto_stop_hours: int | None
    coverage: float | None


class ModeComparison(Answer):
    """Prices of today by the month and the hour; null where not known, and `reason` says why.

    `break_even_hours`: from so many hours a month on, AlwaysOn costs less. Storage costs the same in both.
    `timeout_minutes`: the idle timeout with which the hours were counted.
    """

    workspace_id: str
    account_id: str
    region: str
    running_mode: str | None
    timeout_minutes: int
    always_on_month: float | None
    auto_stop_month: float | None
    auto_stop_hour: float | None
    break_even_hours: float | None
    currency: str
    price_source: str | None
    price_date: date | None
    reason: str | None
    months: list[ModeMonth]
