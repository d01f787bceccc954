"""What the person sees: one line for each step with its seconds, and a sign of life in long ones."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from devstack.problem import Problem

ALIVE_EVERY_S = 10.0


@dataclass
class Step:
    """A step in progress; `note` replaces the text shown after its name once it is done."""

    name: str
    started: float = field(default_factory=time.monotonic)
    spoken: float = field(default_factory=time.monotonic)
    note: str = ""


class Console:
    """Lines on standard output, safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: list[Step] = []
        self._started = time.monotonic()
        self._ticker: threading.Thread | None = None

    def line(self, text: str = "") -> None:
        """One line, written at once; where nobody reads any more (`| head`) the work goes on without words."""
        with self._lock, suppress(BrokenPipeError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def done(self, name: str, note: str = "", seconds: float | None = None) -> None:
        """The line of a finished step."""
        took = "" if seconds is None else f"{seconds:6.1f} s"
        self.line(f"  ok  {name:<34} {took:>8}  {note}".rstrip())

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Shows that `name` is going on every ten seconds, and its line with seconds when it is done."""
        step = Step(name)
        with self._lock:
            self._steps.append(step)
            if self._ticker is None:
                self._ticker = threading.Thread(target=self._tick, daemon=True)
                self._ticker.start()
        try:
            yield step
        except Problem as problem:
            raise Problem(f"{name}: {problem}") from problem
        finally:
            with self._lock:
                self._steps.remove(step)
        self.done(name, step.note, time.monotonic() - step.started)

    def _tick(self) -> None:
        while True:
            time.sleep(1)
            now = time.monotonic()
            for step in list(self._steps):
                if now - step.spoken >= ALIVE_EVERY_S:
                    step.spoken = now
                    self.line(f"  ..  {step.name:<34} {now - step.started:6.0f} s  still at it {step.note}".rstrip())


console = Console()
