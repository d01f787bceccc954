"""Marks that costs are to be modelled anew, and who acts on them where no step of a sync does."""

import logging
from collections.abc import Collection

from sqlalchemy import Connection, text

from app.db.session import get_engine
from app.services.costs import monthly
from app.services.settings.registry import FORECAST_INTERVAL, FORECAST_WEEKS, HOLIDAYS, WORKING_WEEKDAYS
from app.services.sync import locks, progress

log = logging.getLogger(__name__)
COSTS = 0x57534905
"""The space of locks of `sync.locks`."""

_OF_FORECAST = frozenset(one.name for one in (FORECAST_INTERVAL, FORECAST_WEEKS, HOLIDAYS, WORKING_WEEKDAYS))
_MARK = text("""
insert into cost_marks (account_id, region, since)
select distinct account_id, region, cast(date_trunc('month', timezone('UTC', now())) as date) from workspaces
""")
_MARKED = text("select distinct account_id, region from cost_marks order by 1, 2")


def everywhere(connection: Connection) -> None:
    """Mark every place, in the caller's transaction: prices are other ones."""
    connection.execute(_MARK)


def settings_changed(connection: Connection, names: Collection[str]) -> None:
    """Mark every place where one of the settings is one of the forecast's."""
    if _OF_FORECAST & set(names):
        everywhere(connection)


def tick() -> int:
    """Model what is marked; how many places. One that another worker is on is left to the next tick."""
    with get_engine().connect() as connection:
        places = [(row.account_id, row.region) for row in connection.execute(_MARKED)]
    done = 0
    for account_id, region in places:
        with locks.alone(COSTS, locks.key(account_id, region)) as mine:
            if not mine:
                continue
            if monthly.refresh(get_engine(), account_id, region):
                for dataset in ("costs", "workspaces"):
                    progress.publish_data(dataset, account_id)
            done += 1
    if done:
        log.info("costs modelled anew", extra={"places": done})
    return done
