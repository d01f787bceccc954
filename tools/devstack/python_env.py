"""The Python environment: uv however this machine lets us have it, then the locked requirements."""

import hashlib
import importlib.util
import os
import sys
from pathlib import Path

from devstack import commands
from devstack.console import console
from devstack.layout import Layout
from devstack.problem import Problem

UV_VERSION = "0.13.9"


def ensure(layout: Layout) -> None:
    """The virtual environment with exactly what `requirements-dev.txt` locks, renewed when the lock changed."""
    lock = layout.backend / "requirements-dev.txt"
    stamp = layout.venv / ".requirements-sha256"
    wanted = _digest(lock)
    if layout.python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    with console.step("Python packages") as step:
        uv = ensure_uv(layout)
        if not layout.python.exists():
            _run(layout, uv, "venv", "--quiet", "--clear", "--python", sys.executable, layout.venv)
        _run(layout, uv, "pip", "install", "--quiet", "--require-hashes", "--python", layout.python, "-r", lock)
        stamp.write_text(wanted)
        step.note = str(layout.venv)


def ensure_packages(layout: Layout, lock: Path, target: Path) -> None:
    """Installs a locked list into a folder of its own, if it is not there already."""
    stamp = target / ".requirements-sha256"
    wanted = _digest(lock)
    if not (stamp.exists() and stamp.read_text() == wanted):
        uv = ensure_uv(layout)
        _run(layout, uv, "pip", "install", "--quiet", "--require-hashes", "--python", sys.executable,
             "--target", target, "-r", lock)  # fmt: skip
        stamp.write_text(wanted)


def ensure_uv(layout: Layout) -> Path:
    """The pinned uv: the one installed before, the one on PATH, or installed with the pip that can be found.

    Raises:
        Problem: this Python has neither venv nor pip, and Debian's package of pip cannot be had either.

    """
    target = layout.cache / "uv"
    uv = target / "bin" / "uv"
    for known in (uv, commands.find("uv")):
        if known and _is_pinned(layout, known):
            return known
    pip = _pip(layout)
    lock = layout.tools / "requirements-bootstrap.txt"
    install = ("install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--upgrade")
    _run(layout, *pip, *install, "--target", target, "-r", lock)
    return uv


def _is_pinned(layout: Layout, uv: Path) -> bool:
    return uv.exists() and commands.run([uv, "--version"], cwd=layout.repo, home=layout.home).split()[1] == UV_VERSION


def _pip(layout: Layout) -> list[str | Path]:
    if _can_run("pip"):
        return [sys.executable, "-m", "pip"]
    if _can_run("ensurepip"):
        folder = layout.cache / "pip"
        _run(layout, sys.executable, "-m", "venv", "--clear", folder)
        return [folder / "bin" / "python", "-m", "pip"]
    return [sys.executable, _debian_pip(layout) / "pip"]


def _can_run(module: str) -> bool:
    try:
        return importlib.util.find_spec(f"{module}.__main__") is not None
    except ModuleNotFoundError:
        return False


def _debian_pip(layout: Layout) -> Path:
    """Pip's wheel out of Debian's package, without installing the package: this needs no root."""
    folder = layout.cache / "debian"
    found = sorted(folder.rglob("pip-*.whl"))
    if not found and commands.find("apt-get") and commands.find("dpkg-deb"):
        lists, archives = folder / "lists", folder / "archives"
        for part in (lists / "partial", archives / "partial"):
            part.mkdir(parents=True, exist_ok=True)
        own = ("-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={folder}", "-o", "APT::Sandbox::User=")
        try:
            _run(layout, "apt-get", "-q", *own, "update")
            commands.run(["apt-get", "-q", *own, "download", "python3-pip-whl"], cwd=folder, home=layout.home)
            for package in folder.glob("python3-pip-whl_*.deb"):
                _run(layout, "dpkg-deb", "-x", package, folder / "root")
        except Problem as problem:
            raise Problem(f"{_no_pip()} ({problem})") from problem
        found = sorted(folder.rglob("pip-*.whl"))
    if not found:
        raise Problem(_no_pip())
    return found[-1]


def _no_pip() -> str:
    return (
        f"{sys.executable} has neither venv nor pip, and uv {UV_VERSION} is not on PATH: "
        "install one of them (Debian: apt-get install python3-venv) and run the command again"
    )


def _digest(lock: Path) -> str:
    if not lock.exists():
        raise Problem(f"{lock} is missing: this checkout is not complete, get it again with git")
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _run(layout: Layout, *command: str | Path) -> None:
    quiet = {"PIP_ROOT_USER_ACTION": "ignore", "UV_NO_PROGRESS": "1", "PYTHONDONTWRITEBYTECODE": ""}
    env = {key: value for key, value in {**os.environ, **quiet}.items() if key != "PYTHONPATH"}
    commands.run(command, cwd=layout.repo, home=layout.home, env=env, mark=layout.cache)
