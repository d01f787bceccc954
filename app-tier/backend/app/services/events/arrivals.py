"""Messages of an event queue into the tables: what they say, how many there were and which made no sense.

One transaction a delivery. The same messages again, in any order, change nothing but the count of deliveries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from app.services.aws.collectors.connections import ConnectionRecord
from app.services.aws.collectors.event_queue import Message
from app.services.aws.values import storable
from app.services.events.envelope import Arrival, Unusable, read
from app.services.events.store import prepare, store
from app.services.sync.targets import TARGETS
from app.services.sync.writer import merge

Place = tuple[str, str]
CONNECTED = "CONNECTED"
MOST_PUT_ASIDE, LONGEST_BODY = 1_000, 65_536

_COUNT = text("""
insert into event_queues as q (queue_arn, received, stored, logins, ignored, put_aside, last_received_at, last_event_at)
values (:queue_arn, :received, :stored, :logins, :ignored, :put_aside, :now, :last_event_at)
on conflict (queue_arn) do update set received = q.received + excluded.received, stored = q.stored + excluded.stored,
  logins = q.logins + excluded.logins, ignored = q.ignored + excluded.ignored,
  put_aside = q.put_aside + excluded.put_aside, last_received_at = excluded.last_received_at,
  last_event_at = greatest(q.last_event_at, excluded.last_event_at)
""")
_PUT_ASIDE = text("""
insert into event_queue_rejects (queue_arn, message_id, received_at, reason, body)
values (:queue_arn, :message_id, :now, :reason, :body) on conflict do nothing returning 1
""")
_KEEP_LATEST = text("""
delete from event_queue_rejects where (queue_arn, message_id) in (
  select queue_arn, message_id from event_queue_rejects where queue_arn = :queue_arn
  order by received_at desc, message_id offset :most)
""")
_SHOWN = text("""
select workspace_id, last_connected_at, (
  select c.last_good_at from coverage c
  where c.account_id = w.account_id and c.region = w.region and c.collector = 'connections') as looked_at
from workspaces w
where w.account_id = :account_id and w.region = :region and w.workspace_id = any(:ids) and w.terminated_at is null
""")


@dataclass(slots=True)
class Taken:
    """What a delivery brought, in messages, and the WorkSpaces that somebody changed or signed in to."""

    received: int = 0
    stored: int = 0
    logins: int = 0
    ignored: int = 0
    put_aside: int = 0
    arrivals: list[Arrival] = field(default_factory=list)

    def add(self, more: "Taken") -> None:
        """Count one more delivery."""
        for name in ("received", "stored", "logins", "ignored", "put_aside"):
            setattr(self, name, getattr(self, name) + getattr(more, name))

    def changed(self) -> Mapping[Place, list[str]]:
        """The WorkSpaces that a call meant to change, by place."""
        found: dict[Place, dict[str, None]] = {}
        for arrival in self.arrivals:
            record = arrival.record
            if record.read_only is False and record.error_code is None:
                ids = found.setdefault((record.account_id, record.region), {})
                ids.update(dict.fromkeys(touch.workspace_id for touch in record.touches if not touch.failed))
        return {place: list(ids) for place, ids in found.items() if ids}


def take(engine: Engine, queue_arn: str, messages: Sequence[Message], places: frozenset[Place], now: datetime) -> Taken:
    """Store what the messages say of these accounts and Regions. Raises what the database raises, and nothing else."""
    taken, unusable = Taken(received=len(messages)), []
    for message in messages:
        try:
            arrival = read(message.body, now)
        except Unusable as finding:
            unusable.append((message, str(finding)))
            continue
        if arrival is None or (arrival.record.account_id, arrival.record.region) not in places:
            taken.ignored += 1
        else:
            taken.arrivals.append(arrival)
    records = [arrival.record for arrival in taken.arrivals]
    prepare(engine, records)
    with engine.begin() as connection:
        taken.stored = store(connection, records).created
        taken.logins = _sign_in(connection, taken.arrivals, now)
        taken.put_aside = _put_aside(connection, queue_arn, unusable, now)
        counts = {name: getattr(taken, name) for name in ("received", "stored", "logins", "ignored", "put_aside")}
        latest = max((record.event_time for record in records), default=None)
        connection.execute(_COUNT, {"queue_arn": queue_arn, "now": now, "last_event_at": latest, **counts})
    return taken


def _sign_in(connection: Connection, arrivals: Iterable[Arrival], now: datetime) -> int:
    """Logins as the connections that a listing would show; how many of them were news.

    One that is older than the last listing of connections, or than what is known, tells nothing: messages come late.
    """
    latest: dict[Place, dict[str, datetime]] = {}
    for arrival in arrivals:
        if (login := arrival.login) is not None:
            known = latest.setdefault((arrival.record.account_id, arrival.record.region), {})
            known[login.workspace_id] = max(login.at, known.get(login.workspace_id, login.at))
    news = 0
    for (account_id, region), logins in sorted(latest.items()):
        scope = {"account_id": account_id, "region": region}
        shown = connection.execute(_SHOWN, {**scope, "ids": list(logins)}).all()
        rows = [
            ConnectionRecord(row.workspace_id, CONNECTED, logins[row.workspace_id])
            for row in shown
            if all(at is None or at < logins[row.workspace_id] for at in (row.last_connected_at, row.looked_at))
        ]
        if rows:
            target = TARGETS["connections"]
            news += merge(connection, target, account_id, region, rows, seen_at=now, complete=False).updated
    return news


def _put_aside(connection: Connection, queue_arn: str, unusable: Sequence[tuple[Message, str]], now: datetime) -> int:
    """Keep the messages that made no sense, each once; how many of them had not been kept before."""
    kept = 0
    for message, reason in unusable:
        row = {"queue_arn": queue_arn, "now": now, "message_id": storable(message.message_id), "reason": reason}
        body = storable(message.body)[:LONGEST_BODY]
        kept += connection.execute(_PUT_ASIDE, {**row, "body": body}).scalar() or 0
    if kept:
        connection.execute(_KEEP_LATEST, {"queue_arn": queue_arn, "most": MOST_PUT_ASIDE})
    return kept
