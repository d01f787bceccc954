"""A small fleet with its hours in the tables, and what its costs become."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.db.session import get_engine, unit_of_work
from app.models.models import AwsAccount, Bundle, Directory, Workspace
from app.services.aws.collectors.usage import UsageRecord
from app.services.aws.scope import Scope
from app.services.costs import monthly
from app.services.usage import days, store
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import first_hour, hour_of, moment, month_of, previous_month

ACCOUNT, OTHER, REGION = "111111111111", "222222222222", "us-east-1"
NOW = datetime.now(UTC)
THIS = month_of(hour_of(NOW))
LAST = previous_month(THIS)
BEFORE = previous_month(LAST)
FIRST = first_hour(BEFORE)
READ_TO = hour_of(NOW)


def on(month: date, day: int, *hours: int) -> int:
    """The bits of hours of a day, counted from FIRST."""
    start = first_hour(month.replace(day=day)) - FIRST
    return sum(1 << (start + hour) for hour in hours)


def rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def execute(statement: str, **values: Any) -> None:
    with get_engine().begin() as connection:
        connection.execute(text(statement), values)


def add(*workspaces: dict[str, Any]) -> None:
    """WorkSpaces of type STANDARD that are older than all that is measured."""
    base = {
        "account_id": ACCOUNT, "region": REGION, "state": "AVAILABLE", "bundle_id": "wsb-1", "directory_id": "d-1",
        "compute_type": "STANDARD", "operating_system": "WINDOWS_SERVER_2022", "root_volume_size_gib": 80,
        "user_volume_size_gib": 50, "created_at": moment(FIRST) - timedelta(days=30), "tags": {"team": "blue"},
        "first_seen_at": moment(FIRST),
    }  # fmt: skip
    with unit_of_work() as session:
        session.add_all(Workspace(**{**base, **one}) for one in workspaces)


def add_place() -> None:
    with unit_of_work() as session:
        session.add(AwsAccount(account_id=ACCOUNT, name="Payer", kind="home"))
        session.add(Directory(account_id=ACCOUNT, region=REGION, directory_id="d-1", directory_name="corp"))
        volumes = {"compute_type": "STANDARD", "root_volume_size_gib": 80, "user_volume_size_gib": 50}
        session.add(Bundle(account_id=ACCOUNT, region=REGION, bundle_id="wsb-1", bundle_name="Office", **volumes))


def measure(connected: dict[str, int], account_id: str = ACCOUNT, known: int | None = None) -> None:
    """Hours of WorkSpaces as the usage step would write them."""
    known = mask(0, READ_TO - FIRST) if known is None else known
    records = [UsageRecord(name, Hours(FIRST, known, bits & known), True) for name, bits in connected.items()]
    with get_engine().begin() as connection:
        store.make_room(connection, FIRST, READ_TO)
        store.write(connection, Scope(account_id, REGION), records, READ_TO)
        days.refresh(connection, account_id, REGION)


def refresh(now: datetime = NOW) -> int:
    return monthly.refresh(get_engine(), ACCOUNT, REGION, now)


def costs(workspace_id: str, months: Iterable[date] = (BEFORE, LAST, THIS)) -> dict[tuple[date, str], float | None]:
    """Cost by month and kind of charge."""
    found = rows("select month, kind, cost from cost_monthly where workspace_id = :id", id=workspace_id)
    return {(month, kind): None if cost is None else float(cost) for month, kind, cost in found if month in months}
