"""Shapes shared by many endpoints."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from app.db.paging import Found, Wanted


def _plain(value: str) -> str:
    if "\0" in value:
        raise ValueError("must not contain a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("must be valid Unicode text")
    return value


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _iso(value: object) -> object:
    if isinstance(value, datetime | str):
        return value
    raise ValueError("expected an ISO 8601 time such as 2026-01-31T08:00:00Z, or a day such as 2026-01-31")


def _aware(value: datetime) -> datetime:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no time that can be used") from None


T = TypeVar("T")

PlainText = Annotated[str, AfterValidator(_plain)]
"""Text that PostgreSQL can store."""

PastTime = Annotated[
    datetime,
    BeforeValidator(_iso),
    AfterValidator(_aware),
    PlainSerializer(_utc, return_type=str),
]
"""A time that a client names, as ISO 8601; without an offset it is UTC, and a day is its beginning."""

UtcTime = Annotated[datetime, PlainSerializer(_utc, return_type=str, when_used="json")]
"""A time, written as ISO 8601 UTC with `Z`."""


class Body(BaseModel):
    """What a client sends: unknown members are refused by name."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """What a client gets; may be built from a row."""

    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[T]):
    """The list envelope of CONTRACT.md section 2."""

    items: list[T]
    total: int
    total_exact: bool = True
    limit: int
    offset: int
    next_cursor: str | None = None

    @classmethod
    def of(cls, wanted: Wanted, found: Found[Any], items: Iterable[T]) -> Self:
        """What was found, in its envelope."""
        return cls(
            items=list(items),
            total=found.total,
            total_exact=found.total_exact,
            limit=wanted.limit,
            offset=wanted.offset,
            next_cursor=found.next_cursor,
        )


class Paging(Body):
    """How to page through a list that has no filters of its own."""

    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=1_000_000)
    cursor: str | None = Field(default=None, max_length=4000)
