"""PostgreSQL's own pg_dump and pg_restore, run on the database of a URL; its password is on no command line."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from app.services.aws.values import line
from app.services.backup.problems import BackupFailed

CHUNK = 1 << 20
_DEBIAN = Path("/usr/lib/postgresql")


def dump(url: URL, snapshot: str) -> Iterator[bytes]:
    """The database as of an exported snapshot, compressed, in PostgreSQL's custom format. Raises BackupFailed."""
    options = ("--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s")
    with _started("pg_dump", url, options, stdout=subprocess.PIPE) as (child, said):
        assert child.stdout is not None  # noqa: S101 - asked for
        while piece := child.stdout.read(CHUNK):
            yield piece
        _ended(child, said)


def restore(url: URL, content: Iterable[bytes]) -> None:
    """Put it into an empty database, whole or not at all. Raises BackupFailed."""
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with _started("pg_restore", url, options, stdin=subprocess.PIPE) as (child, said):
        assert child.stdin is not None  # noqa: S101 - asked for
        with suppress(BrokenPipeError):  # it has ended, and says why
            for piece in content:
                child.stdin.write(piece)
            child.stdin.close()
        _ended(child, said)


@contextmanager
def _started(
    name: str, url: URL, options: Sequence[str], *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], list[bytes]]]:
    """The running program and what it complains of; it is ended where the block does not run to its end."""
    command = [str(_find(name)), *options, f"--dbname={_address(url)}"]
    env = {**os.environ, "PGPASSWORD": url.password or "", "PGCONNECT_TIMEOUT": "10"}
    said: list[bytes] = []
    with subprocess.Popen(command, env=env, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE) as child:  # noqa: S603
        # read beside: a program that complains at length would wait for a reader
        listener = threading.Thread(target=lambda: said.extend(child.stderr or ()), daemon=True)
        listener.start()
        try:
            yield child, said
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            listener.join()


def _ended(child: subprocess.Popen[bytes], said: list[bytes]) -> None:
    code = child.wait()
    if code != 0:
        why = next((line(item.decode(errors="replace")) for item in said if b"error" in item.lower()), "")
        raise BackupFailed(why or f"PostgreSQL's program ended with exit code {code}")


def _find(name: str) -> Path:
    """The newest that is installed: an older one refuses a newer server."""
    versions = [path for path in _DEBIAN.glob(f"*/bin/{name}") if path.parent.parent.name.isdigit()]
    if versions:
        return max(versions, key=lambda path: int(path.parent.parent.name))
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"{name} is not installed: install PostgreSQL's client programs (postgresql-client)")
    return Path(found)


def _address(url: URL) -> str:
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)
