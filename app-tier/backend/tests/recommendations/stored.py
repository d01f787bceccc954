"""WorkSpaces with their hours in the tables, at the moment of the test, and the advice that they get."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.db.session import get_engine, unit_of_work
from app.models.models import AwsAccount, Bundle, Directory, Workspace
from app.services.aws.collectors.usage import UsageRecord
from app.services.aws.scope import Scope
from app.services.costs import monthly
from app.services.recommendations import refreshing
from app.services.usage import days, store
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import first_hour, hour_of, moment, month_of, next_month, previous_month

ACCOUNT, OTHER, REGION = "111111111111", "222222222222", "us-east-1"
NOW = datetime.now(UTC)
THIS = month_of(hour_of(NOW))


def months_ago(count: int) -> date:
    month = THIS
    for _ in range(count):
        month = previous_month(month)
    return month


OLDEST = months_ago(7)
FIRST, END = first_hour(OLDEST), hour_of(NOW)
LAST_DAY = next_month(THIS) - timedelta(days=1)


def every_day(*hours: int, since: date = OLDEST, until: date | None = None) -> int:
    """The bits of these hours of each day until now, counted from FIRST."""
    bits, day = 0, since
    while first_hour(day) < END and (until is None or day < until):
        for hour in hours:
            bits |= 1 << (first_hour(day) - FIRST + hour)
        day += timedelta(days=1)
    return bits & mask(0, END - FIRST)


def rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def execute(statement: str, **values: Any) -> None:
    with get_engine().begin() as connection:
        connection.execute(text(statement), values)


def add_place(*accounts: str) -> None:
    with unit_of_work() as session:
        for account in accounts or (ACCOUNT,):
            session.add(AwsAccount(account_id=account, name=f"n{account[0]}", kind="role", partition="aws"))
            session.add(Directory(account_id=account, region=REGION, directory_id="d-1", directory_name="corp"))
            volumes = {"compute_type": "STANDARD", "root_volume_size_gib": 80, "user_volume_size_gib": 50}
            session.add(Bundle(account_id=account, region=REGION, bundle_id="wsb-1", bundle_name="Office", **volumes))


def add(*workspaces: dict[str, Any]) -> None:
    """WorkSpaces of type STANDARD with an owner, encrypted and older than all that is measured."""
    base = {
        "account_id": ACCOUNT, "region": REGION, "state": "AVAILABLE", "bundle_id": "wsb-1", "directory_id": "d-1",
        "compute_type": "STANDARD", "operating_system": "WINDOWS_SERVER_2022", "root_volume_size_gib": 80,
        "user_volume_size_gib": 50, "created_at": moment(FIRST) - timedelta(days=30), "tags": {"owner": "it"},
        "first_seen_at": moment(FIRST), "root_volume_encrypted": True, "user_volume_encrypted": True,
        "connection_state": "DISCONNECTED", "last_connected_at": NOW - timedelta(days=1), "running_mode": "AUTO_STOP",
    }  # fmt: skip
    with unit_of_work() as session:
        session.add_all(Workspace(**{**base, **one}) for one in workspaces)


def measure(connected: dict[str, int], account_id: str = ACCOUNT) -> None:
    """Hours of WorkSpaces as the usage step would write them, all of them measured."""
    known = mask(0, END - FIRST)
    records = [UsageRecord(name, Hours(FIRST, known, bits & known), True) for name, bits in connected.items()]
    with get_engine().begin() as connection:
        store.make_room(connection, FIRST, END)
        store.write(connection, Scope(account_id, REGION), records, END)
        days.refresh(connection, account_id, REGION)


def compute(now: datetime | None = None, accounts: Iterable[str] = (ACCOUNT,)) -> int | None:
    """Costs and advice, as after a sync; how many rows of advice were written."""
    written = 0
    for account in accounts:
        monthly.refresh(get_engine(), account, REGION, now or NOW)
        written += refreshing.refresh(get_engine(), account, REGION, now or NOW) or 0
    return written


def advice(workspace_id: str | None = None) -> dict[str, str]:
    """The states of a WorkSpace's recommendations by kind, or of all."""
    found = rows(
        "select kind, state from recommendations where cast(:id as text) is null or workspace_id = :id order by id",
        id=workspace_id,
    )
    return dict(found)  # type: ignore[arg-type]  # two columns
