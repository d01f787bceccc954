"""CSV reports against COPY to a file (PERF.md: 0.8 of it in CPU, 60 MB at 1,000,000 rows)."""

import argparse
from statistics import fmean
from typing import Any

from app.db.session import unit_of_work
from app.models.models import Report
from bench._reports import COLUMNS, fleet, limit, living, measured, written

ROUNDS = 5
TARGET, MEMORY_TARGET_MB = 0.8, 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--rows", type=int, default=100_000, help="WorkSpaces (100,000)")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """A report and its limit by turns. Memory is what writing adds to the process as the worker is before."""
    with fleet(arguments.rows) as folder:
        rows = living()
        limit(folder)
        before, limits, ours = measured(lambda: None)[2], [], []
        for _ in range(ROUNDS):
            limits.append(measured(lambda: limit(folder)))
            ours.append(measured(lambda: written("csv", rows)))
            with unit_of_work() as session:
                session.query(Report).delete()
    least, csv = fmean(m[1] for m in limits), fmean(m[1] for m in ours)
    added = ours[-1][2] - before
    return {
        "rows": rows,
        "columns": len(COLUMNS),
        "copy_to_file_cpu_s": round(least, 2),
        "cpu_s": round(csv, 2),
        "wall_s": round(fmean(m[0] for m in ours), 2),
        "memory_before_mb": before,
        "memory_added_mb": added,
        "memory_target_mb": MEMORY_TARGET_MB,
        "ratio": round(least / csv, 2),
        "target": TARGET,
        "reached": least / csv >= TARGET and added <= MEMORY_TARGET_MB,
    }
