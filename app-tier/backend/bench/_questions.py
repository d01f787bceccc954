"""The evaluation set: questions with the plan that they have, in a short form that a person can check.

`bench/questions/PART/GROUP.txt`: `question => ws count state=STOPPED by:region sort:-count n:5`. A line with `>`
follows the one before. `refused`: anything but an answer; `needs_clarification`: asked back. What stands in `test`
feeds no generator.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.schemas.plan import Plan
from app.services.nlq import notation
from app.services.nlq.lexicon import LINUX
from app.services.nlq.values import Listed, gathered

FOLDER = Path(__file__).with_name("questions")
DATASETS = {"ws": "workspaces", "us": "usage", "co": "costs", "ev": "events", "we": "workspace_events", "ch": "changes"}
FIELDS = {
    "mode": "running_mode", "os": "operating_system", "compute": "compute_type", "idle": "days_since_connected",
    "age": "age_days", "user": "user_name", "display": "user_display_name", "computer": "computer_name",
    "acct": "account_name", "dept": "tag.department", "env": "tag.environment", "dir": "directory_name",
    "bundle": "bundle_name", "rootenc": "root_volume_encrypted", "userenc": "user_volume_encrypted",
    "root": "root_volume_size_gib", "uservol": "user_volume_size_gib", "last": "last_connected_at",
    "created": "created_at", "terminated": "terminated_at", "conn": "connection_state", "ip": "ip_address",
    "charge": "kind", "hours30": "connected_hours_30d", "email": "user_email", "timeout": "auto_stop_timeout_minutes",
}  # fmt: skip
OF_DATASET = {
    ("workspaces", "cost"): "modelled_cost_mtd",
    ("workspaces", "hours"): "connected_hours_mtd",
    ("usage", "hours"): "connected_hours",
}
_CONDITION = re.compile(r"([\w.]+)(!=|>=|<=|=|>|<|~|\^)(.*)")
_SIGNS = {"=": "eq", "!=": "ne", ">=": "gte", "<=": "lte", ">": "gt", "<": "lt", "~": "contains", "^": "starts_with"}


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the ones before it in its conversation, and its plan as notation or what is said instead."""

    group: str
    question: str
    expected: str
    before: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether there is a plan."""
        return self.expected.startswith("{")


def known() -> tuple[Listed, date]:
    """The values that the questions are about, and the day on which they are asked."""
    told = tomllib.loads((FOLDER / "known.toml").read_text(encoding="utf-8"))
    small, people = (
        gathered((c, v) for c, values in told[part].items() for v in values) for part in ("small", "people")
    )
    return Listed(small, people), told["today"]


def cases(part: str) -> list[Case]:
    """All cases of `train` or `test`. Raises ValueError naming a line that cannot be read."""
    return [case for path in sorted((FOLDER / part).glob("*.txt")) for case in _file(path)]


def _file(path: Path) -> Iterator[Case]:
    before: tuple[str, ...] = ()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        question, _, short = line.rpartition(" => ")
        try:
            follows = question.startswith(">")
            question = question.lstrip("> ")
            before = before if follows else ()
            yield Case(path.stem, question, expected(short), before)
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}") from error
        before = (*before, question)


def expected(short: str) -> str:
    """The short form as notation, or `refused` and `needs_clarification` as they are. Raises ValueError."""
    if short in ("refused", "needs_clarification"):
        return short
    first, *words = shlex.split(short)
    dataset = DATASETS[first]
    made: dict[str, Any] = {"dataset": dataset, "filters": [], "measures": [], "group_by": [], "having": [], "sort": []}
    for word in words:
        _part(made, word, dataset)
    return notation.text(Plan.model_validate(made))


def _name(short: str, dataset: str) -> str:
    return OF_DATASET.get((dataset, short)) or FIELDS.get(short, short)


def _part(made: dict[str, Any], word: str, dataset: str) -> None:
    head, colon, rest = word.partition(":")
    if word in ("count", "share"):
        made["measures"].append({"agg": word})
    elif word == "compare":
        made["compare"] = {"to": "previous_period"}
    elif colon and head in ("sum", "avg", "min", "max", "median", "distinct"):
        made["measures"].append({"agg": head, "field": _name(rest, dataset)})
    elif head == "by" and colon:
        field, _, bucket = rest.partition(".") if not rest.startswith("tag.") else (rest, "", "")
        made["group_by"].append({"field": _name(field, dataset), "bucket": bucket or None})
    elif head == "sort" and colon:
        made["sort"].append({"by": _name(rest.lstrip("-"), dataset), "desc": rest.startswith("-")})
    elif head == "n" and colon:
        made["limit"] = int(rest)
    elif head == "cols" and colon:
        made["columns"] = [_name(c, dataset) for c in rest.split(",")]
    elif head == "having" and colon:
        field, sign, value = _read(rest)
        made["having"].append({"by": field, "op": _SIGNS[sign], "value": _value(value)})
    else:
        made["filters"].append(_filter(word, dataset))


def _read(word: str) -> tuple[str, str, str]:
    found = _CONDITION.fullmatch(word)
    if found is None:
        raise ValueError(f"'{word}' is no condition")
    return found.group(1), found.group(2), found.group(3)


def _filter(word: str, dataset: str) -> dict[str, Any]:
    name, at, when = word.partition("@")
    if at:
        period, count, unit = when.split(".")
        value: Any = {"period": period, "count": int(count), "unit": unit}
        sign = next((s for s in ("<", ">=") if name.endswith(s)), "=")
        return {"field": _name(name.rstrip("<>="), dataset), "op": _SIGNS[sign], "value": value}
    if word.endswith((":null", ":known")):
        field, _, what = word.rpartition(":")
        return {"field": _name(field, dataset), "op": "is_null", "value": what == "null"}
    field, sign, text = _read(word)
    if ".." in text:
        return {"field": _name(field, dataset), "op": "between", "value": [_value(v) for v in text.split("..")]}
    if text == "LINUX":
        return {"field": _name(field, dataset), "op": "eq", "value": list(LINUX)}
    values = [_value(v) for v in text.split("|")]
    return {"field": _name(field, dataset), "op": _SIGNS[sign], "value": values if len(values) > 1 else values[0]}


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"\d{1,11}", text) else text
