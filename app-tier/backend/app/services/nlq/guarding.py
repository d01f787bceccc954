"""Questions that get no answer: commands that would change something, secrets, attempts to take the model over."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.services.nlq.words import clean

_TOLD: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("refused.toml").read_text(encoding="utf-8"))


def _any(name: str) -> str:
    return "(?:" + "|".join(_TOLD[name]) + ")"


# what is asked to be done: at the beginning of a sentence, or after it was said what to
_NOT_RECORDS = r"(?!\s+(?:events?|date|time|month|timeout|counts?|history|log)\b)"
_COMMAND = re.compile(rf"^(?:{_any('polite')}[\s,:]*)*{_any('verbs')}\b{_NOT_RECORDS}", re.IGNORECASE)
_LATER = re.compile(
    rf"(?:\band(?: then| also)?|\bthen|[;,.!]|\bto|\bmust|\bafterwards)\s+(?:please\s+|immediately\s+|also\s+|then\s+)*"
    rf"{_any('verbs')}\s+(?:\w+\s+)?(?:them|it|those|these|all|every|everything|the|any|each|that|this|users?|my|our|his|"
    r"her|their|ws-|idle|unused|stopped)\b",
    re.IGNORECASE,
)
_HELP = re.compile(rf"^{_any('help')}[\s?!.]*$", re.IGNORECASE)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("injection", re.compile(_any("take_over"), re.IGNORECASE)),
    ("injection", re.compile(_any("sql"), re.IGNORECASE)),
    ("secret", re.compile(rf"\b{_any('secret')}\b", re.IGNORECASE)),
)

SENTENCES: dict[str, str] = {
    "change": (
        "Nothing was changed: questions only read. "
        "Changes are made in AWS, or on this product's own pages by those who may."
    ),
    "secret": "Passwords, keys and tokens cannot be asked for; nothing of the kind is readable here.",
    "injection": "That is not a question about the inventory, so it was not answered and nothing was done.",
    "help": "Ask about WorkSpaces, their usage, costs, changes and CloudTrail events.",
    "scope": "That cannot be answered from the inventory of WorkSpaces.",
}
EXAMPLES = (
    "How many WorkSpaces are there by Region?",
    "Which AlwaysOn WorkSpaces have not been used for 30 days?",
    "Top 10 users by cost last month",
    "Who terminated WorkSpaces last week?",
)
ASK_INSTEAD = "You can ask, for example: " + " · ".join(EXAMPLES)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, and what to say."""

    reason: str

    @property
    def sentence(self) -> str:
        """What the person is told."""
        return f"{SENTENCES[self.reason]} {ASK_INSTEAD}"


def refusal(question: str) -> Refusal | None:
    """The reason for which a question is refused before anything is looked up; None for one that may be answered."""
    text = clean(question)
    plain = text.strip(" .!?'\"")
    if _HELP.search(plain):
        return Refusal("help")
    for reason, pattern in _PATTERNS:
        if pattern.search(text):
            return Refusal(reason)
    sentences = re.split(r"(?<=[.!?;])\s+", plain)
    if any(_COMMAND.search(s.strip()) for s in sentences) or _LATER.search(plain):
        return Refusal("change")
    return None
