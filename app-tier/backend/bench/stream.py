"""Rows of a plan streamed as CSV and NDJSON: how many a second, and whether memory stays flat."""

import argparse
from typing import Any

from app.db.session import get_stream_engine
from app.schemas.plan import Plan
from app.services.reports.streaming import Lines, stream
from bench._reports import COLUMNS, fleet, living, measured

MEMORY_TARGET_MB = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--rows", type=int, default=100_000, help="WorkSpaces (100,000)")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each form read to its end."""
    with fleet(arguments.rows):
        rows = living()
        figures: dict[str, Any] = {"rows": rows, "columns": len(COLUMNS)}
        before = measured(lambda: None)[2]
        try:
            for lines in Lines:
                wall, cpu, peak = measured(lambda lines=lines: _read(lines, rows))
                name = lines.name.lower()
                figures |= {f"{name}_wall_s": round(wall, 2), f"{name}_cpu_s": round(cpu, 2)}
                figures[f"{name}_memory_added_mb"] = peak - before
        finally:
            get_stream_engine().dispose()
    added = max(figures[f"{lines.name.lower()}_memory_added_mb"] for lines in Lines)
    return {**figures, "memory_target_mb": MEMORY_TARGET_MB, "reached": added <= MEMORY_TARGET_MB}


def _read(lines: Lines, rows: int) -> None:
    plan = Plan.model_validate({"columns": list(COLUMNS)})
    told = sum(piece.count(b"\n") for piece in stream(plan, None, lines))
    if told != rows + (lines is Lines.CSV):
        raise RuntimeError(f"{told} lines of {rows} rows")
