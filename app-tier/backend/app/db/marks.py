"""The opaque mark of a row in an order: what a cursor of the API is."""

import base64
import binascii

import orjson

from app.core.problems import invalid


def written(order: list[str], values: list[str | None]) -> str:
    """The mark of the row with these sort values (as text) in this order."""
    return base64.urlsafe_b64encode(orjson.dumps([order, values])).decode().rstrip("=")


def read(mark: str, order: list[str]) -> list[str | None]:
    """The sort values of a mark. Raises Invalid where it is not ours or belongs to another order."""
    try:
        told, values = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error, TypeError):
        raise invalid("cursor", "this cursor is not one that this API gave") from None
    fits = isinstance(values, list) and all(v is None or (isinstance(v, str) and "\0" not in v) for v in values)
    if not fits or len(values) != len(order):
        raise invalid("cursor", "this cursor is not one that this API gave")
    if told != order:
        raise invalid("cursor", "this cursor belongs to another sort; start again without it")
    return list(values)
