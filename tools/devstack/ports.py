"""Ports: is it free, who holds it, which one to take."""

import socket
from pathlib import Path

from devstack.problem import Problem
from devstack.state import State

LISTENING = "0A"


def is_free(port: int) -> bool:
    """Whether a server may listen on that port of the loopback interface now."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require(port: int, setting: str) -> None:
    """Checks a port that the person chose.

    Raises:
        Problem: somebody else has it, or it needs rights that this user lacks.

    """
    if is_free(port):
        return
    if port < 1024 and holder(port) is None:
        raise Problem(f"Port {port} ({setting}) is not open to this user: set {setting} to a port above 1023")
    who = holder(port) or "another program"
    raise Problem(f"Port {port} ({setting}) is taken by {who}: stop it, or start with {setting}={_free_above(port)}")


def choose(state: State, name: str) -> int:
    """The remembered port of a service if it is still free, else a free one, remembered."""
    known = dict(state.get("ports") or {})
    port = known.get(name)
    if not isinstance(port, int) or not is_free(port):
        port = any_free(taken=set(known.values()))
        state.set("ports", {**known, name: port})
    return port


def remembered(state: State, name: str) -> int:
    """The port that a running service was given."""
    return int((state.get("ports") or {})[name])


def any_free(taken: set[int] | None = None) -> int:
    """A port that is free now and not among `taken`."""
    while True:
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            port = int(server.getsockname()[1])
        if port not in (taken or set()):
            return port


def holder(port: int) -> str | None:
    """Name and pid of the process that listens on a port, where this user may see it."""
    inodes = {inode for table in ("tcp", "tcp6") for inode in _listeners(Path("/proc/net") / table, port)}
    if not inodes:
        return None
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in wanted for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:  # it ended, or belongs to another user
            continue
    return "a program of another user"


def _listeners(table: Path, port: int) -> list[str]:
    rows = [line.split() for line in table.read_text().splitlines()[1:]] if table.exists() else []
    return [row[9] for row in rows if row[3] == LISTENING and int(row[1].rsplit(":", 1)[1], 16) == port]


def _free_above(port: int) -> int:
    return next((candidate for candidate in range(max(port, 1023) + 1, 65536) if is_free(candidate)), 0)
