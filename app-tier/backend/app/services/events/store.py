"""Events into their tables: COPY into a staging table, then only what is not there yet. A replay writes nothing."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, Engine, text

from app.db.partitions import ensure_months
from app.services.events.record import EventRecord

TABLES = ("events", "event_workspaces")
_PLAIN = (
    *("event_name", "username", "user_type", "user_arn", "invoked_by", "source_ip", "user_agent", "error_code"),
    *("error_message", "read_only", "request_parameters", "response_elements"),
)
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})

# kept for the life of the connection: made anew each time it would bloat the system catalogue
_STAGE = text(
    "create temp table if not exists stage_events "
    "(event_time timestamptz, event_id text, region text, account_id text, item jsonb) on commit delete rows"
)
_COPY = "copy pg_temp.stage_events (event_time, event_id, region, account_id, item) from stdin"

# `between` leaves out, when the statement is planned, the months that the staged events do not touch
_MERGE = text("""
with fresh as materialized (
  select s.* from pg_temp.stage_events s
  where not exists (
    select from events e
    where e.event_time = s.event_time and e.event_id = s.event_id and e.region = s.region
      and e.account_id = s.account_id and e.event_time between :oldest and :newest)
), written as (
  insert into events (event_time, event_id, region, account_id, event_name, username, user_type, user_arn, invoked_by,
    source_ip, user_agent, error_code, error_message, read_only, request_parameters, response_elements, workspace_ids,
    search_text)
  select f.event_time, f.event_id, f.region, f.account_id, r.*,
    lower(concat_ws(' ', r.event_name, r.username, r.source_ip, r.error_code, f.event_id))
  from fresh f cross join lateral jsonb_to_record(f.item) as r(event_name text, username text, user_type text,
    user_arn text, invoked_by text, source_ip text, user_agent text, error_code text, error_message text,
    read_only boolean, request_parameters jsonb, response_elements jsonb, workspace_ids text[])
  on conflict do nothing
  returning 1
), linked as (
  insert into event_workspaces (account_id, region, workspace_id, event_time, event_id, failed, effect)
  select f.account_id, f.region, t.workspace_id, f.event_time, f.event_id, t.failed, t.effect
  from fresh f cross join lateral
    jsonb_to_recordset(f.item -> 'touches') as t(workspace_id text, failed boolean, effect text)
  on conflict do nothing
)
select count(*) from written
""")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was done, in events."""

    seen: int = 0
    created: int = 0

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(self.seen + other.seen, self.created + other.created)


def _line(record: EventRecord) -> str:
    item = {name: getattr(record, name) for name in _PLAIN}
    item["workspace_ids"] = [touch.workspace_id for touch in record.touches]
    item["touches"] = record.touches
    key = (record.event_time.isoformat(), record.event_id, record.region, record.account_id)
    return "\t".join(part.translate(_ESCAPES) for part in (*key, orjson.dumps(item).decode())) + "\n"


def prepare(engine: Engine, records: Iterable[EventRecord]) -> None:
    """Make the months that these events lie in, in a transaction of its own that holds nobody up for long."""
    found = {record.event_time.date().replace(day=1) for record in records}
    with engine.begin() as connection:
        for table in TABLES:
            ensure_months(connection, table, found)


def store(connection: Connection, records: Sequence[EventRecord]) -> Stored:
    """Add the events that are not there yet, with their WorkSpaces, in the caller's transaction (after `prepare`)."""
    unique = {(r.event_time, r.event_id, r.region, r.account_id): r for r in records}
    if not unique:
        return Stored()
    connection.execute(_STAGE)
    cursor = connection.connection.cursor()
    cursor.copy_expert(_COPY, io.StringIO("".join(_line(record) for record in unique.values())))
    cursor.close()
    # without statistics the merge would be planned for a table of any size
    connection.execute(text("analyze pg_temp.stage_events"))
    times = [at for at, *_ in unique]
    created = connection.execute(_MERGE, {"oldest": min(times), "newest": max(times)}).scalar_one()
    connection.execute(text("truncate pg_temp.stage_events"))
    return Stored(len(unique), int(created))
