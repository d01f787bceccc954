"""Amounts as AWS writes them: text, kept exact. Money is never a binary fraction."""

from decimal import Decimal, InvalidOperation

_LARGEST, _SMALLEST = 17, -60
"""Powers of ten: beyond them a number is no amount of anything, and PostgreSQL would refuse it."""


def amount(value: object) -> Decimal | None:
    """The exact amount; None for what is no number, not finite or beyond reason."""
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > _LARGEST:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= _SMALLEST else None
