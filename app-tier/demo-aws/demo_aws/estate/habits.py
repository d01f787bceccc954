"""Working habits: when a person is connected. Pure functions of (seed, WorkSpace, local day)."""

from hashlib import blake2b

from demo_aws.estate.calendar import HOUR, is_holiday, local_day, midnight, weekday
from demo_aws.estate.draw import Weights
from demo_aws.estate.seat import BOOT_SECONDS, ENDING_SECONDS, Seat

Span = tuple[int, int]
MINUTE = 60

SHARES = Weights(
    ("office", 0.47),
    ("office_lunch", 0.14),
    ("part_time", 0.11),
    ("night", 0.05),
    ("contractor", 0.06),
    ("never", 0.04),
    ("light", 0.07),
    ("wallboard", 0.01),
    ("hot_desk", 0.03),
    ("weekend", 0.02),
)
AROUND_THE_CLOCK = frozenset({"wallboard", "hot_desk"})


class Habits:
    """Sessions of every WorkSpace; remembers nothing but the seed."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _week(self, seat: Seat, week: int) -> bytes:
        text = b"%d:%d" % (seat.number, week)
        return blake2b(text, key=self._key, digest_size=40).digest()

    def sessions(self, seat: Seat, day: int) -> list[Span]:
        """Connected spans (epoch seconds) that begin on the local day `day`, in order and apart from each other."""
        habit = seat.habit
        if habit == "never" or seat.trouble in ("ERROR", "SUSPENDED"):
            return []
        zone = seat.directory.zone
        start = midnight(zone, day)
        first = seat.created_at + BOOT_SECONDS + 10 * MINUTE
        last = min(seat.terminated_at - ENDING_SECONDS, seat.left_at)
        if start + 34 * HOUR <= first or start >= last:
            return []
        draws = self._week(seat, (day + 3) // 7)
        on = weekday(day)
        if habit in AROUND_THE_CLOCK:
            # a day of 23 hours ends earlier: nobody is connected twice
            spans = self._around_the_clock(seat, day, midnight(zone, day + 1) - start)
        else:
            spans = _plan(habit, draws, on, holiday=is_holiday(zone, day))
        made = []
        for opens, closes in spans:
            begin, end = max(start + opens, first), min(start + closes, last)
            if seat.stops:
                end = min([end, *(at for at in seat.stops if begin <= at < end)])
            if end - begin >= 5 * MINUTE:
                made.append((begin, end))
        return made

    def _around_the_clock(self, seat: Seat, day: int, length: int) -> list[Span]:
        """A wallboard that is always on, or a hot desk of the support teams: short visits at any hour of any day."""
        luck = blake2b(b"%d/%d" % (seat.number, day), key=self._key, digest_size=48).digest()
        if seat.habit == "wallboard":
            return [(0, length - 15 * MINUTE)] if luck[0] > 6 else []
        visits = ((hour * HOUR + luck[hour * 2] * 6, 8 * MINUTE + luck[hour * 2 + 1] * 4) for hour in range(24))
        return [(begin, begin + stay) for begin, stay in visits if begin + stay <= length]

    def around(self, seat: Seat, at: float) -> list[Span]:
        """The sessions of yesterday, today and tomorrow, in order."""
        today = local_day(seat.directory.zone, at)
        return [span for day in (today - 1, today, today + 1) for span in self.sessions(seat, day)]

    def between(self, seat: Seat, start: int, end: int) -> list[Span]:
        """Sessions that touch [start, end), in order."""
        zone = seat.directory.zone
        low = max(start, seat.created_at)
        high = min(end, seat.terminated_at, seat.left_at)
        if low >= high:
            return []
        days = range(local_day(zone, low) - 1, local_day(zone, high) + 1)
        return [span for day in days for span in self.sessions(seat, day) if span[1] > start and span[0] < end]

    def last_connection(self, seat: Seat, at: float) -> int | None:
        """The last moment up to `at` at which the user was connected, or None if there was none."""
        if seat.habit == "never" or seat.trouble in ("ERROR", "SUSPENDED"):
            return None
        day = local_day(seat.directory.zone, min(at, seat.left_at, seat.terminated_at))
        oldest = local_day(seat.directory.zone, seat.created_at) - 1
        while day >= oldest:
            spans = [span for span in self.sessions(seat, day) if span[0] <= at]
            if spans:
                return min(int(at), spans[-1][1])
            day -= 1
        return None


def _plan(habit: str, draws: bytes, on: int, *, holiday: bool) -> list[Span]:
    """Seconds after local midnight; five bytes of `draws` for each day of the week, five for the week."""
    attend, begin, length, _, _ = draws[on * 5 : on * 5 + 5]
    away = draws[35] < 17  # a week of leave: about three a year
    if away or holiday:
        return []
    if habit in ("office", "office_lunch", "contractor"):
        return _office(on, draws[on * 5 : on * 5 + 5], lunch=habit == "office_lunch")
    if habit == "part_time":
        works = draws[36] >> on & 1 if on < 5 else 0
        opens = 8 * HOUR + begin * 14
        return [(opens, opens + 3 * HOUR + length * 30)] if works and attend > 20 else []
    if habit == "night":
        opens = 21 * HOUR + 30 * MINUTE + begin * 10
        return [(opens, opens + 7 * HOUR + length * 12)] if on in (0, 1, 2, 3, 6) and attend > 18 else []
    if habit == "light":
        opens = 9 * HOUR + begin * 90
        return [(opens, opens + 20 * MINUTE + length * 20)] if on < 5 and attend < 55 else []
    if habit == "weekend":
        opens = 10 * HOUR + begin * 30
        return [(opens, opens + 2 * HOUR + length * 60)] if on >= 5 and attend > 60 else []
    return []


def _office(on: int, draws: bytes, *, lunch: bool) -> list[Span]:
    attend, begin, length, pause, extra = draws
    if on >= 5:
        opens = 11 * HOUR + begin * 40
        return [(opens, opens + 30 * MINUTE + length * 20)] if attend < 8 else []
    if attend < 15:
        return []
    opens, closes = 8 * HOUR + begin * 21, 16 * HOUR + 20 * MINUTE + length * 22
    spans = [(opens, closes)]
    if lunch or extra < 40:
        out = 12 * HOUR + pause * 10
        spans = [(opens, out), (out + 25 * MINUTE + extra * 8, closes)]
    if attend > 236:
        again = 20 * HOUR + pause * 12
        spans.append((again, again + 20 * MINUTE + extra * 15))
    return spans
