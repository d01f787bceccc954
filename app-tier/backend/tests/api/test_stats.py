"""The state of the system as an administrator reads it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.celery_app import celery_app
from app.core.redis import get_redis
from app.db.session import get_engine
from app.services.stats import heartbeats

Read = Callable[[], dict[str, Any]]


@pytest.fixture
def read(client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Iterator[Read]:
    header = sign_in("admin", "ada")

    def stats() -> dict[str, Any]:
        answer = client.get("/api/admin/stats", headers=header)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    get_redis().delete(heartbeats.KEY)
    yield stats
    get_redis().delete(heartbeats.KEY)


def state(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in answer["dependencies"] if each["name"] == name)
    return found


def heard(name: str, ago: timedelta) -> None:
    get_redis().zadd(heartbeats.KEY, {name: (datetime.now(UTC) - ago).timestamp()})


def test_counts_sizes_and_versions_are_those_of_the_database(read: Read) -> None:
    with get_engine().connect() as connection:
        users = connection.scalar(text("select count(*) from users where is_active"))
        revision = connection.scalar(text("select version_num from alembic_version"))
        size = connection.scalar(text("select pg_total_relation_size('users')"))
    answer = read()
    counts = {each["name"]: each["count"] for each in answer["counts"]}
    assert (counts["users"], answer["database"]["schema_revision"]) == (users, revision)
    tables = {table["name"]: table["size_bytes"] for table in answer["database"]["tables"]}
    assert tables.get("users", size) == size
    assert sorted(tables.values(), reverse=True) == list(tables.values())
    assert answer["database"]["size_bytes"] > sum(tables.values()) // 2
    assert state(answer, "database")["status"] == state(answer, "redis")["status"] == "ok"


def test_a_worker_that_is_not_heard_of_is_told_and_the_rest_works_on(read: Read) -> None:
    assert state(read(), "workers")["status"] == "down"
    assert read()["health"] == "degraded"
    heard(f"{heartbeats.WORKER}one@here", timedelta(seconds=3))
    heard(f"{heartbeats.WORKER}two@here", timedelta(minutes=20))
    answer = read()
    assert [(each["name"], each["is_alive"]) for each in answer["workers"]] == [("one@here", True), ("two@here", False)]
    assert state(answer, "workers")["status"] == "degraded"
    heartbeats.forget(f"{heartbeats.WORKER}two@here")
    assert state(read(), "workers")["status"] == "ok"


def test_who_was_silent_for_a_day_is_forgotten(read: Read) -> None:
    heard(f"{heartbeats.WORKER}old@here", timedelta(days=2))
    assert read()["workers"] == []


def test_a_tick_of_the_scheduler_is_a_sign_of_its_life(read: Read) -> None:
    assert state(read(), "scheduler")["status"] == "down"
    celery_app.send_task("sync.tick", expires=1)
    celery_app.control.purge()
    answer = read()
    assert state(answer, "scheduler")["status"] == "ok"
    assert answer["scheduler_heard_at"] is not None


def test_the_queue_is_counted_by_what_is_for_soon_and_for_later(read: Read) -> None:
    celery_app.control.purge()
    celery_app.send_task("reports.run", args=[0])
    answer = read()
    celery_app.control.purge()
    assert (answer["queue"]["soon"], answer["queue"]["later"]) == (1, 0)
