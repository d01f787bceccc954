"""Keeps one service running: start, probe, restart with growing pauses, stop with everything it started."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Literal

from devstack import logs, probes, process
from devstack.plan import Service
from devstack.problem import Problem

ServiceState = Literal["waiting", "starting", "ready", "unhealthy", "restarting", "stopped"]
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_AFTER_S = 60.0
HOPELESS_EXITS = 3


class Keeper:
    """The life of one service. Not thread-safe: the supervisor's loop is its only caller."""

    def __init__(self, service: Service, home: Path) -> None:
        self.service = service
        self.state: ServiceState = "waiting"
        self.restarts = 0
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self._identity: process.Identity | None = None
        self._started = self._asked = self._probed = self._again_at = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._ready_s: float | None = None
        self._was_ready = False
        self._exits = 0

    @property
    def pid(self) -> int:
        """The pid of the service, 0 while it has none."""
        return self._child.pid if self._child else 0

    @property
    def log(self) -> Path:
        """Where the service writes."""
        return self._home / "logs" / f"{self.service.name}.log"

    def start(self) -> None:
        """Starts the process in a session of its own, its output appended to its log."""
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                self.service.command,
                cwd=self.service.cwd,
                env={**self.service.env, process.MARK: str(self._home)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._identity = process.identify(self._child.pid)
        self._started, self._probed = time.monotonic(), 0.0
        self.state = "starting"

    def look(self, probe_every_s: float) -> None:
        """Notices an exit, restarts when the pause is over, probes when due."""
        if self._child is None:
            if self.state == "restarting" and time.monotonic() >= self._again_at:
                self.restarts += 1
                self.start()
        elif self._child.poll() is not None:
            self._on_exit()
        elif time.monotonic() - self._probed >= probe_every_s:
            self._probe()

    def retry_now(self) -> None:
        """Ends the pause before a restart."""
        self._again_at, self._pause_s = 0.0, FIRST_PAUSE_S

    def raise_if_hopeless(self) -> None:
        """Gives up on a service that has never been ready.

        Raises:
            Problem: it ended three times, or is not ready within its limit.

        """
        name = self.service.name
        if self._exits >= HOPELESS_EXITS:
            raise Problem(f"{name} does not start: {logs.telling_line(self.log)} (all of it: {self.log})")
        if self.state == "starting" and time.monotonic() - self._started > self.service.ready_within_s:
            limit = f"{self.service.ready_within_s:.0f} s"
            raise Problem(f"{name} is not ready after {limit}: {logs.telling_line(self.log)} (all of it: {self.log})")

    def ask_to_stop(self) -> None:
        """Sends the first stop signal to the service's own process, which ends its children."""
        self._asked = time.monotonic()
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.Signals[self.service.stop_signals[0]])

    def finish_stopping(self) -> None:
        """Waits until the service and all of its session are gone, with harder signals after each grace."""
        if self._child is None:
            self.state = "stopped"
            return
        child = self._child
        for name in [*self.service.stop_signals[1:], "SIGKILL", None]:
            left_s = self._asked + self.service.grace_s - time.monotonic()
            if process.wait_until(lambda: child.poll() is not None and not process.in_session(child.pid), left_s):
                break
            for item in process.in_session(child.pid) if name else []:
                process.send(item.identity.pid, signal.Signals[name or "SIGKILL"])
            self._asked = time.monotonic()
        self._child, self._identity = None, None
        self.state = "stopped"

    def status(self) -> dict[str, object]:
        """What `./dev status` shows."""
        return {
            "name": self.service.name,
            "state": self.state,
            "pid": self.pid or None,
            "started": self._identity.started if self._identity else None,
            "port": self.service.port,
            "restarts": self.restarts,
            "ready_s": self._ready_s,
            "note": self.service.note,
        }

    def _probe(self) -> None:
        alive_s = time.monotonic() - self._started
        ready = probes.is_ready(self.service.probe, alive_s)
        self._probed = time.monotonic()
        if ready:
            if not self._was_ready:
                self._ready_s = round(alive_s, 1)
            self.state, self._was_ready = "ready", True
            if alive_s >= STEADY_AFTER_S:
                self._pause_s = FIRST_PAUSE_S
        elif self.state == "ready":
            self.state = "unhealthy"

    def _on_exit(self) -> None:
        child = self._child
        if child is None:
            return
        process.end(lambda: process.in_session(child.pid), grace_s=2)  # what it left behind holds its port
        logs.append(self.log, f"./dev: {self.service.name} ended with {child.returncode}, again in {self._pause_s} s")
        self._exits += 0 if self._was_ready else 1
        self._child, self._identity, self.state = None, None, "restarting"
        self._again_at = time.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
