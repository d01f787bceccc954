"""The product's own API over HTTP: uvicorn in a thread, its PostgreSQL and Redis, and a worker that writes reports."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

BACKEND = Path(__file__).resolve().parents[2] / "backend"
pytest_plugins = ["tests.conftest", "tests.query.conftest"]


@pytest.fixture(scope="session", autouse=True)
def here() -> Iterator[None]:
    """The folder where Alembic's settings lie."""
    before = Path.cwd()
    os.chdir(BACKEND)
    yield
    os.chdir(before)


@pytest.fixture(scope="session")
def server(database: str) -> Iterator[str]:
    """The address of the running API."""
    from app.main import create_app

    config = uvicorn.Config(create_app(), port=0, log_config=None, ws="none", lifespan="off")
    made = uvicorn.Server(config)
    thread = threading.Thread(target=made.run)
    thread.start()
    while not made.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{made.servers[0].sockets[0].getsockname()[1]}"
    made.should_exit = True
    thread.join(10)


@pytest.fixture
def fleet(server: str, stored: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server with six WorkSpaces, in an empty folder, with nothing in the environment."""
    for name in ("WSI_URL", "WSI_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    return server


@pytest.fixture
def token(fleet: str, sign_in: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> str:
    """A token of the operator ada in the environment, beside the server's address."""
    made = sign_in("operator", "ada")["Authorization"].removeprefix("Bearer ")
    monkeypatch.setenv("WSI_URL", fleet)
    monkeypatch.setenv("WSI_TOKEN", made)
    return made


@pytest.fixture
def worker(fleet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Writes the reports that are asked for: their messages are taken from the queue one after the other."""
    from app.core.config import get_settings
    from app.core.queue import QUEUE
    from app.core.redis import get_redis
    from app.services.reports import running

    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "reports"))
    get_settings.cache_clear()
    stopped = threading.Event()

    def work() -> None:
        import base64
        import json

        while not stopped.is_set():
            taken = get_redis().blpop([QUEUE], timeout=0.1)
            if taken:
                message = json.loads(taken[1])
                (report_id,), _, _ = json.loads(base64.b64decode(message["body"]))
                if message["headers"]["task"] == "reports.run":
                    running.run(report_id)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stopped.set()
    thread.join(10)
    get_settings.cache_clear()
