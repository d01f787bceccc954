"""`create-admin`: the first administrator, from options or ADMIN_USERNAME, ADMIN_EMAIL and ADMIN_PASSWORD."""

import argparse
import secrets
import sys
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import func, or_, select

from app.core.config import get_settings
from app.core.problems import Conflict
from app.core.roles import Role
from app.db.session import unit_of_work
from app.models.users import User
from app.schemas.users import NewUser
from app.services.users import administration


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("create-admin", help="make the first administrator; leaves an existing user alone")
    parser.add_argument("--username", help="default: ADMIN_USERNAME, else admin")
    parser.add_argument("--email", help="default: ADMIN_EMAIL, else admin@example.com")
    parser.add_argument(
        "--password", help="default: ADMIN_PASSWORD; with neither a random one is made and printed once"
    )
    parser.add_argument("--json", action="store_true", help='print {"username", "created", "password"} instead')
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the user where there is none of that name or e-mail. Exit code 1 for input that does not do."""
    settings = get_settings()
    username = arguments.username or settings.admin_username
    email = arguments.email or settings.admin_email
    preset = arguments.password or (settings.admin_password and settings.admin_password.get_secret_value())
    password = preset or secrets.token_urlsafe(12)
    if _exists(username, email):
        return _say(arguments.json, username, created=False, password=None)
    try:
        new = NewUser(username=username, email=email, password=password, role=Role.ADMIN, is_superuser=True)
        with unit_of_work() as session:
            administration.create(session, "cli", new)
    except ValidationError as error:
        for wrong in error.errors(include_input=False, include_url=False):
            field = ".".join(str(part) for part in wrong["loc"])
            sys.stderr.write(f"{field}: {wrong['msg']}\n".removeprefix(": "))
        return 1
    except Conflict:  # another process has made it just now
        return _say(arguments.json, username, created=False, password=None)
    return _say(arguments.json, username, created=True, password=None if preset else password)


def _exists(username: str, email: str) -> bool:
    same = or_(
        func.lower(User.username) == username.strip().lower(),
        func.lower(User.email) == email.strip().lower(),
    )
    with unit_of_work() as session:
        return session.scalar(select(func.count()).where(same)) != 0


def _say(as_json: bool, username: str, *, created: bool, password: str | None) -> int:
    if as_json:
        answer = {"username": username, "created": created, "password": password}
        sys.stdout.write(orjson.dumps(answer).decode() + "\n")
    elif not created:
        sys.stdout.write(f"The user {username} (or its e-mail address) is already there; nothing was changed.\n")
    else:
        once = f" Password, shown only this once: {password}" if password else ""
        sys.stdout.write(f"Made the administrator {username}.{once}\n")
    return 0
