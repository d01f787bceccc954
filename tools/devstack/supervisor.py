"""Keeps the services of one stack running: `python -m devstack.supervisor`, its plan as JSON on standard input.

It is the leader of its own session and holds `run/supervisor.lock` for as long as it lives, which is how everybody else
knows that the stack runs. It says what it does in `run/status.json`, restarts what dies, and stops everything in
reverse order on SIGTERM, or when the `./dev up` that is attached to it ends.
"""

import ctypes
import dataclasses
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Literal

from devstack import logs, plan, process
from devstack.keeper import Keeper
from devstack.problem import Problem, from_os_error
from devstack.state import write_json

Phase = Literal["starting", "ready", "stopping", "failed"]
PR_SET_CHILD_SUBREAPER = 36
TICK_S = 0.1
PROBE_EVERY_S = 2.0
TRIM_EVERY_S = 60.0


class Supervisor:
    """One stack: starts its plan, watches it, stops it."""

    def __init__(self, what: plan.Plan, lifeline: int | None) -> None:
        self.plan = what
        self.home = Path(what.home)
        self.keepers = {service.name: Keeper(service, self.home) for service in what.services}
        self.phase: Phase = "starting"
        self.message = ""
        self.done: list[str] = []
        self._lifeline = lifeline
        self._stop_asked = False
        self._published = ""
        self._task = 0

    def run(self) -> int:
        """Until told to stop; 1 if the stack could not be started."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGUSR1, self._on_retry)
        try:
            self._start()
            self._watch()
        except Problem as problem:
            self.phase, self.message = "failed", str(problem)
        except OSError as error:
            self.phase, self.message = "failed", str(from_os_error(error, self.home))
        failed = self.phase == "failed"
        self._end()
        return 1 if failed else 0

    def _stopping(self) -> bool:
        return self._stop_asked

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stop_asked = True

    def _on_retry(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        for keeper in self.keepers.values():
            keeper.retry_now()

    def _start(self) -> None:
        for stage in self.plan.stages:
            for task in stage.tasks:
                if not self._stopping():
                    self._run_task(task)
            starting = [self.keepers[service.name] for service in stage.services]
            if self._stopping():
                return
            for keeper in starting:
                keeper.start()
            while not self._stopping() and not all(keeper.state == "ready" for keeper in starting):
                self._tick(probe_every_s=TICK_S)
                for keeper in starting:
                    keeper.raise_if_hopeless()
        if not self._stopping():
            self.phase = "ready"
            self._publish()

    def _watch(self) -> None:
        trimmed = time.monotonic()
        while not self._stopping():
            self._tick(probe_every_s=PROBE_EVERY_S)
            if time.monotonic() - trimmed > TRIM_EVERY_S:
                trimmed = time.monotonic()
                logs.trim(self.home / "logs")

    def _tick(self, probe_every_s: float) -> None:
        if self._lifeline is None:
            time.sleep(TICK_S)
        elif select.select([self._lifeline], [], [], TICK_S)[0] and not os.read(self._lifeline, 1):
            self._stop_asked = True  # the `./dev up` that was attached has ended
        self._reap()
        for keeper in self.keepers.values():
            keeper.look(probe_every_s)
        self._publish()

    def _run_task(self, task: plan.Task) -> None:
        started = time.monotonic()
        log = self.home / "logs" / f"{task.name}.log"
        with log.open("ab") as output:
            child = subprocess.Popen(
                task.command,
                cwd=task.cwd,
                env=task.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._task = child.pid
            while child.poll() is None:
                if self._stopping() or time.monotonic() - started > task.limit_s:
                    process.end(lambda: process.in_session(child.pid))
                self._tick(probe_every_s=PROBE_EVERY_S)
        if child.returncode != 0 and not self._stopping():
            raise Problem(f"{task.title} failed: {logs.telling_line(log)} (all of it: {log})")
        self.done.append(f"{task.title}|{time.monotonic() - started:.1f}")

    def _reap(self) -> None:
        # Orphans of services end up here (subreaper); services and tasks are waited for by their Popen objects.
        own = {keeper.pid for keeper in self.keepers.values()} | {self._task}
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        for pid in map(int, children.read_text().split() if children.exists() else []):
            if pid not in own:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)

    def _end(self) -> None:
        if self.phase != "failed":
            self.phase = "stopping"
        self._publish()
        for stage in reversed(self.plan.stages):
            stopping = [self.keepers[service.name] for service in stage.services]
            for keeper in stopping:
                keeper.ask_to_stop()
            for keeper in stopping:
                keeper.finish_stopping()
                self._publish()
        process.end(lambda: process.descendants(os.getpid()), grace_s=3)
        self._reap()

    def _publish(self) -> None:
        status = {
            "supervisor": dataclasses.asdict(process.identify(os.getpid()) or process.Identity(os.getpid(), "")),
            "phase": self.phase,
            "message": self.message,
            "done": self.done,
            "services": [keeper.status() for keeper in self.keepers.values()],
        }
        text = json.dumps(status)
        if text != self._published:
            write_json(self.home / "run" / "status.json", status)
            self._published = text


def main() -> int:
    """Entry point; the arguments are the lock file and, for an attached start, the descriptor of the lifeline."""
    lock = Path(sys.argv[1]).open("a")  # noqa: SIM115 - held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 3
    what = plan.from_json(json.load(sys.stdin))
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    return Supervisor(what, int(sys.argv[2]) if len(sys.argv) > 2 else None).run()


if __name__ == "__main__":
    sys.exit(main())
