"""Recommendations of a whole fleet in one place: computed, computed again unchanged, listed and summed up.

Seven months of hours and a month of daily loads a WorkSpace, two hundred patterns of use. Times are processor time of
client and server together; the memory is what the process had at most beyond what it had before.
"""

import argparse
import random
import resource
import time
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

import orjson
from sqlalchemy import text

from app.core.roles import Role
from app.db.partitions import ensure_months
from app.db.session import get_engine, reading
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.catalog.recommendations import DATASET
from app.services.query import listing
from app.services.query.listing import PageRequest
from app.services.recommendations import reading as told
from app.services.recommendations import refreshing
from app.services.usage.bitmap import mask, pack
from app.services.usage.clock import first_hour, month_hours, previous_month
from bench._scratch import Clock, database

ACCOUNT, REGION = "111111111111", "us-east-1"
PATTERNS, MONTHS, DAYS = 200, 8, 30
_KEY = {"account_id": ACCOUNT, "region": REGION}

_WORKSPACES = text("""
insert into workspaces (account_id, region, workspace_id, user_name, directory_id, state, running_mode, compute_type,
  auto_stop_timeout_minutes, operating_system, root_volume_size_gib, user_volume_size_gib, root_volume_encrypted,
  user_volume_encrypted, tags, connection_state, last_connected_at, created_at, first_seen_at)
select :account_id, :region, 'ws-' || lpad(n::text, 9, '0'), 'user' || (n % (:number - :number / 50)), 'd-1',
  'AVAILABLE',
  case when n % 3 = 0 then 'ALWAYS_ON' else 'AUTO_STOP' end,
  (array['VALUE', 'STANDARD', 'PERFORMANCE', 'POWER', 'POWERPRO'])[1 + n % 5],
  case when n % 3 > 0 then 60 * (1 + n % 4) end, 'WINDOWS_SERVER_2022', 80, 50, n % 20 > 0, n % 20 > 0,
  case when n % 10 > 0 then '{"owner": "x"}'::jsonb else '{}'::jsonb end, 'DISCONNECTED',
  now() - (n % 80) * interval '1 day', now() - interval '2 years', now() - interval '1 year'
from generate_series(1, :number) n
""")
_HOURS = text("""
insert into usage_hours (account_id, region, workspace_id, month, known, connected, starts)
select account_id, region, workspace_id, :month, p.known, p.connected, ''
from workspaces w join pattern p on p.n = hashtext(w.workspace_id) & 127
""")
_LOADS = text("""
insert into metric_daily (account_id, region, workspace_id, day, cpu_percent_p95, memory_percent_p95,
  root_volume_percent_max, user_volume_percent_max)
select account_id, region, workspace_id, current_date - d, hashtext(workspace_id) & 63, hashtext(workspace_id) & 95,
  40, 30
from workspaces cross join generate_series(1, :days) d
""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The size of the fleet."""
    parser.add_argument("--number", type=int, default=100_000)


def _months(today: date) -> list[date]:
    made = [today.replace(day=1)]
    while len(made) < MONTHS:
        made.append(previous_month(made[-1]))
    return made


def _load(number: int, now: datetime) -> None:
    rng = random.Random(7)  # noqa: S311 - patterns of use, not secrets
    with get_engine().begin() as connection:
        connection.execute(_WORKSPACES, {**_KEY, "number": number})
        months = _months(now.date())
        ensure_months(connection, "usage_hours", months)
        ensure_months(connection, "metric_daily", months[:2])
        connection.execute(text("create temp table pattern (n int, known bytea, connected bytea)"))
        for month in months:
            size = min(month_hours(month), int(now.timestamp() // 3600) - first_hour(month))
            connection.execute(text("delete from pattern"))
            rows = [
                {"n": n, "known": pack(mask(0, size)), "connected": pack(_use(rng, size, n % 24))}
                for n in range(PATTERNS)
            ]
            connection.execute(text("insert into pattern values (:n, :known, :connected)"), rows)
            connection.execute(_HOURS, {"month": month})
        connection.execute(_LOADS, {"days": DAYS})
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _use(rng: random.Random, size: int, hours: int) -> int:
    bits = 0
    for day in range(0, size, 24):
        if rng.random() < 0.7:
            bits |= mask(day + 8, min(day + 8 + hours, size))
    return bits


def _milliseconds(call: Any) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return round(median(times) * 1000, 1)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """Compute twice, read."""
    now = datetime.now(UTC)
    caller = Caller(1, "bench", Role.ADMIN)
    plan = Plan(dataset="recommendations", limit=50)
    with database():
        _load(arguments.number, now)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        clock = Clock()
        written = refreshing.refresh(get_engine(), ACCOUNT, REGION, now)
        wall, client, server = clock.seconds()
        again = Clock()
        unchanged = refreshing.refresh(get_engine(), ACCOUNT, REGION, now)
        _, client2, server2 = again.seconds()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze recommendations"))
        with reading() as connection:
            page = _milliseconds(lambda: listing.page(connection, DATASET, PageRequest(plan), None))
            total = _milliseconds(lambda: told.summary(connection, plan, caller))
            found = orjson.loads(orjson.dumps(told.summary(connection, plan, caller), default=float))
    return {
        "workspaces": arguments.number,
        "recommendations": written,
        "seconds_wall": round(wall, 1),
        "seconds_cpu_client": round(client, 1),
        "seconds_cpu_server": round(server, 1),
        "workspaces_per_cpu_second": round(arguments.number / (client + server)),
        "unchanged_rows_written": unchanged,
        "unchanged_seconds_cpu": round(client2 + server2, 1),
        "peak_memory_mb": round(peak / 1024),
        "page_of_50_ms": page,
        "summary_ms": total,
        "saving_monthly": found["saving_monthly"],
    }
