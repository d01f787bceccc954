"""A plan with slots in place of its values, as the model is to write it: the inverse of the product's `filled`."""

from collections.abc import Mapping
from typing import Any

import orjson
from app.core.problems import Invalid
from app.services.nlq import notation
from app.services.nlq.grammar import ASKED
from app.services.nlq.lexicon import PARTICIPLES
from app.services.nlq.phrasing import days, time_filter
from app.services.nlq.slots import Slot, filled, unused

Made = dict[str, Any]


def linked(plan: Made, slots: Mapping[str, Slot], before: Mapping[str, Any] | None = None) -> str | None:
    """The notation with slots; None where a value has none, a slot is left over, or it does not read back the same."""
    made = dict(plan)
    free, earlier = list(slots.values()), before or {}
    conditions: list[Any] = []
    for item in plan.get("f", []):
        found = _kept(item, earlier) or _condition(item, free)
        if found is None:
            return None
        conditions += found
    made["f"] = sorted(conditions, key=lambda c: (not isinstance(c, str), orjson.dumps(c)))
    for key in ("h", "n"):
        if key in made and (made[key] != 1 or key != "n"):
            told = made[key] if key == "n" else made[key][0][2]
            slot = _take(free, lambda s, told=told: not s.concepts and s.op == "eq" and s.value == told)
            if slot is None:
                return None
            made[key] = slot.name if key == "n" else [[*made[key][0][:2], slot.name]]
    made["g"] = [_key(g, free, earlier) for g in plan.get("g", [])]
    made = {key: made[key] for key in notation.KEYS if made.get(key)}
    return orjson.dumps(made).decode() if _same(made, plan, slots, earlier) else None


def _same(made: Made, plan: Made, slots: Mapping[str, Slot], before: Mapping[str, Any]) -> bool:
    try:
        back, used = filled(made, slots, before)
        if unused(slots, used):
            return False
        return notation.text(notation.read(back)) == notation.text(notation.read(plan))
    except (Invalid, KeyError, ValueError, TypeError, IndexError):
        return False


def _take(free: list[Slot], fits: Any) -> Slot | None:
    found = next((slot for slot in free if fits(slot)), None)
    if found is not None:
        free.remove(found)
    return found


def _kept(item: list[Any], before: Mapping[str, Any]) -> list[Any] | None:
    kept = before.get("f", [])
    return [f"@b{kept.index(item) + 1}"] if item in kept else None


def _key(group: Any, free: list[Slot], before: Mapping[str, Any]) -> Any:
    if not isinstance(group, str) or not group.startswith("tag."):
        return group
    if group in before.get("g", []):
        return f"@k{before['g'].index(group) + 1}"
    slot = _take(free, lambda s: s.op == "key" and s.value == group)
    return slot.name if slot is not None else group


def _condition(item: list[Any], free: list[Slot]) -> list[Any] | None:
    name, sign, *rest = item
    if sign in ("null", "known"):
        return [[_key(name, free, {}), sign]]
    if isinstance(rest[0], bool):
        return [item]
    if name == "event_name":
        slot = _take(free, lambda s: "action" in s.concepts and PARTICIPLES.get(s.value, s.value) == rest[0])
        return [[name, sign, slot.name if slot is not None else rest[0]]]
    if sign in notation.PERIODS or rest[0] in notation.PERIODS:
        return _period(item, free)
    return _moment(name, sign, rest[0], free) or _value(name, sign, rest[0], free)


def _period(item: list[Any], free: list[Slot]) -> list[Any]:
    *head, count, unit = item
    slot = _take(free, lambda s: s.op == "dur" and tuple(s.value) == (count, unit))
    return [[*head, slot.name]] if slot is not None else [item]


def _moment(name: str, sign: str, value: Any, free: list[Slot]) -> list[Any] | None:
    for slot in free:
        if slot.concepts != ("when",):
            continue
        for written in ("=", ">=", "<", ">", "<="):
            if time_filter(name, written, slot.op, slot.value) == [[name, sign, value]]:
                free.remove(slot)
                return [[name, written, slot.name]]
    if sign != "between":
        return None
    starts = [s for s in free if s.concepts == ("when",) and time_filter(name, ">=", s.op, s.value)[0][2] == value[0]]
    for start in starts:
        for end in free:
            if end is not start and end.concepts == ("when",) and _ends(name, end, value[1]):
                free.remove(start)
                free.remove(end)
                return [[name, ">=", start.name], [name, "<=", end.name]]
    return None


def _ends(name: str, slot: Slot, last: str) -> bool:
    span = time_filter(name, "=", slot.op, slot.value)[0][2]
    return (span if isinstance(span, str) else span[1]) == last


def _value(name: str, sign: str, value: Any, free: list[Slot]) -> list[Any] | None:
    if sign == "between":
        low, high = (_number(v, free) for v in value)
        return [[name, ">=", low], [name, "<=", high]] if low and high else None
    if isinstance(value, int | float):
        found = _number(value, free)
        return [[name, sign, found]] if found else None
    whole = _take(free, lambda s: s.value == value and _fits(s, name, sign))
    if whole is not None:
        return [[_spelt(name), "=" if sign == "^" else sign, whole.name]]
    if not isinstance(value, list):
        return None
    made = []
    for one in value:
        slot = _take(free, lambda s, one=one: s.value == one and _fits(s, name, sign))
        if slot is None:
            return None
        made.append([_spelt(name), sign, slot.name])
    return made


def _fits(slot: Slot, name: str, sign: str) -> bool:
    fields = {n for dataset in ASKED for n in slot.fields(dataset)}
    known = name in slot.concepts if name.startswith("tag.") else name in fields
    return known and (slot.op == "starts_with") == (sign == "^")


def _spelt(name: str) -> str:
    return "tag" if name.startswith("tag.") else name


def _number(value: Any, free: list[Slot]) -> str | None:
    slot = _take(free, lambda s: not s.concepts and s.op == "eq" and s.value == value) or _take(
        free, lambda s: s.op == "dur" and days(s.value) == value
    )
    return slot.name if slot is not None else None
