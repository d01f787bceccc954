"""CloudWatch's numbers for a WorkSpace: what was measured in each period. Pure functions, at any resolution.

WorkSpaces are measured every five minutes. A WorkSpace has points from its creation to its end, minus gaps: now and
then one WorkSpace says nothing for some hours, and twice a year a whole account and Region.
"""

from functools import lru_cache

from demo_aws.estate.calendar import DAY, HOUR
from demo_aws.estate.condition import properties
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.running import running
from demo_aws.estate.seat import BOOT_SECONDS, Seat

SAMPLE = 300
PER_DAY = DAY // SAMPLE
DELAY = 600
WEEK = 7 * DAY
QUARTER = 91 * DAY

CONNECTED = "UserConnected"
POWER = ("Available", "Unhealthy", "Stopped", "Maintenance")
COUNTS = ("ConnectionAttempt", "ConnectionSuccess", "ConnectionFailure", "SessionDisconnect")
# typical value and spread of what is only measured while somebody is connected or the machine runs
GAUGES: dict[str, tuple[float, float]] = {
    "SessionLaunchTime": (28, 22),
    "InSessionLatency": (45, 60),
    "CPUUsage": (24, 40),
    "MemoryUsage": (48, 30),
    "RootVolumeDiskUsage": (41, 30),
    "UserVolumeDiskUsage": (30, 50),
    "UDPPacketLossRate": (0.2, 1.2),
    "UpTime": (40_000, 80_000),
}
WHILE_CONNECTED = frozenset({"InSessionLatency", "UDPPacketLossRate"})
NAMES = (CONNECTED, *POWER, *COUNTS, *GAUGES)


