"""`import-cur`: what WorkSpaces were billed, from a Cost and Usage Report."""

import argparse
import json
import sys
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.db.session import get_engine
from app.services.costs import cur_files, cur_store
from app.services.costs.cur_store import Imported

SHOWN = 20


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("import-cur", help="import a Cost and Usage Report: billed cost of each WorkSpace")
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="all files of one report (.csv, .csv.gz, .parquet), a folder, or s3://BUCKET/KEY: a manifest, an object, "
        "or a prefix that ends in /",
    )
    parser.add_argument("--dry-run", action="store_true", help="read and count, write nothing")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import it; 1 where it cannot be read."""
    try:
        with cur_files.local(arguments.paths) as files:
            made = cur_store.load(get_engine(), files, dry_run=arguments.dry_run)
    except cur_files.Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    except SQLAlchemyError as error:
        print(f"The database does not answer as it should: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1
    print(json.dumps(figures(made)) if arguments.json else "\n".join(words(made, dry_run=arguments.dry_run)))
    return 0


def figures(made: Imported) -> dict[str, Any]:
    """What became of it, as JSON; amounts as exact text."""
    periods = [
        {
            **period,
            "month": f"{period['month']:%Y-%m}",
            **{name: str(period[name]) for name in ("cost", "unassigned_cost")},
        }
        for period in made.periods
    ]
    counts = {"other_lines": made.other_lines, "bad_lines": made.bad_lines, "bad": made.bad}
    return {"unchanged": made.unchanged, "periods": periods, **counts}


def words(made: Imported, *, dry_run: bool) -> list[str]:
    """What became of it, line by line."""
    if made.unchanged:
        return ["This version of the report is imported already: nothing to do."]
    said = [
        f"{period['month']:%Y-%m}, payer {period['payer_account_id']}: {period['lines']} lines, "
        f"{period['workspaces']} WorkSpaces, {period['cost']:.2f} USD, of which {period['unassigned_cost']:.2f} USD "
        "name no WorkSpace"
        for period in made.periods
    ] or ["The report has no line of Amazon WorkSpaces."]
    said.append(f"{made.other_lines} lines of other services or tax, {made.bad_lines} that cannot be read")
    said += [f"  {bad['file']} line {bad['line']}: {bad['reason']}" for bad in made.bad[:SHOWN]]
    if made.bad_lines > SHOWN:
        said.append(f"  and {made.bad_lines - SHOWN} more; `cur_imports` lists up to {cur_store.MOST_BAD}")
    return [*said, "Nothing was written (--dry-run)."] if dry_run else said
