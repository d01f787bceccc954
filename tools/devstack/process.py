"""Processes: who is it really, is it alive, and how to end it with everything it started."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROC = Path("/proc")
MARK = "WSI_STACK_HOME"
ROOT_UID = 0


@dataclass(frozen=True)
class Identity:
    """A process that cannot be mistaken for a later one with the same pid."""

    pid: int
    started: str


@dataclass(frozen=True)
class Entry:
    """What /proc says of one process."""

    identity: Identity
    parent: int
    session: int
    state: str
    name: str

    @property
    def ticks(self) -> int:
        """Start time in clock ticks since boot."""
        return int(self.identity.started.rsplit(":", 1)[1])


@cache
def boot_id() -> str:
    """Tells this boot of the machine from every other."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def entry(pid: int) -> Entry | None:
    """The process with that pid, or None if there is none (a zombie has ended, so it is none)."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    name = text[text.index("(") + 1 : text.rindex(")")]
    fields = text[text.rindex(")") + 2 :].split()
    if fields[0] in "ZX":
        return None
    return Entry(Identity(pid, f"{boot_id()}:{fields[19]}"), int(fields[1]), int(fields[3]), fields[0], name)


def identify(pid: int) -> Identity | None:
    """The identity of a live process."""
    found = entry(pid)
    return found.identity if found else None


def is_alive(identity: Identity) -> bool:
    """Whether that very process still runs."""
    return identify(identity.pid) == identity


def table() -> list[Entry]:
    """Every live process."""
    pids = (int(path.name) for path in PROC.iterdir() if path.name.isdigit())
    return [found for found in map(entry, pids) if found is not None]


def in_session(session: int) -> list[Entry]:
    """The live processes of a session: a service and what it started."""
    return [found for found in table() if found.session == session]


def descendants(pid: int) -> list[Entry]:
    """Every live process below `pid`."""
    processes = table()
    below, found = {pid}, []
    while fresh := [item for item in processes if item.parent in below and item.identity.pid not in below]:
        below |= {item.identity.pid for item in fresh}
        found += fresh
    return found


def marked(pid: int, folder: Path, mark: str = MARK) -> bool:
    """Whether a process carries the mark of this folder in the environment it was started with."""
    try:
        environment = (PROC / str(pid) / "environ").read_bytes()
    except OSError:  # it ended, or belongs to another user
        return False
    return f"{mark}={folder}".encode() in environment.split(b"\0")


def works_in(pid: int, folder: Path) -> bool:
    """Whether the working directory of a process is that folder or one below it."""
    try:
        return (PROC / str(pid) / "cwd").readlink().is_relative_to(folder)
    except OSError:  # it ended, or belongs to another user
        return False


def send(pid: int, number: int) -> None:
    """A signal to a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def end(find: Callable[[], Iterable[Entry]], first: int = signal.SIGTERM, grace_s: float = 10) -> bool:
    """Ends the processes that `find` returns: `first`, then after the grace SIGKILL.

    Returns whether none is left.
    """
    for number, limit_s in ((first, grace_s), (signal.SIGKILL, 10.0)):
        processes = list(find())
        for item in processes:
            send(item.identity.pid, number)
        if wait_until(lambda: not list(find()), limit_s):
            return True
    return False


def wait_until(true: Callable[[], bool], limit_s: float, every_s: float = 0.05) -> bool:
    """Waits until something holds; False if it does not within the limit in seconds."""
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every_s)
    return True


def is_root() -> bool:
    """Whether this user is root."""
    return os.geteuid() == ROOT_UID
