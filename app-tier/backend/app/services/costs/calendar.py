"""Which days people work on. Days are those of UTC, as everything that is counted."""

from dataclasses import dataclass
from datetime import date

from app.services.settings.registry import HOLIDAYS, WEEKDAYS, WORKING_WEEKDAYS
from app.services.settings.store import Values


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekdays (0 is Monday) on which people work, and the holidays among them."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() in self.weekdays and day not in self.holidays


def from_settings(values: Values) -> Calendar:
    """The calendar that the settings describe."""
    weekdays = frozenset(WEEKDAYS.index(name) for name in values[WORKING_WEEKDAYS])
    return Calendar(weekdays, frozenset(date.fromisoformat(day) for day in values[HOLIDAYS]))
