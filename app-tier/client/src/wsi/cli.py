"""`wsi`: the command line. Exit codes: 0 done, 1 refused, 2 wrong usage, 3 not signed in or not allowed,
4 the server cannot be reached or is in trouble, 5 the report failed.
"""

import argparse
import sys
from collections.abc import Sequence

from wsi import commands, profile
from wsi.client import Client
from wsi.errors import ApiError, ReportFailed, Unreachable, WsiError
from wsi.output import FORMATS

OK, REFUSED, USAGE, NOT_ALLOWED, IN_TROUBLE, FAILED = range(6)
REPORTS = ("inventory", "usage", "billing", "events", "recommendations", "changes", "query")


def run() -> None:
    """The program: its arguments are those of the process."""
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. What it says of errors goes to standard error."""
    parser = _parser()
    given, more = parser.parse_known_args(arguments)
    try:
        given.filters = commands.filters(more, getattr(given, "filter", []))
    except ValueError as error:
        parser.error(str(error))
    if more and not given.takes_filters:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    try:
        return _within(given)
    except ApiError as error:
        _complain(error)
        return NOT_ALLOWED if error.status in (401, 403) else IN_TROUBLE if error.status >= 500 else REFUSED
    except Unreachable as error:
        print(f"wsi: {error}", file=sys.stderr)
        return IN_TROUBLE
    except ReportFailed as error:
        print(f"wsi: {error}", file=sys.stderr)
        return FAILED
    except (WsiError, OSError) as error:
        print(f"wsi: {error}", file=sys.stderr)
        return REFUSED


def _within(given: argparse.Namespace) -> int:
    """The command with a client of the server that is meant."""
    kept = profile.load()
    url = getattr(given, "url", None) or kept.url
    if given.command == "logout":
        profile.forget()
        print("Forgotten. The token itself ends in the product, under your profile.")
        return OK
    if not url:
        raise WsiError("Which server? Run `wsi login --url URL`, or set WSI_URL and WSI_TOKEN.")
    with Client(url, None if given.command == "login" else kept.token) as client:
        given.run(client, url, given)
    return OK


def _complain(error: ApiError) -> None:
    print(f"wsi: {error.title}: {error.detail}".rstrip(": "), file=sys.stderr)
    for field, message in error.errors:
        print(f"  {field}: {message}", file=sys.stderr)
    if error.request_id and error.status >= 500:
        print(f"  request {error.request_id}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wsi", description="WorkSpaces Inventory on the command line.")
    parser.set_defaults(takes_filters=False)
    several = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    login = several.add_parser("login", help="make an API token for this machine and keep it")
    login.add_argument("--url", help="the server, such as https://inventory.example.com")
    login.add_argument("--username")
    login.add_argument("--scope", default="read", help="capabilities by comma (read)")
    login.add_argument("--days", type=int, default=90, help="life of the token (90)")
    login.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    login.set_defaults(run=commands.login)
    several.add_parser("logout", help="forget the token that is kept")
    several.add_parser("whoami", help="whose token it is").set_defaults(run=commands.whoami)
    _lists(several)
    query = several.add_parser("query", help="the rows of a plan")
    query.add_argument("plan", help="a file with a plan as JSON, or - for standard input")
    _form(query)
    query.set_defaults(run=commands.query)
    ask = several.add_parser("ask", help="a question in plain language")
    ask.add_argument("question")
    _form(ask)
    ask.set_defaults(run=commands.ask)
    report = several.add_parser("report", help="make a report and fetch its file")
    report.add_argument("type", choices=REPORTS)
    report.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    report.add_argument("--columns", help="by comma")
    report.add_argument("--plan", help="a file with a plan as JSON, for `query`")
    report.add_argument("--filter", action="append", default=[], metavar="FIELD[.OP]=VALUE")
    report.add_argument("--email-to", action="append", default=[], metavar="ADDRESS")
    report.add_argument("-o", "--output-file", metavar="FILE", help="TYPE.FORMAT")
    report.set_defaults(run=commands.report, takes_filters=True)
    return parser


def _lists(several: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for name, (_, _, about) in commands.LISTS.items():
        made = several.add_parser(name, help=about, epilog="Any field is a filter: --state STOPPED --region eu-west-1")
        made.add_argument("--fields", help="columns by comma")
        made.add_argument("--sort", help="fields by comma, - for descending")
        made.add_argument("--search", metavar="TEXT")
        made.add_argument("--limit", type=int, help="rows at most (all)")
        made.add_argument("--filter", action="append", default=[], metavar="FIELD[.OP]=VALUE")
        _form(made)
        made.set_defaults(run=commands.listed, takes_filters=True)


def _form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", choices=FORMATS, default="table", help="table (for people), json or csv")
