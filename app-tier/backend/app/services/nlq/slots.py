"""The values of a question as named slots: what the model sees instead of them, and can neither invent nor misspell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.nlq.lexicon import DIMENSIONS, PARTICIPLES, Atom
from app.services.nlq.notation import PERIODS
from app.services.nlq.phrasing import days, last_before, time_filter
from app.services.nlq.reading import AMBIGUOUS, Reading
from app.services.nlq.rewriting import rewrite

_PERSON = dict.fromkeys(("user", "display", "email"), "us")
_PLACE = {"account": "ac", "account_id": "ac", "region": "rg", "directory": "dr", "directory_id": "dr", "ip": "ip"}
_MACHINE = {"computer": "cn", "workspace": "wi", "bundle": "bu", "bundle_id": "bu", "compute": "co", "os": "os"}
_HOW = {"mode": "mo", "state": "st", "connection": "cs", "charge": "ch", "protocol": "pr", "subnet": "ip"}
_KINDS = {**_PERSON, **_PLACE, **_MACHINE, **_HOW, "action": "an", "actor": "by", "field": "fd"}
_MOMENTS = ("date", "month_of", "year_of")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of the question. `concepts`: what it can be about; for a day `when`, for a number none.

    `op` of a number is `eq`, of a duration `dur`, of the key of a tag `key`.
    """

    name: str
    concepts: tuple[str, ...]
    op: str
    value: Any

    def fields(self, dataset: str) -> list[str]:
        """The fields of the dataset that it can be a value of; `tag` where it is the value of a tag."""
        found = ["tag" if c.startswith("tag.") else DIMENSIONS.get(c, {}).get(dataset) for c in self.concepts]
        return list(dict.fromkeys(f for f in found if f))


@dataclass(frozen=True, slots=True)
class Slotted:
    """A question with slots in place of its values.

    `text`: in the person's words. `code`: in ours, `[head count][noun workspaces]@rg1`: words without a meaning are
    left out, words that are not known stay as they are.
    """

    text: str
    code: str
    slots: Mapping[str, Slot]


def slotted(made: Reading) -> Slotted:
    """The question as a model sees it. An `@` of the person's own never names a slot: it is taken out."""
    slots: dict[str, Slot] = {}
    counted: dict[str, int] = {}
    pieces, code, at = [], [], 0
    for atom in _counted(made.atoms):
        found = valued(atom)
        if found is None:
            code += _coded(atom, made)
            continue
        kind, concepts, op, value = found
        counted[kind] = counted.get(kind, 0) + 1
        name = f"@{kind}{counted[kind]}"
        slots[name] = Slot(name, concepts, op, value)
        start, end = made.words[atom.first].start, made.words[atom.last].end
        pieces += [made.text[at:start].replace("@", " "), name]
        code.append(name)
        at = end
    pieces.append(made.text[at:].replace("@", " "))
    return Slotted("".join(pieces), "".join(code), slots)


def _counted(atoms: Sequence[Atom]) -> list[Atom]:
    """Numbers with their thousands and units; of `the last 24 hours` the hours are a unit."""
    spans = [
        Atom("unit", "hour", a.first, a.last)
        if a.value == "hours" and i > 1 and (atoms[i - 2].kind, atoms[i - 1].kind) == ("last", "num")
        else a
        for i, a in enumerate(atoms)
    ]
    made = rewrite(spans, "num thousand", lambda p: Atom("num", p[0].value * 1000))
    return rewrite(made, "num unit", lambda p: Atom("dur", (p[0].value, p[1].value)))


def _coded(atom: Atom, made: Reading) -> list[str]:
    if atom.kind == "stop":
        return []
    if atom.kind == "unknown":
        return [f" {word.text}" for word in made.words[atom.first : atom.last + 1]]
    return [code_of(atom)]


def code_of(atom: Atom) -> str:
    """How a model sees an atom that is no value."""
    return f"[{' '.join([atom.kind, *_words(atom.value)])}]"


