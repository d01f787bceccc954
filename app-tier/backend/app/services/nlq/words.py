"""A question as words: control characters and odd spellings of the same letter are gone, each word knows its place."""

import re
import unicodedata
from dataclasses import dataclass

MAX_WORDS = 120
_QUOTES = str.maketrans("\u2018\u2019\u201b\u02bc\u201c\u201d\u201e\u2013\u2014\u2212\u00a0", "''''\"\"\"--- ")
_WORD = re.compile(
    r"""(?:ws|wsb|wsi|wsp|subnet)-[0-9a-z]{2,}(?![\w-]) | d-[0-9a-f]{10}(?![\w-])
      | (?:us|eu|ap|ca|sa|me|af|il|mx)-(?:gov-)?[a-z]{4,9}-\d(?!\w)
      | [a-z]{2,}-(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{4,}(?![\w-])   # a computer
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
      | \d{4}-\d{2}(?:-\d{2})?(?![\d-])        # a day or a month
      | \d{1,3}(?:\.\d{1,3}){3}(?!\d)          # an address
      | \d{1,3}(?:,\d{3})+(?:\.\d+)?           # 1,200.50
      | \d+(?:\.\d+)?
      | [^\W\d_]+n't
      | '(?:s|re|ve|ll|d|m)\b
      | [^\W\d_]+
      | >= | <= | != | =< | => | <>
      | [^\s\w]
      | _
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word in lower case, and where it stands in the cleaned question."""

    text: str
    start: int
    end: int


def clean(question: str) -> str:
    """The question in one line of plain text: compatibility forms, quotation marks and dashes are made alike."""
    text = unicodedata.normalize("NFKC", question).translate(_QUOTES)
    text = "".join(" " if unicodedata.category(ch) in ("Cc", "Cf", "Zl", "Zp", "Cn", "Co", "Cs") else ch for ch in text)
    return " ".join(text.split())


def words(text: str) -> list[Word]:
    """The words of a cleaned question, at most 120 of them; marks that mean nothing are left out."""
    found = (Word(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text))
    return [w for w in found if w.text not in _NOTHING][:MAX_WORDS]


_NOTHING = frozenset("?!.;:\"'`()[]{}*~^|\\/_-#&@")
