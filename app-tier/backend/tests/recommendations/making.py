"""WorkSpaces to give advice on, at a fixed moment: the tenth of November 2026."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.services.recommendations.rules.advice import advise
from app.services.recommendations.rules.facts import Facts, Load, Rates
from app.services.recommendations.rules.finding import Answer, Finding
from app.services.recommendations.rules.parameters import Parameters
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import first_hour, hour_of

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
FIRST = first_hour(date(2026, 4, 1))
END = hour_of(NOW)
MONTHS = [date(2026, month, 1) for month in (10, 9, 8, 7, 6, 5)]
"""The whole months before, newest first."""
RULES = Parameters()


def rates(month: str, base: str, hour: str, **more: Any) -> Rates:
    return Rates(Decimal(month), Decimal(base), Decimal(hour), valid_from=date(2026, 6, 27), **more)


PRICES = {
    "VALUE": rates("25", "7.25", "0.22"),
    "STANDARD": rates("35", "9.75", "0.30", included=(80, 50)),
    "PERFORMANCE": rates("50", "13", "0.47"),
    "POWER": rates("78", "19", "0.68"),
    "POWERPRO": rates("140", "19", "1.53"),
}


def days(since: date, until: date, *hours: int, weekdays: Iterable[int] = range(7)) -> int:
    """The bits of these hours on each day of [since, until), counted from FIRST."""
    bits, day, wanted = 0, since, set(weekdays)
    while day < until:
        if day.weekday() in wanted:
            for hour in hours:
                bits |= 1 << (first_hour(day) - FIRST + hour)
        day += timedelta(days=1)
    return bits


def everyday(*hours: int, weekdays: Iterable[int] = range(7)) -> int:
    """Connected in these hours of each day until now."""
    return days(date(2026, 4, 1), TODAY, *hours, weekdays=weekdays)


def one(connected: int = 0, known: int | None = None, **more: Any) -> Facts:
    """A STANDARD WorkSpace, old enough and measured without a gap."""
    measured = mask(0, END - FIRST) if known is None else known
    base: dict[str, Any] = {
        "account_id": "111111111111", "region": "us-east-1", "workspace_id": "ws-ada", "now": NOW,
        "user_name": "ada", "directory_id": "d-1", "operating_system": "WINDOWS_SERVER_2022",
        "running_mode": "AUTO_STOP", "timeout_minutes": 60, "compute_type": "STANDARD", "volumes": (80, 50),
        "root_encrypted": True, "user_encrypted": True, "tags": {"owner": "ada"}, "connection_state": "DISCONNECTED",
        "last_connected_at": NOW - timedelta(days=1), "begins": datetime(2025, 1, 1, tzinfo=UTC), "rates": PRICES,
        "hours": Hours(FIRST, measured, connected & measured),
    }  # fmt: skip
    return Facts(**{**base, **more})


def loads(count: int, cpu: float | None, memory: float | None, root: float = 50, user: float = 50) -> tuple[Load, ...]:
    """As many days with one load each, the last of them yesterday."""
    return tuple(Load(TODAY - timedelta(days=n), cpu, memory, root, user) for n in range(count, 0, -1))


def found(facts: Facts, parameters: Parameters = RULES) -> dict[str, Finding]:
    return advise(facts, parameters)[0]


def only(rule: Callable[[Facts, Parameters], Answer], facts: Facts, parameters: Parameters = RULES) -> Finding | None:
    answer = rule(facts, parameters)
    return answer if isinstance(answer, Finding) else None


def why(rule: Callable[[Facts, Parameters], Answer], facts: Facts, parameters: Parameters = RULES) -> str:
    answer = rule(facts, parameters)
    assert not isinstance(answer, Finding), answer
    return answer.reason


def told(finding: Finding) -> dict[str, Any]:
    return {one.name: one.value for one in finding.evidence}
