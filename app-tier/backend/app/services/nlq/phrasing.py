"""Neighbouring atoms put together: numbers with units, times, conditions, their negations and their alternatives."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.services.nlq.lexicon import LINUX, Atom, condition
from app.services.nlq.reading import AMBIGUOUS
from app.services.nlq.rewriting import rewrite

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
FLIPPED = {"gt": "lt", "gte": "lte", "lt": "gt", "lte": "gte", "eq": "eq"}
Atoms = list[Atom]


def days(duration: tuple[Any, str]) -> int | None:
    """A duration in whole days; months count 30, years 365."""
    number, unit = duration
    if unit == "hour":
        return int(number) // 24 if number % 24 == 0 else None
    return int(number * DAYS[unit]) if float(number * DAYS[unit]).is_integer() else None


def phrase(atoms: Atoms) -> Atoms:
    """The atoms with everything put together that belongs together. Words that mean nothing are gone."""
    made = [a for a in atoms if a.kind not in ("stop", "only", "instead")]
    for step in (_numbers, _times, _uses, _lapses, _bounds, _named, _negated, _alternatives):
        made = step(made)
    return made


def _numbers(atoms: Atoms) -> Atoms:
    atoms = rewrite(atoms, "num thousand", lambda p: Atom("num", p[0].value * 1000))
    atoms = rewrite(atoms, "dollar num", lambda p: Atom("amount", ("cost", p[1].value)))
    atoms = rewrite(atoms, "num usd|dollar", lambda p: Atom("amount", ("cost", p[0].value)))
    atoms = rewrite(atoms, "num gib", lambda p: Atom("amount", ("gib", p[0].value)))
    atoms = rewrite(atoms, "num minutes", lambda p: Atom("amount", ("timeout", p[0].value)))
    atoms = rewrite(atoms, "top num", lambda p: Atom("topn", p[1].value))
    atoms = rewrite(atoms, "bottom num", lambda p: Atom("bottomn", p[1].value))
    atoms = rewrite(atoms, "sup num", lambda p: (Atom("topn", p[1].value), p[0]))
    atoms = rewrite(atoms, "num sup", lambda p: (Atom("topn", p[0].value), p[1]))
    atoms = rewrite(atoms, "last num noun:events|noun:changes",
                    lambda p: (Atom("topn", p[1].value), Atom("sup", ("time", True)), p[2]))  # fmt: skip
    atoms = rewrite(atoms, "last num quantity:hours", lambda p: (p[0], Atom("dur", (p[1].value, "hour"))))
    atoms = rewrite(atoms, "num quantity:hours ago", lambda p: (Atom("dur", (p[0].value, "hour")), p[2]))
    atoms = rewrite(atoms, "num quantity", lambda p: Atom("amount", (p[1].value, p[0].value)))
    return rewrite(atoms, "num unit", lambda p: Atom("dur", (p[0].value, p[1].value)))


def _first(moment: Atom) -> str:
    return {"month_of": f"{moment.value}-01", "year_of": f"{moment.value}-01-01"}.get(moment.kind, str(moment.value))


def _after(moment: Atom) -> str:
    """The day after a day, a month or a year."""
    if moment.kind == "date":
        return (date.fromisoformat(moment.value) + timedelta(days=1)).isoformat()
    year, month = int(moment.value[:4]), int(moment.value[5:7] or 12)
    return f"{year + month // 12}-{month % 12 + 1:02}-01"


def _last_day(moment: Atom) -> str:
    return (date.fromisoformat(_after(moment)) - timedelta(days=1)).isoformat()


_MOMENT = "date|month_of|year_of"


def time_filter(field: str, sign: str, kind: str, value: str) -> list[list[Any]]:
    """Filters in notation for a day, a month or a year: `in` (the sign `=`), since, before, after, until."""
    moment = Atom(kind, value)
    monthly = field == "month"
    if sign == "=" and monthly and kind == "month_of":
        return [[field, "=", _first(moment)]]
    if sign == "=":
        last = _last_day(moment)
        return [[field, "between", [_first(moment), f"{last[:8]}01" if monthly else last]]]
    return [{">=": [field, ">=", _first(moment)], "<": [field, "<", _first(moment)], ">": [field, ">=", _after(moment)],
             "<=": [field, "<", _after(moment)]}[sign]]  # fmt: skip


def last_before(end: str, *, monthly: bool) -> str:
    """The last day, or the first day of the last month, before a day that is no longer meant."""
    last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    return f"{last[:8]}01" if monthly else last


def _times(atoms: Atoms) -> Atoms:
    def span(p: Sequence[Atom]) -> Atom:
        number, unit = p[2].value
        return Atom("time", (p[1].value or "last", int(number), unit))

    atoms = rewrite(atoms, "during|cmp:gt? last dur", span)
    atoms = rewrite(atoms, "during? last unit", lambda p: Atom("time", (p[1].value or "previous", 1, p[2].value)))
    atoms = rewrite(atoms, "during? this unit", lambda p: Atom("time", ("this", 1, p[2].value)))
    both = lambda p: Atom("time", ("between", _first(p[-3]), _last_day(p[-1])))  # noqa: E731 - used twice
    atoms = rewrite(atoms, f"between {_MOMENT} conj:and {_MOMENT}", both)
    atoms = rewrite(atoms, f"{_MOMENT} {_MOMENT}", lambda p: Atom("time", ("between", _first(p[0]), _last_day(p[1]))))
    atoms = rewrite(atoms, f"since {_MOMENT}", lambda p: Atom("time", ("gte", _first(p[1]))))
    atoms = rewrite(atoms, f"before {_MOMENT}", lambda p: Atom("time", ("lt", _first(p[1]))))
    atoms = rewrite(atoms, f"later {_MOMENT}", lambda p: Atom("time", ("gte", _after(p[1]))))
    atoms = rewrite(
        atoms, "since time", lambda p: Atom("time", ("since", *p[1].value)) if len(p[1].value) == 3 else None
    )
    atoms = rewrite(atoms, "during? month_of", lambda p: Atom("time", ("month", p[1].value)))
    atoms = rewrite(atoms, "during? year_of", lambda p: Atom("time", ("year", p[1].value)))
    atoms = rewrite(atoms, "date", lambda p: Atom("time", ("day", p[0].value)))
    return rewrite(atoms, "during time", lambda p: p[1])


def _idle(op: str, duration: Any) -> Atom | None:
    """A condition on the days without a connection."""
    number = days(duration)
    return None if number is None else condition("idle", op, number)


def _past(value: Any) -> Any:
    """The duration that a time reaches back from now, if it is such a time."""
    return (value[1], value[2]) if value[0] == "last" else None


def _since(op: str, at: Atom) -> Atom | None:
    if at.kind == "dur":
        return _idle(op, at.value)
    if at.kind == "unit":
        return _idle(op, (1, at.value))
    if (reach := _past(at.value)) is not None:
        return _idle(op, reach)
    if at.value[0] in ("gte", "since"):  # not since then: the last time was before
        return condition("connected_at", "time", ("before", *at.value[1:]))
    if at.value[0] == "this":
        return condition("connected_at", "time", ("before", *at.value))
    return None


def _uses(atoms: Atoms) -> Atoms:
    """`use` is a connection where a time or a negation stands beside it; before a value it says nothing of its own."""
    used = Atom("when", "connected_at")
    atoms = rewrite(atoms, "not|never use", lambda p: (p[0], used))
    atoms = rewrite(atoms, "use noun? time", lambda p: (used, p[2]))
    return rewrite(atoms, "use cond|dim|noun", lambda p: p[1])


def _lapses(atoms: Atoms) -> Atoms:
    if any(a.kind == "quantity" and a.value in ("hours", "billed_hours", "sessions") for a in atoms) and not any(
        a.kind in ("not", "never") for a in atoms
    ):
        atoms = [a for a in atoms if not (a.kind == "when" and a.value == "connected_at")]
    at = "dur|time|unit"
    atoms = rewrite(
        atoms,
        f"not|never when:connected_at noun:workspaces? during? cmp? {at}",
        lambda p: _since(p[4].value or "gt", p[5]),
    )
    atoms = rewrite(
        atoms, f"idle noun:workspaces? conj:,? during? cmp? {at}", lambda p: _since(p[4].value or "gt", p[5])
    )
    atoms = rewrite(atoms, "idle noun:workspaces? since dur", lambda p: _idle("gt", p[3].value))
    atoms = rewrite(atoms, "never when:connected_at", lambda _: condition("connected_at", "null", None))
    atoms = rewrite(atoms, "not cond:never", lambda p: p[1])
    atoms = rewrite(atoms, "when:connected_at cmp dur ago", lambda p: _idle(p[1].value, p[2].value))
    atoms = rewrite(atoms, "cmp dur when:connected_at", lambda _: None)
    atoms = rewrite(atoms, "when:created_at cmp dur|unit ago", lambda p: _age(p[1].value, p[2]))
    atoms = rewrite(atoms, "agecmp dur|unit", lambda p: _age(p[0].value, p[1]))
    atoms = rewrite(atoms, "quantity:age|quantity:idle cmp dur", lambda p: _days(p[0].value, p[1].value, p[2].value))
    atoms = rewrite(atoms, "dur agecmp", lambda _: None)
    atoms = rewrite(atoms, "when noun:workspaces time", lambda p: (p[1], condition(p[0].value, "time", p[2].value)))
    atoms = rewrite(atoms, "when time", lambda p: condition(p[0].value, "time", p[1].value))
    atoms = rewrite(atoms, "time when", lambda p: condition(p[1].value, "time", p[0].value))
    return rewrite(atoms, "not cond:terminated", lambda _: None)


def _days(concept: str, op: str, duration: Any) -> Atom | None:
    number = days(duration)
    return None if number is None else condition(concept, op, number)


def _age(op: str, at: Atom) -> Atom | None:
    return _days("age", op, at.value if at.kind == "dur" else (1, at.value))


def _bound(concept: str, op: str, value: Any) -> Atom:
    return Atom("bound", (concept, op, value))


def _bounds(atoms: Atoms) -> Atoms:
    def of(concept: Any, op: str, amount: Atom) -> Atom | None:
        if amount.kind == "num":
            return _bound(concept, op, amount.value)
        unit, number = amount.value
        fits = unit == concept or (unit == "gib" and concept in ("root", "uservol"))
        fits = fits or (unit in ("hours",) and concept in ("hours", "hours30", "billed_hours"))
        return _bound(concept, op, number) if fits else None

    alone = lambda p: None if p[1].value[0] == "gib" else _bound(p[1].value[0], p[0].value, p[1].value[1])  # noqa: E731
    atoms = rewrite(atoms, "amount|num|dur after", lambda p: (Atom("cmp", p[1].value), p[0]))
    atoms = rewrite(
        atoms,
        "cmp num noun|dim|sup?",
        lambda p: (_bound("count", p[0].value, p[1].value), p[2]) if p[2].kind != "none" else None,
    )
    atoms = rewrite(
        atoms,
        "cmp num cond noun:workspaces",
        lambda p: (_bound("count", p[0].value, p[1].value), p[2], p[3]) if p[2].value[0] in ("state", "mode") else None,
    )
    atoms = rewrite(atoms, "num noun|dim after", lambda _: None)
    atoms = rewrite(atoms, "several noun|dim:workspace", lambda p: (_bound("count", "gt", 1), p[1]))
    atoms = rewrite(
        atoms,
        "quantity between num|amount conj:and num|amount",
        lambda p: _bound(p[0].value, "between", [_n(p[2]), _n(p[4])]),
    )
    atoms = rewrite(atoms, "between num|amount conj:and amount", lambda p: _between(p[1], p[3]))
    atoms = rewrite(atoms, "quantity cmp amount|num", lambda p: of(p[0].value, p[1].value, p[2]))
    atoms = rewrite(atoms, "cmp amount quantity", lambda p: of(p[2].value, p[0].value, p[1]))
    atoms = rewrite(atoms, "cmp amount", alone)
    atoms = rewrite(
        atoms, "quantity:root|quantity:uservol|quantity:timeout amount", lambda p: of(p[0].value, "eq", p[1])
    )
    return rewrite(
        atoms, "amount quantity:root|quantity:uservol|quantity:timeout", lambda p: of(p[1].value, "eq", p[0])
    )


def _between(low: Atom, high: Atom) -> Atom | None:
    concept = high.value[0]
    return None if concept == "gib" else _bound(concept, "between", [_n(low), _n(high)])


def _n(atom: Atom) -> Any:
    return atom.value if atom.kind == "num" else atom.value[1]


_ALIKE = {
    "account": ("account_id",),
    "directory": ("directory_id",),
    "bundle": ("bundle_id",),
    "user": ("display", "email"),
}
"""What a value is called although the field is another one."""


def _chosen(dim: Atom, cond: Atom) -> Atom | None:
    """The condition, if it can be about that dimension."""
    concept, op, value = cond.value
    if concept == dim.value or concept in _ALIKE.get(dim.value, ()):
        return cond
    if concept == AMBIGUOUS:
        fitting = [v for c, v in value if c == dim.value]
        return condition(dim.value, op, fitting[0]) if len(fitting) == 1 else None
    return None


def _named(atoms: Atoms) -> Atoms:
    """Conditions with the words that say what they are about: `region eu-west-1`, `the Finance department`."""
    atoms = rewrite(atoms, "tag dim|cond", lambda p: p[1] if _of_tag(p[1]) else None)
    atoms = rewrite(atoms, "dim|cond tag", lambda p: p[0] if _of_tag(p[0]) else None)
    atoms = rewrite(atoms, "cond team", lambda p: p[0] if _of_tag(p[0]) else None)
    atoms = rewrite(atoms, "dim cmp:eq? cond", lambda p: _chosen(p[0], p[2]))
    atoms = rewrite(atoms, "cond dim", lambda p: _chosen(p[1], p[0]))
    atoms = rewrite(atoms, "dim cmp:eq not cond", lambda p: (p[2], p[3]) if _chosen(p[0], p[3]) else None)
    return rewrite(atoms, "dim unknown_value", lambda p: condition(p[0].value, "null", None))


def _of_tag(atom: Atom) -> bool:
    concept = atom.value if atom.kind == "dim" else atom.value[0]
    meanings = atom.value[2] if concept == AMBIGUOUS else [(concept, "")]
    return any(str(c).startswith("tag.") for c, _ in meanings)


def negated(cond: Atom) -> Atom | None:
    """The opposite of a condition, where the plan language can say it."""
    concept, op, value = cond.value
    if isinstance(value, bool):
        return condition(concept, "eq", not value)
    if op == "eq" and concept != AMBIGUOUS and not isinstance(value, list):
        return condition(concept, "ne", value)
    if op in ("null", "known"):
        return condition(concept, "known" if op == "null" else "null", None)
    if (concept, op, value) == ("os", "starts_with", "WINDOWS"):
        return condition("os", "eq", list(LINUX))
    if concept == "os" and value == list(LINUX):
        return condition("os", "starts_with", "WINDOWS")
    return None


def _negated(atoms: Atoms) -> Atoms:
    def both(p: Sequence[Atom]) -> list[Atom] | None:
        made = [negated(p[1]), negated(p[3])]
        same = p[1].value[0] == p[3].value[0]
        return [a for a in made if a is not None] if same and None not in made else None

    failed = condition("error", "known", None)
    atoms = rewrite(atoms, "cond action", lambda p: (p[1], failed) if p[0].value == ("state", "eq", "ERROR") else None)
    atoms = rewrite(atoms, "not cond conj cond", both)
    atoms = rewrite(atoms, "not cond", lambda p: negated(p[1]))
    return rewrite(atoms, "not dim", lambda p: condition(p[1].value, "null", None))


def _alternatives(atoms: Atoms) -> Atoms:
    """`stopped or in error`: any of several values of one field."""

    def merged(p: Sequence[Atom]) -> Atom | None:
        (one, op, value), (other, other_op, more) = p[0].value, p[-1].value
        if one != other or op != "eq" or other_op != "eq" or one == AMBIGUOUS or isinstance(value, bool):
            return None
        values = [*(value if isinstance(value, list) else [value]), *(more if isinstance(more, list) else [more])]
        return condition(one, "eq", list(dict.fromkeys(values)))

    before = -1
    while before != len(atoms):
        before = len(atoms)
        atoms = rewrite(atoms, "cond conj conj? cond", merged)
    return atoms
