"""EventBridge's events of the company, as a rule in every account and Region sends them to one queue.

Delivered at least once and in no order, as EventBridge says of itself: a few come twice. Only what happens while the
estate runs is delivered. What a service control policy keeps the company out of has no rule either.
"""

from collections.abc import Iterator
from random import Random

import orjson

from demo_aws.estate.calendar import HOUR, iso
from demo_aws.estate.company import DENIED_SCOPE, REGIONS
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.seat import Seat
from demo_aws.estate.trail import LATEST_SECONDS, Trail
from demo_aws.estate.trail_event import event

WATCHED = 5_000
"""WorkSpaces of a large estate whose logins are told: to follow all of them would cost more than to be AWS."""
LOOK_AHEAD = 600
TWICE = 5  # of 256
_PRODUCTS = (
    ("WorkSpaces Windows client", "Windows", "5.21.0.5194"),
    ("WorkSpaces macOS client", "macOS", "5.20.1.4958"),
    ("WorkSpacesWebClient", "Web", "2.8.0"),
)


class Bus:
    """The events since it was last asked. Not safe for several threads at once."""

    def __init__(self, fleet: Fleet, trail: Trail, now: float) -> None:
        self._fleet, self._trail = fleet, trail
        self._told = now
        self._known: dict[str, float] = {}
        self._logins: list[tuple[int, Seat]] = []
        self._planned_to = 0
        denied = {one.account_id for one in fleet.accounts if one.name == DENIED_SCOPE[0]}
        self._places = [
            (one.account_id, region)
            for one in fleet.accounts
            if one.has_role
            for region in REGIONS
            if not (region == DENIED_SCOPE[1] and one.account_id in denied)
        ]

    def since(self, now: float) -> list[bytes]:
        """Every event that arrived up to `now`, as the JSON that the queue holds."""
        start = max(self._told, now - HOUR)
        self._known = {name: at for name, at in self._known.items() if at > start - LATEST_SECONDS - 1}
        found = [*self._calls(start, now), *self._accesses(start, now)]
        self._told = max(self._told, now)
        Random(int(start)).shuffle(found)  # noqa: S311 - an order, no secret
        return [body for body in found for _ in range(2 if digest(self._fleet.key, str(body), 1)[0] < TWICE else 1)]

    def _calls(self, start: float, now: float) -> Iterator[bytes]:
        for account_id, region in self._places:
            rows = self._trail.entries(account_id, region, now)
            at = self._trail.position(rows, start - LATEST_SECONDS - 1)
            for entry in rows[at : self._trail.position(rows, now + 1)]:
                if entry.read_only or entry.event_id in self._known or not self._trail.visible(entry, now):
                    continue
                self._known[entry.event_id] = entry.at
                detail = event(self._fleet, self._trail, entry, account_id, region)
                yield self._envelope(
                    "AWS API Call via CloudTrail", account_id, region, entry.at, entry.event_id, detail
                )

    def _accesses(self, start: float, now: float) -> Iterator[bytes]:
        if now > self._planned_to:
            self._planned_to = int(now) + LOOK_AHEAD
            self._logins = sorted(self._plan(int(start), self._planned_to), key=lambda login: login[0])
        for at, seat in self._logins:
            if start < at <= now:
                product, platform, version = _PRODUCTS[seat.number % len(_PRODUCTS)]
                detail = {
                    "clientIpAddress": f"198.51.100.{digest(self._fleet.key, seat.user_name, 1)[0]}",
                    "actionType": "successfulLogin",
                    "workspacesClientProductName": product,
                    "loginTime": iso(at).replace("Z", ".000Z"),
                    "clientPlatform": platform,
                    "directoryId": f"domain/{seat.directory.directory_id}",
                    "clientVersion": version,
                    "workspaceId": seat.workspace_id,
                }
                name = f"access:{seat.number}:{at}"
                yield self._envelope("WorkSpaces Access", *seat.directory.scope, at, name, detail)

    def _plan(self, start: int, end: int) -> Iterator[tuple[int, Seat]]:
        """(login, WorkSpace) of every session that begins in [start, end)."""
        places = [place for scope in self._places for place in self._fleet.places(*scope)]
        watched = [slot for place in places for slot in place][:WATCHED]
        for slot in watched:
            seat = self._fleet.at(slot, start)
            if seat is not None:
                spans = self._fleet.habits.between(seat, start, end)
                yield from ((begin, seat) for begin, _ in spans if start <= begin < end)

    def _envelope(self, kind: str, account_id: str, region: str, at: float, name: str, detail: object) -> bytes:
        return orjson.dumps(
            {
                "version": "0",
                "id": self._trail.event_id(f"bus:{account_id}:{region}:{name}"),
                "detail-type": kind,
                "source": "aws.workspaces",
                "account": account_id,
                "time": iso(at),
                "region": region,
                "resources": [],
                "detail": detail,
            }
        )
