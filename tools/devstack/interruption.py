"""Ctrl-C, a closed terminal and SIGTERM end a command in the same way: what it started is ended first."""

import signal
from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):  # noqa: N818 - not an error: somebody wants it to stop
    """Raised in the main thread when one of the signals arrives."""


def listen() -> None:
    """From now on the first of these signals raises, and later ones do not disturb the cleaning up."""
    for number in NUMBERS:
        signal.signal(number, _interrupt)


def ignore() -> None:
    """From now on these signals do nothing."""
    for number in NUMBERS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    ignore()
    raise Interrupted
