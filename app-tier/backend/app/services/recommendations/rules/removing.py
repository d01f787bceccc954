"""WorkSpaces that nobody uses: unused, never used, those of people who have left, and the second ones of a user.

What is saved is what it costs a month. A fee or base that was charged is not paid back (services/costs/model), so that
deleting it saves from the next month on, whenever it is done before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from app.services.recommendations.rules.facts import AUTO_STOP, Facts, Sibling
from app.services.recommendations.rules.finding import Answer, Confidence, Evidence, Finding, Quiet, Rule, cents
from app.services.recommendations.rules.months import age_days, averages, last_day, ran, this_month, usable
from app.services.recommendations.rules.parameters import Parameters
from app.services.usage.bitmap import mask
from app.services.usage.clock import DAY_HOURS, hour_of, moment, next_month

UNUSED, NEVER_USED, USER_GONE, DUPLICATE = "unused", "never_used", "user_gone", "duplicate"
FRESH = timedelta(days=14)
_UNPRICED = "What it costs a month is not known: a price or its hours are missing."


def monthly_cost(facts: Facts, parameters: Parameters, *, is_idle: bool = False) -> Decimal | None:
    """What it goes on to cost a month as it is, and as it is used; None where a price or its hours are not known.

    `is_idle`: nobody uses it any more.
    """
    if not facts.billable:
        return None
    hours = Decimal(0) if is_idle else None
    if facts.running_mode == AUTO_STOP and not is_idle:
        months = usable(facts, parameters.coverage_percent)
        hours = averages(facts, ran(facts, facts.timeout_minutes), months)[1] if months else None
    return facts.own.monthly(facts.running_mode, hours)


def last_used(facts: Facts) -> datetime | None:
    """The last moment at which it is known to have been used, by AWS's word or by the measured hours."""
    connected = facts.hours.connected
    measured = moment(facts.hours.first + connected.bit_length()) if connected else None
    told = [at for at in (facts.last_connected_at, measured) if at is not None]
    return max(told, default=None)


def measured_percent(facts: Facts, days: int) -> Decimal:
    """How many of the hours of the last days were measured, in per cent."""
    end = hour_of(facts.now) - facts.hours.first
    known = facts.hours.known & mask(max(end - days * DAY_HOURS, 0), max(end, 0))
    return Decimal(100 * known.bit_count()) / (days * DAY_HOURS)


def _removal(
    facts: Facts,
    parameters: Parameters,
    kind: str,
    title: str,
    *,
    evidence: Sequence[Evidence],
    reasons: Sequence[str],
    confidence: Confidence | None = None,
) -> Finding:
    cost = monthly_cost(facts, parameters, is_idle=kind in (UNUSED, NEVER_USED))
    note = None if cost is not None else "AWS bills nothing for it." if not facts.billable else _UNPRICED
    return Finding(
        kind,
        title,
        None if cost is None else cents(cost),
        confidence or ("medium" if reasons else "high"),
        facts.today,
        (*evidence, Evidence("monthly_cost", "Cost a month", None if cost is None else cents(cost), "USD")),
        act_by=last_day(facts),
        effective_on=next_month(this_month(facts)),
        saving_note=note,
        reasons=tuple(reasons),
    )


def unused(facts: Facts, parameters: Parameters) -> Answer:
    """Used once, and not for the given days; or never used since it was made."""
    if facts.connection_state == "CONNECTED":
        return Quiet("Somebody is connected.")
    used, age = last_used(facts), age_days(facts)
    if used is None:
        return _never(facts, parameters, age)
    idle = (facts.now - used).days
    if idle < parameters.unused_days:
        return Quiet(f"It was last used on {used.date()}.")
    measured = measured_percent(facts, parameters.unused_days)
    enough = measured >= parameters.coverage_percent
    if facts.last_connected_at is None and not enough:
        return Quiet("Neither AWS nor the measured hours tell when it was last used.")
    reasons = [] if enough else [f"Only {cents(measured)} % of the hours of that time were measured."]
    evidence = (
        Evidence("last_used", "Last used", used.isoformat(timespec="minutes"), None, used.date(), used.date()),
        Evidence("idle_days", "Days not used", idle, "days", used.date(), facts.today),
        Evidence("measured", "Hours measured", cents(measured), "%",
                 facts.today - timedelta(days=parameters.unused_days), facts.today),
    )  # fmt: skip
    title = f"Delete: not used for {parameters.unused_days} days and more"
    return _removal(facts, parameters, UNUSED, title, evidence=evidence, reasons=reasons)


