"""Atoms next to each other that together mean something, put together."""

from collections.abc import Callable, Sequence

from app.services.nlq.lexicon import Atom

Build = Callable[[Sequence[Atom]], Atom | Sequence[Atom] | None]


def _fits(atom: Atom, wanted: str) -> bool:
    for one in wanted.split("|"):
        kind, _, value = one.partition(":")
        if atom.kind == kind and (not value or str(atom.value) == value):
            return True
    return False


def _match(atoms: Sequence[Atom], at: int, pattern: Sequence[str]) -> list[int] | None:
    """The places of the pattern's parts from `at` on; -1 for an optional one (`kind?`) that is not there."""
    places = []
    for part in pattern:
        wanted = part.removesuffix("?")
        if at < len(atoms) and _fits(atoms[at], wanted):
            places.append(at)
            at += 1
        elif part.endswith("?"):
            places.append(-1)
        else:
            return None
    return places


NONE = Atom("none")


def rewrite(atoms: list[Atom], pattern: str, build: Build) -> list[Atom]:
    """Each place where the pattern fits replaced by what `build` makes of its parts; where it makes None, left alone.

    Parts stand apart by blanks: `kind`, `kind:value`, `one|other`, `kind?` for one that may be missing.
    """
    parts, made, i = pattern.split(), [], 0
    while i < len(atoms):
        places = _match(atoms, i, parts)
        got = [p for p in places or () if p >= 0]
        built = build([NONE if p < 0 else atoms[p] for p in places]) if places and got else None
        if built is None:
            made.append(atoms[i])
            i += 1
        else:
            together = (built,) if isinstance(built, Atom) else built
            made += [atom.at(atoms[got[0]].first, atoms[got[-1]].last) for atom in together]
            i = got[-1] + 1
    return made
