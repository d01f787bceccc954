"""Makes the plan of the product's stack: which services, where, with which environment, in which order."""

import json
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devstack import commands, environment, nginx, ports, postgres, redis
from devstack.environment import Ports
from devstack.layout import Layout
from devstack.plan import Plan, Probe, Service, Stage, Task
from devstack.problem import Problem
from devstack.settings import Settings
from devstack.state import State

DEMO_SIZE, DEMO_SEED = 500, 1
API_WORKERS = 2
# A step mostly waits for AWS: three accounts x three Regions are read at once, with room for what costs nothing. Each
# process has about 55 MB of its own (the rest is shared by the fork); fewer, grown on demand, would begin cold.
CELERY_SLOTS = 12


@dataclass(frozen=True)
class Facts:
    """Where the services of a stack are, and the environment that the product's processes get."""

    ports: Ports
    env: dict[str, str]
    size: int
    estate: Mapping[str, Any] | None
    external: list[str] = field(default_factory=list)


def demo_size(state: State, asked: int | None) -> int:
    """WorkSpaces in the demo estate: as asked, else as last time, else 500.

    Raises:
        Problem: an estate of another size is there; a company of another size has other accounts and people.

    """
    made = state.get("demo_made")
    if asked is not None and made is not None and asked != made:
        raise Problem(
            f"The demo estate here has {made} WorkSpaces; one of {asked} is another company, with other accounts: "
            f"run ./dev reset first, which removes all local state, then ./dev up --demo-size {asked}"
        )
    size = asked or state.get("demo_size") or DEMO_SIZE
    state.set("demo_size", size)
    return int(size)


def facts(settings: Settings, state: State, size: int, *, running: bool = False) -> Facts:
    """The facts of a stack that is to be started, or of the one that is running.

    Raises:
        Problem: the demo estate cannot tell its accounts.

    """
    demo = settings.mode == "demo"
    external = [name for name in ("DATABASE_URL", "REDIS_URL") if settings.get(name)]
    find = ports.remembered if running else ports.choose
    chosen = Ports(
        postgres=None if "DATABASE_URL" in external else find(state, "postgres"),
        redis=None if "REDIS_URL" in external else find(state, "redis"),
        demo=find(state, "demo-aws") if demo else None,
    )
    estate = _estate(settings, size) if demo else None
    return Facts(chosen, environment.backend(settings, chosen, estate), size, estate, external)


def prepare(settings: Settings, state: State, known: Facts) -> Plan:
    """Makes what has to be there before the start, and returns the plan.

    Raises:
        Problem: a part of it cannot be had on this machine.

    """
    env, chosen = known.env, known.ports
    stores = [_postgres(settings, state, chosen.postgres)] if chosen.postgres is not None else []
    stores += [_redis(settings, chosen.redis)] if chosen.redis is not None else []
    stores += [_demo(settings, chosen.demo, env, known.size)] if chosen.demo is not None else []
    migrate = Task("migrate", "Database migrations", _python(settings, "alembic", "upgrade", "head"),
                   str(settings.layout.backend), env)  # fmt: skip
    product = [_api(settings, env), *_celery(settings, env, chosen), *_ai(settings), _nginx(settings)]
    return Plan(str(settings.layout.home), [Stage([], stores), Stage([migrate], product)])


def _python(settings: Settings, *arguments: str) -> list[str]:
    return [str(settings.layout.python), "-m", *arguments]


def _estate(settings: Settings, size: int) -> Mapping[str, Any]:
    layout = settings.layout
    command = _python(settings, "demo_aws", "accounts", "--size", str(size), "--seed", str(DEMO_SEED), "--json")
    said = commands.run(command, cwd=layout.demo, home=layout.home)
    try:
        value = json.loads(said)
    except ValueError as error:
        raise Problem(f"The demo estate does not tell its accounts: {said.strip()[:200]}") from error
    if not isinstance(value, dict):
        raise Problem(f"The demo estate does not tell its accounts: {said.strip()[:200]}")
    return {**value, "rate": _quota(size)}


def _quota(size: int) -> float:
    """WorkSpaces calls a second and API: AWS's default of 2, or what the owner of a large fleet has asked for."""
    return max(2.0, size / 2000)


