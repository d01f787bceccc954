"""Locks that the kernel drops when their owner ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from devstack import process
from devstack.console import console
from devstack.problem import Problem

PATIENCE_S = 900.0


def try_lock(path: Path) -> IO[str] | None:
    """The lock, to be closed by the caller, or None if somebody holds it."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def is_held(path: Path) -> bool:
    """Whether a live process holds that lock."""
    if not path.exists():
        return False
    file = try_lock(path)
    if file:
        file.close()
    return file is None


@contextmanager
def exclusive(path: Path, doing: str, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Waits for the lock, saying so, and holds it.

    Raises:
        Problem: somebody else still holds it after the patience in seconds.

    """
    file = try_lock(path)
    if file is None:
        console.line(f"  ..  waiting for another ./dev (pid {path.read_text().strip()}) that is {doing}")
        took: list[IO[str]] = []

        def attempt() -> bool:
            taken = try_lock(path)
            took.extend([taken] if taken else [])
            return bool(taken)

        if not process.wait_until(attempt, patience_s, every_s=0.2):
            raise Problem(f"Another ./dev (pid {path.read_text().strip()}) is still {doing}: end it and try again")
        file = took[0]
    try:
        yield
    finally:
        file.close()
