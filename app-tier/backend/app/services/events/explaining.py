"""The inventory explained by the trail: what ended unseen, who made, ended and changed what, and the hours by that."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from app.services.aws.scope import Scope
from app.services.inventory import lifecycle, unseen
from app.services.usage.clock import hour_of
from app.services.usage.store import rederive


def explain(connection: Connection, scope: Scope, since: datetime) -> int:
    """Join inventory and trail of an account and Region, in the caller's transaction; how many rows that changed.

    `since`: changes seen before it have been looked at. Twice changes nothing.
    """
    remembered = unseen.remember(connection, scope.account_id, scope.region)
    settled = lifecycle.settle(connection, scope.account_id, scope.region)
    rederive(connection, scope, settled, hour_of(datetime.now(UTC)))
    return remembered + len(settled) + lifecycle.explain(connection, scope.account_id, scope.region, since)
