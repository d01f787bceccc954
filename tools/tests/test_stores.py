"""PostgreSQL and Redis really start, serve and stop; the packaged ones as well where they are installed."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg2
import pytest

from devstack import postgres, redis, throwaway
from devstack.layout import Layout
from devstack.problem import Problem
from devstack.running import Running
from devstack.state import State


def ask(url: str, statement: str) -> str:
    connection = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return str(cursor.fetchone()[0])
    finally:
        connection.close()


def redis_says(url: str, *words: str) -> bytes:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as connection:
        connection.sendall((" ".join(words) + "\r\n").encode())
        return connection.recv(1000)


@pytest.mark.parametrize("packaged", [False, True], ids=["as-found", "packaged"])
def test_the_stores_serve_and_leave_nothing_behind(layout: Layout, packaged: bool) -> None:
    with throwaway.stores(layout, "test", packaged=packaged) as stores:
        home = Running(Layout(home=layout.home / "test", cache=layout.cache))
        assert int(ask(stores.database_url, "show server_version_num")) >= 150000
        assert ask(stores.database_url, "select count(*) from pg_available_extensions where name = 'pg_trgm'") == "1"
        assert ask(stores.database_url, "show fsync") == "off"
        assert redis_says(stores.redis_url, "PING") == b"+PONG\r\n"
        assert home.is_up()
    assert not home.is_up()
    assert home.leftovers() == []
    with pytest.raises(OSError):
        redis_says(stores.redis_url, "PING")


def test_the_database_wants_the_password(layout: Layout) -> None:
    with throwaway.stores(layout, "test") as stores:
        parts = urlsplit(stores.database_url)
        wrong = stores.database_url.replace(str(parts.password), "wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            ask(wrong, "select 1")


def test_a_new_password_reaches_a_cluster_that_is_there(layout: Layout, launch: Callable[..., Running]) -> None:
    state, data = State(layout.home), layout.home / "postgres"
    cluster = postgres.Cluster(postgres.find(layout), data, layout)
    cluster.prepare("first", ("one",), state)
    cluster.prepare("it's \\ second", ("one", "two"), state)
    port = throwaway.ports.choose(state, "postgres")
    running = launch(cluster.service(port))
    connection = psycopg2.connect(
        host="127.0.0.1", port=port, user="workspaces", password="it's \\ second", dbname="two"
    )
    connection.close()
    running.stop()


def test_a_cluster_of_another_major_version_is_refused(layout: Layout) -> None:
    data = layout.home / "postgres"
    cluster = postgres.Cluster(postgres.find(layout), data, layout)
    state = State(layout.home)
    cluster.prepare("password", (), state)
    state.set("databases", ["one"])
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Problem, match="was made by PostgreSQL 14"):
        cluster.prepare("password", (), state)


def test_a_queue_survives_a_restart(layout: Layout, launch: Callable[..., Running]) -> None:
    port = throwaway.ports.choose(State(layout.home), "redis")
    url = f"redis://127.0.0.1:{port}/0"
    part = redis.service(redis.find(layout), layout.home / "redis", port, "")
    running = launch(part)
    assert redis_says(url, "LPUSH", "queue", "task") == b":1\r\n"
    running.stop()
    launch(part)
    assert redis_says(url, "LLEN", "queue") == b":1\r\n"
