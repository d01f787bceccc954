"""Monthly partitions: made when needed, once, and no matter of migrations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import text

MONTHS = [date(2031, 1, 1), date(2031, 2, 1), date(2031, 12, 1)]


def make(_: int = 0) -> None:
    from app.db.partitions import ensure_months
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        ensure_months(connection, "usage_monthly", MONTHS)


def test_makers_at_the_same_time_make_each_once_and_rows_go_to_their_month(db: None) -> None:
    from app.db.session import get_engine

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(8)))
    row = "('1', 'r', 'ws', :month, 1, 1, 1, 1, 0, 744)"
    with get_engine().begin() as connection:
        for month in MONTHS:
            connection.execute(text(f"insert into usage_monthly values {row}"), {"month": month})
        place = "select tableoid::regclass::text from usage_monthly order by month"
        assert connection.execute(text(place)).scalars().all() == [
            "usage_monthly_p203101", "usage_monthly_p203102", "usage_monthly_p203112",
        ]  # fmt: skip


def test_partitions_are_no_difference_between_models_and_database(db: None) -> None:
    from alembic.config import Config

    from alembic import command

    make()
    command.check(Config("alembic.ini"))
