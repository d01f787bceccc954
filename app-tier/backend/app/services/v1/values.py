"""Values of version 1's columns. What is absent is None; what makes no sense raises Bad."""

import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal

from app.services.aws.values import storable

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Bad(ValueError):  # noqa: N818 - a value, not a mistake of ours
    """A value that cannot be read, and why."""


def words(value: object) -> str | None:
    """Text; an empty one is none."""
    return str(value) if value is not None and str(value).strip() else None


def needed(value: object, name: str) -> str:
    """Text that has to be there."""
    said = words(value)
    if said is None:
        raise Bad(f"{name} is missing")
    return said


def moment(value: object, name: str) -> datetime | None:
    """`2024-06-01T00:00:00.000Z` or `2024-06-01 00:00:00`: UTC."""
    said = words(value)
    if said is None:
        return None
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise Bad(f"{name} is no time: {said[:60]}") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Bad(f"{name} is out of all reason: {said[:60]}")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day(value: object, name: str) -> date | None:
    """The day of a date or time."""
    found = moment(value, name)
    return found.date() if found else None


def month(value: object) -> date:
    """`2024-06` as its first day."""
    found = _MONTH.fullmatch(str(value))
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR or not 1 <= int(found[2]) <= 12:
        raise Bad(f"month is none: {str(value)[:60]}")
    return date(int(found[1]), int(found[2]), 1)


def amount(value: object, name: str) -> Decimal:
    """A number, as exact as it is written."""
    try:
        number = float(str(value)) if value is not None else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Bad(f"{name} is no number: {str(value)[:60]}")
    return Decimal(repr(number))


def whole(value: object, name: str, most: int = 2**31 - 1) -> int | None:
    """A whole number from 0 on."""
    if words(value) is None:
        return None
    number = amount(value, name)
    if number != int(number) or not 0 <= number <= most:
        raise Bad(f"{name} is no whole number: {str(value)[:60]}")
    return int(number)


def tags(value: object) -> dict[str, str] | None:
    """A JSON object of texts."""
    said = words(value)
    if said is None:
        return None
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Bad("tags are broken JSON") from error
    if not isinstance(found, dict):
        raise Bad("tags are no JSON object")
    said_as = {str(key): item if isinstance(item, str) else json.dumps(item) for key, item in found.items()}
    return dict(storable({key: "" if found[key] is None else item for key, item in said_as.items()}))
