"""`./dev bench`: hands over to the benchmarks of the application tier, with stores of their own."""

import subprocess
from collections.abc import Sequence

from devstack import setup, suites, throwaway
from devstack.problem import Problem
from devstack.settings import Settings


def run(chosen: Settings, name: str | None, options: Sequence[str] = ()) -> int:
    """Runs one benchmark, with options of its own, or all.

    Raises:
        Problem: there are none yet.

    """
    layout = chosen.layout
    if not (layout.backend / "bench").is_dir():
        raise Problem("There are no benchmarks yet: they come with app-tier/backend/bench")
    layout.prepare()
    setup.ensure(layout, packages=False, build=False)
    with throwaway.stores(layout, "bench", packaged=chosen.packaged_services) as stores:
        urls = {"TEST_DATABASE_URL": stores.database_url, "TEST_REDIS_URL": stores.redis_url}
        command = [str(layout.python), "-m", "bench", *([name, *options] if name else [])]
        env = {**suites.clean(chosen.values), **urls}
        return subprocess.run(command, cwd=layout.backend, env=env, check=False).returncode
