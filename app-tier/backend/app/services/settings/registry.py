"""Every runtime setting. One entry here is all that a new one needs: API, validation, audit and defaults follow.

Settings of the process (addresses, secrets, limits that need a restart) are in `core/config` instead.
"""

from typing import Any

from app.services.settings import recommendations
from app.services.settings.kinds import About, Setting, boolean, choices, days, integer

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CALENDAR, _FORECAST, _KEPT = "Working calendar", "Forecast", "How long data is kept"
_QUESTIONS, _BACKUPS, _SIGN_IN = "Questions", "Backups", "Signing in"

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

SECOND_FACTOR_FOR_ADMINS = boolean("second_factor_for_admins", False, About(
    _SIGN_IN, "Administrators need a second factor",
    "An administrator who signs in without one may only read until it is set up in the profile.",
))  # fmt: skip

AI_QUESTION_DAYS = integer("ai_question_days", 90, 1, 3650, About(
    _QUESTIONS, "Days questions are kept",
    "How long questions in plain language are kept with what they were taken for; conversations go on as long.", "days",
))  # fmt: skip
AI_QUESTIONS_PER_MINUTE = integer("ai_questions_per_minute", 30, 1, 1000, About(
    _QUESTIONS, "Questions a minute", "How many questions in plain language one user may ask in a minute.", "questions",
))  # fmt: skip

# the least are what AWS itself still gives: it would be read anew and dropped again
EVENT_MONTHS = integer("event_months", 25, 4, 1200, About(
    _KEPT, "Events", "For how many months CloudTrail events are kept, this one included; older months are deleted.",
    "months",
))  # fmt: skip
USAGE_MONTHS = integer("usage_months", 37, 16, 1200, About(
    _KEPT, "Hours", "For how many months the measured hours of each WorkSpace are kept; sums over the fleet stay.",
    "months",
))  # fmt: skip
METRIC_MONTHS = integer("metric_months", 25, 16, 1200, About(
    _KEPT, "Experience", "For how many months latency, processor, memory and the like are kept.", "months",
))  # fmt: skip
COST_MONTHS = integer("cost_months", 37, 16, 1200, About(
    _KEPT, "Modelled costs", "For how many months the modelled costs of each WorkSpace are kept; the bill stays.",
    "months",
))  # fmt: skip
AUDIT_MONTHS = integer("audit_months", 1200, 4, 1200, About(
    _KEPT, "Audit log", "For how many months it is kept who did what in this product; what is left is still verified.",
    "months",
))  # fmt: skip

BACKUP_HOURS = integer("backup_hours", 24, 0, 744, About(
    _BACKUPS, "Hours between backups", "How often the database is backed up; 0: never by itself.", "hours",
))  # fmt: skip
BACKUPS_KEPT = integer("backups_kept", 14, 1, 1000, About(
    _BACKUPS, "Backups kept", "How many of the newest backups are kept.", "backups",
))  # fmt: skip

SETTINGS: dict[str, Setting[Any]] = {
    setting.name: setting
    for setting in (*globals().values(), *recommendations.SETTINGS)
    if isinstance(setting, Setting)
}
