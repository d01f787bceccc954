"""Months that are no longer kept go as a whole, and nobody waits for it."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.partitions import ensure_months, partition_name
from app.db.session import get_engine
from app.services.sync import retention, ticking
from tests.sync.conftest import rows

SignIn = Callable[..., dict[str, str]]
OLD, NOW = date(2019, 3, 1), datetime.now(UTC).date().replace(day=1)

INSERT = """
insert into events (event_time, event_id, region, account_id, workspace_ids, search_text)
values (:old, 'old', 'r', 'a', '{}', ''), (now(), 'new', 'r', 'a', '{}', '')
"""
DETACHING = """
select pid from pg_stat_activity
where query like 'alter table events detach%' and wait_event_type = 'Lock' and pid <> pg_backend_pid()
"""


@pytest.fixture
def months(db: None) -> Iterator[None]:
    with get_engine().begin() as connection:
        for table in retention.KEPT_BY:
            ensure_months(connection, table, (OLD, NOW))
        connection.execute(text(INSERT), {"old": OLD})
    yield
    retention.drop_old_months()


def there(table: str, month: date) -> bool:
    name = partition_name(table, month)
    return bool(rows("select count(*) > 0 from pg_class where relname = :n", n=name)[0][0])


def test_the_tick_drops_the_months_that_are_not_kept_and_leaves_the_others(months: None) -> None:
    ticking.tick()
    assert [there(table, OLD) for table in retention.KEPT_BY] == [False] * len(retention.KEPT_BY)
    assert [there(table, NOW) for table in retention.KEPT_BY] == [True] * len(retention.KEPT_BY)
    assert rows("select event_id from events") == [("new",)]
    assert retention.drop_old_months() == []


def test_a_month_within_the_setting_is_kept(months: None, client: TestClient, sign_in: SignIn) -> None:
    change = client.put("/api/admin/config", headers=sign_in("admin"), json={"event_months": 1200})
    assert change.status_code == 200
    ticking.tick()
    assert rows("select event_id from events order by 1") == [("new",), ("old",)]


def test_a_month_that_is_being_read_is_dropped_later_and_holds_no_other_reader_up(months: None) -> None:
    with get_engine().connect() as reader:
        assert reader.execute(text("select count(*) from events")).scalar() == 2
        dropping = threading.Thread(target=retention.drop_old_months)
        dropping.start()
        while not rows(DETACHING):
            assert dropping.is_alive()
        assert rows("select event_id from events where event_time > now() - interval '1 day'") == [("new",)]
        dropping.join(30)
        assert there("events", OLD)
    retention.drop_old_months()
    assert not there("events", OLD)


def test_what_was_detached_and_not_dropped_is_dropped(months: None) -> None:
    name = partition_name("events", OLD)
    with get_engine().begin() as connection:
        connection.execute(text(f"alter table events detach partition {name}"))
    assert name in retention.drop_old_months()


@pytest.mark.parametrize(
    ("months", "first"), [(1, date(2026, 3, 1)), (4, date(2025, 12, 1)), (16, date(2024, 12, 1))], ids=str
)
def test_the_present_month_counts(months: int, first: date) -> None:
    assert retention.first_kept(date(2026, 3, 31), months) == first


@pytest.mark.parametrize(("name", "value"), [("event_months", 3), ("usage_months", 15), ("cost_months", 1201)])
def test_fewer_months_than_aws_itself_gives_are_refused(
    client: TestClient, sign_in: SignIn, name: str, value: int
) -> None:
    answer = client.put("/api/admin/config", headers=sign_in("admin"), json={name: value})
    assert [error["field"] for error in answer.json()["errors"]] == [name]
