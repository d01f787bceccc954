"""`python -m tests.reliability.nursery`: has the product loaded, and gives birth to the processes of a stack.

Each line of its input is a JSON list: a log file, a module and its arguments. A fork of this process runs them as
`python -m` would, in a session of its own, without the seconds of imports that each new one would cost; it answers with
its process id. What has ended is reaped.
"""

import json
import os
import runpy
import signal
import sys
from pathlib import Path
from pkgutil import resolve_name

from tests.hurry import hurry


def put(name: str, value: object) -> None:
    """Set an attribute by its dotted name."""
    owner, attribute = name.rsplit(".", 1)
    setattr(resolve_name(owner), attribute, value)


def born(log: str, module: str, *arguments: str) -> None:
    """Be that process; never comes back."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.write(1, f"{os.getpid()}\n".encode())
    into = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (into, 1), (into, 2)):
        os.dup2(source, target)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Load, then one process a line."""
    sys.path.insert(0, str(Path.cwd()))
    hurry(put)
    import celery.bin.celery  # noqa: F401 - loaded for those to come
    import uvicorn.protocols.http.httptools_impl  # noqa: F401

    import app.main  # noqa: F401
    from app.celery_app import celery_app
    from app.services.aws import access

    celery_app.loader.import_default_modules()
    access.preload()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            born(*json.loads(line))
            os._exit(0)


if __name__ == "__main__":
    main()
