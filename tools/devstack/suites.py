"""`./dev test`: the suites, each with what it needs, and one plain line of counts at the end."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devstack import browser, interruption, ports, process, settings, setup, tallies, throwaway, up
from devstack.console import console
from devstack.layout import Layout
from devstack.problem import Problem
from devstack.running import Running
from devstack.settings import PRODUCT, Settings
from devstack.tallies import Runner, Tally

E2E_SIZE = 120
KEPT_WSI = ("WSI_PACKAGED_SERVICES",)


@dataclass(frozen=True)
class Outcome:
    """How one suite went."""

    suite: str
    tally: Tally
    seconds: float
    note: str = ""

    def __str__(self) -> str:
        return f"{self.suite:<24} {self.tally}{f'   {self.note}' if self.note else ''}   ({self.seconds:.0f} s)"


def run(chosen: Settings, names: Sequence[str]) -> int:
    """Runs the suites and returns 0 only if every test passed; the last line is the total."""
    chosen.layout.prepare()
    interruption.listen()
    outcomes: list[Outcome] = []
    for name in names:
        match name:
            case "backend":
                outcomes += _guarded("backend", lambda: _backend(chosen))
            case "frontend":
                outcomes += _guarded("frontend", lambda: _frontend(chosen))
            case "e2e":
                outcomes += _guarded("e2e", lambda: _e2e(chosen))
            case _:
                outcomes += _guarded("ai", lambda: _ai(chosen))
    total = sum((outcome.tally for outcome in outcomes), Tally())
    console.line()
    for outcome in outcomes:
        console.line(str(outcome))
    console.line(str(total))
    return 1 if total.failed else 0


def _guarded(name: str, suite: Callable[[], list[Outcome]]) -> list[Outcome]:
    """A suite that cannot be set up is a failure of its own; the others still run."""
    started = time.monotonic()
    try:
        return suite()
    except Problem as problem:
        console.line(f"{name}: {problem}")
        return [Outcome(name, Tally(failed=1), time.monotonic() - started, str(problem))]


def _backend(chosen: Settings) -> list[Outcome]:
    layout = chosen.layout
    setup.ensure(layout, packages=False, build=False)
    pytest = [str(layout.python), "-m", "pytest", "-p", "no:cacheprovider"]
    with throwaway.stores(layout, "test", packaged=chosen.packaged_services) as stores:
        env = {
            **clean(chosen.values),
            "PATH": f"{layout.venv / 'bin'}:{chosen.get('PATH')}",
            "TEST_DATABASE_URL": stores.database_url,
            "TEST_REDIS_URL": stores.redis_url,
            "WSI_TEST_CACHE": str(layout.cache),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        with _meanwhile("tools", "pytest", pytest, layout.tools, env) as tools:
            outcomes = [
                _measure(name, "pytest", pytest, folder, env)
                for name, folder in (("client", layout.client), ("demo-aws", layout.demo))
            ]
            outcomes.append(tools())
        # most of its time is waiting for other processes; the order is the one of its conftest
        side_by_side = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
        outcomes.append(_measure("backend", "pytest", [*pytest, *side_by_side], layout.backend, env))
    return outcomes


def _frontend(chosen: Settings) -> list[Outcome]:
    setup.ensure(chosen.layout, python=False, build=False)
    return [_measure("frontend", "vitest", ["npm", "test", "--silent"], chosen.layout.frontend, clean(chosen.values))]


def _ai(chosen: Settings) -> list[Outcome]:
    """The AI tier around a scripted model, and the planner's making.

    The engine takes minutes to build, so what needs it is run by hand.
    """
    layout = chosen.layout
    setup.ensure(layout, packages=False, build=False)
    env = {
        **clean(chosen.values),
        "PATH": f"{layout.venv / 'bin'}:{chosen.get('PATH')}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [str(layout.python), "-m", "pytest", "-p", "no:cacheprovider"]
    folders = {"ai": layout.ai, "planner": layout.planner.parent}
    return [_measure(name, "pytest", command, folder, env) for name, folder in folders.items()]


def _e2e(chosen: Settings) -> list[Outcome]:
    chromium = browser.ensure(chosen)
    web, api = ports.any_free(set()), ports.any_free(set())
    password = secrets.token_urlsafe(12)
    home = chosen.layout.home / "e2e"
    values = {
        **clean(chosen.values),
        "WSI_HOME": str(home),
        "WSI_CACHE": str(chosen.layout.cache),
        "WEB_PORT": str(web),
        "API_PORT": str(api),
        "ADMIN_PASSWORD": password,
        "AI_MODEL_PATH": "none",  # its engine would be compiled meanwhile
    }
    own = settings.from_values(values)
    _clear(own.layout)
    try:
        if up.run_attached(own, E2E_SIZE) != 0:
            raise Problem(f"The stack for the e2e tests was interrupted: see {own.layout.logs}")
        env = {**values, "E2E_BASE_URL": f"http://127.0.0.1:{web}", "E2E_USERNAME": "admin"}
        env |= {"E2E_PASSWORD": password, "CHROMIUM_PATH": chromium}
        return [_measure("e2e", "playwright", ["npm", "run", "--silent", "e2e"], chosen.layout.frontend, env)]
    finally:
        Running(own.layout).stop()


def clean(values: Mapping[str, str]) -> dict[str, str]:
    """The environment without the person's own settings: tests bring theirs, and never reach a real account."""
    kept = {key: value for key, value in values.items() if not key.startswith("AWS_") and key not in PRODUCT}
    return {key: value for key, value in kept.items() if not key.startswith("WSI_") or key in KEPT_WSI}


def _clear(layout: Layout) -> None:
    if layout.run.exists():
        Running(layout).stop()
    shutil.rmtree(layout.home, ignore_errors=True)
    layout.prepare()


def _measure(name: str, runner: Runner, command: list[str], folder: Path, env: Mapping[str, str]) -> Outcome:
    _announce(name, command)
    started = time.monotonic()
    output: list[str] = []
    with _started(command, folder, env, subprocess.PIPE) as child:
        for line in child.stdout or ():
            output.append(line)
            sys.stdout.write(line)
            sys.stdout.flush()
        code = child.wait()
    return Outcome(name, tallies.read(runner, "".join(output), code), time.monotonic() - started)


@contextmanager
def _meanwhile(
    name: str, runner: Runner, command: list[str], folder: Path, env: Mapping[str, str]
) -> Iterator[Callable[[], Outcome]]:
    """A suite that mostly waits runs beside others; the function given waits for its end and shows what it said."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", errors="replace") as said, _started(command, folder, env, said) as child:

        def outcome() -> Outcome:
            code = child.wait()
            said.seek(0)
            output = said.read()
            _announce(name, command)
            sys.stdout.write(output)
            sys.stdout.flush()
            return Outcome(name, tallies.read(runner, output, code), time.monotonic() - started)

        yield outcome


def _announce(name: str, command: list[str]) -> None:
    console.line(f"\n== {name}: {' '.join(Path(word).name if os.sep in word else word for word in command)}")


@contextmanager
def _started(
    command: list[str], folder: Path, env: Mapping[str, str], output: int | IO[str]
) -> Iterator[subprocess.Popen[str]]:
    """A process in a session of its own, which is ended where the block does not run to its end."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as child:
        try:
            yield child
        except BaseException:
            process.end(lambda: process.in_session(child.pid), grace_s=3)
            raise
