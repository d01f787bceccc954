"""What the file of a report is called, and what kind it is."""

import re

from app.models.reports import Report

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def of(report: Report) -> str:
    """Its name or its kind, and its day, without what file systems and headers do not like."""
    day = f"{report.created_at:%Y-%m-%d}"
    given = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]+', " ", report.name or "").strip(" .")
    given = re.sub(r"\s+", " ", given)
    return f"{given or f'workspaces-inventory-{report.report_type}'} {day}".replace(" ", "-") + f".{report.format}"
