"""Runs a command of the set-up with its output in a log, and tells in one line why it failed."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from devstack import logs
from devstack.problem import Problem, disk_full

SETUP_MARK = "WSI_SETUP_CACHE"


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    home: Path,
    env: Mapping[str, str] | None = None,
    text: str = "",
    mark: Path | None = None,
) -> str:
    """Runs to the end and returns what was written, which is also added to `logs/setup.log`.

    `mark` is the folder it works for, by which it is found again should this process be killed.

    Raises:
        Problem: it cannot be started or ends with another code than 0; the line says what it said.

    """
    words = [str(word) for word in command]
    log = home / "logs" / "setup.log"
    logs.append(log, f"$ {' '.join(words)}")
    try:
        result = subprocess.run(
            words,
            cwd=cwd,
            env={**(os.environ if env is None else env), **({SETUP_MARK: str(mark)} if mark else {})},
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise Problem(f"{words[0]} is not installed: install it and run the command again") from error
    logs.append(log, result.stdout)
    if result.returncode != 0:
        if "No space left on device" in result.stdout or "ENOSPC" in result.stdout:
            raise disk_full(home)
        name = Path(words[0]).name
        raise Problem(f"{name} failed: {logs.most_telling(result.stdout.splitlines())} (all of it: {log})")
    return result.stdout


def find(name: str, *places: str) -> Path | None:
    """A program on PATH, or in one of the other places."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *places])
    found = shutil.which(name, path=path)
    return Path(found) if found else None
