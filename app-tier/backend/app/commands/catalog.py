"""`catalog`: what `GET /api/catalog` answers; the web tier's tests take it for the server's."""

import argparse
import sys
from typing import Any

import orjson

from app.services.catalog.registry import catalog


def register(commands: Any) -> None:
    """Add the command to the parser."""
    commands.add_parser("catalog", help="print the catalogue of datasets and fields").set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print it; needs neither database nor Redis."""
    body = catalog().model_dump(mode="json")
    sys.stdout.write(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n")
    return 0
