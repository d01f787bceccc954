"""`./dev down`, `status`, `logs` and `reset`."""

import shutil
import sys
from contextlib import suppress

from devstack import locking, logs
from devstack.console import console
from devstack.problem import Problem
from devstack.running import Running
from devstack.settings import Settings
from devstack.state import State

PATIENCE_S = 120.0
WORDS = {"ready": "healthy", "waiting": "waiting", "restarting": "restarting", "unhealthy": "does not answer"}


def down(settings: Settings) -> int:
    """Stops the stack; nothing of it is left."""
    running = Running(settings.layout)
    if not settings.layout.run.exists():
        console.line("Nothing runs.")
        return 0
    with locking.exclusive(settings.layout.run / "command.lock", "starting or stopping this stack", PATIENCE_S):
        ended = running.stop()
    console.line(f"Stopped {ended} services and processes; none is left." if ended else "Nothing runs.")
    return 0


def status(settings: Settings) -> int:
    """One line per service; 0 only if every one of them is healthy."""
    running = Running(settings.layout)
    services = running.services()
    if not running.is_up():
        left = running.leftovers() if services else []
        console.line("Not running: start it with ./dev up")
        if left:
            console.line(f"{len(left)} processes of a run that was killed are left: ./dev up or ./dev down ends them")
        return 1
    console.line(f"{'SERVICE':<10} {'HEALTH':<16} {'PID':>8} {'PORT':>6} {'RESTARTS':>8}  WHAT")
    for item in services:
        health = WORDS.get(item["state"], item["state"])
        pid, port = item["pid"] or "-", item["port"] or "-"
        console.line(f"{item['name']:<10} {health:<16} {pid:>8} {port:>6} {item['restarts']:>8}  {item['note']}")
    ports = State(settings.layout.home).get("started_with") or {}
    console.line(f"Open http://127.0.0.1:{ports.get('web', settings.web_port)}")
    return 0 if all(item["state"] == "ready" for item in services) else 1


def show_logs(settings: Settings, service: str | None, *, follow: bool) -> int:
    """The last lines of one log or of all, and then what is added."""
    known = {path.stem: path for path in sorted(settings.layout.logs.glob("*.log"))}
    if service is not None and service not in known:
        raise Problem(f"There is no log of {service}: choose from {', '.join(known) or 'none yet'}")
    chosen = [known[service]] if service else list(known.values())
    for path in chosen:
        lines = logs.tail(path)[-200 if service else -20 :]
        sys.stdout.writelines(f"{line}\n" if service else f"{path.stem:<12} | {line}\n" for line in lines)
    if follow:
        with suppress(KeyboardInterrupt):
            for line in logs.follow(chosen):
                if line:
                    sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    return 0


def reset(settings: Settings, *, sure: bool) -> int:
    """Removes all local state after asking."""
    home = settings.layout.home
    if not home.exists():
        console.line(f"There is no {home}: nothing to remove.")
        return 0
    if not sure and not _agrees(f"Remove {home} with its database, secrets, logs and installed packages? [y/N] "):
        console.line("Nothing was removed.")
        return 1
    down(settings)
    Running(settings.layout).end_leftovers()
    shutil.rmtree(home)
    console.line(f"Removed {home}.")
    return 0


def _agrees(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Problem("Nobody can be asked here: run ./dev reset --yes to remove all local state")
    return input(question).strip().lower() in ("y", "yes")
