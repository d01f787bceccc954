"""What is known of each account, Region and collector."""

from typing import Any, Literal

from app.schemas.common import Answer, UtcTime

CoverageStatus = Literal["ok", "stale", "never", "partial", "throttled", "denied", "failed"]


class CoverageItem(Answer):
    """One account x Region x collector. `last_good_at` is when the last complete listing began."""

    account_id: str
    account_name: str
    region: str
    collector: str
    status: CoverageStatus
    last_good_at: UtcTime | None
    last_attempt_at: UtcTime | None
    error: str | None
    detail: dict[str, Any] | None


class CoverageAnswer(Answer):
    """Everything that is configured to be read, and the worst status among it (null: nothing is configured)."""

    items: list[CoverageItem]
    worst: CoverageStatus | None
