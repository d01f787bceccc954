"""People: names as they occur in a company with offices on three continents."""

import unicodedata
from functools import lru_cache
from importlib import resources


def _names(file: str) -> tuple[str, ...]:
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    return tuple(name for line in text.splitlines() for name in line.split("|"))


GIVEN = _names("given.txt")
FAMILY = _names("family.txt")

_FOLD = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss"})


@lru_cache(maxsize=1024)
def ascii_fold(text: str) -> str:
    """Lower-case ASCII letters of a name: `Zoë O'Brien` -> `zoeobrien`."""
    flat = unicodedata.normalize("NFKD", text.translate(_FOLD))
    return "".join(char for char in flat if char.isascii() and char.isalnum()).lower()


def user_name(given: str, family: str, number: int) -> str:
    """A sAMAccountName of at most 20 characters, as a directory would hold it; `number` 0 adds no suffix."""
    suffix = str(number) if number else ""
    full = f"{ascii_fold(given)}.{ascii_fold(family)}"
    return full[: 20 - len(suffix)].rstrip(".") + suffix
