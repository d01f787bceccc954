"""The periods of a WorkSpace for the model, from what it is now and what is told of its settings (usage/told)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from app.services.costs.model import EARLIER_STATE, INFERRED, Period
from app.services.costs.price_book import Machine
from app.services.usage.billing import Mode
from app.services.usage.told import (
    BEGINNING,
    COMPUTE,
    MODE,
    ROOT,
    SETTINGS,
    TIMEOUT,
    USER,
    Held,
    Report,
    at,
    before,
    modes,
    series,
)

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """The periods for the model and the running modes for the hours."""

    periods: tuple[Period, ...]
    modes: tuple[Mode, ...]


def _before(machine: Machine, report: Report) -> Any:
    """What a setting was before its first known change, where that has to be inferred."""
    volumes = machine.bundle_volumes
    match report.field:
        case "compute_type":
            return machine.bundle_compute_type or report.after
        case "root_volume_size_gib":
            return min(volumes[0], report.after) if volumes else report.after
        case "user_volume_size_gib":
            return min(volumes[1], report.after) if volumes else report.after
    return before(report)


def past(
    now: Settings, machine: Machine, reports: Iterable[Report], known_since: datetime, looked_at: datetime
) -> Past:
    """Everything over time. `machine` gives Region, system and bundle; its size and volumes are replaced.

    `known_since`: before it nobody would have told of a change. `looked_at`: when the settings of `now` were seen; a
    report that is newer counts more, an older one less.
    """
    listed = list(reports)
    moments = {BEGINNING, known_since}
    values: dict[str, list[Held]] = {}
    for name in SETTINGS:
        of_it = [one for one in listed if one.field == name]
        values[name] = series(now.get(name), of_it, looked_at, partial(_before, machine))
        moments.update(held.since for held in values[name])
    periods = []
    for moment in sorted(moments):
        held = {name: at(made, moment) for name, made in values.items()}
        inferred = any(one.inferred for name, one in held.items() if name != TIMEOUT)
        codes = ({INFERRED} if inferred else set()) | ({EARLIER_STATE} if moment < known_since else set())
        root, user = held[ROOT].value, held[USER].value
        volumes = None if root is None or user is None else (root, user)
        of_then = replace(machine, compute_type=held[COMPUTE].value, volumes=volumes)
        periods.append(Period(moment, held[MODE].value, of_then, frozenset(codes)))
    return Past(tuple(periods), modes(values[MODE], values[TIMEOUT], moments))
