"""How a WorkSpace stands at one moment: properties, state, connection. Pure functions of the seat and the time."""

from dataclasses import dataclass, field

from demo_aws.estate.calendar import HOUR, local_day, midnight, weekday
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.habits import Span
from demo_aws.estate.running import running
from demo_aws.estate.seat import BOOT_SECONDS, ENDING_SECONDS, Seat, Tags

STARTING_SECONDS = 75
STOPPING_SECONDS = 90
REBOOT_SECONDS = 5 * 60
REBUILD_SECONDS = 40 * 60
MODIFY_SECONDS = 30 * 60
PATCH_SHARE = 10  # of 256: the part of the fleet rebooted by the weekly patch run
_RESOURCES = {"compute": "COMPUTE_TYPE", "root_gib": "ROOT_VOLUME", "user_gib": "USER_VOLUME"}


@dataclass(slots=True)
class Properties:
    mode: str
    timeout_minutes: int
    compute: str
    root_gib: int
    user_gib: int
    tags: Tags
    modifying: list[str] = field(default_factory=list)


def properties(seat: Seat, at: float) -> Properties:
    """What the changes up to `at` made of the WorkSpace as it was created."""
    now = Properties(seat.mode, seat.timeout_minutes, seat.bundle.compute, seat.root_gib, seat.user_gib, seat.tags)
    for change in seat.changes:
        if change.at > at:
            break
        match change.kind:
            case "mode":
                now.mode = change.after
            case "timeout":
                now.timeout_minutes = change.after
            case "compute" | "root_gib" | "user_gib":
                setattr(now, change.kind, change.after)
                if at < change.at + MODIFY_SECONDS:
                    now.modifying.append(_RESOURCES[change.kind])
            case "tag":
                now.tags = {**now.tags, change.key: change.after}
            case "untag":
                now.tags = {key: value for key, value in now.tags.items() if key != change.key}
    return now


def patch_run(seat: Seat, at: float) -> int | None:
    """The moment of the weekly patch reboot (Sunday 03:00 local) if the WorkSpace is just in it."""
    zone = seat.directory.zone
    day = local_day(zone, at)
    if weekday(day) != 6 or seat.directory.is_lab:
        return None
    moment = midnight(zone, day) + 3 * HOUR
    return moment if 0 <= at - moment < REBOOT_SECONDS and patched_on(seat, day) else None


def patched_on(seat: Seat, day: int) -> bool:
    return digest(b"patch", f"{seat.workspace_id}:{day}", 1)[0] < PATCH_SHARE


def running_span(fleet: Fleet, seat: Seat, at: float) -> Span | None:
    """The (connect, stop) of an AUTO_STOP WorkSpace around `at`, with its moments of starting and stopping."""
    spans = running(fleet.habits, seat, int(at) - STOPPING_SECONDS, int(at) + STARTING_SECONDS + 1)
    return next((one for one in spans if one[0] - STARTING_SECONDS <= at < one[1] + STOPPING_SECONDS), None)


def connected(fleet: Fleet, seat: Seat, at: float) -> bool:
    return any(start <= at < end for start, end in fleet.habits.around(seat, at))


def state(fleet: Fleet, seat: Seat, at: float, now: Properties) -> str:
    """The State that DescribeWorkspaces shows."""
    if at >= seat.terminated_at - ENDING_SECONDS:
        return "TERMINATING"
    if seat.trouble in ("ERROR", "SUSPENDED"):
        return seat.trouble if at >= seat.created_at + BOOT_SECONDS or seat.trouble == "ERROR" else "PENDING"
    if at < seat.created_at + BOOT_SECONDS:
        return "PENDING"
    for change in reversed(seat.changes):
        if change.kind == "rebuild" and 0 <= at - change.at < REBUILD_SECONDS:
            return "REBUILDING"
        if change.kind == "reboot" and 0 <= at - change.at < REBOOT_SECONDS:
            return "REBOOTING"
    if patch_run(seat, at) is not None:
        return "REBOOTING"
    if seat.trouble and digest(b"trouble", f"{seat.workspace_id}:{int(at) // (6 * HOUR)}", 1)[0] < 110:
        return seat.trouble
    return _power(fleet, seat, at, now)


def _power(fleet: Fleet, seat: Seat, at: float, now: Properties) -> str:
    if now.mode == "ALWAYS_ON":
        return "AVAILABLE"
    forced = next((one for one in reversed(seat.changes) if one.kind in ("start", "stop") and one.at <= at), None)
    if now.mode == "MANUAL":
        return "STOPPED" if forced and forced.kind == "stop" else "AVAILABLE"
    span = running_span(fleet, seat, at)
    if span is None:
        return "STOPPED"
    if at < span[0]:
        return "STARTING"
    return "AVAILABLE" if at < span[1] else "STOPPING"


@dataclass(frozen=True, slots=True)
class Connection:
    state: str
    checked_at: int
    last_at: int | None


def connection(fleet: Fleet, seat: Seat, at: float) -> Connection | None:
    """The connection row, or None where AWS gives none: a new WorkSpace, one in ERROR, and a few for no reason."""
    stands = state(fleet, seat, at, properties(seat, at))
    if stands in ("PENDING", "ERROR", "TERMINATING") or digest(b"row", seat.workspace_id, 1)[0] == 0:
        return None
    checked_at = int(at) // 60 * 60
    last_at = fleet.habits.last_connection(seat, at)
    if stands in ("STOPPED", "STOPPING", "STARTING", "SUSPENDED", "REBUILDING"):
        return Connection("UNKNOWN", checked_at, last_at)
    return Connection("CONNECTED" if connected(fleet, seat, at) else "DISCONNECTED", checked_at, last_at)
