"""Deterministic draws: the same (seed, parts) always gives the same numbers, in any order, without state."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, count
from struct import Struct
from typing import Generic, TypeVar

T = TypeVar("T")
_SPLIT = Struct(">32H").unpack


def seed_key(seed: int, size: int) -> bytes:
    """The hash key of one estate; two estates with another seed or size share nothing."""
    return blake2b(f"{seed}:{size}".encode(), digest_size=16).digest()


def digest(key: bytes, text: str, size: int = 64) -> bytes:
    """`size` (at most 64) pseudo-random bytes for `text`."""
    return blake2b(text.encode(), key=key, digest_size=size).digest()


class Weights(Generic[T]):
    """Things with weights, prepared once; weights need not sum to one."""

    __slots__ = ("_bounds", "_items")

    def __init__(self, *choices: tuple[T, float]) -> None:
        total = sum(weight for _, weight in choices)
        self._items = tuple(item for item, _ in choices)
        self._bounds = [round(65536 * upto / total) for upto in accumulate(weight for _, weight in choices)]

    def at(self, bits: int) -> T:
        """The item that 16 random bits fall on."""
        return self._items[bisect_right(self._bounds, bits)]


class Draw:
    """Numbers drawn one after the other from the hash of one text."""

    __slots__ = ("bits",)

    bits: Callable[[], int]
    """Gives the next 16 bits."""

    def __init__(self, key: bytes, text: str) -> None:
        self.bits = _stream(key, text).__next__

    def unit(self) -> float:
        """A float in [0, 1)."""
        return self.bits() / 65536

    def chance(self, probability: float) -> bool:
        return self.bits() < probability * 65536

    def between(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included; the range may be wider than 16 bits."""
        wide = self.bits() << 16 | self.bits()
        return low + (wide * (high - low + 1) >> 32)

    def pick(self, items: Sequence[T]) -> T:
        return items[self.bits() * len(items) >> 16]

    def weighted(self, weights: Weights[T]) -> T:
        return weights.at(self.bits())

    def hex(self, length: int) -> str:
        return "".join([f"{self.bits():04x}" for _ in range((length + 3) // 4)])[:length]


def _stream(key: bytes, text: str) -> Iterator[int]:
    yield from _SPLIT(digest(key, text))
    for block in count(1):
        yield from _SPLIT(digest(key, f"{text}+{block}"))
