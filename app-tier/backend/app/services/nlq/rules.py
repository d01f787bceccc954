"""The rule parser: it answers what it surely understands, so every word of a question has a place in its plan."""

import re
from collections.abc import Sequence
from datetime import date

from app.schemas.plan import Plan
from app.services.nlq.deciding import decide
from app.services.nlq.drafting import Gatherer, Unclear
from app.services.nlq.lexicon import Atom
from app.services.nlq.phrasing import phrase
from app.services.nlq.reading import Reading, read
from app.services.nlq.values import Known

_ONE_OF = re.compile(r"\bwhich (?:one )?of (?:our|the|all)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?:s|people|staff)$")


def understand(question: str, known: Known, today: date) -> tuple[Plan, Reading]:
    """The plan of a question and how it was read. Raises Unclear."""
    made = read(question, known, today)
    return plan_of(made), made


def plan_of(made: Reading) -> Plan:
    """The plan of a reading. Raises Unclear naming what is not understood."""
    if made.unknown:
        raise Unclear(", ".join(dict.fromkeys(made.unknown)))
    atoms = phrase(made.atoms)
    if not atoms:
        raise Unclear(made.text)
    gatherer = Gatherer(atoms)
    draft = gatherer.gather()
    draft.one = draft.limit is None and _singular(made, atoms)
    return decide(draft)


def _singular(made: Reading, atoms: Sequence[Atom]) -> bool:
    """Whether one thing is asked for: the most expensive WorkSpace, which Region has the most."""
    if not any(a.kind in ("sup", "most", "fewest") and not _sorts(made, a) for a in atoms):
        return False
    if _ONE_OF.search(made.text):
        return True
    subjects = [a for a in atoms if a.kind in ("noun", "dim")]
    if not subjects:
        return False
    return not _PLURAL.search(made.words[subjects[0].last].text) or made.words[subjects[0].last].text in (
        "address",
        "os",
        "ws",
        "status",
        "email address",
    )


def _sorts(made: Reading, atom: Atom) -> bool:
    said = made.said(atom).lower()
    return "by" in said.split() or "sort" in said or "order" in said
