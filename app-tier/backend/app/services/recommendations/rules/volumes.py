"""Volumes far larger than what is on them, where the part beyond the bundle's is paid by the GB-month.

A volume never shrinks: a smaller one takes another WorkSpace, or for the root volume a migration to another bundle.
AWS's sizes come in sets (Administration Guide, "Modify volume sizes"): 80/10, 80/50, 80/100, or 175 and more with 100
and more, in GiB of root/user.
"""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from app.services.recommendations.rules.facts import Facts, Volumes
from app.services.recommendations.rules.finding import Answer, Evidence, Finding, Quiet, Rule, cents
from app.services.recommendations.rules.months import last_day, this_month
from app.services.recommendations.rules.parameters import Parameters
from app.services.usage.clock import next_month

KIND = "oversized_volume"
ENOUGH_DAYS = 5
FILLED = Decimal("0.7")
"""How full a new volume may be at once."""
_USERS, _ROOT, _LARGE_ROOT, _LARGE_USER = (10, 50, 100), 80, 175, 100


def fitting(root_gib: int, user_gib: int) -> Volumes:
    """The smallest set of AWS's that has room for both."""
    if root_gib <= _ROOT and user_gib <= _USERS[-1]:
        return _ROOT, next(size for size in _USERS if size >= user_gib)
    return max(root_gib, _LARGE_ROOT), max(user_gib, _LARGE_USER)


def advise(facts: Facts, parameters: Parameters) -> Answer:
    """Smaller volumes, where one is used by less than the given part and the difference is paid for."""
    own = facts.own
    if facts.volumes is None or own.included is None:
        return Quiet("The sizes of its volumes, or those that its price includes, are not known.")
    if not own.extra_gib or not facts.billable:
        return Quiet("Nothing is paid for its volumes beyond its bundle.")
    if own.gib is None:
        return Quiet("The price of storage is not known.")
    since = facts.today - timedelta(days=parameters.sizing_days)
    loads = [one for one in facts.loads if one.day >= since]
    roots = [one.root_volume_max for one in loads if one.root_volume_max is not None]
    users = [one.user_volume_max for one in loads if one.user_volume_max is not None]
    if min(len(roots), len(users)) < ENOUGH_DAYS:
        return Quiet(f"How full its volumes are was measured on {min(len(roots), len(users))} days only.")
    used = tuple(Decimal(str(max(told))) * size / 100 for told, size in zip((roots, users), facts.volumes, strict=True))
    limit = Decimal(parameters.volume_used_percent) / 100
    wanted = [
        size if on_it > size * limit else min(size, int((on_it / FILLED).to_integral_value(ROUND_CEILING)))
        for on_it, size in zip(used, facts.volumes, strict=True)
    ]
    root, user = fitting(*wanted)
    target = (max(root, min(own.included[0], facts.volumes[0])), max(user, min(own.included[1], facts.volumes[1])))
    extra = max(sum(target) - sum(own.included), 0)
    saving = own.gib * (own.extra_gib - extra)
    if target[0] > facts.volumes[0] or target[1] > facts.volumes[1] or saving < parameters.minimum_saving:
        return Quiet("Smaller volumes would not cost less.")
    shrunk = " and ".join(
        f"{name} {then} GiB instead of {now}"
        for name, now, then in zip(("root", "user"), facts.volumes, target, strict=True)
        if then < now
    )
    return Finding(
        KIND,
        f"Smaller volumes: {shrunk}",
        cents(saving),
        "high" if min(len(roots), len(users)) >= 20 else "medium",
        facts.today,
        (
            Evidence("root_volume", "Root volume", facts.volumes[0], "GiB"),
            Evidence("root_used", "Used of it at most", cents(used[0]), "GiB", loads[0].day, loads[-1].day),
            Evidence("user_volume", "User volume", facts.volumes[1], "GiB"),
            Evidence("user_used", "Used of it at most", cents(used[1]), "GiB", loads[0].day, loads[-1].day),
            Evidence("included", "Included in its price", f"{own.included[0]}/{own.included[1]}", "GiB"),
            Evidence("extra_gib", "Paid by the GB-month", own.extra_gib, "GiB"),
            Evidence("gib_month", "Price of a GB-month", own.gib, "USD"),
            Evidence("measured_days", "Days measured", min(len(roots), len(users)), "days"),
        ),
        act_by=last_day(facts),
        effective_on=next_month(this_month(facts)),
        reasons=() if min(len(roots), len(users)) >= 20 else ("Measured on few days only.",),
        after={"root_volume_size_gib": target[0], "user_volume_size_gib": target[1]},
    )


RULE = Rule((KIND,), advise)
