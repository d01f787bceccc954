"""A question read: its words as atoms, with values found in the data, ids, numbers, dates and slips of the finger."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from app.services.catalog.events import EVENT_NAMES
from app.services.nlq import spelling
from app.services.nlq.lexicon import Atom, common, condition, phrases
from app.services.nlq.places import CODE
from app.services.nlq.values import Known, Meaning, plain
from app.services.nlq.words import Word, clean, words

LONGEST = 6
_IDS = (
    (re.compile(r"ws-[0-9a-z]{2,}"), "workspace"),
    (re.compile(r"wsb-[0-9a-z]{2,}"), "bundle_id"),
    (re.compile(r"subnet-[0-9a-z]{2,}"), "subnet"),
    (re.compile(r"d-[0-9a-f]{10}"), "directory_id"),
    (re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"), "ip"),
    (re.compile(r"\d{12}"), "account_id"),
    (CODE, "region"),
)
_MONTHS = tuple(name.lower() for name in calendar.month_name)[1:]
_MONTH = {**{m: i for i, m in enumerate(_MONTHS, 1)}, **{m[:3]: i for i, m in enumerate(_MONTHS, 1)}, "sept": 9}
_NUMBERS = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBERS |= {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_BEFORE_MAY = ("in", "since", "during", "of", "for", "until", "before", "last", "and", "from", "to", "between", "till")
_CALLS = {name.lower(): name for name, _ in EVENT_NAMES}
AMBIGUOUS = "?"


@dataclass(slots=True)
class Reading:
    """A question as atoms in the order of its words. `repaired`: (as written, as read)."""

    text: str
    words: list[Word]
    atoms: list[Atom]
    repaired: list[tuple[str, str]] = field(default_factory=list)

    @property
    def unknown(self) -> list[str]:
        """The words that mean nothing to us."""
        return [self.said(a) for a in self.atoms if a.kind == "unknown"]

    def said(self, atom: Atom) -> str:
        """The part of the question that an atom covers."""
        return self.text[self.words[atom.first].start : self.words[atom.last].end]


@lru_cache
def vocabulary() -> frozenset[str]:
    """Every word of the lexicon that is long enough to be misspelt; of words without a meaning only the common ones."""
    meaning = (phrase for phrase, atoms in phrases().items() if atoms[0].kind != "stop")
    return (
        common()
        | {m for m in _MONTHS if len(m) >= spelling.SHORT}
        | {w for phrase in meaning for w in phrase if w.isalpha() and len(w) >= spelling.SHORT - 1}
    )


def read(question: str, known: Known, today: date) -> Reading:
    """The question as atoms. `today` is what a month without a year is seen from."""
    text = clean(question)
    found = words(text)
    made = Reading(text, found, list(_atoms(text, found, known, today)))
    _look_up(made, known)
    _repair(made, known, today)
    return made


def about_inventory(made: Reading) -> bool:
    """Whether a question speaks of what the inventory holds."""
    known = sum(
        a.last - a.first + 1
        for a in made.atoms
        if a.kind in ("noun", "cond", "quantity", "dim", "when", "idle", "action", "changed", "vague")
    )
    strong = any(
        a.kind in ("noun", "quantity", "when", "idle", "action", "vague")
        or (a.kind == "cond" and a.value[0] != "region")
        for a in made.atoms
    )
    return strong and known >= len(made.unknown)


def _atoms(text: str, found: list[Word], known: Known, today: date) -> Iterator[Atom]:
    i = 0
    while i < len(found):
        made, size = _next(text, found, i, known, today)
        for atom in made:
            yield atom.at(i, i + size - 1)
        i += size


def _next(text: str, found: list[Word], i: int, known: Known, today: date) -> tuple[tuple[Atom, ...], int]:
    """The atoms that the words from `i` on stand for, and how many words that takes."""
    word = found[i].text
    for pattern, concept in _IDS:
        if pattern.fullmatch(word):
            return (condition(concept, "eq", word),), 1
    if word in _CALLS:
        return (condition("action", "eq", _CALLS[word]),), 1
    dated = _date(found, i, today)
    if dated is not None:
        return dated
    said, size = _phrase(found, i)
    value, width = _value(text, found, i, known)
    if value is not None and (
        width > size or (width == size and said[0].kind in ("unknown", "dim", "noun", "cond", "stop"))
    ):
        return _weighed(said if width == size else (), value, found, (i, i + width), known), width
    if said[0].kind == "unknown" and plain(word) in known.tag_keys:
        return (Atom("dim", f"tag.{known.tag_keys[plain(word)]}"),), 1
    two = plain(word + found[i + 1].text) if i + 1 < len(found) else ""
    if two in known.tag_keys and size < 2:
        return (Atom("dim", f"tag.{known.tag_keys[two]}"),), 2
    if word in _NUMBERS and said[0].kind in ("unknown", "stop"):
        return (Atom("num", _NUMBERS[word]),), 1
    if re.fullmatch(r"[\d,]+(?:\.\d+)?", word) and word[0].isdigit() and said[0].kind == "unknown":
        number = float(word.replace(",", ""))
        return (Atom("num", int(number) if number.is_integer() else number),), 1
    if word == "us" and text[found[i].start : found[i].end] == "US":
        return (condition("region", "starts_with", "us-"),), 1
    return said, size


def _phrase(found: list[Word], i: int) -> tuple[tuple[Atom, ...], int]:
    table = phrases()
    for size in range(min(LONGEST, len(found) - i), 0, -1):
        made = table.get(tuple(w.text for w in found[i : i + size]))
        if made is not None:
            return made, size
    return (Atom("unknown"),), 1


def _slice(text: str, found: list[Word], i: int, size: int) -> str:
    return " ".join(text[found[i].start : found[i + size - 1].end].lower().split())


def _value(text: str, found: list[Word], i: int, known: Known) -> tuple[tuple[Meaning, ...] | None, int]:
    for size in range(min(LONGEST, len(found) - i), 0, -1):
        name = _slice(text, found, i, size)
        meanings = known.small.get(name)
        if meanings and (len(name) > 2 or not name.isalpha()) and not (size == 1 and name.isdigit()):
            return meanings, size
    return None, 0


def _weighed(
    said: tuple[Atom, ...], meanings: tuple[Meaning, ...], found: list[Word], span: tuple[int, int], known: Known
) -> tuple[Atom, ...]:
    """The atom of a value; where the words mean something else as well, a neighbour that names its concept decides."""
    made = meant(meanings)
    if not said or said[0].kind == "unknown":
        return (made,)
    beside = {
        concept for at in (span[0] - 1, span[1]) if 0 <= at < len(found) for concept in _concepts(found, at, known)
    }
    if any(concept in beside for concept, _ in meanings):
        return (made,)
    return said


def _concepts(found: list[Word], at: int, known: Known) -> set[str]:
    made = {a.value for a in _phrase(found, at)[0] if a.kind == "dim"}
    key = known.tag_keys.get(plain(found[at].text))
    return made | ({f"tag.{key}"} if key else set())


def meant(meanings: tuple[Meaning, ...]) -> Atom:
    """A condition, or one that has to be told apart by what stands beside it."""
    if len(meanings) == 1:
        return condition(meanings[0][0], "eq", meanings[0][1])
    return condition(AMBIGUOUS, "eq", meanings)


def _date(found: list[Word], i: int, today: date) -> tuple[tuple[Atom, ...], int] | None:
    """A day, a month or a year: 2026-06-01, 2026-06, June 2026, June, 3 June 2026, June 3, 2026."""
    texts = [w.text for w in found[i : i + 4]] + [""] * 4
    word = texts[0]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return ((Atom("date", word),), 1) if _is_day(word) else None
    if re.fullmatch(r"\d{4}-\d{2}", word):
        return ((Atom("month_of", word),), 1) if 1 <= int(word[5:]) <= 12 else None
    if (
        re.fullmatch(r"20\d\d", word)
        and i
        and found[i - 1].text in ("in", "of", "during", "year", "for", "since", "before", "after")
    ):
        return (Atom("year_of", word),), 1
    if word in _MONTH and (
        word != "may" or (i and found[i - 1].text in _BEFORE_MAY) or re.fullmatch(r"20\d\d", texts[1])
    ):
        return _named(texts, today)
    ordinal = 1 if texts[1] in ("st", "nd", "rd", "th") else 0
    if re.fullmatch(r"\d{1,2}", word) and texts[1 + ordinal] in _MONTH and texts[1 + ordinal] != "may":
        month = _MONTH[texts[1 + ordinal]]
        year = texts[2 + ordinal] if re.fullmatch(r"20\d\d", texts[2 + ordinal]) else None
        return _day(int(word), month, year, today, 2 + ordinal + (year is not None))
    return None


def _named(texts: list[str], today: date) -> tuple[tuple[Atom, ...], int] | None:
    month = _MONTH[texts[0]]
    if re.fullmatch(r"20\d\d", texts[1]):
        return (Atom("month_of", f"{texts[1]}-{month:02}"),), 2
    if re.fullmatch(r"\d{1,2}", texts[1]):
        ordinal = 1 if texts[2] in ("st", "nd", "rd", "th") else 0
        after = texts[2 + ordinal : 4 + ordinal] if not ordinal else texts[3:5]
        skip = 1 if after and after[0] == "," else 0
        year = after[skip] if len(after) > skip and re.fullmatch(r"20\d\d", after[skip]) else None
        return _day(int(texts[1]), month, year, today, 2 + ordinal + (1 + skip if year else 0))
    return (Atom("month_of", f"{today.year - (month > today.month)}-{month:02}"),), 1


def _day(day: int, month: int, year: str | None, today: date, size: int) -> tuple[tuple[Atom, ...], int] | None:
    for candidate in (int(year),) if year else (today.year, today.year - 1):
        name = f"{candidate}-{month:02}-{day:02}"
        if _is_day(name) and (year or date.fromisoformat(name) <= today + timedelta(days=1)):
            return (Atom("date", name),), size
    return None


def _is_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True


def _look_up(made: Reading, known: Known) -> None:
    """Names of people, computers and callers, looked up only where a word means nothing else."""
    spans = [
        (first, first + size)
        for first in range(len(made.words))
        for size in range(min(4, len(made.words) - first), 0, -1)
    ]
    unknown = {i for a in made.atoms if a.kind == "unknown" for i in range(a.first, a.last + 1)}
    wanted = {s: _slice(made.text, made.words, s[0], s[1] - s[0]) for s in spans if unknown & set(range(*s))}
    if not wanted:
        return
    found = known.find(set(wanted.values()))
    taken: set[int] = set()
    for (first, end), name in sorted(wanted.items(), key=lambda item: item[0][0] - item[0][1]):
        if name in found and not taken & set(range(first, end)):
            taken |= set(range(first, end))
            atom = meant(found[name]).at(first, end - 1)
            made.atoms = sorted(
                [a for a in made.atoms if a.last < first or a.first >= end] + [atom], key=lambda a: a.first
            )


def _repair(made: Reading, known: Known, today: date) -> None:
    """Reads the question again with unknown words replaced by the ones they are a slip of the finger away from."""
    names = frozenset(vocabulary() | {k for k in known.tag_keys if k.isalpha()})
    replaced = {}
    for atom in made.atoms:
        if atom.kind == "unknown" and (better := spelling.repair(made.words[atom.first].text, names, common())):
            replaced[atom.first] = better
    if not replaced:
        return
    made.repaired = [(made.words[i].text, better) for i, better in replaced.items()]
    spelt = [Word(replaced.get(i, w.text), w.start, w.end) for i, w in enumerate(made.words)]
    fixed = {a.first: a for a in made.atoms if a.kind == "cond"}
    again = list(_atoms(made.text, spelt, known, today))
    # values that were looked up stay what they are
    for first, atom in fixed.items():
        if not any(a.first == first and a.kind == "cond" for a in again):
            again = [a for a in again if a.last < first or a.first > atom.last] + [atom]
    made.atoms = sorted(again, key=lambda a: a.first)
