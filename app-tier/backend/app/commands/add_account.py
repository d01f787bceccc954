"""`add-account`: an AWS account to read by a role; given again, the same role is updated."""

import argparse
import sys
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from app.core.problems import Problem
from app.db.session import unit_of_work
from app.models.accounts import AwsAccount
from app.schemas.accounts import AccountChange, NewAccount
from app.services.accounts import administration


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("add-account", help="read one more AWS account by a role; again: update it")
    parser.add_argument("--role-arn", required=True)
    parser.add_argument("--name", help="default: the account id")
    parser.add_argument("--external-id")
    parser.add_argument("--regions", help="by comma; default: AWS_REGIONS")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Add or update it. Exit code 1 for input that does not do."""
    given = {name: getattr(arguments, name) for name in ("name", "role_arn", "external_id")}
    given["regions"] = (
        [part.strip() for part in arguments.regions.split(",") if part.strip()] if arguments.regions else None
    )
    given = {name: value for name, value in given.items() if value is not None}
    try:
        sys.stdout.write(_keep(NewAccount.model_validate(given)) + "\n")
    except ValidationError as error:
        for wrong in error.errors(include_input=False, include_url=False):
            sys.stderr.write(f"{'.'.join(str(part) for part in wrong['loc'])}: {wrong['msg']}\n")
        return 1
    except Problem as problem:
        sys.stderr.write(f"{problem.detail}\n")
        return 1
    return 0


def _keep(new: NewAccount) -> str:
    with unit_of_work() as session:
        there = session.scalar(select(AwsAccount).where(AwsAccount.role_arn == new.role_arn))
        if there is None:
            made = administration.create(session, "cli", new)
            return f"Added account {made.account_id} ({made.name})."
        change = new.model_dump(exclude_unset=True, exclude={"role_arn"})
        administration.apply(session, "cli", there, AccountChange.model_validate(change))
        return f"Account {there.account_id} ({there.name}) was there and is up to date."
