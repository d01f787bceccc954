"""`python -m bench [NAME [options]]`: one benchmark of PERF.md section 6, or all; a table, and the figures as JSON.

Every benchmark is a module of this package with `add_arguments(parser)` and `run(arguments) -> dict`.
"""

import argparse
import importlib
import json
import os
import pkgutil
import secrets
import sys
from pathlib import Path
from types import ModuleType

# the stores that ./dev starts for tests and benchmarks; set before anything reads the settings
for ours, given in (("DATABASE_URL", "TEST_DATABASE_URL"), ("REDIS_URL", "TEST_REDIS_URL")):
    if given in os.environ:
        os.environ[ours] = os.environ[given]
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("RATE_PER_CALLER", "0")
os.environ.setdefault("RATE_PER_ADDRESS", "0")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))

import bench  # noqa: E402


def _names() -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def main() -> int:
    """Run one benchmark, or all of them one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    chosen = parser.add_subparsers(dest="name", metavar="NAME")
    modules = {name: importlib.import_module(f"bench.{name}") for name in _names()}
    for name, module in modules.items():
        command = chosen.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        command.add_argument("--json", type=Path, help="write the figures to this file, too")
        module.add_arguments(command)
    arguments = parser.parse_args()
    if arguments.name is None:
        return max(_run(module, parser.parse_args([name, *_among_others(module)])) for name, module in modules.items())
    return _run(modules[arguments.name], arguments)


def _among_others(module: ModuleType) -> tuple[str, ...]:
    """Options of a benchmark that would otherwise repeat what another one measures."""
    return tuple(getattr(module, "AMONG_OTHERS", ()))


def _run(module: ModuleType, arguments: argparse.Namespace) -> int:
    figures = {"bench": arguments.name, **module.run(arguments)}
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        shown = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else value
        sys.stdout.write(f"{name:<{width}}  {shown}\n")
    text = json.dumps(figures)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if arguments.json:
        arguments.json.write_text(text + "\n")
    return 0 if figures.get("reached", True) else 1


if __name__ == "__main__":
    sys.exit(main())
