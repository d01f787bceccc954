"""How many tests passed and failed, read from the closing lines of pytest, Vitest and Playwright."""

import re
from dataclasses import dataclass
from typing import Literal

from devstack.logs import ANSI

Runner = Literal["pytest", "vitest", "playwright"]
CLOSING = {
    "pytest": re.compile(r"^=*\s*(\d+ \w+.*) in [\d.]+s"),
    "vitest": re.compile(r"^\s*Tests\s+(.*)$"),
    "playwright": re.compile(r"^\s{2,4}(\d+ (?:passed|failed|flaky|skipped|interrupted|did not run)\b.*)$"),
}
BAD = ("failed", "error", "errors", "interrupted", "did not run")


@dataclass(frozen=True)
class Tally:
    """Counts of one run."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def read(runner: Runner, output: str, code: int) -> Tally:
    """The counts of a run; one that ended badly without a failed test, or ran none, counts as one failure."""
    lines = [ANSI.sub("", line).rstrip() for line in output.splitlines()]
    found = [match[1] for line in lines if (match := CLOSING[runner].match(line))]
    closing = " ".join(found) if runner == "playwright" else (found or [""])[-1]
    passed = _count(closing, "passed") + _count(closing, "flaky")
    failed = sum(_count(closing, word) for word in BAD)
    if failed == 0 and (code != 0 or passed == 0):
        failed = 1
    return Tally(passed, failed, _count(closing, "skipped"))


def _count(text: str, word: str) -> int:
    return sum(int(number) for number in re.findall(rf"(\d+) {word}\b", text))
