"""`backup`, `restore` and `backup-drill`: the database into a file and back."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.services.backup import making, running
from app.services.backup.keeping import About
from app.services.backup.problems import BackupFailed
from app.services.reports.problems import StorageFailed


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    make = commands.add_parser("backup", help="back the database up into BACKUP_DIR, and BACKUP_S3_BUCKET where set")
    make.set_defaults(run=_guarded(_backup))
    restore = commands.add_parser("restore", help="bring a backup back into an empty database, and compare")
    restore.add_argument("name", nargs="?", help="default: the newest")
    restore.add_argument("--database-url", help="default: DATABASE_URL")
    restore.set_defaults(run=_guarded(_restore))
    drill = commands.add_parser("backup-drill", help="restore the newest backup into a scratch database, and compare")
    drill.set_defaults(run=_guarded(_drill))


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def guarded(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except (BackupFailed, StorageFailed) as error:
            print(error, file=sys.stderr)
        except SQLAlchemyError as error:
            print(f"The database does not answer as it should: {str(error).splitlines()[0]}", file=sys.stderr)
        return 1

    return guarded


def _backup(_: argparse.Namespace) -> int:
    made = running.run()
    rows = sum(table.rows for table in made.tables.values())
    sealed = "encrypted" if made.encrypted else "not encrypted (BACKUP_KEY is not set)"
    print(f"Backup {made.name}: {rows} rows in {len(made.tables)} tables, {made.size_bytes} bytes, {sealed}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    return _told("Restored", *making.restore(arguments.name, arguments.database_url))


def _drill(_: argparse.Namespace) -> int:
    return _told("Drill: restored", *making.drill())


def _told(done: str, about: About, different: list[str]) -> int:
    for line in different:
        print(line, file=sys.stderr)
    rows = sum(table.rows for table in about.tables.values())
    verdict = (
        f"{len(different)} tables DIFFER" if different else f"{rows} rows in {len(about.tables)} tables are the same"
    )
    print(f"{done} {about.name} of {about.made_at}: {verdict}")
    return 1 if different else 0
