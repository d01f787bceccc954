"""Excel reports against openpyxl's write-only mode (PERF.md: 7 x in CPU, 120 MB at 1,000,000 rows)."""

import argparse
from typing import Any

from bench._reports import COLUMNS, fleet, living, measured, openpyxl, written

TARGET, MEMORY_TARGET_MB = 7.0, 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--rows", type=int, default=100_000, help="WorkSpaces (100,000)")
    parser.add_argument("--no-openpyxl", action="store_true", help="leave the slow comparison out")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """A report, then the same rows by openpyxl. Memory is what writing adds to the process as it is before."""
    with fleet(arguments.rows) as folder:
        rows = living()
        before = measured(lambda: None)[2]
        ours = measured(lambda: written("xlsx", rows))
        size = (folder / "bench.xlsx").stat().st_size
        slow = None if arguments.no_openpyxl else measured(lambda: openpyxl(folder))
    ratio, added = None if slow is None else slow[1] / ours[1], ours[2] - before
    return {
        "rows": rows,
        "columns": len(COLUMNS),
        "cpu_s": round(ours[1], 2),
        "wall_s": round(ours[0], 2),
        "memory_before_mb": before,
        "memory_added_mb": added,
        "memory_target_mb": MEMORY_TARGET_MB,
        "size_mb": round(size / 1e6, 1),
        "openpyxl_cpu_s": None if slow is None else round(slow[1], 2),
        "ratio": None if ratio is None else round(ratio, 1),
        "target": TARGET,
        "reached": (ratio is None or ratio >= TARGET) and added <= MEMORY_TARGET_MB,
    }
