"""A worker of its own, killed in the middle of a file."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from app.db.session import get_engine
from app.services.reports import ticking
from tests.reports.conftest import Owner

BACKEND = Path(__file__).parents[2]
ROWS = 40_000


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "app.celery_app", "worker", "-c", "1", "-l", "WARNING"]
    environment = {**os.environ, "REPORTS_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=BACKEND, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def until(done: Callable[[], bool], pause: float = 0.2) -> None:
    deadline = time.monotonic() + 90
    while not done():
        assert time.monotonic() < deadline, "took too long"
        time.sleep(pause)


@pytest.mark.timeout(240)
def test_a_worker_killed_in_the_middle_leaves_nothing_to_fetch_and_another_writes_it_again(
    owner: Owner, folder: Path
) -> None:
    with get_engine().begin() as connection:
        connection.execute(
            text(
                "insert into workspaces (account_id, region, workspace_id, user_name, state) "
                "select '111111111111', 'us-east-1', 'ws-' || n, 'user ' || n, 'AVAILABLE' "
                "from generate_series(1, :n) n"
            ),
            {"n": ROWS},
        )
    asked = owner.ask(report_type="inventory", format="xlsx")
    path = f"/{asked['id']}"

    def half_written() -> bool:
        return any(part.stat().st_size > 0 for part in folder.glob(".*.part"))

    def over() -> bool:
        ticking.tick()
        return owner.get(path).json()["status"] not in ("queued", "running")

    with worker(folder) as first:
        until(lambda: folder.exists() and half_written(), pause=0.002)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(30)
    assert owner.get(path).json()["status"] == "running"
    owner.get(f"{path}/download", 409)
    assert list(folder.glob("[!.]*")) == []
    with worker(folder):
        until(over)
    made = owner.get(path).json()
    assert (made["status"], made["row_count"]) == ("completed", ROWS + 6), made["error"]
    (file,) = folder.iterdir()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == made["checksum"]
    with ZipFile(file) as archive:
        assert archive.testzip() is None
    with get_engine().connect() as connection:
        assert connection.execute(text("select attempts from reports")).scalar_one() == 2
