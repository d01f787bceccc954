import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack import process
from devstack.layout import REPOSITORY, Layout
from devstack.plan import Plan, Probe, Service, Stage
from devstack.running import Running

INSTALLED = Path(os.environ.get("WSI_TEST_CACHE", REPOSITORY / ".local"))


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    """An empty home that shares what is installed; whatever it started is ended."""
    made = Layout(home=tmp_path / "home", cache=INSTALLED)
    made.prepare()
    yield made
    Running(made).stop()
    shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture
def running(layout: Layout) -> Running:
    return Running(layout)


@pytest.fixture
def service(tmp_path: Path) -> Callable[..., Service]:
    """Makes a service out of a piece of Python."""
    numbers = itertools.count()

    def make(code: str, name: str = "", **more: object) -> Service:
        values = {"probe": Probe("alive", seconds=0.2), "grace_s": 2.0, **more}
        command = [sys.executable, "-c", code]
        name = name or f"part{next(numbers)}"
        return Service(name, command, str(tmp_path), {"PATH": os.environ["PATH"]}, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def launch(layout: Layout, running: Running) -> Callable[..., Running]:
    """Starts services under a supervisor and waits until it is ready or has failed."""

    def start(*services: Service) -> Running:
        child = running.launch(Plan(str(layout.home), [Stage([], list(services))]), None)
        assert process.wait_until(lambda: running.status().get("phase") in ("ready", "failed"), 30)
        if running.status()["phase"] == "failed":
            child.wait(30)
        return running

    return start
