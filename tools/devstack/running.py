"""The stack as it runs: is it there, what does it say of itself, how to end it and what a killed one left behind."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from devstack import locking, logs, process
from devstack.layout import Layout
from devstack.plan import Plan
from devstack.problem import Problem
from devstack.state import read_json

STOP_LIMIT_S = 90.0
COLLECTED_WITHIN_S = 1.0
DATA_KEEPERS = {"postgres", "redis-server", "valkey-server"}

LAUNCHED: "list[subprocess.Popen[bytes]]" = []
"""The supervisors of this process, kept so that they can be waited for once they end."""


@dataclass(frozen=True)
class Running:
    """One home, seen from outside."""

    layout: Layout

    @property
    def lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.layout.run / "supervisor.lock"

    def is_up(self) -> bool:
        """Whether a supervisor is at work."""
        return locking.is_held(self.lock)

    def status(self) -> dict[str, Any]:
        """What the supervisor said last; empty before its first word."""
        try:
            return read_json(self.layout.run / "status.json")
        except Problem:
            return {}

    def services(self) -> list[dict[str, Any]]:
        """The services in the order of starting, empty if none were ever started."""
        found = self.status().get("services", [])
        return found if isinstance(found, list) else []

    def launch(self, plan: Plan, lifeline: int | None) -> "subprocess.Popen[bytes]":
        """Starts the supervisor; with a lifeline it stops everything when the other end of that pipe closes."""
        (self.layout.run / "status.json").unlink(missing_ok=True)
        logs.rotate(self.layout.logs)
        command = [sys.executable, "-m", "devstack.supervisor", str(self.lock)]
        fds = () if lifeline is None else (lifeline,)
        with (self.layout.logs / "supervisor.log").open("ab") as output:
            child = subprocess.Popen(
                [*command, *map(str, fds)],
                cwd=self.layout.home,
                env={**os.environ, "PYTHONPATH": str(self.layout.tools), "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=fds,
            )
            assert child.stdin is not None  # noqa: S101 - it is a pipe
            with suppress(BrokenPipeError), child.stdin as channel:
                channel.write(json.dumps(asdict(plan)).encode())
        LAUNCHED.append(child)
        return child

    def ask(self, number: int) -> None:
        """A signal to the supervisor."""
        pid = self.status().get("supervisor", {}).get("pid")
        if isinstance(pid, int) and self.is_up():
            process.send(pid, number)

    def stop(self) -> int:
        """Stops the stack and whatever a killed one left; the number of processes that were ended.

        Raises:
            Problem: something does not end, even when killed.

        """
        ended = 0
        if self.is_up():
            ended = sum(1 for service in self.services() if service.get("pid"))
            process.wait_until(lambda: bool(self.status().get("supervisor")), 5)
            self.ask(signal.SIGTERM)
            pid = self.status().get("supervisor", {}).get("pid")
            if not process.wait_until(lambda: not self.is_up(), STOP_LIMIT_S):
                process.end(lambda: [item for item in process.table() if item.identity.pid == pid], signal.SIGKILL)
            # Not even its entry in the process table, once init has collected it.
            process.wait_until(lambda: _is_collected(pid), COLLECTED_WITHIN_S)
        LAUNCHED[:] = [child for child in LAUNCHED if child.poll() is None]
        return ended + self.end_leftovers()

    def leftovers(self) -> list[process.Entry]:
        """Processes of this home that no supervisor looks after: found by session, by mark and by data directory."""
        known = {service["pid"]: service["started"] for service in self.services() if service.get("pid")}
        sessions = {pid: _ticks(started) for pid, started in known.items() if _same_boot(started)}
        data = self.layout.home / "postgres"
        return [
            item
            for item in process.table()
            if (item.session in sessions and item.ticks >= sessions[item.session])
            or process.marked(item.identity.pid, self.layout.home)
            or (item.name == "postgres" and process.works_in(item.identity.pid, data))
        ]

    def end_leftovers(self) -> int:
        """Ends them, the data stores last; how many there were."""
        found = self.leftovers()
        if not found:
            return 0
        gone = process.end(lambda: [item for item in self.leftovers() if item.name not in DATA_KEEPERS])
        # SIGINT is PostgreSQL's fast shutdown, and Redis saves on it as on SIGTERM.
        gone = process.end(self.leftovers, signal.SIGINT, grace_s=20) and gone
        if not gone:
            pids = ", ".join(str(item.identity.pid) for item in self.leftovers())
            raise Problem(f"These processes of {self.layout.home} do not end: {pids}. End them and try again")
        return len(found)


def _is_collected(pid: int | None) -> bool:
    for child in LAUNCHED:
        child.poll()
    return not (process.PROC / str(pid)).exists()


def _same_boot(started: str | None) -> bool:
    return bool(started) and str(started).rsplit(":", 1)[0] == process.boot_id()


def _ticks(started: str | None) -> int:
    return int(str(started).rsplit(":", 1)[1]) if started else 0