def _words(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [word for part in value for word in _words(part)]
    return [] if value is None else [str(value)]


def valued(atom: Atom) -> tuple[str, tuple[str, ...], str, Any] | None:
    """Kind, concepts, operator and value of the slot that stands for an atom; None where none does."""
    if atom.kind == "num":
        return "nu", (), "eq", atom.value
    if atom.kind == "dur":
        return "du", (), "dur", atom.value
    if atom.kind in _MOMENTS:
        return "dt", ("when",), atom.kind, atom.value
    if atom.kind == "dim" and str(atom.value).startswith("tag."):
        return "ta", (), "key", atom.value
    if atom.kind == "action":
        return "an", ("action",), "eq", atom.value
    if atom.kind != "cond":
        return None
    concept, op, value = atom.value
    if concept == "state" and value in PARTICIPLES:
        return "st", ("state", "action"), op, value
    if concept == AMBIGUOUS:
        spelt = {v for _, v in value}
        if len(spelt) != 1:
            return None
        return _KINDS.get(value[0][0], "tg"), tuple(c for c, _ in value), op, value[0][1]
    if op not in ("eq", "starts_with") or isinstance(value, bool):
        return None
    return _KINDS.get(concept, "tg"), (concept,), op, value


def filled(notation: Any, slots: Mapping[str, Slot], before: Mapping[str, Any] | None = None) -> tuple[Any, set[str]]:
    """The notation with values in place of slots, and the slots it used.

    `before`: the plan that a follow-up changes; `@b1` stands for its first filter, `@k1` for its first group. Raises
    KeyError for a slot that is not there, ValueError for one that does not fit where it stands.
    """
    used: set[str] = set()
    earlier = before or {}

    def value(part: Any) -> Any:
        if isinstance(part, list):
            return [value(p) for p in part]
        if not isinstance(part, str) or not part.startswith("@"):
            return part
        if part.startswith("@k"):
            return earlier["g"][int(part.removeprefix("@k")) - 1]
        used.add(part)
        return slots[part].value

    made = dict(notation)
    filters: list[list[Any]] = []
    for item in made.get("f", []):
        if isinstance(item, str):
            filters.append(earlier["f"][int(item.removeprefix("@b")) - 1])
            continue
        used |= {part for part in item if isinstance(part, str) and part.startswith("@")}
        filters += _condition([slots[p] if isinstance(p, str) and p.startswith("@") else p for p in item])
    if filters:
        made["f"] = _together(filters)
    for key in ("g", "h", "n"):
        if key in made:
            made[key] = value(made[key])
    return made, used


def _condition(item: list[Any]) -> list[list[Any]]:
    """One filter; parts of it may be slots."""
    field, sign, *rest = item
    if isinstance(field, Slot):
        field = field.value
    slot = next((part for part in rest if isinstance(part, Slot)), None)
    if slot is None:
        return [[field, sign, *rest]]
    if field == "tag":
        (field,) = (c for c in slot.concepts if c.startswith("tag."))
    if slot.op == "dur" and (sign in PERIODS or rest[0] in PERIODS):
        return [[field, sign, *rest[:-1], int(slot.value[0]), slot.value[1]]]
    if slot.op == "dur":
        return [[field, sign, _whole_days(slot.value)]]
    if slot.concepts == ("when",):
        return time_filter(field, sign, slot.op, slot.value)
    if field == "event_name":
        return [[field, sign, PARTICIPLES.get(slot.value, slot.value)]]
    if slot.op == "starts_with" and sign == "=":
        return [[field, "^", slot.value]]
    return [[field, sign, slot.value]]


def _whole_days(duration: tuple[Any, str]) -> int:
    number = days(duration)
    if number is None:
        raise ValueError(f"{duration} is no number of days")
    return number


def _together(filters: Sequence[list[Any]]) -> list[list[Any]]:
    """Values of one field are alternatives; its lower and its upper bound are a range, of times with both ends."""
    made: list[list[Any]] = []
    for item in filters:
        if item in made:
            continue
        same = next((m for m in made if m[0] == item[0] and len(m) == len(item) == 3), None)
        if same is not None and same[1] == item[1] == "=" and not isinstance(item[2], bool):
            values = same[2] if isinstance(same[2], list) else [same[2]]
            same[2] = list(dict.fromkeys([*values, *(item[2] if isinstance(item[2], list) else [item[2]])]))
        elif same is not None and (ends := _ends(same, item)) is not None:
            same[1:] = ["between", ends]
        else:
            made.append(list(item))
    return made


def _ends(one: list[Any], other: list[Any]) -> list[Any] | None:
    low, high = (one, other) if one[1] == ">=" else (other, one)
    if (low[1], high[1]) == (">=", "<="):
        return [low[2], high[2]]
    if (low[1], high[1]) == (">=", "<") and isinstance(high[2], str):
        return [low[2], last_before(high[2], monthly=high[0] == "month")]
    return None


def unused(slots: Mapping[str, Slot], used: set[str]) -> Sequence[str]:
    """Slots of the question that a plan leaves out: a sign that it answers another question."""
    return [name for name in slots if name not in used]
