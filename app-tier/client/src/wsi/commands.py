"""What each command does with a client."""

import argparse
import getpass
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from wsi import output, profile
from wsi.client import Client
from wsi.errors import WsiError
from wsi.models import Plan
from wsi.profile import Profile

LISTS = {
    "workspaces": (
        "/api/workspaces",
        "workspace_id,user_name,state,running_mode,region,last_connected_at",
        "WorkSpaces that match",
    ),
    "events": ("/api/events", "event_time,event_name,username,account_id,region,error_code", "CloudTrail events"),
}


def filters(more: Sequence[str], given: Iterable[str]) -> dict[str, list[str]]:
    """`--state STOPPED`, `--state=STOPPED` and `--filter state=STOPPED` as filters. Raises ValueError."""
    made: dict[str, list[str]] = {}
    words = list(more)
    pairs = [(one, "=") for one in given]
    while words:
        word = words.pop(0)
        if not word.startswith("--") or word == "--":
            raise ValueError(f"unrecognized arguments: {word}")
        if "=" not in word:
            if not words:
                raise ValueError(f"argument {word}: expected one value")
            word = f"{word}={words.pop(0)}"
        pairs.append((word.removeprefix("--"), "="))
    for text, sign in pairs:
        name, found, value = text.partition(sign)
        if not found or not name:
            raise ValueError(f"'{text}' is not FIELD=VALUE")
        made.setdefault(name, []).append(value)
    return made


def login(client: Client, url: str, given: argparse.Namespace) -> None:
    """Sign in once, make an API token for this machine, keep that and not the password."""
    username = given.username or input("User name: ")
    password = sys.stdin.readline().rstrip("\n") if given.password_stdin else getpass.getpass("Password: ")
    signed_in = client.connection.json("POST", "/api/auth/login", body={"username": username, "password": password})
    with Client(url, signed_in["access_token"]) as person:
        body = {
            "name": f"wsi on {platform.node() or 'a machine'} {signed_in['access_token'][-6:]}"[:100],
            "scope": given.scope.split(","),
            "expires_in_days": given.days,
        }
        made = person.connection.json("POST", "/api/auth/tokens", body=body)
        person.connection.json("POST", "/api/auth/logout")
    profile.save(Profile(url, made["token"]))
    print(f"Signed in to {url} as {signed_in['user']['username']}, until {made['expires_at'][:10]}.")


def whoami(client: Client, url: str, _: argparse.Namespace) -> None:
    """Whose token it is, and what it may do."""
    me = client.me()
    print(f"{me['username']} ({me['role']}) on {url}; may {', '.join(me['permissions'])}")


def listed(client: Client, _: str, given: argparse.Namespace) -> None:
    """A list, page after page."""
    path, shown, _about = LISTS[given.command]
    names = (given.fields or shown).split(",")
    params: dict[str, Any] = {**given.filters, "fields": ",".join(names)}
    if given.sort:
        params["sort"] = given.sort
    if given.search:
        params["q"] = given.search
    rows = ([item.get(name) for name in names] for item in client.items(path, params, given.limit))
    output.write(names, rows, given.output, sys.stdout)


def query(client: Client, _: str, given: argparse.Namespace) -> None:
    """The rows of a plan."""
    answer = client.query(_plan(given.plan))
    names = [column["name"] for column in answer["columns"]]
    output.write(names, answer["rows"], given.output, sys.stdout)
    if answer["truncated"]:
        print(f"{len(answer['rows'])} of {answer['total']} rows; raise the plan's limit", file=sys.stderr)


def ask(client: Client, _: str, given: argparse.Namespace) -> None:
    """A question in plain language: the answer, and the rows that it is made from."""
    answer = client.ask(given.question)
    if given.output == "table":
        print(answer["answer"])
        if answer.get("interpretation"):
            print(f"({answer['interpretation']})", file=sys.stderr)
    names = [column["name"] for column in answer.get("columns") or []]
    if names:
        output.write(names, answer.get("rows") or [], given.output, sys.stdout)


def report(client: Client, _: str, given: argparse.Namespace) -> None:
    """Make a report, wait for it, fetch its file."""
    plan = _plan(given.plan) if given.plan else None
    columns = given.columns.split(",") if given.columns else None
    chosen = {name: values[0] if len(values) == 1 else values for name, values in given.filters.items()}
    started = client.generate(
        given.type, format=given.format, filters=chosen, columns=columns, plan=plan, email_to=given.email_to
    )
    made = client.wait(started["id"], _progress)
    target = Path(given.output_file or f"{given.type}.{given.format}")
    client.download(made, target)
    print(f"{target}: {made['row_count']} rows, {made['size_bytes']} bytes")


def _progress(percent: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{percent:3} %", end="\n" if percent == 100 else "", file=sys.stderr, flush=True)


def _plan(name: str) -> Plan:
    text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    try:
        return cast(Plan, json.loads(text))
    except ValueError as error:
        raise WsiError(f"{name} is not JSON: {error}") from error
