"""The operator's commands: `python -m app.cli COMMAND`."""

import argparse
import sys
from collections.abc import Sequence

from app.commands import (
    add_account,
    backup,
    catalog,
    create_admin,
    iam_policy,
    import_cur,
    import_v1,
    openapi,
    sync,
    verify_audit,
)

COMMANDS = (
    *(create_admin, add_account, backup, iam_policy, import_cur, import_v1, openapi, catalog, sync),
    verify_audit,
)


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m app.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what it says."""
    arguments = build_parser().parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
