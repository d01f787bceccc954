"""The browser application: Node checked, packages as the lock says, built when its sources changed."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from devstack import commands
from devstack.console import console
from devstack.layout import Layout
from devstack.problem import Problem

OLDEST_NODE = 20
NOT_SOURCES = {"node_modules", "dist", "coverage", "test-results", "playwright-report", "e2e", "tests"}


def require_node(layout: Layout) -> None:
    """Checks Node and npm.

    Raises:
        Problem: one is missing, or Node is older than 20.

    """
    for tool in ("node", "npm"):
        if commands.find(tool) is None:
            raise Problem(f"{tool} is not on PATH: install Node {OLDEST_NODE} or later with npm and run it again")
    said = commands.run(["node", "--version"], cwd=layout.repo, home=layout.home).strip()
    version = re.search(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST_NODE:
        raise Problem(f"node on PATH is {said} and {OLDEST_NODE} or later is needed: install a newer Node")


def ensure_packages(layout: Layout) -> None:
    """`npm ci` in the frontend, if what is installed is not what the lock says."""
    if not _installed(layout.frontend):
        with console.step("Browser packages") as step:
            npm_ci(layout, layout.frontend)
            step.note = "npm ci"


def ensure_built(layout: Layout) -> None:
    """The built application in `layout.web`, renewed when a source changed; it is swapped in whole."""
    wanted = digest(layout.frontend)
    stamp = layout.web / ".sources-sha256"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    fresh, old = layout.cache / "web.new", layout.cache / "web.old"
    with console.step("Browser application"):
        vite = layout.frontend / "node_modules" / "vite" / "bin" / "vite.js"
        command: list[str | Path] = ["node", vite, "build", "--outDir", fresh, "--emptyOutDir"]
        env = {**os.environ, "NODE_ENV": "production"}
        commands.run(command, cwd=layout.frontend, home=layout.home, env=env, mark=layout.cache)
        (fresh / ".sources-sha256").write_text(wanted)
        shutil.rmtree(old, ignore_errors=True)
        if layout.web.exists():
            layout.web.rename(old)
        fresh.rename(layout.web)
        shutil.rmtree(old, ignore_errors=True)


def npm_ci(layout: Layout, folder: Path) -> None:
    """Installs what the lock of a folder says, running the install scripts of its packages."""
    quiet = ("--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts=false")
    commands.run(["npm", "ci", *quiet], cwd=folder, home=layout.home, mark=layout.cache)


def digest(frontend: Path) -> str:
    """A hash over every file that the build reads."""
    total = hashlib.sha256()
    for path in sorted(_sources(frontend)):
        total.update(f"{path.relative_to(frontend)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_SOURCES or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path


def _installed(frontend: Path) -> bool:
    """Npm keeps the lock of what it installed in node_modules; it writes it last."""
    try:
        installed = json.loads((frontend / "node_modules" / ".package-lock.json").read_text())["packages"]
    except (OSError, ValueError, KeyError):
        return False
    lock = json.loads((frontend / "package-lock.json").read_text())["packages"]
    wanted = {path: package for path, package in lock.items() if path}
    needed = {path for path, package in wanted.items() if not package.get("optional")}
    same = all(wanted.get(path, {}).get("integrity") == package.get("integrity") for path, package in installed.items())
    return same and needed <= installed.keys()
