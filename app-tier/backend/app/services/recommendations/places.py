"""Which places are to be computed anew: after steps of a sync, once a day, and when a parameter has changed.

The rows say what is to be done; a message is only a nudge, and the tick sends what got lost again.
"""

import logging
from datetime import UTC, datetime

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import Engine, text

from app.core.queue import LATER, celery_app
from app.db.session import get_engine
from app.services.recommendations import parameters

log = logging.getLogger(__name__)
AFTER = frozenset(
    {"workspaces", "directories", "bundles", "tags", "connections", "usage", "metrics", "events", "people", "prices"}
)
"""Steps after which advice may be another one; that of prices is about every place."""
EVERYWHERE = frozenset({"prices"})
LEAST_PAUSE_S = 60
WORKING_PART = 20
"""Between two computations of a place passes this many times what the last one took."""
LOST_AFTER_S = 900

_MARK = text("""
insert into recommendation_places (account_id, region, stale_at) values (:account_id, :region, now())
on conflict (account_id, region) do update set stale_at = excluded.stale_at
""")
_MARK_ALL = text("update recommendation_places set stale_at = now()")
# not while a sync is reading the place: what it finds next would be computed once more
_DUE = text("""
update recommendation_places p set sent_at = now() where
  (p.sent_at is null or p.sent_at < now() - make_interval(secs => :lost))
  and (p.computed_at is null or p.computed_at < :today or p.parameters is distinct from :parameters
    or p.stale_at is not null and p.computed_at
      < :now - make_interval(secs => greatest(:pause, :part * coalesce(p.duration_ms, 0) / 1000.0)))
  and not exists (
    select from sync_steps s join sync_runs r on r.id = s.run_id
    where r.status in ('queued', 'running') and s.status in ('queued', 'running')
      and s.account_id = p.account_id and s.region = p.region)
returning account_id, region
""")


def after(engine: Engine, collector: str, account_id: str, region: str) -> None:
    """Note that a step of that collector has ended, and with it may have changed what the advice rests on."""
    if collector not in AFTER:
        return
    with engine.begin() as connection:
        if collector in EVERYWHERE:
            connection.execute(_MARK_ALL)
        else:
            connection.execute(_MARK, {"account_id": account_id, "region": region})


def tick(now: datetime | None = None) -> list[tuple[str, str]]:
    """Ask workers to compute what is due; the places."""
    now = now or datetime.now(UTC)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with get_engine().begin() as connection:
        names = {"lost": LOST_AFTER_S, "pause": LEAST_PAUSE_S, "part": WORKING_PART, "today": today, "now": now}
        names["parameters"] = parameters.version(connection, parameters.read(connection))
        due = [(row.account_id, row.region) for row in connection.execute(_DUE, names)]
    for account_id, region in due:
        _send(account_id, region)
    return due


def _send(account_id: str, region: str) -> None:
    try:
        celery_app.send_task("recommendations.refresh", args=[account_id, region], priority=LATER)
    except (BrokerError, RedisError, OSError) as error:
        log.warning("advice not sent for; the tick will", extra={"region": region, "error": str(error)})
