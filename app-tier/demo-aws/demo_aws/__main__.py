"""`python -m demo_aws serve|accounts`."""

import argparse
import sys
import threading
import time
from pathlib import Path

import orjson
import uvicorn

from demo_aws.estate.fleet import SLOT_BITS, SMALLEST
from demo_aws.server import Application
from demo_aws.world import Options, World, accounts_document

WARM_ABOVE = 5000


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="demo_aws", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("serve", "run the simulated AWS"), ("accounts", "print how to reach its accounts")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--size", type=int, default=500, help="WorkSpaces in the fleet (500)")
        command.add_argument("--seed", type=int, default=1, help="another seed is another company (1)")
        if name == "accounts":
            command.add_argument("--json", action="store_true", help="as JSON")
            continue
        command.add_argument("--host", default="127.0.0.1")
        command.add_argument("--port", type=int, required=True)
        command.add_argument("--state-dir", type=Path, help="where changes made through the API are kept")
        command.add_argument(
            "--rate", type=float, default=2.0, help="WorkSpaces calls a second and API (2); 0: no throttling"
        )
        command.add_argument("--burst", type=float, default=15.0, help="calls before throttling starts (15)")
        command.add_argument("--session-seconds", type=int, help="life of temporary credentials, whatever is asked for")
    return parser


def main() -> int:
    parser = _parser()
    args = parser.parse_args()
    if not SMALLEST <= args.size < 1 << SLOT_BITS:
        parser.error(f"--size must be {SMALLEST} to {(1 << SLOT_BITS) - 1}")
    if args.command == "accounts":
        document = accounts_document(Options(seed=args.seed, size=args.size))
        if args.json:
            sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")
        else:
            _print_accounts(document)
        return 0
    options = Options(args.seed, args.size, args.rate, args.burst, args.session_seconds, args.state_dir)
    world = World(options)
    if options.size > WARM_ABOVE:
        threading.Thread(target=_warm, args=(world,), daemon=True).start()
    uvicorn.run(
        Application(world),
        host=args.host,
        port=args.port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
    )
    return 0


def _warm(world: World) -> None:
    """Builds the fleet bit by bit behind the server's back, so that the first listing of a large one is no slower."""
    now = world.clock.now()
    for slot in range(world.fleet.size):
        world.fleet.at(slot, now)
        if slot % 50 == 0:
            time.sleep(0.003)


def _print_accounts(document: dict[str, object]) -> None:
    home = document["home"]
    members = document["accounts"]
    for one in [home, *(members if isinstance(members, list) else [])]:
        sys.stdout.write("  ".join(f"{key}={value}" for key, value in dict(one).items()) + "\n")


if __name__ == "__main__":
    sys.exit(main())
