"""The audit log as the API shows it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from app.schemas.common import Answer, Paging, PlainText, UtcTime


def _day_is_midnight(value: object) -> object:
    return f"{value}T00:00:00Z" if isinstance(value, str) and len(value) == len("2026-01-31") else value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside the calendar in UTC") from error


Moment = Annotated[AwareDatetime, BeforeValidator(_day_is_midnight), AfterValidator(_utc)]
"""A time with its zone, or a day (its midnight in UTC)."""

Texts = Annotated[list[Annotated[PlainText, Field(max_length=200)]], Field(max_length=50)]


class AuditAnswer(Answer):
    """One entry: when, who (null: nobody known), what, on what, from where, in which request.

    `position` and `hash` (SHA-256, hexadecimal) are its place in the chain that `verify-audit` checks.
    """

    id: int
    at: UtcTime
    actor: str | None
    action: str
    target: str | None
    detail: dict[str, Any] | None
    source_ip: str | None
    request_id: str | None
    position: int | None = None
    hash: str | None = None


class AuditQuery(Paging):
    """Filters and page of the audit log, newest first. `next_cursor` leads to any depth at the same cost."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    cursor: Annotated[PlainText, Field(pattern=r"^[0-9]{1,18}$")] | None = None
    q: PlainText | None = Field(None, max_length=200, description="Part of the actor, the action or the target.")
    actor: Texts | None = Field(None, description="Any of these.")
    action: Texts | None = Field(None, description="Any of these, such as `user.update`; `user.*` is all of a kind.")
    target: Texts | None = Field(None, description="Any of these.")
    at_gte: Moment | None = Field(None, alias="at.gte", description="Not before.")
    at_gt: Moment | None = Field(None, alias="at.gt", description="After.")
    at_lt: Moment | None = Field(None, alias="at.lt", description="Before.")
    at_lte: Moment | None = Field(None, alias="at.lte", description="Not after.")
    count: Literal["exact", "estimate"] = "estimate"
