"""Days of experience metrics into `metric_daily`."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.db.partitions import ensure_months
from app.services.aws.collectors.metrics import SERIES, MetricsRecord
from app.services.aws.scope import Scope
from app.services.sync.writer import Merged
from app.services.usage.clock import DAY_HOURS, moment, months
from app.services.usage.copying import put
from app.services.usage.store import replacing

_COLUMNS = ("account_id", "region", "workspace_id", "day", *(column for column, _, _ in SERIES))
_READ_TO = ("account_id", "region", "workspace_id", "metrics_read_to")
# a value once measured is not lost because a later answer leaves it out
_PUT_DAYS = replacing("metric_daily", _COLUMNS[:4], _COLUMNS, kept=frozenset(_COLUMNS[4:]))
_PUT_READ_TO = replacing("workspace_usage", _READ_TO[:3], _READ_TO)


def write(connection: Connection, scope: Scope, records: Sequence[MetricsRecord], today: int) -> Merged:
    """Store the days, in the caller's transaction; `today` (days since 1970) and later are not over and left out."""
    place, limit = (scope.account_id, scope.region), moment(today * DAY_HOURS).date()
    ordered = sorted(records, key=lambda record: record.workspace_id)
    rows = [
        (*place, record.workspace_id, str(day), *(values.get(column) for column in _COLUMNS[4:]))
        for record in ordered
        for day, values in sorted(record.days.items())
        if day < limit
    ]
    put(connection, "metric_daily", _COLUMNS, rows, _PUT_DAYS)
    until = moment(today * DAY_HOURS).isoformat()
    read = [(*place, record.workspace_id, until) for record in ordered if record.complete]
    put(connection, "workspace_usage", _READ_TO, read, _PUT_READ_TO)
    return Merged(len(ordered), updated=len(rows))


def make_room(connection: Connection, first: int, end: int) -> None:
    """The partitions that days [first, end) go to."""
    ensure_months(connection, "metric_daily", months(first * DAY_HOURS, end * DAY_HOURS))
