"""The settings of a WorkSpace over time, from what it is now, what the inventory saw change and what CloudTrail tells.

CloudTrail reaches back 90 days before the first look and knows the moment, but only what a setting became. The
inventory knows before and after, and the moment of its look. A report of what is already so adds nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.services.costs.model import EARLIER_STATE, INFERRED, Period
from app.services.costs.price_book import Machine
from app.services.usage.billing import DEFAULT_TIMEOUT_MINUTES, Mode
from app.services.usage.clock import hour_of

MODE, TIMEOUT, COMPUTE = "running_mode", "auto_stop_timeout_minutes", "compute_type"
ROOT, USER = "root_volume_size_gib", "user_volume_size_gib"
SETTINGS = (MODE, TIMEOUT, COMPUTE, ROOT, USER)
_OTHER_MODE = {"ALWAYS_ON": "AUTO_STOP", "AUTO_STOP": "ALWAYS_ON"}
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
UNTOLD: Any = object()
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """A setting became `after` at a moment; `before` is UNTOLD where the source does not say."""

    at: datetime
    field: str
    after: Any
    before: Any = UNTOLD


@dataclass(frozen=True, slots=True)
class Past:
    """The periods for the model and the running modes for the hours."""

    periods: tuple[Period, ...]
    modes: tuple[Mode, ...]


def _before(report: Report, machine: Machine) -> Any:
    """What a setting was before its first known change, where that has to be inferred."""
    match report.field:
        case "running_mode":
            return _OTHER_MODE.get(report.after, report.after)
        case "compute_type":
            return machine.bundle_compute_type or report.after
        case "root_volume_size_gib":
            return min(machine.bundle_volumes[0], report.after) if machine.bundle_volumes else report.after
        case "user_volume_size_gib":
            return min(machine.bundle_volumes[1], report.after) if machine.bundle_volumes else report.after
    return DEFAULT_TIMEOUT_MINUTES


def past(
    now: Settings, machine: Machine, reports: Iterable[Report], known_since: datetime, looked_at: datetime
) -> Past:
    """Everything over time. `machine` gives Region, system and bundle; its size and volumes are replaced.

    `known_since`: before it nobody would have told of a change. `looked_at`: when the settings of `now` were seen; a
    report that is newer counts more, an older one less.
    """
    listed = list(reports)
    moments = {_BEGINNING, known_since}
    values: dict[str, list[tuple[datetime, Any, bool]]] = {}
    for name in SETTINGS:
        values[name] = _series(now.get(name), [one for one in listed if one.field == name], machine, looked_at)
        moments.update(at for at, _, _ in values[name])
    periods, modes = [], []
    for at in sorted(moments):
        held = {
            name: next((value, guessed) for since, value, guessed in reversed(series) if since <= at)
            for name, series in values.items()
        }
        inferred = any(guessed for name, (_, guessed) in held.items() if name != TIMEOUT)
        codes = ({INFERRED} if inferred else set()) | ({EARLIER_STATE} if at < known_since else set())
        root, user = held[ROOT][0], held[USER][0]
        volumes = None if root is None or user is None else (root, user)
        of_then = replace(machine, compute_type=held[COMPUTE][0], volumes=volumes)
        periods.append(Period(at, held[MODE][0], of_then, frozenset(codes)))
        modes.append(Mode(hour_of(at), held[MODE][0], held[TIMEOUT][0]))
    return Past(tuple(periods), tuple(modes))


def _series(now: Any, reports: list[Report], machine: Machine, looked_at: datetime) -> list[tuple[datetime, Any, bool]]:
    """(since, value, whether inferred) of one setting, oldest first."""
    ordered = sorted(reports, key=lambda report: report.at)
    if not ordered:
        return [(_BEGINNING, now, False)]
    first = ordered[0]
    # the event and the look that saw its effect: what the one does not tell the other does
    if first.before is UNTOLD and len(ordered) > 1 and ordered[1].after == first.after:
        first = replace(first, before=ordered[1].before)
    inferred = first.before is UNTOLD
    made = [(_BEGINNING, _before(first, machine) if inferred else first.before, inferred)]
    for report in ordered:
        if report.after != made[-1][1]:
            made.append((report.at, report.after, False))
    at, value, _ = made[-1]
    if value != now and ordered[-1].at < looked_at:
        made[-1] = (at, now, True)
    return made
