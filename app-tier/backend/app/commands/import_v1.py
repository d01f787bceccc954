"""`import-v1`: the database of version 1 (SQLite), with a check that every row and amount is accounted for."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.services.v1 import importing
from app.services.v1.importing import Outcome
from app.services.v1.reading import Unreadable

SHOWN = 20


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("import-v1", help="import the SQLite database of version 1")
    parser.add_argument("file", type=Path, metavar="FILE.db")
    parser.add_argument("--account", type=_account, help="the AWS account (12 digits) of what is not in the inventory")
    parser.add_argument("--region", type=_region, help="the Region of what is not in the inventory and names none")
    parser.add_argument("--dry-run", action="store_true", help="do and check everything, keep nothing")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.set_defaults(run=run)


def _account(said: str) -> str:
    if not re.fullmatch(r"[0-9]{12}", said):
        raise argparse.ArgumentTypeError("an AWS account has 12 digits")
    return said


def _region(said: str) -> str:
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", said):
        raise argparse.ArgumentTypeError("a Region looks like eu-west-1")
    return said


def run(arguments: argparse.Namespace) -> int:
    """Import it; 1 where it cannot be read or not everything is accounted for."""
    try:
        made = importing.load(arguments.file, arguments.account, arguments.region, dry_run=arguments.dry_run)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"The database does not answer as it should: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    print(json.dumps(figures(made)) if arguments.json else "\n".join(words(made, dry_run=arguments.dry_run)))
    return 0 if made.ok else 1


def figures(made: Outcome) -> dict[str, Any]:
    """What became of it: of each table rows of the source, those imported (now or before) and those skipped."""
    return {
        "tables": {
            name: {"source": count.source, "imported": count.imported, "skipped": count.skipped}
            for name, count in made.tables.items()
        },
        "sums": {
            name: {"source": float(made.tables[table].source_sum), "imported": float(made.tables[table].imported_sum)}
            for table, name in importing.SUMS.items()
        },
        "skipped_rows": made.skipped,
        "notes": made.notes,
        "ok": made.ok,
    }


def words(made: Outcome, *, dry_run: bool) -> list[str]:
    """The verification as a table, and what was left out."""
    said = [f"{'table':<18} {'source':>9} {'imported':>9} {'skipped':>9}"]
    for name, count in made.tables.items():
        sums = ""
        if name in importing.SUMS:
            sums = f"   {importing.SUMS[name]}: {count.source_sum:.2f} in the source, {count.imported_sum:.2f} imported"
        said.append(f"{name:<18} {count.source:>9} {count.imported:>9} {count.skipped:>9}{sums}")
    for title, listed in (("skipped rows (kept in v1_rejects)", made.skipped), ("values left out", made.notes)):
        if listed:
            said.append(f"{len(listed)} {title}:")
            said += [f"  {item['table']} {item['id']}: {item['reason']}" for item in listed[:SHOWN]]
        if len(listed) > SHOWN:
            said.append(f"  and {len(listed) - SHOWN} more; --json lists them")
    said.append("Everything is accounted for." if made.ok else "NOT everything is accounted for.")
    return [*said, "Nothing was kept (--dry-run)."] if dry_run else said
