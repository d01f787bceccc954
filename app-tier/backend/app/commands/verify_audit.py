"""`verify-audit`: whether the audit log is as it was written."""

import argparse
import sys
from typing import Any

import orjson

from app.db.session import get_engine
from app.services.audit.verifying import Head, Verdict, verify


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("verify-audit", help="check that no entry of the audit log was changed or removed")
    parser.add_argument(
        "--noted", metavar="POSITION:HASH", type=_head, action="append", default=[],
        help="a head that an earlier run printed; may be given more than once",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    parser.set_defaults(run=run)


def _head(written: str) -> Head:
    try:
        return Head.parse(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(arguments: argparse.Namespace) -> int:
    """Walk the chain. Exit code 0 where it holds, 1 where it does not."""
    with get_engine().connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        verdict = verify(connection, arguments.noted)
    text = orjson.dumps(verdict.told()).decode() if arguments.json else _told(verdict)
    sys.stdout.write(text + "\n")
    return 0 if verdict.broken is None else 1


def _told(verdict: Verdict) -> str:
    lines = [f"{verdict.entries} entries hold."]
    if verdict.forgotten_through:
        lines.append(f"Older ones, up to place {verdict.forgotten_through}, were forgotten as the setting says.")
    if broken := verdict.broken:
        where = ", ".join(
            f"{name} {value}" for name, value in (("place", broken.position), ("entry", broken.entry_id)) if value
        )
        lines.append(f"Broken at {where}: {broken.reason}.")
    elif verdict.head:
        lines.append(f"Head: {verdict.head}  (keep it elsewhere; --noted compares it next time)")
    return "\n".join(lines)
