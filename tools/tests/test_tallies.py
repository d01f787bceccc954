import pytest

from devstack.tallies import Runner, Tally, read

VITEST = " Test Files  1 failed | 3 passed (4)\n\x1b[2m      Tests \x1b[22m 2 failed | 11 passed | 1 skipped (14)\n"


@pytest.mark.parametrize(
    ("runner", "output", "code", "expected"),
    [
        ("pytest", "....\n4 passed in 0.12s\n", 0, Tally(4)),
        ("pytest", "=== 1 failed, 3 passed, 2 skipped in 3.20s ===\n", 1, Tally(3, 1, 2)),
        ("pytest", "2 passed, 1 error in 1.00s\n", 1, Tally(2, 1)),
        ("pytest", "70 passed in 75.10s (0:01:15)\n", 0, Tally(70)),
        ("pytest", "no tests ran in 0.01s\n", 5, Tally(0, 1)),
        ("pytest", "ImportError while loading conftest\n", 4, Tally(0, 1)),
        ("vitest", VITEST, 1, Tally(11, 2, 1)),
        ("vitest", "      Tests  12 passed (12)\n", 0, Tally(12)),
        ("vitest", "      Tests  12 passed (12)\nUnhandled error\n", 1, Tally(12, 1)),
        ("playwright", "  1 failed\n    [chromium] > a.spec.ts\n  2 did not run\n  5 passed (12.3s)\n", 1, Tally(5, 3)),
        ("playwright", "  5 passed (12.3s)\n", 0, Tally(5)),
    ],
)
def test_counts_are_read_from_the_closing_lines(runner: Runner, output: str, code: int, expected: Tally) -> None:
    assert read(runner, output, code) == expected


def test_the_total_is_one_plain_line() -> None:
    assert str(Tally(4, 0) + Tally(3, 1, 2)) == "7 passed, 1 failed, 2 skipped"
