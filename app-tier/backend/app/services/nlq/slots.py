"""The values of a question as named slots: what the model sees instead of them, and can neither invent nor misspell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.nlq.lexicon import DIMENSIONS, Atom
from app.services.nlq.phrasing import time_filter
from app.services.nlq.reading import AMBIGUOUS, Reading

_PERSON = dict.fromkeys(("user", "display", "email"), "us")
_PLACE = {"account": "ac", "account_id": "ac", "region": "rg", "directory": "dr", "directory_id": "dr", "ip": "ip"}
_MACHINE = {"computer": "cn", "workspace": "wi", "bundle": "bu", "bundle_id": "bu", "compute": "co", "os": "os"}
_HOW = {"mode": "mo", "state": "st", "connection": "cs", "charge": "ch", "protocol": "pr", "subnet": "ip"}
_KINDS = {**_PERSON, **_PLACE, **_MACHINE, **_HOW, "action": "an", "actor": "by", "field": "fd"}
_MOMENTS = ("date", "month_of", "year_of")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of the question. `concepts`: what it can be about; for a number none, for a day `when`."""

    name: str
    concepts: tuple[str, ...]
    op: str
    value: Any

    def fields(self, dataset: str) -> list[str]:
        """The fields of the dataset that it can be a value of."""
        found = [c if c.startswith("tag.") else DIMENSIONS.get(c, {}).get(dataset) for c in self.concepts]
        return list(dict.fromkeys(f for f in found if f))


@dataclass(frozen=True, slots=True)
class Slotted:
    """A question with slots in place of its values."""

    text: str
    slots: Mapping[str, Slot]


def slotted(made: Reading) -> Slotted:
    """The question as the model sees it. An `@` of the person's own never names a slot: it is taken out."""
    slots: dict[str, Slot] = {}
    counted: dict[str, int] = {}
    pieces, at = [], 0
    for atom in made.atoms:
        found = _slot(atom)
        if found is None:
            continue
        kind, concepts, op, value = found
        counted[kind] = counted.get(kind, 0) + 1
        name = f"@{kind}{counted[kind]}"
        slots[name] = Slot(name, concepts, op, value)
        start, end = made.words[atom.first].start, made.words[atom.last].end
        pieces += [made.text[at:start].replace("@", " "), name]
        at = end
    pieces.append(made.text[at:].replace("@", " "))
    return Slotted("".join(pieces), slots)


def _slot(atom: Atom) -> tuple[str, tuple[str, ...], str, Any] | None:
    if atom.kind == "num":
        return "nu", (), "eq", atom.value
    if atom.kind in _MOMENTS:
        return "dt", ("when",), atom.kind, atom.value
    if atom.kind != "cond":
        return None
    concept, op, value = atom.value
    if concept == AMBIGUOUS:
        spelt = {v for _, v in value}
        if len(spelt) != 1:
            return None
        return _KINDS.get(value[0][0], "tg"), tuple(c for c, _ in value), op, value[0][1]
    if op not in ("eq", "starts_with") or isinstance(value, bool):
        return None
    return _KINDS.get(concept, "tg"), (concept,), op, value


def filled(notation: Any, slots: Mapping[str, Slot]) -> tuple[Any, set[str]]:
    """The notation with values in place of slots, and the slots it used. Raises KeyError for one that is not there."""
    used: set[str] = set()

    def value(part: Any) -> Any:
        if isinstance(part, str) and part.startswith("@"):
            used.add(part)
            return slots[part].value
        return [value(p) for p in part] if isinstance(part, list) else part

    made = dict(notation)
    filters = []
    for item in made.get("f", []):
        slot = slots[item[2]] if len(item) > 2 and isinstance(item[2], str) and item[2].startswith("@") else None
        if slot is not None and slot.concepts == ("when",):
            used.add(slot.name)
            filters += time_filter(item[0], item[1], slot.op, slot.value)
        elif slot is not None and slot.op == "starts_with" and item[1] == "=":
            used.add(slot.name)
            filters.append([item[0], "^", slot.value])
        else:
            filters.append([value(p) for p in item])
    if filters:
        made["f"] = filters
    for key in ("h", "n"):
        if key in made:
            made[key] = value(made[key])
    return made, used


def unused(slots: Mapping[str, Slot], used: set[str]) -> Sequence[str]:
    """Slots of the question that a plan leaves out: a sign that it answers another question."""
    return [name for name in slots if name not in used]
