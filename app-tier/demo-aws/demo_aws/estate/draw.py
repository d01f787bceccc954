"""Deterministic draws: the same (seed, parts) always gives the same numbers, in any order, without state."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def seed_key(seed: int, size: int) -> bytes:
    """The hash key of one estate; two estates with another seed or size share nothing."""
    return blake2b(f"{seed}:{size}".encode(), digest_size=16).digest()


def digest(key: bytes, text: str, size: int = 64) -> bytes:
    """`size` (at most 64) pseudo-random bytes for `text`."""
    return blake2b(text.encode(), key=key, digest_size=size).digest()


class Draw:
    """Numbers drawn one after the other from the hash of one text."""

    __slots__ = ("_bytes", "_key", "_pos", "_text")

    def __init__(self, key: bytes, text: str) -> None:
        self._key = key
        self._text = text
        self._bytes = digest(key, text)
        self._pos = 0

    def bits(self) -> int:
        """16 bits."""
        pos = self._pos
        if pos + 2 > len(self._bytes):
            self._bytes += digest(self._key, f"{self._text}+{pos}")
        self._pos = pos + 2
        return self._bytes[pos] << 8 | self._bytes[pos + 1]

    def unit(self) -> float:
        """A float in [0, 1)."""
        return self.bits() / 65536

    def chance(self, probability: float) -> bool:
        return self.bits() < probability * 65536

    def between(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included; the range may be wider than 16 bits."""
        wide = self.bits() << 16 | self.bits()
        return low + wide * (high - low + 1) // 0x1_0000_0000

    def pick(self, items: Sequence[T]) -> T:
        return items[self.bits() * len(items) >> 16]

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """One of `items` by its weight; weights need not sum to one."""
        point = self.unit() * sum(weight for _, weight in items)
        for item, weight in items:
            point -= weight
            if point < 0:
                return item
        return items[-1][0]

    def hex(self, length: int) -> str:
        return "".join(f"{self.bits():04x}" for _ in range((length + 3) // 4))[:length]
