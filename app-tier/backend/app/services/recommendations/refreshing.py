"""The advice of an account and Region computed anew: a thousand WorkSpaces at a time, each thousand a transaction.

It can run twice or be killed anywhere with the same result. Two at the same time: the second leaves.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import Connection, Engine, text

from app.services.recommendations import gathering, parameters, storing, verifying
from app.services.recommendations.rules.advice import advise
from app.services.recommendations.rules.parameters import Parameters
from app.services.sync import locks

SPACE = 0x57534904
"""The advisory locks of places whose advice is computed."""
AT_ONCE = 1_000
_OF = "account_id = :account_id and region = :region"
_IDS = text(f"""
select workspace_id from workspaces where {_OF} and terminated_at is null
union
select workspace_id from recommendations where {_OF} and (state <> 'obsolete' or is_top)
  and (state <> 'done' or done_how = 'marked')
order by 1
""")  # noqa: S608 - made of constants
_END = text("""
insert into recommendation_places as p (account_id, region, computed_at, parameters, duration_ms)
values (:account_id, :region, :now, :parameters, :duration_ms)
on conflict (account_id, region) do update set
  stale_at = case when p.stale_at > :began then p.stale_at end,
  computed_at = excluded.computed_at, parameters = excluded.parameters, duration_ms = excluded.duration_ms,
  sent_at = null
""")


def refresh(engine: Engine, account_id: str, region: str, now: datetime | None = None) -> int | None:
    """Compute the advice of a place and bring the table to it; how many rows were written.

    None where somebody else is at it.
    """
    with locks.alone(SPACE, locks.key(account_id, region)) as mine:
        return _refresh(engine, account_id, region, now or datetime.now(UTC)) if mine else None


def _refresh(engine: Engine, account_id: str, region: str, now: datetime) -> int:
    began, key = time.monotonic(), {"account_id": account_id, "region": region}
    with engine.connect() as connection:
        started = connection.execute(text("select now()")).scalar_one()
        rules = parameters.read(connection)
        version = parameters.version(connection, rules)
        of = gathering.source(connection, account_id, region, now, rules.sizing_days + 1)
        ids = list(connection.execute(_IDS, key).scalars())
    written = 0
    for some in _pieces(ids):
        with engine.begin() as connection:
            written += _piece(connection, of, some, rules)
    with engine.begin() as connection:
        written += verifying.verify(connection, of)
        ended = {"now": now, "began": started, "parameters": version}
        connection.execute(_END, {**key, **ended, "duration_ms": round((time.monotonic() - began) * 1000)})
    return written


def _piece(connection: Connection, of: gathering.Source, ids: Sequence[str], rules: Parameters) -> int:
    loaded = gathering.load(connection, of, ids)
    answers = {name: (facts, *advise(facts, rules)) for name, (facts, _) in loaded.items()}
    return storing.merge(connection, of.place.key, ids, answers, of.now)


def _pieces(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some
