"""Phrases gathered into what a question asks for, before it is known which dataset answers it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.nlq.lexicon import PARTICIPLES, Atom

LIST_OF_ROWS = ("user", "display", "email", "computer", "workspace", "ip")
SUMMED = ("cost", "forecast", "hours", "hours30", "billed_hours", "sessions")


class Unclear(Exception):  # noqa: N818 - not an error: the question is one that the rules leave alone
    """The rules do not surely understand the question. `about`: the words; `ask`: what to ask back."""

    def __init__(self, about: str, ask: str | None = None) -> None:
        super().__init__(about)
        self.about, self.ask = about, ask


@dataclass(slots=True)
class Draft:
    """What is asked for, in concepts. A rank is (concept, descending); a group a dimension or (`time`, unit)."""

    head: str | None = None
    nouns: list[str] = field(default_factory=list)
    subject: Atom | None = None
    conds: list[tuple[str, str, Any]] = field(default_factory=list)
    bounds: list[tuple[str, str, Any]] = field(default_factory=list)
    havings: list[tuple[str, str, Any]] = field(default_factory=list)
    measures: list[tuple[str, str]] = field(default_factory=list)
    quantities: list[str] = field(default_factory=list)
    dims: list[str] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    ranks: list[tuple[str, bool]] = field(default_factory=list)
    whens: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    times: list[tuple[Any, ...]] = field(default_factory=list)
    limit: int | None = None
    one: bool = False
    share: bool = False
    compare: bool = False
    changed: bool = False
    spread: bool = False
    mine: bool = False
    counted: bool = False
    monthly: bool = False
    shown: list[str] = field(default_factory=list)


class Gatherer:
    """Reads phrases from left to right into a draft. Raises Unclear at what has no place."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms, self.at, self.draft = atoms, 0, Draft()

    def gather(self) -> Draft:
        """The draft of all phrases."""
        while self.at < len(self.atoms):
            atom = self.atoms[self.at]
            self.at += 1
            getattr(self, f"_{atom.kind}", self._left)(atom)
        return self.draft

    def _peek(self, *kinds: str) -> Atom | None:
        if self.at < len(self.atoms) and self.atoms[self.at].kind in kinds:
            return self.atoms[self.at]
        return None

    def _take(self, *kinds: str) -> Atom | None:
        found = self._peek(*kinds)
        self.at += found is not None
        return found

    def _left(self, atom: Atom) -> None:
        raise Unclear(str(atom.value or atom.kind))

    def _head(self, atom: Atom) -> None:
        if atom.value == "count" and (self.draft.quantities or self.draft.measures):
            if self._take("noun") is None:
                raise Unclear("how many")
            self.draft.counted = True
        elif self.draft.head in (None, "list", "what") or (atom.value == "who" and self.draft.head == "much"):
            self.draft.head = atom.value
        elif (self.draft.head, atom.value) == ("count", "who"):
            return  # how many people who ..., how many machines whose ...
        elif atom.value not in ("list", "what", self.draft.head):
            raise Unclear(atom.value)

    def _subject(self, atom: Atom) -> None:
        if self.draft.subject is None:
            self.draft.subject = atom

    def _noun(self, atom: Atom) -> None:
        self._subject(atom)
        self.draft.nouns.append(atom.value)

    def _cond(self, atom: Atom) -> None:
        if atom.value == ("state", "eq", "STOPPED") and self.at > 1 and self._follows_who():
            self._action(Atom("action", PARTICIPLES["STOPPED"]))
            return
        self.draft.conds.append(atom.value)
        # conditions on different fields are all required; "or" between them cannot be said
        if (conj := self._peek("conj")) and conj.value == "or":
            raise Unclear("or")

    def _follows_who(self) -> bool:
        before = self.atoms[self.at - 2]
        return (before.kind, before.value) == ("head", "who")

    def _bound(self, atom: Atom) -> None:
        before = self.atoms[self.at - 2] if self.at > 1 else atom
        concept = atom.value[0]
        grouped = before.kind == "dim" and before.value in self.draft.dims
        if grouped and (concept == "count" or (concept in SUMMED and before.value not in LIST_OF_ROWS)):
            self.draft.dims.remove(before.value)
            self.draft.groups.append(before.value)
            self.draft.havings.append(atom.value)
        elif concept == "count":
            raise Unclear("a number of WorkSpaces")
        else:
            self.draft.bounds.append(atom.value)

    def _quantity(self, atom: Atom) -> None:
        self._subject(atom)
        self.draft.shown.append(atom.value)
        if (agg := self._peek("agg")) and agg.value != "sum" and not self._agg_leads():
            self.at += 1
            self.draft.measures.append((agg.value, atom.value))
        else:
            self.draft.quantities.append(atom.value)

    def _agg_leads(self) -> bool:
        """Whether the aggregate ahead belongs to a quantity after it."""
        return self.at + 1 < len(self.atoms) and self.atoms[self.at + 1].kind == "quantity"

    def _agg(self, atom: Atom) -> None:
        aggregates = [atom.value]
        while (conj := self._peek("conj")) and self.at + 1 < len(self.atoms) and self.atoms[self.at + 1].kind == "agg":
            if conj.value == "or":
                raise Unclear("or")
            aggregates.append(self.atoms[self.at + 1].value)
            self.at += 2
        found = self._take("quantity")
        if found is not None:
            self._subject(found)
            self.draft.measures += [(agg, found.value) for agg in aggregates]
        elif (noun := self._peek("noun")) and aggregates == ["sum"]:
            self.draft.head = self.draft.head if self.draft.head == "much" else "count"
            self._subject(noun)
        elif aggregates != ["sum"]:
            raise Unclear(atom.value)

    def _dim(self, atom: Atom) -> None:
        self._subject(atom)
        self.draft.shown.append(atom.value)
        self.draft.dims.append(atom.value)

    def _group(self, _: Atom) -> None:
        """`by` and its like: dimensions or pieces of time to group by, a number to rank by, or who did it."""
        nxt = self._peek("dim", "unit", "bucket", "noun", "quantity", "agg", "cond", "most", "sup", "head")
        if nxt is None:
            raise Unclear("by")
        if nxt.kind in ("dim", "unit", "bucket"):
            self._groups()
        elif nxt.kind == "noun" and nxt.value == "workspaces":
            self.at += 1
            self.draft.mine = True
        elif nxt.kind == "quantity":
            self.at += 1
            self.draft.ranks.append((nxt.value, self._direction(default=True)))
        elif nxt.kind == "agg" and self.at + 1 < len(self.atoms) and self.atoms[self.at + 1].kind == "quantity":
            self.at += 2
            self.draft.measures.append((nxt.value, self.atoms[self.at - 1].value))
            self.draft.ranks.append((self.atoms[self.at - 1].value, self._direction(default=True)))
        elif nxt.kind == "noun" or (nxt.kind == "head" and nxt.value == "count"):
            self.at += 1
            self._take("noun")
            self.draft.ranks.append(("count", self._direction(default=True)))
        elif nxt.kind == "cond":
            self._doer(nxt)
        else:
            raise Unclear("by")

    def _groups(self) -> None:
        while (found := self._take("dim", "unit", "bucket")) is not None:
            self.draft.groups.append(found.value if found.kind == "dim" else ("time", found.value))
            conj = self._peek("conj")
            ahead = self.atoms[self.at + 1] if conj and self.at + 1 < len(self.atoms) else None
            skip = 2 if ahead is not None and ahead.kind == "group" and self.at + 2 < len(self.atoms) else 1
            target = self.atoms[self.at + skip] if ahead is not None and self.at + skip < len(self.atoms) else None
            if conj is None or conj.value == "or" or target is None or target.kind not in ("dim", "unit", "bucket"):
                return
            self.at += skip

    def _doer(self, who: Atom) -> None:
        concept, op, value = who.value
        if concept == "?":
            named = [v for c, v in value if c in ("actor", "user")]
            if not named:
                raise Unclear("by")
            value, concept = named[0], "actor"
        if concept not in ("actor", "user", "display", "email"):
            raise Unclear("by")
        self.at += 1
        if "created_at" in self.draft.whens or "terminated_at" in self.draft.whens:
            when = self.draft.whens.pop()
            self.draft.conds.append((when.replace("_at", "_by"), op, value))
        else:
            self.draft.conds.append(("actor", op, value))

    def _direction(self, *, default: bool) -> bool:
        found = self._take("dir")
        return default if found is None else bool(found.value[1])

    def _rank(self, *, descending: bool) -> None:
        agg = self._take("agg")
        while self._take("head"):
            pass
        found = self._take("quantity", "noun", "dim", "when", "action")
        if found is None:
            raise Unclear("the order")
        if found.kind == "quantity":
            if agg is not None:
                self.draft.measures.append((agg.value, found.value))
            self.draft.ranks.append((found.value, self._direction(default=descending)))
        elif found.kind == "noun":
            self.draft.nouns.append(found.value)
            self.draft.ranks.append(("count", self._direction(default=descending)))
        elif found.kind == "action":
            self.draft.actions.append(found.value)
            self.draft.ranks.append(("count", self._direction(default=descending)))
        elif found.kind == "dim" and self.draft.dims and found.value == "user":
            self.draft.ranks.append(("distinct:user", self._direction(default=descending)))
        else:
            self.draft.ranks.append((found.value, self._direction(default=False)))

    def _most(self, _: Atom) -> None:
        self._rank(descending=True)

    def _fewest(self, _: Atom) -> None:
        self._rank(descending=False)

    def _sup(self, atom: Atom) -> None:
        concept, descending = atom.value
        if concept == "count" and (found := self._take("quantity")):
            concept = found.value
        elif concept == "count" and (found := self._take("action")):
            self.draft.actions.append(found.value)
        elif concept == "count" and self.draft.subject is not None and (noun := self._take("noun")):
            self.draft.nouns.append(noun.value)
        elif concept == "count" and self._peek("noun"):
            raise Unclear("the largest")
        self.draft.ranks.append((concept, descending))

    def _dir(self, atom: Atom) -> None:
        concept, descending = atom.value
        if concept is not None:
            self.draft.ranks.append((concept, descending))
        elif self.draft.ranks:
            self.draft.ranks[-1] = (self.draft.ranks[-1][0], descending)
        elif len(self.draft.quantities) == 1:
            self.draft.ranks.append((self.draft.quantities[0], descending))
        else:
            self.draft.ranks.append(("first", descending))

    def _topn(self, atom: Atom) -> None:
        if not isinstance(atom.value, int) or not 1 <= atom.value <= 500 or self.draft.limit is not None:
            raise Unclear("how many rows")
        self.draft.limit = atom.value

    def _bottomn(self, atom: Atom) -> None:
        self._topn(atom)
        self.draft.ranks.append(("bottom", False))

    def _top(self, _: Atom) -> None:
        """`top accounts by cost`: the order says it."""

    def _when(self, atom: Atom) -> None:
        self._subject(atom)
        self.draft.whens.append(atom.value)

    def _action(self, atom: Atom) -> None:
        self._subject(atom)
        self.draft.actions.append(atom.value)

    def _time(self, atom: Atom) -> None:
        self.draft.times.append(atom.value)

    def _bucket(self, atom: Atom) -> None:
        self.draft.groups.append(("time", atom.value))

    def _conj(self, atom: Atom) -> None:
        if atom.value == "or":
            raise Unclear("or")

    def _share(self, _: Atom) -> None:
        self.draft.share = True

    def _spread(self, _: Atom) -> None:
        self.draft.spread = True

    def _compare(self, _: Atom) -> None:
        self.draft.compare = True

    def _monthly(self, _: Atom) -> None:
        self.draft.monthly = True

    def _changed(self, _: Atom) -> None:
        self.draft.changed = True

    def _idle(self, _: Atom) -> None:
        raise Unclear(
            "idle", "How many days without a connection do you mean by idle? For example: idle for more than 30 days."
        )

    def _inuse(self, _: Atom) -> None:
        """`which operating systems are in use` says nothing; of WorkSpaces it may be now or lately."""
        if self.draft.subject is None or self.draft.subject.kind != "dim" or self.draft.subject.value in LIST_OF_ROWS:
            raise Unclear(
                "in use", "Do you mean connected now, or used within some days? For example: used in the last 7 days."
            )

    def _vague(self, _: Atom) -> None:
        raise Unclear("encrypted", "Do you mean the root volume or the user volume?")
