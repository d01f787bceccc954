"""What can go wrong while a report is written or fetched, each with the sentence its owner reads."""

import errno

from app.core.problems import Problem


class Gone(Problem):
    """It was there and is no more."""

    status, title = 410, "Gone"


class Failed(Exception):  # noqa: N818 - the status it leads to
    """The report cannot be written, for a reason its owner can act on."""


class Cancelled(Exception):  # noqa: N818 - what happened
    """The report was deleted while it was being written."""


class StorageFailed(Failed):
    """Where reports are kept cannot be written or read."""

    @classmethod
    def from_os(cls, error: OSError) -> "StorageFailed":
        """The operating system's word as a sentence, without paths."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return cls("The report storage is full.")
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return cls("The report storage cannot be written to: permission denied.")
        return cls(f"The report storage failed: {error.strerror or type(error).__name__}.")
