"""The fleet: which WorkSpace sits in which slot at any time. Nothing is stored; everything is computed when asked for.

A slot is a place in the company that always has work to do: WorkSpaces come and go in it, one after the other
(generations). The id of a WorkSpace is a reversible scramble of (generation, slot), so that any id leads back to its
data without a table, and 100,000 WorkSpaces cost no memory until somebody reads them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from demo_aws.estate.calendar import DAY, HOUR, local_day, midnight, weekday
from demo_aws.estate.changes import planned_changes
from demo_aws.estate.company import (
    ID_LETTERS,
    REGIONS,
    Account,
    Bundle,
    Directory,
    accounts,
    amazon_bundles,
    directories,
    own_bundles,
)
from demo_aws.estate.draw import Draw, Weights, digest, seed_key
from demo_aws.estate.habits import SHARES, Habits
from demo_aws.estate.names import FAMILY, GIVEN, ascii_fold, user_name
from demo_aws.estate.seat import NEVER, Change, Seat
from demo_aws.estate.tagging import tags_for

ORIGIN = 1_640_995_200  # 2022-01-01: before the oldest WorkSpace that is still there
SLOT_BITS = 20
SMALLEST = 10
ID_SPACE = 36**9
LAB_PERIOD = 4 * HOUR
TROUBLES = Weights(("", 0.984), ("ERROR", 0.006), ("SUSPENDED", 0.003), ("IMPAIRED", 0.002), ("UNHEALTHY", 0.005))
MODES = Weights(("AUTO_STOP", 0.66), ("ALWAYS_ON", 0.33), ("MANUAL", 0.01))
TIMEOUTS = Weights((60, 0.86), (120, 0.1), (240, 0.04))
LIFE_DAYS = Weights(((90, 280), 0.12), ((400, 900), 0.5), ((900, 2200), 0.38))
OWN_WEIGHTS = (0.42, 0.08, 0.14, 0.2, 0.06, 0.06, 0.03, 0.01, 0.02)
AWKWARD = {5: ("never", "ERROR"), 6: ("office", "SUSPENDED"), 7: ("never", ""), 8: ("contractor", ""), 9: ("night", "")}
_LETTERS3 = ["".join(three) for three in product(ID_LETTERS, repeat=3)]


class Fleet:
    """Every WorkSpace of one estate at every time."""

    def __init__(self, seed: int, size: int) -> None:
        if not SMALLEST <= size < 1 << SLOT_BITS:
            raise ValueError(f"size must be {SMALLEST} to {(1 << SLOT_BITS) - 1}")
        self.seed, self.size = seed, size
        self.key = seed_key(seed, size)
        self.accounts: tuple[Account, ...] = accounts(self.key)
        self.directories: tuple[Directory, ...] = directories(self.key, self.accounts, size)
        self.habits = Habits(self.key)
        self.amazon = amazon_bundles(self.key)
        self.own: dict[tuple[str, str], tuple[Bundle, ...]] = {
            (one.account_id, region): own_bundles(self.key, one, region) for one in self.accounts for region in REGIONS
        }
        self._common = [one for one in self.amazon if one.compute in ("VALUE", "STANDARD", "PERFORMANCE", "POWER")]
        self._own_weights = {
            scope: Weights(*zip(bundles, OWN_WEIGHTS, strict=False)) for scope, bundles in self.own.items()
        }
        self._lows = [one.low for one in self.directories]
        raw = int.from_bytes(digest(self.key, "id-scramble"), "big")
        self._factor = raw % ID_SPACE | 1
        while self._factor % 3 == 0:
            self._factor += 2
        self._offset = (raw >> 256) % ID_SPACE
        self._inverse = pow(self._factor, -1, ID_SPACE)
        self.slot_timing = lru_cache(maxsize=110_000)(self._slot_timing)
        self.seat = lru_cache(maxsize=110_000)(self._seat)
        self._added: dict[int, Seat] = {}
        self._patches: dict[int, tuple[tuple[Change, ...], int]] = {}

    # -- identity ------------------------------------------------------------------------------------------------

    def workspace_id(self, number: int) -> str:
        value = (number * self._factor + self._offset) % ID_SPACE
        high, low = divmod(value, 36**3)
        high, middle = divmod(high, 36**3)
        return f"ws-{_LETTERS3[high]}{_LETTERS3[middle]}{_LETTERS3[low]}"

    def number_of(self, workspace_id: str) -> int | None:
        """The number behind an id, or None where the text cannot be one of ours."""
        letters = workspace_id.removeprefix("ws-")
        if len(letters) != 9 or not (letters.isascii() and letters.isalnum() and letters == letters.lower()):
            return None
        return (int(letters, 36) - self._offset) * self._inverse % ID_SPACE

    def planned_end(self, seat: Seat) -> int:
        """The end that a WorkSpace was given by the estate, whatever was done through the API."""
        slot, generation = seat.number & (1 << SLOT_BITS) - 1, seat.number >> SLOT_BITS
        return NEVER if seat.number in self._added else self.seat(slot, generation).terminated_at

    def find(self, workspace_id: str) -> Seat | None:
        """The WorkSpace of that id, at whatever time it lives, or None."""
        number = self.number_of(workspace_id)
        if number is None:
            return None
        if number in self._added:
            return self.patched(self._added[number])
        slot, generation = number & (1 << SLOT_BITS) - 1, number >> SLOT_BITS
        if slot >= self.size or generation > 500_000:
            return None
        return self.patched(self.seat(slot, generation))

    # -- time ----------------------------------------------------------------------------------------------------

    def directory_of(self, slot: int) -> Directory:
        return self.directories[bisect_right(self._lows, slot) - 1]

    def _slot_timing(self, slot: int) -> tuple[int, int]:
        """(start of generation 0, seconds between generations)."""
        draw = Draw(self.key, f"slot:{slot}")
        if self.directory_of(slot).is_lab:
            return ORIGIN - draw.between(0, LAB_PERIOD), LAB_PERIOD
        days = draw.between(*draw.weighted(LIFE_DAYS))
        return ORIGIN - draw.between(0, days * DAY), days * DAY

    def generation_at(self, slot: int, at: float) -> int:
        start, period = self.slot_timing(slot)
        return max(0, int((at - start) // period))

    def created_at(self, slot: int, generation: int) -> int:
        """Creation in office hours, or on the clock for the lab's disposable machines."""
        start, period = self.slot_timing(slot)
        raw = start + generation * period
        directory = self.directory_of(slot)
        if directory.is_lab:
            return raw
        day = local_day(directory.zone, raw)
        day += (0, 0, 0, 0, 0, 2, 1)[weekday(day)]
        second = digest(self.key, f"born:{slot}:{generation}", 2)
        return midnight(directory.zone, day) + 9 * HOUR + (second[0] << 8 | second[1]) * 28000 // 65536

    def _terminated_at(self, slot: int, generation: int, draw: Draw) -> int:
        following = self.created_at(slot, generation + 1)
        if self.directory_of(slot).is_lab:
            return following - draw.between(HOUR // 2, HOUR)
        return following - draw.between(2 * HOUR, 2 * DAY)

    def at(self, slot: int, when: float) -> Seat | None:
        """The WorkSpace in that slot at that time, or None where the place is vacant."""
        generation = self.generation_at(slot, when)
        seat = self.patched(self.seat(slot, generation))
        if not seat.alive(when) and generation:
            seat = self.patched(self.seat(slot, generation - 1))
        return seat if seat.alive(when) else None

    def generations(self, slot: int, start: float, end: float) -> Iterator[Seat]:
        """Every WorkSpace of a slot that lives at some moment of [start, end)."""
        for generation in range(max(0, self.generation_at(slot, start) - 1), self.generation_at(slot, end) + 1):
            seat = self.patched(self.seat(slot, generation))
            if seat.created_at < end and seat.terminated_at > start:
                yield seat

    def places(self, account_id: str, region: str) -> list[range]:
        """The slots of one account and Region."""
        return [range(one.low, one.high) for one in self.directories if one.scope == (account_id, region)]

    def living(self, account_id: str, region: str, when: float) -> Iterator[Seat]:
        for place in self.places(account_id, region):
            for slot in place:
                seat = self.at(slot, when)
                if seat:
                    yield seat
        yield from (seat for seat in self.added(account_id, region) if seat.alive(when))

    def ever(self, account_id: str, region: str, start: float, end: float) -> Iterator[Seat]:
        """Every WorkSpace of one account and Region that lives at some moment of [start, end)."""
        for place in self.places(account_id, region):
            for slot in place:
                yield from self.generations(slot, start, end)
        for seat in self.added(account_id, region):
            if seat.created_at < end and seat.terminated_at > start:
                yield seat

    # -- what administrators did through the API -------------------------------------------------------------------

    def added(self, account_id: str, region: str) -> list[Seat]:
        """WorkSpaces created through the API, oldest first."""
        return [self.patched(one) for one in self._added.values() if one.directory.scope == (account_id, region)]

    def add(self, seat: Seat) -> None:
        self._added[seat.number] = seat

    def added_seat(self, number: int) -> Seat:
        return self.patched(self._added[number])

    def next_number(self) -> int:
        return (len(self._added) + 1_000_000 << SLOT_BITS) + self.size

    def patch(self, number: int, changes: tuple[Change, ...] = (), terminated_at: int = NEVER) -> None:
        """Adds changes to a WorkSpace, or brings its end forward."""
        have, end = self._patches.get(number, ((), NEVER))
        self._patches[number] = (have + changes, min(end, terminated_at))

    def patched(self, seat: Seat) -> Seat:
        patch = self._patches.get(seat.number)
        if patch is None:
            return seat
        changes = tuple(sorted(seat.changes + patch[0], key=lambda one: one.at))
        stops = tuple(one.at for one in changes if one.kind == "stop")
        return replace(seat, changes=changes, stops=stops, terminated_at=min(seat.terminated_at, patch[1]))

    # -- a WorkSpace -----------------------------------------------------------------------------------------------

    def bundle(self, account_id: str, region: str, bundle_id: str) -> Bundle | None:
        pool = (*self.own[(account_id, region)], *self.amazon)
        return next((one for one in pool if one.bundle_id == bundle_id), None)

    def _seat(self, slot: int, generation: int) -> Seat:
        draw = Draw(self.key, f"seat:{slot}:{generation}")
        directory = self.directory_of(slot)
        created_at = self.created_at(slot, generation)
        terminated_at = self._terminated_at(slot, generation, draw)
        number = generation << SLOT_BITS | slot
        given, family = draw.pick(GIVEN), draw.pick(FAMILY)
        # large directories repeat names: a directory tells such people apart by a number
        suffix = slot % 97 + 2 if self.size > 2000 and draw.chance(0.7) else 0
        login = f"lab{slot - directory.low + 1:03d}" if directory.is_lab else user_name(given, family, suffix)
        bundle = self._pick_bundle(draw, directory)
        habit, trouble = draw.weighted(SHARES), draw.weighted(TROUBLES)
        # the awkward cases are in every estate, however small
        place = slot - directory.low
        if directory.low == 0 and place in AWKWARD:
            habit, trouble = AWKWARD[place]
        elif directory.account.slug == "eng" and place == 4 and not directory.is_lab:
            bundle = self.own[directory.scope][-1]
        life = terminated_at - created_at
        left_at = terminated_at
        if habit == "contractor":
            left_at = created_at + int(life * (0.2 + 0.5 * draw.unit()))
        if directory.is_lab:
            habit, given, family = "light", "Lab", f"Desk {slot - directory.low + 1}"
        mode = draw.weighted(MODES)
        timeout = draw.weighted(TIMEOUTS)
        linux = not bundle.operating_system.startswith("WINDOWS")
        user_gib = bundle.user_gib + (100 if draw.chance(0.07) else 0)
        host = slot - directory.low + 11
        seat = Seat(
            number=number,
            workspace_id=self.workspace_id(number),
            directory=directory,
            bundle=bundle,
            given=given,
            family=family,
            user_name=login,
            computer_name=("U-" if linux else "WSAMZN-") + draw.hex(8).upper(),
            ip_address=f"10.{directory.subnet_octet + (host >> 16)}.{host >> 8 & 255}.{host & 255}",
            subnet_id=directory.subnets[host & 1],
            created_at=created_at,
            terminated_at=terminated_at,
            habit=habit,
            left_at=left_at,
            mode=mode,
            timeout_minutes=timeout,
            root_gib=bundle.root_gib,
            user_gib=user_gib,
            encrypted=draw.chance(0.6),
            trouble="" if directory.is_lab else trouble,
            tags={},
        )
        seat.tags = tags_for(draw, seat, ascii_fold(family))
        if not directory.is_lab:
            seat.changes = planned_changes(draw, seat)
        return seat

    def _pick_bundle(self, draw: Draw, directory: Directory) -> Bundle:
        if draw.chance(0.35) or directory.is_lab:
            return draw.pick(self._common)
        return draw.weighted(self._own_weights[directory.scope])
