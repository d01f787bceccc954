"""The commands of `./dev`."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from devstack import bench, checks, down, settings, suites, up
from devstack.interruption import Interrupted
from devstack.layout import REPOSITORY
from devstack.problem import Problem, from_os_error
from devstack.settings import Settings

SUITES = ("backend", "frontend", "ai", "e2e")


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="./dev", description="WorkSpaces Inventory on this machine, without Docker.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    start = commands.add_parser("up", help="set up what is missing and start the whole stack")
    start.add_argument("--detach", "-d", action="store_true", help="return once every service is ready")
    start.add_argument("--demo-size", type=_size, metavar="N", help="WorkSpaces in the demo estate (500)")
    commands.add_parser("down", help="stop it; no process is left")
    commands.add_parser("status", help="one line per service; exit code 0 if all are healthy")
    logs = commands.add_parser("logs", help="the last lines of the logs")
    logs.add_argument("service", nargs="?")
    logs.add_argument("--follow", "-f", action="store_true", help="go on with what is added")
    test = commands.add_parser("test", help="run the tests")
    test.add_argument("suite", nargs="?", choices=SUITES, help="one of them; none: all")
    commands.add_parser("check", help="linters, formatters, types, generated files")
    benchmarks = commands.add_parser("bench", help="the benchmarks")
    benchmarks.add_argument("name", nargs="?")
    benchmarks.add_argument("options", nargs=argparse.REMAINDER, help="of that benchmark: --help tells them")
    reset = commands.add_parser("reset", help="remove all local state after asking")
    reset.add_argument("--yes", "-y", action="store_true", help="do not ask")
    return parser


def main(argv: Sequence[str]) -> int:
    """Runs one command; a problem is one line on standard error and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a log line may hold what the terminal cannot show
    arguments = build_parser().parse_args(argv)
    home = REPOSITORY / ".local"
    try:
        chosen = settings.load()
        home = chosen.layout.home
        return _run(arguments, chosen)
    except Problem as problem:
        return _fail(str(problem))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(str(from_os_error(error, home)))
    except (KeyboardInterrupt, Interrupted):
        return 130


def _run(arguments: argparse.Namespace, chosen: Settings) -> int:
    match arguments.command:
        case "up":
            return up.run(chosen, detach=arguments.detach, size=arguments.demo_size)
        case "down":
            return down.down(chosen)
        case "status":
            return down.status(chosen)
        case "logs":
            return down.show_logs(chosen, arguments.service, follow=arguments.follow)
        case "test":
            return suites.run(chosen, (arguments.suite,) if arguments.suite else SUITES)
        case "check":
            return checks.run(chosen)
        case "bench":
            return bench.run(chosen, arguments.name, arguments.options)
        case _:
            return down.reset(chosen, sure=arguments.yes)


def _fail(line: str) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"./dev: {line}\n")
    return 1


def _size(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("a number of WorkSpaces from 1 to 1000000")
    return int(text)
