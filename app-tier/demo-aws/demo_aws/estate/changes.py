"""What is planned to happen to a WorkSpace in its life: mode switches, larger volumes, retagging, rebuilds."""

from demo_aws.estate.calendar import DAY, HOUR, local_day, midnight, weekday
from demo_aws.estate.draw import Draw, Weights
from demo_aws.estate.seat import Change, Seat
from demo_aws.estate.tagging import DEPARTMENTS

ADMINS = ("mira.kowalski", "sean.obrien", "priya.nair", "thabo.mokoena")
OPTIMIZER = "cost-optimizer"
_SWITCHES = Weights((0, 0.55), (1, 0.28), (2, 0.12), (3, 0.05))
_UPGRADES = {"VALUE": "STANDARD", "STANDARD": "PERFORMANCE", "PERFORMANCE": "POWER"}


def planned_changes(draw: Draw, seat: Seat) -> tuple[Change, ...]:
    """At most a handful of changes, in order of time; none before the second day nor in the last two."""
    first, last = seat.created_at + 2 * DAY, seat.terminated_at - 2 * DAY
    if last - first < 10 * DAY or seat.trouble in ("ERROR", "SUSPENDED"):
        return ()
    made: list[Change] = []
    _modes(draw, seat, first, last, made)
    if draw.chance(0.12):
        made.append(
            Change(
                _moment(draw, seat, first, last),
                "user_gib",
                seat.user_gib,
                seat.user_gib + 100,
                actor=draw.pick(ADMINS),
            )
        )
    if draw.chance(0.05) and seat.bundle.compute in _UPGRADES:
        made.append(
            Change(
                _moment(draw, seat, first, last),
                "compute",
                seat.bundle.compute,
                _UPGRADES[seat.bundle.compute],
                actor=draw.pick(ADMINS),
            )
        )
    if draw.chance(0.2) and "cost_centre" in seat.tags:
        made.append(
            Change(
                _moment(draw, seat, first, last),
                "tag",
                seat.tags["cost_centre"],
                draw.pick(DEPARTMENTS)[1],
                "cost_centre",
                draw.pick(ADMINS),
            )
        )
    if draw.chance(0.04) and "environment" in seat.tags:
        made.append(
            Change(
                _moment(draw, seat, first, last),
                "untag",
                seat.tags["environment"],
                None,
                "environment",
                draw.pick(ADMINS),
            )
        )
    for kind, probability in (("rebuild", 0.06), ("reboot", 0.35)):
        if draw.chance(probability):
            made.append(Change(_moment(draw, seat, first, last), kind, actor=draw.pick(ADMINS)))
    return tuple(sorted(made, key=lambda one: one.at))


def _modes(draw: Draw, seat: Seat, first: int, last: int, made: list[Change]) -> None:
    """Up to three switches between AUTO_STOP and ALWAYS_ON, most of them by the optimiser's nightly run."""
    if seat.mode == "MANUAL":
        return
    mode = seat.mode
    count = draw.weighted(_SWITCHES)
    moments = sorted(draw.between(first, last) for _ in range(count))
    for raw in moments:
        after = "ALWAYS_ON" if mode == "AUTO_STOP" else "AUTO_STOP"
        nightly = draw.chance(0.7)
        at = raw // DAY * DAY + 2 * HOUR + draw.between(0, 1800) if nightly else _office_moment(draw, seat, raw)
        if (made and at <= made[-1].at + DAY) or not first < at < last:
            continue
        made.append(Change(at, "mode", mode, after, actor=OPTIMIZER if nightly else draw.pick(ADMINS)))
        mode = after


def _moment(draw: Draw, seat: Seat, first: int, last: int) -> int:
    return min(last, max(first, _office_moment(draw, seat, draw.between(first, last))))


def _office_moment(draw: Draw, seat: Seat, raw: int) -> int:
    """A moment on a working day, 9 to 17 o'clock where the WorkSpace is."""
    day = local_day(seat.directory.zone, raw)
    day -= max(0, weekday(day) - 4)
    return midnight(seat.directory.zone, day) + 9 * HOUR + draw.between(0, 8 * HOUR - 1)
