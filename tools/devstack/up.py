"""`./dev up`: sets up, starts, waits until everything is ready, and tells where to look."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from devstack import first_start, interruption, locking, logs, ports, setup, stack
from devstack.console import console
from devstack.first_start import SignIn
from devstack.interruption import Interrupted
from devstack.problem import Problem
from devstack.running import Running
from devstack.settings import Settings
from devstack.state import State

START_LIMIT_S = 600.0
SPEAK_EVERY_S = 10.0


def run(settings: Settings, *, detach: bool, size: int | None) -> int:
    """Starts the stack, or what of it is not running, and returns the exit code."""
    settings.layout.prepare()
    return Start(settings, size, attached=not detach).run(follow=not detach)


def run_attached(settings: Settings, size: int) -> int:
    """Starts a stack that ends with this process, and returns once it is ready."""
    settings.layout.prepare()
    return Start(settings, size, attached=True).run(follow=False)


class Start:
    """One start of a stack; an attached one ends when this process does."""

    def __init__(self, settings: Settings, size: int | None, *, attached: bool) -> None:
        self.settings = settings
        self.running = Running(settings.layout)
        self.state = State(settings.layout.home)
        self._asked_size = size
        self._attached = attached
        self._was_up = False
        self._lifeline: tuple[int, int] | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None

    def run(self, *, follow: bool) -> int:
        """The whole of it; Ctrl-C and SIGTERM stop what it started."""
        interruption.listen()
        try:
            with locking.exclusive(self.settings.layout.run / "command.lock", "starting or stopping this stack"):
                sign_in = self._start()
            tell(self.settings, sign_in, already=self._was_up)
            if self._was_up and self.state.get("fingerprint") != self.settings.fingerprint:
                console.line("Settings have changed since its start: ./dev down and ./dev up take them in.")
            if follow and not self._was_up:
                console.line("The logs follow; Ctrl-C stops everything.\n")
                self._follow()
        except Interrupted:
            return self._stop_again()
        except (Problem, OSError):
            if not self._was_up:
                self.running.stop()
            raise
        return 0

    def _start(self) -> SignIn:
        settings, running = self.settings, self.running
        size = stack.demo_size(self.state, self._asked_size)
        wanted = {"web": settings.web_port, "api": settings.api_port, "mode": settings.mode}
        wanted |= {"size": size} if settings.mode == "demo" else {}
        self._was_up = running.is_up() and running.status().get("phase") in ("starting", "ready")
        if self._was_up and self.state.get("started_with") != wanted:
            raise Problem("This stack runs already with other ports, size or mode: run ./dev down first")
        if not self._was_up:
            ended = running.stop()
            if ended:
                console.line(f"  ok  ended {ended} processes that an earlier run left behind")
            ports.require(settings.web_port, "WEB_PORT")
            ports.require(settings.api_port, "API_PORT")
        _introduce(settings, size)
        setup.ensure(settings.layout, services=True, packaged=settings.packaged_services)
        if self._was_up:
            running.ask(signal.SIGUSR1)
            self._await_ready()
            return first_start.run(settings, self.state, stack.facts(settings, self.state, size, running=True))
        facts = stack.facts(settings, self.state, size)
        plan = stack.prepare(settings, self.state, facts)
        self.state.set("started_with", wanted)
        if settings.mode == "demo":
            self.state.set("demo_made", size)
        self.state.set("fingerprint", settings.fingerprint)
        for name in facts.external:
            console.line(f"  ok  {name} is set: it is used in place of a service of this stack")
        self._lifeline = os.pipe() if self._attached else None
        self._supervisor = running.launch(plan, self._lifeline[0] if self._lifeline else None)
        self._await_ready()
        return first_start.run(settings, self.state, facts)

    def _await_ready(self) -> None:
        shown: set[str] = set()
        deadline, spoken = time.monotonic() + START_LIMIT_S, time.monotonic()
        while time.monotonic() < deadline:
            status = self.running.status()
            for title, note, seconds in _news(status):
                if title not in shown:
                    shown.add(title)
                    spoken = time.monotonic()
                    if self._supervisor is not None:
                        console.done(title, note, seconds)
            if status.get("phase") == "ready" and all(item["state"] == "ready" for item in status["services"]):
                return
            if status.get("phase") == "failed":
                raise Problem(str(status["message"]))
            if self._supervisor is not None and self._supervisor.poll() is not None:
                log = self.settings.layout.logs / "supervisor.log"
                raise Problem(f"The supervisor ended: {logs.telling_line(log)} (all of it: {log})")
            if time.monotonic() - spoken > SPEAK_EVERY_S:
                spoken = time.monotonic()
                console.line(f"  ..  waiting for {_awaited(status)}")
            time.sleep(0.1)
        raise Problem(f"The stack is not ready after {START_LIMIT_S:.0f} s: see ./dev status and ./dev logs")

    def _follow(self) -> None:
        folder = self.settings.layout.logs
        for line in logs.follow([folder / f"{service['name']}.log" for service in self.running.services()]):
            if line:
                sys.stdout.write(f"{line}\n")
                continue
            sys.stdout.flush()
            if not self.running.is_up():
                message = self.running.status().get("message")
                raise Problem(str(message)) if message else Interrupted

    def _stop_again(self) -> int:
        interruption.ignore()
        if self._was_up:
            return 130
        console.line("\nStopping ...")
        self.running.stop()
        console.line("Stopped.")
        return 0 if self._supervisor is not None else 130


def _introduce(settings: Settings, size: int) -> None:
    layout = settings.layout
    if settings.mode == "demo":
        console.line(f"WorkSpaces Inventory with the simulated demo estate ({size} WorkSpaces), state in {layout.home}")
    else:
        where = settings.get("AWS_ENDPOINT_URL", "AWS")
        console.line(f"WorkSpaces Inventory with the configured AWS account ({where}), state in {layout.home}")


def _awaited(status: dict[str, Any]) -> str:
    waiting = [item["name"] for item in status.get("services", []) if item["state"] not in ("ready", "waiting")]
    return ", ".join(waiting) or "the database migrations"


def _news(status: dict[str, Any]) -> list[tuple[str, str, float]]:
    done = [str(item).rpartition("|") for item in status.get("done", [])]
    tasks = [(title, "", float(seconds)) for title, _, seconds in done]
    ready = [item for item in status.get("services", []) if item["ready_s"] is not None]
    return tasks + [(item["name"], _note(item), item["ready_s"]) for item in ready]


def _note(item: dict[str, Any]) -> str:
    return f"{item['note']}, port {item['port']}" if item["port"] else str(item["note"])


def tell(settings: Settings, sign_in: SignIn, *, already: bool) -> None:
    """The last lines: where it is and how to sign in."""
    console.line()
    console.line("It runs already." if already else "Ready.")
    console.line(f"  Open      http://127.0.0.1:{settings.web_port}")
    console.line(f"  User      {sign_in.username}")
    if sign_in.new_password:
        console.line(f"  Password  {sign_in.new_password}   (made now and shown only this once)")
    elif sign_in.from_settings:
        console.line("  Password  the ADMIN_PASSWORD of your settings")
    else:
        console.line("  Password  as shown at the first start")
    if settings.mode == "demo":
        console.line("  Data      the simulated demo estate; set AWS credentials in .env to read your own account")
    console.line("  Stop      ./dev down")
    console.line()