class Metrics:
    """The measurements of one fleet."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        # a reader asks for several statistics of several metrics of one WorkSpace one after the other
        self._kept = lru_cache(maxsize=32)(self._computed)

    def gaps(self, seat: Seat, start: int, end: int) -> list[tuple[int, int]]:
        """The holes in the data of a WorkSpace within [start, end)."""
        found = []
        for week in range(start // WEEK, (end - 1) // WEEK + 1):
            luck = digest(self._fleet.key, f"gap:{seat.number}:{week}", 4)
            if luck[0] < 4:
                opens = week * WEEK + luck[1] * WEEK // 256 // HOUR * HOUR
                found.append((opens, opens + (luck[2] % 5 + 1) * HOUR))
        account, region = seat.directory.scope
        for quarter in range(start // QUARTER, (end - 1) // QUARTER + 1):
            luck = digest(self._fleet.key, f"outage:{account}:{region}:{quarter}", 4)
            if luck[0] < 128:
                opens = quarter * QUARTER + (luck[1] << 8 | luck[2]) * QUARTER // 65536 // HOUR * HOUR
                found.append((opens, opens + (luck[3] % 6 + 2) * HOUR))
        return [(max(start, opens), min(end, closes)) for opens, closes in found if opens < end and closes > start]

    def measured(self, seat: Seat, start: int, end: int, period: int, now: float) -> tuple[int, int, set[int]]:
        """(first period, one past the last, periods without data) as multiples of `period` inside [start, end)."""
        low = -(-max(start, seat.created_at) // period)
        high = min(
            -(-end // period), (min(int(now) - DELAY, seat.terminated_at) // SAMPLE * SAMPLE + period - 1) // period
        )
        missing: set[int] = set()
        if low < high:
            for opens, closes in self.gaps(seat, low * period, high * period):
                missing.update(range(-(-opens // period), closes // period))
        return low, high, missing

    def marks(self, seat: Seat, low: int, high: int, period: int) -> bytearray:
        """One byte a period: 1 where the user was connected at any time of it (the Maximum of UserConnected)."""
        made = bytearray(high - low)
        for begin, stop in self._fleet.habits.between(seat, low * period, high * period):
            first, last = max(begin // period - low, 0), min((stop - 1) // period - low, high - low - 1)
            for index in range(first, last + 1):
                made[index] = 1
        return made

    def statistic(self, seat: Seat, metric: str, stat: str, low: int, high: int, period: int) -> list[float | None]:
        """The values of [low, high) periods; None where nothing is measured."""
        if metric == CONNECTED and stat == "Maximum":
            return [float(mark) for mark in self.marks(seat, low, high, period)]
        samples = self._of("samples", seat, metric, low * period // SAMPLE, high * period // SAMPLE)
        per = max(1, period // SAMPLE)
        return [_reduce(stat, samples[at : at + per]) for at in range(0, len(samples), per)]

    def _of(self, what: str, seat: Seat, metric: str, low: int, high: int) -> list[float | None]:
        """Samples, or one number a sample that tells whether somebody was connected or the machine ran."""
        state = (len(seat.changes), len(seat.stops), seat.terminated_at)
        return self._kept(what, seat, state, metric, low, high)

    def _computed(
        self, what: str, seat: Seat, state: tuple[int, int, int], metric: str, low: int, high: int
    ) -> list[float | None]:
        del state  # only tells one version of the WorkSpace from the next
        if what == "connected":
            return list(self.marks(seat, low, high, SAMPLE))
        return list(self._on(seat, low, high)) if what == "on" else self._samples(seat, metric, low, high)

    def _samples(self, seat: Seat, metric: str, low: int, high: int) -> list[float | None]:
        """Five-minute samples."""
        connected = self._of("connected", seat, "", low, high)
        if metric == CONNECTED:
            return [float(bool(one)) for one in connected]
        if metric in COUNTS:
            return self._counts(seat, metric, connected, low)
        on = connected if metric in WHILE_CONNECTED else self._of("on", seat, "", low, high)
        if metric in POWER:
            healthy = seat.trouble in ("", "SUSPENDED")
            shown = {"Available": healthy, "Unhealthy": not healthy, "Stopped": False, "Maintenance": False}[metric]
            return [float(not one) if metric == "Stopped" else float(bool(one) and shown) for one in on]
        if metric == "SessionLaunchTime":
            on = [float(bool(one) and not (at and connected[at - 1])) for at, one in enumerate(connected)]
        return self._gauge(seat, metric, on, low)

    def _gauge(self, seat: Seat, metric: str, on: list[float | None], low: int) -> list[float | None]:
        """A level of the WorkSpace's own with noise, which has 64 values a day."""
        typical, spread = GAUGES[metric]
        own = digest(self._fleet.key, f"gauge:{seat.number}:{metric}", 1)[0] / 255
        top = 100.0 if typical < 100 and "Time" not in metric else float("inf")
        values: list[float | None] = [None] * len(on)
        day, levels = -1, [0.0]
        for index, one in enumerate(on):
            if not one:
                continue
            sample = low + index
            if sample // PER_DAY != day:
                day = sample // PER_DAY
                noise = digest(self._fleet.key, f"sample:{seat.number}:{metric}:{day}", 64)
                raw = (typical + spread * (0.6 * own + 0.4 * level / 255 - 0.35) for level in noise)
                levels = [round(max(0.0, min(value, top)), 2) for value in raw]
            values[index] = levels[sample % PER_DAY * 64 // PER_DAY]
        return values

    def _on(self, seat: Seat, low: int, high: int) -> bytearray:
        """One byte a sample: 1 where the machine runs."""
        made = bytearray(high - low)
        start, end = low * SAMPLE, high * SAMPLE
        at = max(start, seat.created_at + BOOT_SECONDS)
        edges = [one.at for one in seat.changes if one.kind == "mode" and at < one.at < end]
        for opens, closes in zip([at, *edges], [*edges, end], strict=True):
            if opens >= closes:
                continue
            spans = [(opens, closes)]
            if properties(seat, opens).mode == "AUTO_STOP":
                spans = list(running(self._fleet.habits, seat, opens, closes))
            for begin, stop in spans:
                first, last = max(begin, opens) // SAMPLE - low, (min(stop, closes) - 1) // SAMPLE - low
                for index in range(max(first, 0), min(last, high - low - 1) + 1):
                    made[index] = 1
        return made

    def _counts(self, seat: Seat, metric: str, connected: list[float | None], low: int) -> list[float | None]:
        values: list[float | None] = []
        for index, mark in enumerate(connected):
            one, before = bool(mark), bool(connected[index - 1] if index else mark)
            begins, ends = one > before, one < before
            failed = begins and digest(self._fleet.key, f"fail:{seat.number}:{low + index}", 1)[0] < 10
            value = {
                "ConnectionAttempt": begins + failed,
                "ConnectionSuccess": begins,
                "ConnectionFailure": failed,
                "SessionDisconnect": ends,
            }[metric]
            values.append(float(value))
        return values


def _reduce(stat: str, samples: list[float | None]) -> float | None:
    have = sorted(one for one in samples if one is not None)
    if not have:
        return None
    if stat.startswith("p"):
        return have[min(len(have) - 1, int(len(have) * float(stat[1:]) / 100))]
    if stat == "Average":
        return round(sum(have) / len(have), 6)
    return {"Maximum": have[-1], "Minimum": have[0], "Sum": sum(have), "SampleCount": float(len(have))}[stat]
