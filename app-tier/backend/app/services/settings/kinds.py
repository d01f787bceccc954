"""What a runtime setting is: a name, a type with its bounds, a default, and how people are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, StringConstraints, TypeAdapter
from pydantic.json_schema import WithJsonSchema

from app.schemas.common import PlainText
from app.schemas.settings import SettingType

T = TypeVar("T")
MOST = 1_000
"""Entries of a list."""


@dataclass(frozen=True, slots=True)
class About:
    """How people are told of a setting; `unit` is that of its number."""

    group: str
    label: str
    description: str
    unit: str | None = None


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting. `annotation` validates what a client sends; values are stored as JSON, numbers exact.

    `minimum` and `maximum` bound a number, or the entries of a list; `values` are those a choice is made from.
    """

    name: str
    type: SettingType
    default: T
    about: About
    annotation: Any
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    values: tuple[str, ...] | None = None

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.annotation)

    def checked(self, value: object) -> T:
        """The value, typed. Raises pydantic's ValidationError."""
        return self._adapter.validate_python(value)

    def stored(self, value: T) -> Any:
        """The value as JSON for the table; a Decimal is text."""
        return self._adapter.dump_python(value, mode="json")

    def loaded(self, stored: Any) -> T:
        """What `stored` made. Raises pydantic's ValidationError where bounds have become narrower since."""
        return self.checked(Decimal(stored) if self.type == "number" else stored)


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("must be a number")  # noqa: TRY004 - the validator's own kind of error
    return Decimal(str(value)) if isinstance(value, float) else value


def _day(value: str) -> str:
    try:
        made = date.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a day such as 2026-12-25") from None
    return made.isoformat()


def _distinct(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value))


def boolean(name: str, default: bool, about: About) -> Setting[bool]:
    """On or off."""
    return Setting(name, "boolean", default, about, StrictBool)


def integer(name: str, default: int, low: int, high: int, about: About) -> Setting[int]:
    """A whole number from `low` to `high`, both included."""
    annotation = Annotated[StrictInt, Field(ge=low, le=high)]
    return Setting(name, "integer", default, about, annotation, minimum=low, maximum=high)


def number(name: str, default: str, low: str, high: str, about: About) -> Setting[Decimal]:
    """An exact number from `low` to `high`, both included, of six decimals at most."""
    least, most = Decimal(low), Decimal(high)
    annotation = Annotated[
        Decimal,
        BeforeValidator(_number),
        Field(ge=least, le=most, decimal_places=6, allow_inf_nan=False),
        WithJsonSchema({"type": "number", "minimum": float(least), "maximum": float(most)}),
    ]
    return Setting(name, "number", Decimal(default), about, annotation, minimum=least, maximum=most)


def choice(name: str, default: str, values: Sequence[str], about: About) -> Setting[str]:
    """One of several words."""
    allowed = tuple(values)
    return Setting(name, "choice", default, about, Literal[allowed], values=allowed)


def words(name: str, default: Sequence[str], about: About, most: int = MOST) -> Setting[tuple[str, ...]]:
    """A list of texts without repetition, in their order."""
    entry = Annotated[PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    annotation = Annotated[tuple[entry, ...], Field(max_length=most), AfterValidator(_distinct)]
    return Setting(name, "words", tuple(default), about, annotation, maximum=most)


def choices(name: str, default: Sequence[str], values: Sequence[str], about: About) -> Setting[tuple[str, ...]]:
    """Some of several words."""
    allowed = tuple(values)
    entry: Any = Literal[allowed]
    annotation = Annotated[tuple[entry, ...], Field(max_length=MOST), AfterValidator(_distinct)]
    return Setting(name, "choices", tuple(default), about, annotation, values=allowed)


def days(name: str, about: About) -> Setting[tuple[str, ...]]:
    """A list of days, written YYYY-MM-DD; none by default."""
    entry = Annotated[str, Field(max_length=10), AfterValidator(_day)]
    annotation = Annotated[tuple[entry, ...], Field(max_length=MOST), AfterValidator(_distinct)]
    return Setting(name, "days", (), about, annotation, maximum=MOST)
