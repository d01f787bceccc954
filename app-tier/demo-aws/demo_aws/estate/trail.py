"""CloudTrail's events, as they follow from what happens to the fleet. Newest events may arrive late, out of order.

An account and Region is read once: every WorkSpace's creation, end and changes of the last 90 days, with the calls that
touch none (audits, refused attempts), become short entries in order of time; the full event is written on demand.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from demo_aws.estate.calendar import DAY, HOUR, local_day, midnight, weekday
from demo_aws.estate.changes import ADMINS, OPTIMIZER
from demo_aws.estate.company import ZONES
from demo_aws.estate.condition import patched_on
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.seat import ENDING_SECONDS, Change, Seat

KEPT_DAYS = 90
LATEST_SECONDS = 240
BATCH = 25
AUDITOR, INTERN, LAB = "nightly-audit", "sam.contractor", "lab-automation"

_CHANGE_NAMES = {
    "mode": "ModifyWorkspaceProperties", "timeout": "ModifyWorkspaceProperties", "compute": "ModifyWorkspaceProperties",
    "root_gib": "ModifyWorkspaceProperties", "user_gib": "ModifyWorkspaceProperties", "tag": "CreateTags",
    "untag": "DeleteTags", "reboot": "RebootWorkspaces", "rebuild": "RebuildWorkspaces", "start": "StartWorkspaces",
    "stop": "StopWorkspaces",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One event, short. The order is that of time, then of the event id."""

    at: int
    event_id: str
    name: str
    actor: str
    numbers: tuple[int, ...] = ()
    change: int = -1
    """Which of the WorkSpace's changes this is; -1 for none."""
    error: str = ""
    source: str = "workspaces.amazonaws.com"
    stored: bytes = b""
    """The event itself, for calls made through the simulator."""

    @property
    def read_only(self) -> bool:
        return self.name.startswith(("Describe", "Get", "List", "AssumeRole"))


