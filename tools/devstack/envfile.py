"""Reads a `.env` file: `KEY=value` lines, comments, quotes as a shell would take them, no expansion."""

import re
from pathlib import Path

from devstack.problem import Problem

ASSIGNMENT = re.compile(r"^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$")
DOUBLE_QUOTED = re.compile(r'^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$')
SINGLE_QUOTED = re.compile(r"^'([^']*)'\s*(?:#.*)?$")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def parse(text: str, name: str = ".env") -> dict[str, str]:
    """The variables of the text, the last one winning.

    Raises:
        Problem: a line that is neither an assignment nor a comment; it names the line.

    """
    values: dict[str, str] = {}
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = ASSIGNMENT.match(line)
        if match is None:
            raise Problem(f"{name} line {number} is not KEY=value: correct it or put # before it")
        values[match[1]] = _value(match[2], name, number)
    return values


def read(path: Path) -> dict[str, str]:
    """The variables of the file; none if there is no such file.

    Raises:
        Problem: it cannot be read, is not UTF-8 text, or has a line that is no assignment.

    """
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): make it a readable text file") from error


def _value(text: str, name: str, number: int) -> str:
    if text.startswith('"'):
        match = DOUBLE_QUOTED.match(text)
        if match:
            return re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), match[1])
    elif text.startswith("'"):
        match = SINGLE_QUOTED.match(text)
        if match:
            return match[1]
    else:
        return re.split(r"\s+#|^#", text, maxsplit=1)[0].strip()
    raise Problem(f"{name} line {number} has a quote that is not closed: close it")
