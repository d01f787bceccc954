"""Every runtime setting. One entry here is all that a new one needs: API, validation, audit and defaults follow.

Settings of the process (addresses, secrets, limits that need a restart) are in `core/config` instead.
"""

from typing import Any

from app.services.settings import recommendations
from app.services.settings.kinds import About, Setting, choices, days, integer

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR, _FORECAST = "Working calendar", "Forecast"

WORKING_WEEKDAYS = choices("working_weekdays", WEEKDAYS[:5], WEEKDAYS, About(
    _CALENDAR, "Working days",
    "The days of the week on which people work; a holiday counts as a day on which they do not.",
))  # fmt: skip
HOLIDAYS = days("holidays", About(
    _CALENDAR, "Holidays", "Days on which nobody works, though their weekday is a working day.",
))  # fmt: skip

FORECAST_WEEKS = integer("forecast_weeks", 8, 2, 26, About(
    _FORECAST, "Weeks of history", "How many of the last weeks of a user's hours the forecast learns from.", "weeks",
))  # fmt: skip
FORECAST_INTERVAL = integer("forecast_interval_percent", 80, 50, 99, About(
    _FORECAST, "Interval",
    "How likely the cost of a month is to lie within the interval that the forecast states.", "%",
))  # fmt: skip

SETTINGS: dict[str, Setting[Any]] = {
    setting.name: setting
    for setting in (*globals().values(), *recommendations.SETTINGS)
    if isinstance(setting, Setting)
}