def _postgres(settings: Settings, state: State, port: int) -> Service:
    layout = settings.layout
    data = layout.home / "postgres"
    binaries = postgres.find(layout, packaged=settings.packaged_services, data=data)
    cluster = postgres.Cluster(binaries, data, layout)
    cluster.prepare(environment.postgres_password(settings), (environment.database(settings),), state)
    return cluster.service(port)


def _redis(settings: Settings, port: int) -> Service:
    server = redis.find(settings.layout, packaged=settings.packaged_services)
    password = environment.redis_password(settings)
    return redis.service(server, settings.layout.home / "redis", port, password)


def _demo(settings: Settings, port: int, env: dict[str, str], size: int) -> Service:
    layout = settings.layout
    state_dir = layout.home / "demo-aws"
    state_dir.mkdir(exist_ok=True)
    where = ("--host", "127.0.0.1", "--port", str(port), "--state-dir", str(state_dir))
    drawn = ("--size", str(size), "--seed", str(DEMO_SEED), "--rate", str(_quota(size)))
    command = _python(settings, "demo_aws", "serve", *where, *drawn)
    probe = Probe("http", f"http://127.0.0.1:{port}/_demo/health")
    note = f"simulated AWS, {size} WorkSpaces"
    # A large estate takes a while to be drawn.
    limit_s = 90.0 + size / 500
    return Service("demo-aws", command, str(layout.demo), env, probe, port, note, ready_within_s=limit_s)


def _api(settings: Settings, env: dict[str, str]) -> Service:
    port = settings.api_port
    flags = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(API_WORKERS), "--no-access-log"]
    # Longer than nginx keeps its idle connections (60 s), so that nginx never sends into one that is being closed.
    flags += ["--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "3", "--no-server-header"]
    flags += ["--proxy-headers", "--forwarded-allow-ips", "127.0.0.1"]
    probe = Probe("http", f"http://127.0.0.1:{port}/api/health")
    command = _python(settings, "uvicorn", "app.main:app", *flags)
    return Service("api", command, str(settings.layout.backend), env, probe, port, "uvicorn, FastAPI")


def _celery(settings: Settings, env: dict[str, str], chosen: Ports) -> list[Service]:
    cwd, app = str(settings.layout.backend), ("celery", "-A", "app.celery_app")
    folder = settings.layout.home / "beat"
    folder.mkdir(exist_ok=True)
    node = f"wsi-{zlib.crc32(str(settings.layout.home).encode()):08x}@%h"
    flags = ("--concurrency", str(CELERY_SLOTS), "--loglevel", "INFO", "-n", node)
    worker_probe = Probe("alive", seconds=5.0)
    if chosen.redis is not None:
        worker_probe = Probe("worker", f"127.0.0.1:{chosen.redis}", environment.redis_password(settings))
    schedule = ("--schedule", str(folder / "schedule"), "--pidfile=", "--loglevel", "INFO")
    worker = Service("worker", _python(settings, *app, "worker", *flags), cwd, env, worker_probe,
                     note=f"Celery, {CELERY_SLOTS} at once", stop_signals=["SIGTERM", "SIGQUIT"])  # fmt: skip
    beat = Service("beat", _python(settings, *app, "beat", *schedule), cwd, env, Probe("alive", seconds=1.0),
                   note="Celery schedule")  # fmt: skip
    return [worker, beat]


def _ai(settings: Settings) -> list[Service]:
    """The AI tier, where there is a model. It may have to be built first, which the others do not wait for."""
    model = environment.model(settings)
    if model is None:
        return []
    command = [sys.executable, str(settings.layout.ai.parent / "scripts" / "serve")]
    env = environment.ai(settings, model)
    return [Service("ai", command, str(settings.layout.ai), env, Probe("alive", seconds=1.0), settings.ai_port,
                    "llama.cpp; logs ai tells how far its build is")]  # fmt: skip


def _nginx(settings: Settings) -> Service:
    layout, folder = settings.layout, settings.layout.home / "nginx"
    server = nginx.find(layout, packaged=settings.packaged_services)
    configure_nginx(layout, server, settings.web_port, settings.api_port)
    return nginx.service(server, folder, settings.web_port)


def configure_nginx(layout: Layout, server: nginx.Server, web_port: int, api_port: int) -> None:
    """Writes and checks the web tier's configuration in the home."""
    folder = layout.home / "nginx"
    nginx.configure(layout, folder, listen=f"127.0.0.1:{web_port}", backend=f"127.0.0.1:{api_port}", root=layout.web)
    nginx.check(layout, server, folder)