class Trail:
    """The events of every account and Region, at most 90 days back."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._lock = Lock()
        self._known: dict[tuple[str, str], tuple[int, list[Entry]]] = {}
        self._recorded: dict[tuple[str, str], list[Entry]] = {}

    def entries(self, account_id: str, region: str, now: float) -> list[Entry]:
        """All entries up to tomorrow, oldest first; what lies after `now` has not happened yet."""
        scope = (account_id, region)
        with self._lock:
            until, rows = self._known.get(scope, (0, []))
            if until < now:
                start = until or int(now) - (KEPT_DAYS + 1) * DAY
                fresh = self._between(account_id, region, start, int(now) + DAY)
                rows = sorted([*rows, *fresh, *(() if until else self._recorded.get(scope, ()))])
                self._known[scope] = (int(now) + DAY, rows)
            return rows

    def record(self, account_id: str, region: str, entry: Entry) -> None:
        """Adds a call made through the simulator."""
        scope = (account_id, region)
        with self._lock:
            insort(self._recorded.setdefault(scope, []), entry)
            if scope in self._known:
                until, rows = self._known[scope]
                self._known[scope] = (until, sorted([*rows, entry]))

    def forget(self) -> None:
        """Reads the fleet anew: what was planned for a WorkSpace that somebody ended will not happen."""
        with self._lock:
            self._known.clear()

    def visible(self, entry: Entry, now: float) -> bool:
        """CloudTrail delivers late: here each event up to four minutes, its own calls at once."""
        if entry.stored:
            return entry.at <= now
        return entry.at + digest(self._fleet.key, f"late:{entry.event_id}", 1)[0] * LATEST_SECONDS // 256 <= now

    def position(self, rows: list[Entry], at: float) -> int:
        """The index of the first entry at or after a moment."""
        return bisect_left(rows, int(at), key=lambda one: one.at)

    # -- what happened ---------------------------------------------------------------------------------------------

    def _between(self, account_id: str, region: str, start: int, end: int) -> Iterator[Entry]:
        """The entries with start <= at < end; WorkSpaces made or ended through the API tell their own."""
        places = self._fleet.places(account_id, region)
        for place in places:
            for slot in place:
                for seat in self._fleet.generations(slot, start - DAY, end):
                    yield from self._life(seat, start, end)
        if places:
            yield from self._patch_runs(account_id, region, start, end)
        yield from self._daily(account_id, region, start, end)

    def event_id(self, text: str) -> str:
        raw = digest(self._fleet.key, f"event:{text}", 16).hex()
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"

    def _life(self, seat: Seat, start: int, end: int) -> Iterator[Entry]:
        number = seat.number
        lab = seat.directory.is_lab
        pick = digest(self._fleet.key, f"actor:{number}", 2)
        if start <= seat.created_at < end:
            actor = LAB if lab else ADMINS[pick[0] % len(ADMINS)]
            yield Entry(seat.created_at, self.event_id(f"create:{number}"), "CreateWorkspaces", actor, (number,))
        ended_at = self._fleet.planned_end(seat) - ENDING_SECONDS
        if start <= ended_at < end and ended_at + ENDING_SECONDS == seat.terminated_at:
            actor = LAB if lab else (*ADMINS, OPTIMIZER)[pick[1] % (len(ADMINS) + 1)]
            yield Entry(ended_at, self.event_id(f"terminate:{number}"), "TerminateWorkspaces", actor, (number,))
        for index, change in enumerate(one for one in seat.changes if not one.event_id):
            if start <= change.at < min(end, seat.terminated_at):
                name = _CHANGE_NAMES[change.kind]
                yield Entry(change.at, self.event_id(f"change:{number}:{index}"), name, change.actor, (number,), index)

    def change_of(self, entry: Entry, seat: Seat) -> Change:
        """The change behind an entry: derived entries count only what was planned."""
        return [one for one in seat.changes if not one.event_id][entry.change]

    def _patch_runs(self, account_id: str, region: str, start: int, end: int) -> Iterator[Entry]:
        """Sunday 03:00 local: RebootWorkspaces in batches of 25, one call touching many."""
        zone = ZONES[region]
        for day in range(local_day(zone, start), local_day(zone, end) + 1):
            at = midnight(zone, day) + 3 * HOUR
            if weekday(day) != 6 or not start <= at < end:
                continue
            seats = self._fleet.living(account_id, region, at)
            due = [seat.number for seat in seats if not seat.directory.is_lab and patched_on(seat, day)]
            for index in range(0, len(due), BATCH):
                text = f"patch:{account_id}:{region}:{day}:{index}"
                yield Entry(
                    at, self.event_id(text), "RebootWorkspaces", "patch-automation", tuple(due[index : index + BATCH])
                )

    def _daily(self, account_id: str, region: str, start: int, end: int) -> Iterator[Entry]:
        """The nightly audit of another tool, its AssumeRole, and now and then somebody who may not."""
        for day in range(start // DAY - 1, end // DAY + 1):
            text = f"daily:{account_id}:{region}:{day}"
            luck = digest(self._fleet.key, text, 8)
            rows = [
                (HOUR + luck[0] * 4, "AssumeRole", AUDITOR, "", "sts.amazonaws.com"),
                (HOUR + luck[0] * 4 + 3, "DescribeWorkspaces", AUDITOR, "", "workspaces.amazonaws.com"),
                (HOUR + luck[0] * 4 + 9, "DescribeTags", AUDITOR, "", "workspaces.amazonaws.com"),
            ]
            if luck[1] < 26:
                rows.append(
                    (
                        14 * HOUR + luck[2] * 30,
                        "TerminateWorkspaces",
                        INTERN,
                        "AccessDenied",
                        "workspaces.amazonaws.com",
                    )
                )
            if luck[3] < 20:
                moment = 3 * HOUR + luck[4] * 20
                rows.append((moment, "DescribeWorkspaces", AUDITOR, "ThrottlingException", "workspaces.amazonaws.com"))
            for offset, name, actor, error, source in rows:
                at = day * DAY + offset
                if start <= at < end:
                    yield Entry(at, self.event_id(f"{text}:{name}:{offset}"), name, actor, (), -1, error, source)
