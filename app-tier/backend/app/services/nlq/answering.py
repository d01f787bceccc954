"""The sentence of an answer and its chart. Every number in it is a cell of the rows, or their count."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.schemas.plan import Plan
from app.services.catalog.model import TIME_TYPES
from app.services.catalog.registry import DATASETS
from app.services.nlq.wording import column

NAMED = 3
CHARTED = 50
_NOUN = {
    "workspaces": ("WorkSpace", "WorkSpaces"),
    "events": ("event", "events"),
    "workspace_events": ("event", "events"),
    "changes": ("change", "changes"),
    "costs": ("cost line", "cost lines"),
    "usage": ("month of usage", "months of usage"),
}


def sentence(plan: Plan, result: Mapping[str, Any]) -> str:
    """What the rows say."""
    columns, rows = result["columns"], result["rows"]
    if plan.group_by:
        return _groups(plan, columns, rows, result["total"])
    if plan.measures:
        return _measures(plan, columns, rows)
    return _list(plan, columns, rows, result["total"])


def shown(value: Any, kind: Mapping[str, Any]) -> str:
    """A cell as text, with its unit."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | list | dict):
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    number, unit = float(value), kind.get("unit")
    text = f"{number:,.2f}" if kind["type"] == "money" else f"{number:,.4f}".rstrip("0").rstrip(".")
    return f"{text} %" if unit == "%" else f"{text} {unit}" if unit else text


def _noun(plan: Plan, count: int) -> str:
    one, many = _NOUN.get(plan.dataset, ("row", "rows"))
    return one if count == 1 else many


def _measures(plan: Plan, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]) -> str:
    row = rows[0] if rows else [None] * len(columns)
    told = []
    for kind, value in zip(columns, row, strict=True):
        if kind["name"] == "count":
            told.append(f"{shown(value, kind)} {_noun(plan, int(value or 0))}.")
        elif value is None:
            told.append(f"{kind['label']} is not known: no data for it.")
        else:
            told.append(f"{kind['label']}: {shown(value, kind)}.")
    return " ".join(told)


def _key(row: Sequence[Any], columns: Sequence[Mapping[str, Any]], width: int) -> str:
    return " / ".join(_label(v, kind) for v, kind in zip(row[:width], columns, strict=False))


def _label(value: Any, kind: Mapping[str, Any]) -> str:
    return "not known" if value is None else shown(value, kind)


def _groups(plan: Plan, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], total: int) -> str:
    width = len(plan.group_by)
    if not rows:
        return f"No {_noun(plan, 0)} match."
    first = columns[width]

    def said(row: Sequence[Any]) -> str:
        return f"{_key(row, columns, width)}: {shown(row[width], first)}"

    if len(rows) == 1:
        others = ", ".join(
            f"{k['label']} {shown(v, k)}" for k, v in zip(columns[width + 1 :], rows[0][width + 1 :], strict=True)
        )
        return f"{said(rows[0])} ({first['label'].lower()}){f', {others}' if others else ''}."
    listed = "; ".join(said(row) for row in rows[:NAMED])
    more = f" and {len(rows) - NAMED:,} more below" if len(rows) > NAMED else ""
    of = f" of {total:,}" if total > len(rows) else ""
    by = " and ".join(column(plan, g.field) for g in plan.group_by)
    return f"{len(rows):,}{of} by {by}, {first['label'].lower()}: {listed}{more}."


def _list(plan: Plan, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], total: int) -> str:
    if total == 0:
        return f"No {_noun(plan, 0)} match."
    if total == 1 and plan.columns:
        told = "; ".join(f"{kind['label']}: {shown(v, kind)}" for kind, v in zip(columns, rows[0], strict=True))
        return f"{told}."
    part = f" The first {len(rows):,} are below." if total > len(rows) else ""
    return f"{total:,} {_noun(plan, total)} {'matches' if total == 1 else 'match'}.{part}"


def chart(plan: Plan, result: Mapping[str, Any]) -> dict[str, str] | None:
    """How the rows are best drawn: a line over time, bars over one dimension; None for what is a table or a number."""
    if len(plan.group_by) != 1 or not 1 < len(result["rows"]) <= CHARTED:
        return None
    x, y = result["columns"][0]["name"], result["columns"][1]["name"]
    group = plan.group_by[0]
    field = DATASETS[plan.dataset].fields.get(group.field)
    is_time = group.bucket is not None or (field is not None and field.type in TIME_TYPES)
    return {"type": "line" if is_time else "bar", "x": x, "y": y}
