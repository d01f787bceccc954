"""Asking for things by id, some of which may not exist."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.values import chunks

IDS_PER_CALL = 25
Found = TypeVar("Found")


def existing(ids: Iterable[str], ask: Callable[[list[str]], list[Found]]) -> Iterator[Found]:
    """What `ask` finds, 25 ids a call. AWS may refuse a whole call for one id: then they are asked one by one.

    Raises AwsError for any other refusal.
    """
    for group in chunks(ids, IDS_PER_CALL):
        found = _ask(list(group), ask)
        if found is not None:
            yield from found
        elif len(group) > 1:
            for each in group:
                yield from _ask([each], ask) or []


def _ask(ids: list[str], ask: Callable[[list[str]], list[Found]]) -> list[Found] | None:
    try:
        return ask(ids)
    except AwsError as error:
        if error.kind is ErrorKind.INVALID:
            return None
        raise
