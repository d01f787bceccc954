"""One stack for the folder, with a PostgreSQL and a Redis of its own; the ones of other tests are left alone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from redis import Redis as RedisClient

from tests.conftest import MAINTENANCE_URL
from tests.reliability.processes import Postgres, Redis
from tests.reliability.stack import Stack


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    import os

    connection = psycopg2.connect(MAINTENANCE_URL.replace("+psycopg2", ""))
    with connection, connection.cursor() as cursor:
        cursor.execute("select setting from pg_config() where name = 'BINDIR'")
        [(binaries,)] = cursor.fetchall()
    connection.close()
    with RedisClient.from_url(os.environ["REDIS_URL"], decode_responses=True) as client:
        program = str(client.info("server")["executable"])
    if not Path(program).exists():  # told by its name alone, as a daemon that was found on PATH
        program = str(shutil.which(Path(program).name))
    folder = tmp_path_factory.mktemp("stack")
    stack = Stack(folder, Postgres(Path(binaries), folder / "postgres"), Redis(program, folder / "redis"))
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def stack(running: Stack) -> Iterator[Stack]:
    """Everything up, nothing broken, no run active; the fleet is what the tests before left."""
    running.mend()
    for program in (running.worker, running.beat, running.api):
        if not program.is_running:
            program.start()
    running.rows("update sync_runs set cancel_requested = true where status in ('queued', 'running')")
    yield running
    running.mend()
