"""The whole product over a simulated AWS, as an operator has it running, and what a test wants to know of it."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg2

from tests.reliability.processes import DEMO, Child, Nursery, Postgres, Program, Redis, free_port, python, until

PASSWORD = "Correct-h0rse-battery"
FLEET = ["--size", "300", "--seed", "7"]
INVENTORY = ["workspaces", "directories", "bundles", "tags", "connections"]
REGIONS = ["us-east-1", "ap-southeast-2"]  # one of them is denied to one of the accounts
ENDED = ("succeeded", "partial", "failed", "cancelled")
KEPT = ("users", "user_sessions", "aws_accounts", "schedules", "alembic_version", "audit_log", "audit_chain")
Row = tuple[Any, ...]


def failed(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in steps if step["status"] != "succeeded"]


class Stack:
    """PostgreSQL, Redis, the simulated AWS, the API, beat and workers."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis) -> None:
        self.folder, self.postgres, self.redis = folder, postgres, redis
        aws_port, api_port = free_port(), free_port()
        self.aws_url, self.url = f"http://127.0.0.1:{aws_port}", f"http://127.0.0.1:{api_port}"
        demo = {"PYTHONPATH": str(DEMO)}
        told = subprocess.run(
            python("-m", "demo_aws", "accounts", *FLEET, "--json"),
            env={**os.environ, **demo},
            check=True,
            capture_output=True,
        )
        accounts = json.loads(told.stdout)
        self.home, self.members = accounts["home"], accounts["accounts"]
        self.env = {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ACCESS_KEY_ID": self.home["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.home["secret_access_key"],
            "AWS_REGIONS": ",".join(REGIONS),
            "AWS_EC2_METADATA_DISABLED": "true",
            "EVENT_QUEUE_ARNS": ",".join(accounts["event_queue_arns"]),
            "AWS_API_RATE": "1000",
            "AWS_API_BURST": "1000",
            "ADMIN_PASSWORD": PASSWORD,
            "LOG_LEVEL": "INFO",
        }
        serve = python("-m", "demo_aws", "serve", "--port", str(aws_port), "--rate", "0", *FLEET)
        api = ["uvicorn", "app.main:app", "--port", str(api_port), "--no-access-log"]
        worker = ["celery", "-A", "app.celery_app", "worker", "-l", "INFO", "--without-mingle"]
        self.aws = self.program("aws", serve, **demo)
        self.nursery = Nursery(self.env, folder / "nursery.log")
        self.api = self.child("api", api)
        self.beat = self.child("beat", ["tests.reliability.beat", str(folder / "schedule")])
        self.worker = self.child("worker", [*worker, "-c", "4"])  # one of them listens to the event queue
        self.token = ""

    def program(self, name: str, command: list[str], **env: str) -> Program:
        return Program(command, self.folder / f"{name}.log", env={**self.env, **env})

    def child(self, name: str, command: list[str]) -> Child:
        return Child(self.nursery, self.folder / f"{name}.log", command)

    def start(self) -> None:
        for program in (self.aws, self.worker, self.beat):
            program.start()
        for command in (["alembic", "upgrade", "head"], ["app.cli", "create-admin"]):
            done = self.child("setup", command)
            done.start()
            until(lambda done=done: not done.is_running, f"the end of {command}")  # type: ignore[misc]
        assert self.rows("select count(*) from users") == [(1,)], (self.folder / "setup.log").read_text()
        self.api.start()
        self.rows("update schedules set is_enabled = false, next_run_at = null")
        until(lambda: self.is_up(f"{self.aws_url}/_demo/health"), "the simulated AWS")
        until(lambda: self.is_up(f"{self.url}/api/health"), "the API")
        sign_in = httpx.post(f"{self.url}/api/auth/login", data={"username": "admin", "password": PASSWORD}, timeout=30)
        self.token = sign_in.raise_for_status().json()["access_token"]
        for account in self.members:
            self.ask("POST", "/api/admin/accounts", json={**account, "regions": REGIONS}).raise_for_status()
        self.ended(self.sync(collectors=["organization"]), 120)  # makes the home account known

    def stop(self) -> None:
        for program in (self.worker, self.beat, self.api, self.aws, self.redis.server, self.postgres.server):
            program.kill()
        self.nursery.close()

    def is_up(self, url: str) -> bool:
        try:
            return httpx.get(url, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    # --- the product, from outside

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.request(method, self.url + path, headers=headers, timeout=30, **options)

    def sync(self, **extent: list[str]) -> int:
        started = self.ask("POST", "/api/admin/sync", json={"collectors": INVENTORY, **extent})
        assert started.status_code == 202, started.text
        return int(started.json()["sync_id"])

    def status(self, run_id: int) -> str:
        return str(self.rows("select status from sync_runs where id = %s", run_id)[0][0])

    def ended(self, run_id: int, limit: float = 60.0) -> str:
        """How the run ended, once it has."""
        until(lambda: self.status(run_id) in ENDED, f"the end of sync {run_id}", limit)
        return self.status(run_id)

    def recovered(self, run_id: int) -> None:
        """Wait for the end of a run whose messages may be lost, without the half minute of patience with each."""

        def over() -> bool:
            self.forget_dispatch()
            return self.status(run_id) in ENDED

        until(over, f"the end of sync {run_id}", 90)

    def steps(self, run_id: int) -> list[dict[str, Any]]:
        return [row[0] for row in self.rows("select to_jsonb(s) from sync_steps s where run_id = %s", run_id)]

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A transaction, committed at the end."""
        connection = psycopg2.connect(self.postgres.url.replace("+psycopg2", ""))
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def empty(self) -> None:
        """No runs, no fleet; users and accounts stay."""
        tables = [row[0] for row in self.rows("select tablename from pg_tables where schemaname = 'public'")]
        for _ in range(20):  # the tick reads the same tables in an order of its own
            try:
                self.rows(f"truncate {', '.join(t for t in tables if t not in KEPT)} restart identity cascade")
            except psycopg2.errors.DeadlockDetected:
                continue
            return
        raise AssertionError("the tables were never free to be emptied")

    def forget_dispatch(self) -> None:
        """As if an hour had passed since the messages were sent: no busy queue is a reason to wait for them."""
        for table in ("sync_runs", "sync_steps"):
            self.rows(f"update {table} set dispatched_at = now() - interval '1 hour' where dispatched_at is not null")

    # --- the estate

    def fault(self, **fault: Any) -> None:
        httpx.post(f"{self.aws_url}/_demo/faults", json=fault, timeout=10).raise_for_status()

    def break_a_fifth(self) -> None:
        """One answer in five fails: 500, 503, a lost connection, too many calls."""
        for fault in ({"kind": "error", "status": 500}, {"kind": "error", "status": 503}, {"kind": "reset"}):
            self.fault(**fault, probability=0.05)
        self.fault(kind="throttle", probability=0.05)

    def mend(self) -> None:
        httpx.delete(f"{self.aws_url}/_demo/faults", timeout=10).raise_for_status()

    def clock(self, seconds: int) -> None:
        httpx.post(f"{self.aws_url}/_demo/clock", json={"offset_seconds": seconds}, timeout=10).raise_for_status()

    def truth(self) -> dict[str, tuple[str, str, str]]:
        """Account, Region and user of every WorkSpace that is there now."""
        listed = httpx.get(f"{self.aws_url}/_demo/truth", timeout=30).json()["workspaces"]
        places = {i["workspace_id"]: (i["account_id"], i["region"], i["user_name"]) for i in listed}
        return {i: place for i, place in places.items() if place[1] in REGIONS}

    # --- what must hold, whatever happened

    def live(self) -> dict[str, tuple[str, str, str]]:
        sql = "select workspace_id, account_id, region, user_name from workspaces where terminated_at is null"
        return {row[0]: row[1:] for row in self.rows(sql)}

    def denied(self) -> set[Row]:
        return set(
            self.rows("select account_id, region from coverage where status = 'denied' and collector = 'workspaces'")
        )

    def assert_nothing_doubled_or_wrongly_retired(self) -> None:
        twice = "select workspace_id from workspace_changes where field = %s group by 1 having count(*) > 1"
        assert self.rows(twice, "created") == []
        assert self.rows("select workspace_id from workspaces group by 1 having count(*) > 1") == []
        retired = {row[0] for row in self.rows("select workspace_id from workspaces where terminated_at is not null")}
        assert not retired & self.truth().keys()

    def assert_whole(self) -> None:
        """The fleet is that of the estate, but for what the estate denies, and what came and went just now."""
        for _ in range(3):
            if not self._differences():
                break
            self.ended(self.sync(collectors=["workspaces"]))  # the estate lives: what moved since is read again
        assert self._differences() == set()
        self.assert_nothing_doubled_or_wrongly_retired()

    def _differences(self) -> set[str]:
        truth, live, denied = self.truth(), self.live(), self.denied()
        visible = {i: item for i, item in truth.items() if (item[0], item[1]) not in denied}
        return {i for i in visible.keys() | live.keys() if visible.get(i) != live.get(i)}
