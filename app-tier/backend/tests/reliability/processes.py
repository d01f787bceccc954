"""The product and what it needs, each a process of its own that a test may kill."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

BACKEND = Path(__file__).parents[2]
DEMO = BACKEND.parent / "demo-aws"
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def until(done: Callable[[], object], what: str, limit: float = 60.0) -> None:
    """Wait for it."""
    deadline = time.monotonic() + limit
    while not done():
        assert time.monotonic() < deadline, f"{what}: not within {limit:.0f} s"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def as_ordinary_user(folder: Path) -> tuple[str, ...]:
    """What to put before PostgreSQL's programs, which refuse to run as root."""
    if os.geteuid() != 0:
        return ()
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0:
        return NAMESPACE
    shutil.chown(folder, "nobody")
    return ("setpriv", "--reuid=nobody", "--clear-groups")


@dataclass
class Program:
    """One process in a group of its own."""

    command: list[str]
    log: Path
    cwd: Path = BACKEND
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env={**os.environ, **self.env},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the whole group."""
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
            self.process.wait(30)
            self.process = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Postgres:
    """A cluster whose commits survive a crash of the server, though not of the machine."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        self.prefix = as_ordinary_user(folder)
        self.data = folder / "data"
        initdb = [str(binaries / "initdb"), "-D", str(self.data), "-U", "workspaces", "-A", "trust", "--no-sync"]
        made = subprocess.run([*self.prefix, *initdb], cwd=folder, capture_output=True, check=False)
        assert made.returncode == 0, made.stderr.decode()
        options = [
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "jit=off",
        ]
        flags = [part for option in (*options, "max_connections=120") for part in ("-c", option)]
        command = [*self.prefix, str(binaries / "postgres"), "-D", str(self.data), *flags]
        self.server = Program(command, folder / "log", folder)
        self.pg_ctl = [*self.prefix, str(binaries / "pg_ctl"), "-D", str(self.data)]
        self.server.start()
        until(lambda: answers(self.port), "PostgreSQL")
        self.url = f"postgresql+psycopg2://workspaces@127.0.0.1:{self.port}/postgres"

    def crash(self) -> None:
        """What `pg_ctl stop -m immediate` does: every backend dies, the log is replayed at the next start."""
        subprocess.run([*self.pg_ctl, "stop", "-m", "immediate"], cwd=self.data.parent, check=True, capture_output=True)
        assert self.server.process is not None
        self.server.process.wait(30)

    def start(self) -> None:
        self.server.start()
        until(lambda: answers(self.port), "PostgreSQL")


class Redis:
    """A server that forgets everything when it is killed."""

    def __init__(self, program: str, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.server = Program([program, *options, "--dir", str(folder)], folder / "log", folder)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self.server.start()
        until(lambda: answers(self.port), "Redis")


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


class Nursery:
    """A process that has the product loaded; what it gives birth to begins at once."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._env, self._log = env, log
        self._process: subprocess.Popen[bytes] | None = None

    def bear(self, *command: str) -> int:
        """The process id of `log module arguments...`, in a process group of its own."""
        if self._process is None:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    python("-m", "tests.reliability.nursery"),
                    cwd=BACKEND,
                    env={**os.environ, **self._env},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        assert told, self._log.read_text()
        return int(told)

    def close(self) -> None:
        """End it; those that it bore live on."""
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None


@dataclass
class Child:
    """A process of the product, born in the nursery, in a group of its own."""

    nursery: Nursery
    log: Path
    command: list[str]
    pid: int | None = None

    def start(self) -> None:
        self.pid = self.nursery.bear(str(self.log), *self.command)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the whole group."""
        if self.pid is not None and self.is_running:
            os.killpg(self.pid, number)
            until(lambda: not self.is_running, f"the end of {self.command}", 30)

    @property
    def is_running(self) -> bool:
        if self.pid is None:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True
