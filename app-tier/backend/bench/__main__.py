"""`python -m bench NAME [options]`: one benchmark of PERF.md section 6; a table, and with `--json FILE` the figures.

Every benchmark is a module of this package with `add_arguments(parser)` and `run(arguments) -> dict`.
"""

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import bench


def _names() -> list[str]:
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def main() -> int:
    """Run one benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    chosen = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    modules = {name: importlib.import_module(f"bench.{name}") for name in _names()}
    for name, module in modules.items():
        command = chosen.add_parser(name, help=(module.__doc__ or "").splitlines()[0])
        command.add_argument("--json", type=Path, help="write the figures to this file, too")
        module.add_arguments(command)
    arguments = parser.parse_args()
    figures = {"bench": arguments.name, **modules[arguments.name].run(arguments)}
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        shown = f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else value
        sys.stdout.write(f"{name:<{width}}  {shown}\n")
    text = json.dumps(figures)
    sys.stdout.write(text + "\n")
    if arguments.json:
        arguments.json.write_text(text + "\n")
    return 0 if figures.get("reached", True) else 1


if __name__ == "__main__":
    sys.exit(main())
