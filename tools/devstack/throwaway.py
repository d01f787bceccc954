"""PostgreSQL and Redis for one run of the tests: empty, fast rather than durable, on ports of their own."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from devstack import locking, ports, postgres, process, redis
from devstack.console import console
from devstack.layout import Layout
from devstack.plan import Plan, Stage
from devstack.problem import Problem
from devstack.running import Running
from devstack.state import State, secret

START_LIMIT_S = 60.0


@dataclass(frozen=True)
class Stores:
    """Where the tests find them. The database URL is the superuser's, to the maintenance database."""

    database_url: str
    redis_url: str


@contextmanager
def stores(layout: Layout, name: str, *, packaged: bool = False) -> Iterator[Stores]:
    """Starts them in the home `name` below the stack's, and ends them, also when this process is killed.

    Raises:
        Problem: they do not start, or another run uses that home.

    """
    own = Layout(home=layout.home / name, cache=layout.cache)
    own.prepare()
    with locking.exclusive(own.run / "command.lock", "running tests"):
        running = Running(own)
        running.stop()
        for part in ("postgres", "redis", "state.json"):
            _remove(own, part)
        lifeline, own_end = os.pipe()
        try:
            with console.step("Test database and Redis"):
                plan, found = _plan(own, packaged=packaged)
                running.launch(plan, lifeline)
                _await_ready(running)
            yield found
        finally:
            os.close(own_end)
            os.close(lifeline)
            running.stop()


def _plan(own: Layout, *, packaged: bool) -> tuple[Plan, Stores]:
    state = State(own.home)
    database_port, redis_port = ports.choose(state, "postgres"), ports.choose(state, "redis")
    password, data = secret(own.home, "POSTGRES_PASSWORD"), own.home / "postgres"
    cluster = postgres.Cluster(postgres.find(own, packaged=packaged), data, own)
    cluster.prepare(password, (), state)
    server = redis.find(own, packaged=packaged)
    services = [
        cluster.service(database_port, throw_away=True),
        redis.service(server, own.home / "redis", redis_port, "", throw_away=True),
    ]
    url = f"postgresql+psycopg2://{postgres.USER}:{quote(password, safe='')}@127.0.0.1:{database_port}/postgres"
    return Plan(str(own.home), [Stage([], services)]), Stores(url, f"redis://127.0.0.1:{redis_port}/0")


def _await_ready(running: Running) -> None:
    deadline = time.monotonic() + START_LIMIT_S

    def settled() -> bool:
        return running.status().get("phase") in ("ready", "failed")

    if not process.wait_until(settled, deadline - time.monotonic()) or running.status()["phase"] == "failed":
        raise Problem(str(running.status().get("message") or "The test database does not start"))


def _remove(own: Layout, part: str) -> None:
    path = own.home / part
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
