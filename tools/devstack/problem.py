"""The one way this tool gives up: a line that says what is wrong and what to do."""

import errno
import shutil
from pathlib import Path


class Problem(Exception):  # noqa: N818 - it is what the person reads, not a programming error
    """Ends the command with exit code 1 and its text as one line."""


def from_os_error(error: OSError, home: Path) -> Problem:
    """The line for a full disk, a folder that cannot be written, or any other refusal of the system."""
    where = error.filename or home
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(home)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Problem(
            f"{where} cannot be written by this user: change its owner, or set WSI_HOME to a folder that is yours"
        )
    return Problem(f"The system refused {where}: {error.strerror or error}")


def disk_full(home: Path) -> Problem:
    """The line for a full disk, with what is left of it."""
    return Problem(
        f"The disk that holds {home} is full ({free_mib(home)} MiB left): free some space, "
        "or set WSI_HOME to a folder on another disk, and run the command again"
    )


def free_mib(path: Path) -> int:
    """Free space in MiB on the disk of `path`, or of its nearest existing parent."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free // (1 << 20)
