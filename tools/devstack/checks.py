"""`./dev check`: linters, formatters in check mode, types, and whether generated files are current."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from devstack import nginx, setup, stack
from devstack.console import console
from devstack.layout import Layout
from devstack.problem import Problem
from devstack.settings import Settings

AT_ONCE = 2
SETTINGS_OF_BACKEND = "from app.core.config import Settings; print(*Settings.model_fields)"


@dataclass(frozen=True)
class Check:
    """One line of the table. `look` returns what is wrong, empty if nothing is."""

    name: str
    look: Callable[[], str]


def run(chosen: Settings) -> int:
    """Runs every check, shows the table and what the failed ones said."""
    layout = chosen.layout
    layout.prepare()
    setup.ensure(layout, build=False)
    checks = [*_python(layout), *_frontend(layout), *_generated(layout), *_tiers(chosen)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(_timed, checks))
    for check, (said, _) in zip(checks, results, strict=True):
        if said:
            console.line(f"\n== {check.name}\n{said.rstrip()}")
    console.line()
    for check, (said, seconds) in zip(checks, results, strict=True):
        console.line(f"{check.name:<30} {'failed' if said else 'ok':<8} {seconds:6.1f} s")
    failed = sum(1 for said, _ in results if said)
    console.line(f"{len(checks) - failed} of {len(checks)} checks passed")
    return 1 if failed else 0


def _timed(check: Check) -> tuple[str, float]:
    started = time.monotonic()
    try:
        said = check.look()
    except (Problem, OSError) as problem:
        said = str(problem)
    return said, time.monotonic() - started


def _command(name: str, folder: Path, *words: str | Path) -> Check:
    def look() -> str:
        code, said = _said(folder, *words)
        return "" if code == 0 else said or f"ended with {code}"

    return Check(name, look)


def _said(folder: Path, *words: str | Path) -> tuple[int, str]:
    result = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return result.returncode, result.stdout


def _python(layout: Layout) -> list[Check]:
    programs = layout.venv / "bin"
    projects = {
        "backend": layout.backend,
        "demo-aws": layout.demo,
        "client": layout.client,
        "ai": layout.ai,
        "planner": layout.planner.parent,
        "tools": layout.tools,
    }
    checks = []
    for name, folder in projects.items():
        extra = {"tools": [layout.repo / "dev"], "ai": _scripts(layout)}.get(name, [])
        config = ("--config", folder / "pyproject.toml")
        checks.append(_command(f"{name}: ruff", folder, programs / "ruff", "check", *config, ".", *extra))
        checks.append(_command(f"{name}: format", folder, programs / "ruff", "format", "--check", *config, ".", *extra))
        checks.append(_command(f"{name}: types", folder, programs / "mypy", "--strict"))
    checks.append(_command("backend: imports", layout.backend, programs / "lint-imports"))
    return checks


def _scripts(layout: Layout) -> list[Path]:
    return [layout.ai.parent / "scripts" / name for name in ("fetch-model", "serve")]


def _frontend(layout: Layout) -> list[Check]:
    scripts = json.loads((layout.frontend / "package.json").read_text())["scripts"]
    wanted = {"lint": "lint", "types": "typecheck", "format": "format:check", "build and size": "build"}
    return [
        _command(f"frontend: {name}", layout.frontend, "npm", "run", "--silent", script)
        for name, script in wanted.items()
        if script in scripts
    ]


def _generated(layout: Layout) -> list[Check]:
    return [
        Check("generated: openapi.json", lambda: _printed(layout, "openapi", "openapi.json")),
        Check("generated: catalog.json", lambda: _printed(layout, "catalog", "tests/mocks/catalog.json")),
        Check("generated: schema.gen.ts", lambda: _schema(layout)),
        _command("generated: client's models.py", layout.client, layout.python, "generate.py", "--check"),
        Check("documented: .env.example", lambda: _documented(layout)),
    ]


def _printed(layout: Layout, command: str, file: str) -> str:
    """Whether a file of the web tier is what a command of the backend prints."""
    committed = layout.frontend / file
    result = subprocess.run(
        [layout.python, "-m", "app.cli", command], cwd=layout.backend, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        return result.stderr
    if committed.exists() and json.loads(result.stdout) == json.loads(committed.read_text()):
        return ""
    renew = f"cd app-tier/backend && python -m app.cli {command} > ../../web-tier/frontend/{file}"
    return f"{committed} is not what the backend says. Renew it: {renew}"


def _schema(layout: Layout) -> str:
    generated = layout.frontend / "src" / "api" / "schema.gen.ts"
    before = generated.read_bytes() if generated.exists() else b""
    code, said = _said(layout.frontend, "npm", "run", "--silent", "gen:api")
    if code != 0:
        return said
    if generated.read_bytes() == before:
        return ""
    generated.write_bytes(before)
    return f"{generated} is not what openapi.json gives. Renew it: cd web-tier/frontend && npm run gen:api"


def _documented(layout: Layout) -> str:
    text = (layout.repo / ".env.example").read_text()
    listed = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text, re.M))
    code, said = _said(layout.backend, layout.python, "-c", SETTINGS_OF_BACKEND)
    if code != 0:
        return said
    missing = sorted({name.upper() for name in said.split()} - listed)
    return f".env.example does not list {', '.join(missing)}: add each with its default and meaning" if missing else ""


def _tiers(chosen: Settings) -> list[Check]:
    def look() -> str:
        own = Layout(home=chosen.layout.home / "check", cache=chosen.layout.cache)
        own.prepare()
        server = nginx.find(own, packaged=chosen.packaged_services)
        stack.configure_nginx(own, server, chosen.web_port, chosen.api_port)
        return ""

    return [Check("web-tier: nginx -t", look)]
