"""One running estate: the fleet, its clock, who may call, what is broken just now."""

import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from demo_aws.estate.bill import Bill
from demo_aws.estate.bus import Bus
from demo_aws.estate.clock import Clock
from demo_aws.estate.company import DENIED_OPERATION, DENIED_SCOPE, REGIONS, Account
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.metrics import Metrics
from demo_aws.estate.queue import Queue
from demo_aws.estate.trail import Trail
from demo_aws.journal import Journal
from demo_aws.wire.credentials import Credentials
from demo_aws.wire.faults import Faults
from demo_aws.wire.throttle import Throttle
from demo_aws.wire.tokens import Tokens

QUEUE_NAME = "workspaces-inventory"
ARRIVE_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """How an estate is started; see README.md."""

    seed: int = 1
    size: int = 500
    rate: float = 2.0
    burst: float = 15.0
    session_seconds: int | None = None
    state_dir: Path | None = None


class World:
    """Everything that the handlers need, in one place."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = Clock()
        self.fleet = Fleet(options.seed, options.size)
        self.home: Account = self.fleet.accounts[0]
        self.credentials = Credentials(self.fleet.key, self.home)
        self.credentials.session_seconds = options.session_seconds
        self.tokens = Tokens(digest(self.fleet.key, "tokens", 32))
        self.throttle = Throttle(options.rate, options.burst)
        self.faults = Faults(options.seed)
        self.metrics = Metrics(self.fleet)
        self.bill = Bill(self.fleet)
        self.trail = Trail(self.fleet)
        self.journal = Journal(self.fleet, self.trail, options.state_dir)
        self.bus = Bus(self.fleet, self.trail, self.clock.now())
        self.queue = Queue()
        self.queue_arn = f"arn:aws:sqs:{REGIONS[0]}:{self.home.account_id}:{QUEUE_NAME}"
        self._bus_lock, self._arrived_at = Lock(), 0.0
        self.calls = 0

    def arrived(self) -> Queue:
        """The queue with what has happened until now."""
        with self._bus_lock:
            if time.monotonic() >= self._arrived_at + ARRIVE_EVERY_S:
                for body in self.bus.since(self.clock.now()):
                    self.queue.send(body.decode(), time.time())
                self._arrived_at = time.monotonic()
        return self.queue

    def account(self, account_id: str) -> Account | None:
        return next((one for one in self.fleet.accounts if one.account_id == account_id), None)

    def members(self) -> tuple[Account, ...]:
        """The accounts that have the inventory's role, without the home account."""
        return tuple(one for one in self.fleet.accounts[1:] if one.has_role)

    def standing_denial(self, account_id: str, region: str, service: str, operation: str) -> str | None:
        """The reason why the company itself forbids a call, or None."""
        account = self.account(account_id)
        name = account.name if account else ""
        if (name, region) == DENIED_SCOPE and service not in ("sts", "organizations", "ce", "pricing"):
            return "with an explicit deny in a service control policy"
        if (name, f"{service}:{operation}") == DENIED_OPERATION:
            return "because no identity-based policy allows the action"
        return None


def accounts_document(options: Options) -> dict[str, object]:
    """What `python -m demo_aws accounts --json` prints: how to reach the home account and its members."""
    world = World(options)
    home = world.home
    return {
        "home": {
            "account_id": home.account_id,
            "name": home.name,
            "access_key_id": world.credentials.access_key_id,
            "secret_access_key": world.credentials.secret,
            "regions": list(REGIONS),
        },
        "accounts": [
            {
                "account_id": one.account_id,
                "name": one.name,
                "role_arn": one.role_arn,
                "external_id": one.external_id,
                "regions": list(REGIONS),
            }
            for one in world.members()
        ],
        "event_queue_arns": [world.queue_arn],
    }
