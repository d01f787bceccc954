"""Values of filters: read as the field's type, or refused with a sentence that names what would fit."""

import math
from datetime import UTC, date, datetime
from typing import Any

from app.core.problems import Invalid, invalid
from app.schemas.plan import RelativeTime
from app.services.catalog.model import NUMERIC_TYPES, TIME_TYPES, Field, FieldType
from app.services.query.periods import Clock

MAX_NUMBER = 2**53
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})


def _refuse(where: str, field: Field, value: object, expected: str) -> Invalid:
    return invalid(where, f"'{str(value)[:80]}' does not fit {field.name} ({field.type.value}): {expected}")


def boolean(value: object, where: str) -> bool:
    """A yes or no, as JSON or as text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    raise invalid(where, f"'{str(value)[:80]}' is not true or false")


def _parsed(field: Field, value: object) -> int | float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = int(str(value)) if field.type is FieldType.INTEGER else float(str(value))
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= MAX_NUMBER else None


def _number(field: Field, value: object, where: str) -> int | float:
    number = _parsed(field, value)
    if number is None:
        raise _refuse(
            where, field, value, "expected a whole number" if field.type is FieldType.INTEGER else "expected a number"
        )
    return number


_RELATIVE = "or one relative to now such as today, previous_month or last_30_days"


def _time(field: Field, value: object, where: str, clock: Clock) -> datetime:
    expected = f"expected an ISO 8601 time such as 2026-01-31T08:00:00Z, a day such as 2026-01-31, {_RELATIVE}"
    if not isinstance(value, str):
        raise _refuse(where, field, value, expected)
    try:
        # a '+' of an offset arrives as a blank where the client did not escape it
        parsed = datetime.fromisoformat(
            value.strip().replace(" 0", "+0").replace(" 1", "+1") if "T" in value else value
        )
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=clock.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refuse(where, field, value, expected) from None


def _day(field: Field, value: object, where: str) -> date:
    text = str(value).strip()
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        expected = f"expected a day such as 2026-01-31, a month such as 2026-01, {_RELATIVE}"
        raise _refuse(where, field, value, expected) from None


def _text(field: Field, value: object, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _refuse(where, field, value, "expected text")
    text = str(value)
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        raise _refuse(where, field, "?", "text must not contain NUL or broken characters")
    return text


def coerce(field: Field, value: object, where: str, clock: Clock | None = None) -> Any:
    """The value as the database compares it; a time without a zone is of the clock's. Raises Invalid at `where`."""
    if isinstance(value, list):
        raise invalid(where, "a list is only allowed with the operators 'in', 'eq' and 'between'")
    if isinstance(value, RelativeTime) and field.type not in TIME_TYPES:
        raise invalid(where, f"a time relative to now does not fit {field.name} ({field.type.value})")
    if field.type in NUMERIC_TYPES:
        return _number(field, value, where)
    if field.type is FieldType.BOOLEAN:
        return boolean(value, where)
    if field.type is FieldType.DATETIME:
        return _time(field, value, where, clock or Clock.of())
    if field.type is FieldType.DATE:
        return _day(field, value, where)
    return _text(field, value, where)
