"""`openapi`: the OpenAPI document on standard output; needs neither database nor Redis."""

import argparse
import sys
from typing import Any

import orjson


def register(commands: Any) -> None:
    """Add the command to the parser."""
    commands.add_parser("openapi", help="print the OpenAPI document").set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print it, keys sorted, so that two prints can be compared."""
    from app.main import app  # noqa: PLC0415 - the other commands need no HTTP application

    sys.stdout.write(orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n")
    return 0
