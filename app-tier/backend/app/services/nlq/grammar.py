"""The grammar (GBNF) of the notation for one question: only fields that exist, only values that it names."""

from collections.abc import Iterable, Mapping

import orjson

from app.schemas.plan import Plan
from app.services.catalog.model import NUMERIC_TYPES, TIME_TYPES, Dataset
from app.services.catalog.registry import DATASETS
from app.services.nlq import notation
from app.services.nlq.lexicon import ACTIONS, DIMENSIONS, QUANTITIES, TIMES, WHENS
from app.services.nlq.slots import Slot

ASKED = ("workspaces", "usage", "costs", "events", "workspace_events", "changes")
REASONS = ("scope", "change", "help", "unclear")
UNITS = ("hour", "day", "week", "month", "quarter", "year")


def grammar(slots: Mapping[str, Slot], before: Plan | None = None) -> str:
    """The rules; the root is a plan over one of the datasets, or `{"e":"none","r":REASON}`."""
    spans = [*(f'",1,\\"{unit}\\""' for unit in UNITS), *(f'",\\"{name}\\""' for name in _named(slots, "dur"))]
    rules = [
        "root ::= " + " | ".join([*(_rule(name) for name in ASKED), "none"]),
        f'none ::= "{{\\"e\\":\\"none\\",\\"r\\":" ({_any(REASONS)}) "}}"',
        f"cmp ::= {_any(('>', '>=', '<', '<='))}",
        f"unit ::= {_any(UNITS)}",
        f"count ::= {_any([1, *_named(slots, 'eq')])}",
        f"period ::= ({_any(notation.PERIODS)}) ({' | '.join(spans)})",
        f"dir ::= {_any(('desc', 'asc'))}",
    ]
    for name in ASKED:
        rules += _dataset(DATASETS[name], slots, before)
    return "\n".join(rules) + "\n"


def _rule(name: str) -> str:
    return name.replace("_", "-")


def _quoted(value: object) -> str:
    """A JSON value as a literal of the grammar."""
    text = orjson.dumps(value).decode()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _any(values: Iterable[object]) -> str:
    return " | ".join(_quoted(v) for v in values)


def _named(slots: Mapping[str, Slot], op: str) -> list[str]:
    """The slots that are about nothing by themselves: numbers (`eq`), durations (`dur`), keys of tags (`key`)."""
    return [name for name, slot in slots.items() if not slot.concepts and slot.op == op]


def _list(key: str, one: str, most: int) -> str:
    more = "".join(f' ("," {one}' for _ in range(most - 1)) + ")?" * (most - 1)
    return f'(",\\"{key}\\":[" {one}{more} "]")?'


def _dataset(dataset: Dataset, slots: Mapping[str, Slot], before: Plan | None) -> list[str]:
    name = _rule(dataset.name)
    fields = known_fields(dataset)
    numeric = [f for f in fields if dataset.fields[f].type in NUMERIC_TYPES]
    times = [f for f in fields if dataset.fields[f].type in TIME_TYPES]
    groups = [f for f in fields if f not in numeric and f not in times and dataset.fields[f].groupable]
    tags = _named(slots, "key") if dataset.tags is not None else []
    earlier = notation.write(before) if before is not None and before.dataset == dataset.name else {}
    kept = [f"@k{i}" for i, group in enumerate(earlier.get("g", []), 1) if str(group).startswith("tag.")]
    measure = (
        f'{name}-measure ::= "\\"count\\"" | "\\"share\\""'
        + (f' | "[" ({_any(("sum", "avg", "min", "max", "median"))}) "," ({_any(numeric)}) "]"' if numeric else "")
        + f' | "[\\"distinct\\"," ({_any(groups)}) "]"'
    )
    columns = ["count", "share", *(f"{a}_{f}" for f in numeric for a in ("sum", "avg", "min", "max", "median"))]
    return [
        f'{name} ::= "{{\\"e\\":\\"{dataset.name}\\"" ' + " ".join((
            _list("m", f"{name}-measure", 3), _list("f", f"{name}-filter", 6), _list("g", f"{name}-group", 2),
            _list("h", f"{name}-having", 1), _list("o", f"{name}-order", 1), '(",\\"n\\":" count)?',
            _list("c", f"{name}-column", 4),
            '(",\\"d\\":\\"previous_period\\"")?',
        )) + ' "}"',
        measure,
        f"{name}-group ::= {_any([*groups, *tags, *kept])}" + "".join(f' | "[\\"{t}\\"," unit "]"' for t in times),
        f'{name}-having ::= "[" ({_any(columns)}) "," cmp "," count "]"',
        f'{name}-order ::= "[" ({_any(dict.fromkeys([*columns, *fields]))}) "," dir "]"',
        f"{name}-column ::= {_any(fields)}",
        f"{name}-filter ::= " + " | ".join(_filters(dataset, numeric, times, slots, len(earlier.get("f", [])))),
    ]  # fmt: skip


def _filters(
    dataset: Dataset, numeric: list[str], times: list[str], slots: Mapping[str, Slot], earlier: int
) -> list[str]:
    """`earlier`: how many filters the plan before has."""
    made = [_quoted(f"@b{i}") for i in range(1, earlier + 1)]
    if numeric and (numbers := [*_named(slots, "eq"), *_named(slots, "dur")]):
        made.append(f'"[" ({_any(numeric)}) "," (cmp | "\\"=\\"") "," ({_any(numbers)}) "]"')
    if times:
        made.append(f'"[" ({_any(times)}) "," period "]"')
        if days := [n for n, s in slots.items() if s.concepts == ("when",)]:
            made.append(f'"[" ({_any(times)}) "," (cmp | "\\"=\\"") "," ({_any(days)}) "]"')
    for slot in slots.values():
        made += [f'"[{_inner(field)},\\"" ("=" | "!=") "\\",\\"{slot.name}\\"]"' for field in slot.fields(dataset.name)]
    fields = known_fields(dataset)
    if "event_name" in fields:
        made.append(f'"[\\"event_name\\",\\"=\\"," ({_any(ACTIONS)}) "]"')
    if flags := [f for f in fields if dataset.fields[f].type.value == "boolean"]:
        made.append(f'"[" ({_any(flags)}) ",\\"=\\"," ("true" | "false") "]"')
    tags = _named(slots, "key") if dataset.tags is not None else []
    made.append(f'"[" ({_any([*fields, *tags])}) "," ("\\"null\\"" | "\\"known\\"") "]"')
    return made


def _inner(field: str) -> str:
    return f'\\"{field}\\"'


def known_fields(dataset: Dataset) -> list[str]:
    """The fields that questions are about, in a stable order."""
    tables = (*QUANTITIES.values(), *DIMENSIONS.values(), *WHENS.values())
    found = [table[dataset.name] for table in tables if dataset.name in table]
    return list(dict.fromkeys([*found, *([TIMES[dataset.name]] if dataset.name in TIMES else [])]))
