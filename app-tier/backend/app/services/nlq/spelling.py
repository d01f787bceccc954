"""Spelling: a word that nobody knows is read as the one known word that is a slip of the finger away."""

from collections.abc import Collection
from functools import lru_cache

SHORTEST, SHORT, LONG = 3, 5, 8


def distance(one: str, other: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours; `limit + 1` where there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i, *[0] * len(other)]
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def repair(word: str, known: Collection[str], common: Collection[str]) -> str | None:
    """The known word meant: one slip away from four letters on, two from eight; of several, the only common one.

    The first letters have to agree, or to be swapped.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return None
    if len(word) < SHORT - 1:
        known = common
    return _repair(word, frozenset(known), frozenset(common))


@lru_cache(maxsize=4096)
def _repair(word: str, known: frozenset[str], usual: frozenset[str]) -> str | None:
    limit = 2 if len(word) >= LONG else 1
    near: dict[int, list[str]] = {}
    for candidate in known:
        if len(candidate) < min(len(word), SHORT - 1) or (candidate[0] != word[0] and candidate[:2] != word[1::-1]):
            continue
        found = distance(word, candidate, limit)
        if found <= limit:
            near.setdefault(found, []).append(candidate)
    if not near:
        return None
    best = near[min(near)]
    if len(best) == 1:
        return best[0]
    likely = [w for w in best if w in usual]
    return likely[0] if len(likely) == 1 else None
