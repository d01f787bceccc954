"""What a stack remembers between starts: its ports and first-start facts, and its generated secrets."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from devstack.problem import Problem


def write_json(path: Path, value: object) -> None:
    """Writes a file that only its owner reads, all of it or nothing."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")
    temporary.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty if there is no such file.

    Raises:
        Problem: the file is there and holds something else.

    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise Problem(f"{path} cannot be read ({error}): remove it and run the command again") from error
    if not isinstance(value, dict):
        raise Problem(f"{path} does not hold what ./dev wrote there: remove it and run the command again")
    return value


class State:
    """`state.json` of a home: loaded once, written at every change."""

    def __init__(self, home: Path) -> None:
        self._path = home / "state.json"
        self._values = read_json(self._path)

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A remembered value, or None."""
        return self._values.get(key)

    def set(self, key: str, value: object) -> None:
        """Remembers a value at once."""
        if self._values.get(key) != value:
            self._values[key] = value
            write_json(self._path, self._values)


def secret(home: Path, name: str) -> str:
    """A random secret of this home, made at its first use and kept in `secrets.json` (mode 0600)."""
    path = home / "secrets.json"
    known = read_json(path)
    if name not in known:
        known[name] = secrets.token_urlsafe(32)
        write_json(path, known)
    return str(known[name])
