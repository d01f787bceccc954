"""`/_demo/`: what tests and people may do to the estate from outside. Not part of AWS, and not signed."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import orjson

from demo_aws import __version__
from demo_aws.estate.company import REGIONS
from demo_aws.estate.rows import truth_row
from demo_aws.wire.sigv4 import Request
from demo_aws.world import World, accounts_document

Reply = tuple[int, bytes | Iterator[bytes], list[tuple[bytes, bytes]]]
PIECE = 200_000


def answer(world: World, request: Request) -> Reply:
    """The answer to one request under `/_demo/`."""
    name = request.path.removeprefix("/_demo/").strip("/")
    query = {key: values[0] for key, values in parse_qs(request.query).items()}
    try:
        body = orjson.loads(request.body) if request.body else {}
        if name == "health":
            return _json(200, _health(world))
        if name == "accounts":
            return _json(200, accounts_document(world.options))
        if name == "truth":
            return 200, truth(world, query), [(b"content-type", b"application/json")]
        if name == "clock":
            return _json(200, _clock(world, request.method, body))
        if name.split("/")[0] == "faults":
            return _json(200, _faults(world, request.method, name, body))
    except (ValueError, TypeError, KeyError) as error:
        return _json(400, {"error": str(error)})
    return _json(404, {"error": f"no {request.path}"})


def _json(status: int, document: object) -> Reply:
    return status, orjson.dumps(document), [(b"content-type", b"application/json")]


def _health(world: World) -> dict[str, Any]:
    options = world.options
    return {
        "status": "ok",
        "version": __version__,
        "seed": options.seed,
        "size": options.size,
        "calls": world.calls,
        "throttled": world.throttle.refused,
        "now": world.clock.now(),
    }


def _clock(world: World, method: str, body: dict[str, Any]) -> dict[str, float]:
    """POST `{"advance_seconds": n}` or `{"offset_seconds": n}`."""
    if method == "POST":
        if "offset_seconds" in body:
            world.clock.offset = float(body["offset_seconds"])
        world.clock.advance(float(body.get("advance_seconds", 0)))
    return {"now": world.clock.now(), "offset_seconds": world.clock.offset}


def _faults(world: World, method: str, name: str, body: Any) -> dict[str, Any]:
    """GET lists, POST adds one or a list, DELETE ends one (`/faults/ID`) or all.

    Beside the kinds of `Fault`: `{"kind": "expire_sessions"}` ends every temporary credential given so far,
    `{"kind": "session_seconds", "seconds": n|null}` sets how long new ones last, and
    `{"kind": "rate", "rate": r, "burst": b}` sets the throttle.
    """
    if method == "DELETE":
        rest = name.partition("/")[2]
        world.faults.clear(int(rest) if rest else None)
    if method == "POST":
        for fields in body if isinstance(body, list) else [body]:
            _inject(world, dict(fields))
    return {"faults": world.faults.shown()}


def _inject(world: World, fields: dict[str, Any]) -> None:
    kind = fields.get("kind")
    if kind == "expire_sessions":
        world.credentials.expire_all()
    elif kind == "session_seconds":
        world.credentials.session_seconds = fields["seconds"]
    elif kind == "rate":
        world.throttle.set(float(fields["rate"]), float(fields.get("burst", world.throttle.burst)))
    else:
        world.faults.add(fields)


def truth(world: World, query: dict[str, str]) -> Iterator[bytes]:
    """The fleet as it is, in pieces of JSON: `{"now", "workspaces": [...], "total"}`.

    `account_id` and `region` narrow it; `ended_days=n` adds what ended in the last n days; `at` (epoch seconds) asks
    for another moment.
    """
    at = float(query.get("at", world.clock.now()))
    since = at - float(query.get("ended_days", 0)) * 86_400
    total = 0
    piece = b'{"now":%.3f,"workspaces":[' % at
    for account in world.fleet.accounts:
        for region in REGIONS:
            if (
                query.get("account_id", account.account_id) != account.account_id
                or query.get("region", region) != region
            ):
                continue
            for seat in world.fleet.ever(account.account_id, region, since, at + 1):
                if seat.created_at <= at and (since < at or seat.alive(at)):
                    piece += (b"," if total else b"") + orjson.dumps(truth_row(world.fleet, seat, at))
                    total += 1
                    if len(piece) > PIECE:
                        yield piece
                        piece = b""
    yield piece + b'],"total":%d}' % total