def _never(facts: Facts, parameters: Parameters, age: int | None) -> Answer:
    if facts.connection_state is None:
        return Quiet("AWS has not told whether it was ever used.")
    if facts.begins is None or age is None or age < parameters.never_used_days:
        return Quiet("It is too new to say that it is never used.")
    reasons = []
    if facts.begins_assumed:
        reasons.append("When it was made is not known; it is at least that old.")
    measured = measured_percent(facts, parameters.never_used_days)
    if measured < parameters.coverage_percent:
        reasons.append(f"Only {cents(measured)} % of the hours of that time were measured.")
    evidence = (
        Evidence("age_days", "Age", age, "days", facts.begins.date(), facts.today),
        Evidence("last_used", "Last used", None),
        Evidence("measured", "Hours measured", cents(measured), "%",
                 facts.today - timedelta(days=parameters.never_used_days), facts.today),
    )  # fmt: skip
    return _removal(facts, parameters, NEVER_USED, "Delete: never used", evidence=evidence, reasons=reasons)


def user_gone(facts: Facts, parameters: Parameters) -> Answer:
    """The directory does not know the user any more, or has disabled them."""
    told = facts.directory
    if told is None:
        return Quiet("The directory has not told of the user.")
    if told.is_found and told.is_enabled is not False:
        return Quiet("The directory knows the user.")
    used = last_used(facts)
    if facts.connection_state == "CONNECTED" or (used is not None and used > told.asked_at):
        return Quiet("It has been used since the directory was asked.")
    reasons = []
    if facts.now - told.asked_at > FRESH:
        reasons.append(f"The directory was asked {(facts.now - told.asked_at).days} days ago.")
    if used is not None and facts.now - used < timedelta(days=parameters.never_used_days):
        reasons.append("It was used lately.")
    what = "the directory does not know the user" if not told.is_found else "the user is disabled"
    evidence = (
        Evidence("user_name", "User", facts.user_name),
        Evidence("directory", "The directory says", "disabled" if told.is_found else "no such user", None,
                 told.asked_at.date(), told.asked_at.date()),
        Evidence("last_used", "Last used", used.isoformat(timespec="minutes") if used else None),
    )  # fmt: skip
    return _removal(facts, parameters, USER_GONE, f"Delete: {what}", evidence=evidence, reasons=reasons)


def duplicate(facts: Facts, parameters: Parameters) -> Answer:
    """Another WorkSpace of the same user in this account is used more than this one."""
    others = [one for one in facts.siblings if _same_person(facts, one)]
    if not others:
        return Quiet("The user has no other WorkSpace in this account.")
    best = max(others, key=_use)
    mine = Sibling(facts.workspace_id, facts.region, facts.directory_id, facts.user_email, last_used(facts),
                   facts.connected_hours_30d)  # fmt: skip
    if _use(mine) >= _use(best):
        return Quiet("It is the one that the user uses most.")
    hours = facts.connected_hours_30d
    if facts.connection_state == "CONNECTED" or (hours is not None and hours > parameters.duplicate_hours):
        return Quiet("The user uses both.")
    known = bool(facts.user_email and best.user_email)
    reasons = []
    if hours is None:
        reasons.append("The hours of the last 30 days are not known.")
    if not known and best.directory_id != facts.directory_id:
        reasons.append("The user names are the same, in two directories: whether it is the same person is not known.")
    evidence = (
        Evidence("user_name", "User", facts.user_name),
        Evidence("hours_30d", "Connected hours, 30 days", hours, "h", facts.today - timedelta(days=30), facts.today),
        Evidence("other", "The one used more", best.workspace_id),
        Evidence("other_region", "Its Region", best.region),
        Evidence("other_hours_30d", "Its connected hours, 30 days", best.connected_hours_30d, "h",
                 facts.today - timedelta(days=30), facts.today),
        Evidence("workspaces", "WorkSpaces of the user", len(others) + 1),
    )  # fmt: skip
    confidence: Confidence = "low" if len(reasons) > 1 or hours is None else "medium" if reasons else "high"
    title = f"Delete: the user has {best.workspace_id} as well"
    return _removal(facts, parameters, DUPLICATE, title, evidence=evidence, reasons=reasons, confidence=confidence)


def _same_person(facts: Facts, other: Sibling) -> bool:
    if facts.user_email and other.user_email:
        return facts.user_email.lower() == other.user_email.lower()
    return True


def _use(one: Sibling) -> tuple[int, float, str]:
    """How much it is used, for comparison; the id decides between equals, the same way on every run."""
    used = one.last_connected_at.timestamp() if one.last_connected_at else 0.0
    return (-1 if one.connected_hours_30d is None else one.connected_hours_30d, used, one.workspace_id)


RULES = (
    Rule((USER_GONE,), user_gone),
    Rule((UNUSED, NEVER_USED), unused),
    Rule((DUPLICATE,), duplicate),
)
