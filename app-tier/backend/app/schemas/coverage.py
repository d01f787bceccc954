"""What is known of each account, Region and collector."""

from typing import Any, Literal

from pydantic import TypeAdapter

from app.schemas.common import Answer, UtcTime

CoverageStatus = Literal["ok", "stale", "never", "partial", "throttled", "denied", "failed"]


_STATUS: TypeAdapter[CoverageStatus] = TypeAdapter(CoverageStatus)


class CoverageItem(Answer):
    """One account x Region x collector.

    `last_good_at`: when the last complete reading began. `covered_from`, `covered_to`: the time that it is about, for
    what has a time (hours, events, the bill). `api_calls`, `throttled`, `cost_usd`: requests, refusals and price of the
    last look (0: AWS does not charge for it); `..._this_month` since the first of the month (UTC). `every_minutes`:
    the pace of the most frequent schedule, null where there is none. `meaning`: what is missing on which pages.
    """

    account_id: str
    account_name: str
    region: str
    collector: str
    status: CoverageStatus
    last_good_at: UtcTime | None
    last_attempt_at: UtcTime | None
    covered_from: UtcTime | None
    covered_to: UtcTime | None
    throttled: int | None
    api_calls: int | None
    cost_usd: float | None
    api_calls_this_month: int | None
    cost_usd_this_month: float | None
    every_minutes: int | None
    next_run_at: UtcTime | None
    meaning: str | None
    error: str | None
    detail: dict[str, Any] | None

    @staticmethod
    def status_of(stored: str) -> CoverageStatus:
        """The stored word."""
        return _STATUS.validate_python(stored)


class CoverageAnswer(Answer):
    """Everything that is configured to be read, and the worst status among it (null: nothing is configured)."""

    items: list[CoverageItem]
    worst: CoverageStatus | None
