"""`iam-policy`: the IAM policy that the configured reading needs."""

import argparse
import json
import sys
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core.config import get_settings
from app.db.session import SessionLocal
from app.models.accounts import AwsAccount
from app.services.aws.policy import policy


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("iam-policy", help="print the IAM policy that the collectors need")
    parser.add_argument("--member", action="store_true", help="for the role of another account: reading alone")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print it as JSON; 1 with the reason where the accounts cannot be looked up."""
    roles: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    if not arguments.member:
        queues = get_settings().event_queue_arns
        try:
            with SessionLocal() as session:
                enabled = select(AwsAccount.role_arn).where(AwsAccount.is_enabled, AwsAccount.role_arn.is_not(None))
                roles = tuple(str(arn) for arn in session.scalars(enabled))
        except SQLAlchemyError as error:
            print(f"The database does not answer as it should: {str(error).splitlines()[0]}", file=sys.stderr)
            return 1
    print(json.dumps(policy(roles, queues), indent=2))
    return 0
