"""Whole questions with their plans, in the notation of the product: lists, counts, sums, events, changes."""

from collections.abc import Callable
from typing import Any

from planner.clauses import Clause, Sayer
from planner.world import wording

Plan = dict[str, Any]
Question = tuple[str, Plan]
GROUPS = ("region", "account_name", "directory_name", "bundle_name", "compute_type", "operating_system", "running_mode",
          "state", "tag.department", "tag.environment", "tag.cost_centre", "region", "account_name", "tag.department")  # fmt: skip
MONEY = tuple(g for g in GROUPS if g != "state")
CONCEPTS = ("region", "region", "account", "directory", "bundle", "compute", "os", "mode", "mode", "state", "state",
            "tag.department", "tag.department", "tag.environment", "region")  # fmt: skip
MANY = (0, 0, 1, 1, 1, 1, 2, 2, 2, 3)


def _joined(*parts: str) -> str:
    return " ".join(" ".join(part for part in parts if part).split())


def _conditions(sayer: Sayer, many: int, *, plain: bool = False) -> list[Clause]:
    """Conditions on different fields of WorkSpaces."""
    made: list[Clause] = []
    while len(made) < many:
        kind = sayer.rng.random()
        if plain or kind < 0.55:
            clause = sayer.condition(sayer.rng.choice([c for c in CONCEPTS if not plain or c != "state"]))
        elif kind < 0.68:
            clause = sayer.idleness()
        elif kind < 0.8:
            clause = sayer.bound()
        elif kind < 0.85:
            clause = sayer.rng.choice(FLAGS)
        else:
            what, field = sayer.rng.choice(
                [("created", "created_at"), ("connected", "last_connected_at"), ("terminated", "terminated_at")]
            )
            time = sayer.time(field, monthly=False)
            clause = Clause(sayer.say("when", what, t=time.text), time.filters)
        taken = {f[0] for m in made for f in m.filters}
        if not taken & {f[0] for f in clause.filters}:
            made.append(clause)
    return made


FLAGS = [
    Clause(text, [[name, "=", value]], before=before)
    for name, volume in (("root_volume_encrypted", "root volume"), ("user_volume_encrypted", "user volume"))
    for text, value, before in (
        (f"with an unencrypted {volume}", False, False), (f"with unencrypted {volume}s", False, False),
        (f"with an encrypted {volume}", True, False), (f"where the {volume} is not encrypted", False, False),
    )
] + [
    Clause("online right now", [["connection_state", "=", "CONNECTED"]]),
    Clause("currently connected", [["connection_state", "=", "CONNECTED"]]),
    Clause("that are offline", [["connection_state", "=", "DISCONNECTED"]]),
    Clause("without a department", [["tag.department", "null"]]),
    Clause("with no department tag", [["tag.department", "null"]]),
    Clause("missing an environment tag", [["tag.environment", "null"]]),
    Clause("that lack a department", [["tag.department", "null"]]),
    Clause("lacking a cost centre", [["tag.cost_centre", "null"]]),
    Clause("nobody put a cost centre on", [["tag.cost_centre", "null"]]),
    Clause("whose environment is unknown", [["tag.environment", "null"]]),
    Clause("that are broken", [["state", "=", "ERROR"]]),
    Clause("connected at this moment", [["connection_state", "=", "CONNECTED"]]),
    Clause("someone is working on right now", [["connection_state", "=", "CONNECTED"]]),
    Clause("in use this very minute", [["connection_state", "=", "CONNECTED"]]),
    Clause("whose root disk isn't encrypted", [["root_volume_encrypted", "=", False]]),
    Clause("with a root volume in the clear", [["root_volume_encrypted", "=", False]]),
]  # fmt: skip


def _about(sayer: Sayer, noun: str, clauses: list[Clause]) -> str:
    """Noun and conditions in an order that people say them in."""
    before = [c for c in clauses if c.before]
    after = [c for c in clauses if not c.before]
    sayer.rng.shuffle(before)
    sayer.rng.shuffle(after)
    made = [c.text for c in before] + [noun]
    for i, clause in enumerate(after):
        if i and sayer.chance(0.45):
            made.append(sayer.rng.choice(["and", "and", ",", "and also", "but", "that are also"]))
        made.append(clause.text)
    return " ".join(made)


def _filters(*clauses: Clause) -> list[list[Any]]:
    return [f for clause in clauses for f in clause.filters]


ORDERS = {"cost": "modelled_cost_mtd", "idle": "days_since_connected", "hours": "connected_hours_mtd",
          "age": "age_days", "created": "created_at"}  # fmt: skip
SHOWN = {"cost": "modelled_cost_mtd", "region": "region", "state": "state", "user": "user_name", "ip address": "ip_address",
         "running mode": "running_mode", "bundle": "bundle_name", "computer name": "computer_name", "account": "account_name", "hours": "connected_hours_mtd", "operating system": "operating_system", "idle days": "days_since_connected"}  # fmt: skip


def listed(sayer: Sayer) -> Question:
    """WorkSpaces one by one."""
    clauses = _conditions(sayer, sayer.rng.choice((1, 1, 1, 2, 2, 3)))
    text, plan = _about(sayer, sayer.say("noun", "workspaces"), clauses), {"e": "workspaces", "f": _filters(*clauses)}
    kind = sayer.rng.random()
    if kind < 0.25:
        name = sayer.rng.choice([n for n in wording()["sort"] if not n.startswith("value")])
        quantity, way = name.split("_")
        if not any(f[0] == ORDERS[quantity] for f in plan["f"]):
            plan["o"] = [[ORDERS[quantity], way]]
            text = f"{text}{sayer.rng.choice([', ', ' ', ' '])}{sayer.say('sort', name)}"
    elif kind < 0.36:
        shown = sayer.rng.sample(sorted(SHOWN), sayer.rng.randint(2, 3))
        plan["c"] = [SHOWN[s] for s in shown]
        joined = f"{', '.join(shown[:-1])} and {shown[-1]}"
        return _joined(sayer.rng.choice(["list", "show", "give me the", "show me"]), joined, "of", text), plan
    return _joined(sayer.say("head", "list"), text), plan


SUPERLATIVES = {
    (
        "modelled_cost_mtd",
        "desc",
    ): "most expensive|priciest|costliest|highest cost|dearest|most money hungry|most costly|single most expensive",
    ("modelled_cost_mtd", "asc"): "cheapest|least expensive|lowest cost|most affordable",
    ("connected_hours_mtd", "desc"): "most used|busiest|most heavily used|hardest working",
    ("connected_hours_mtd", "asc"): "least used|quietest|least busy",
    ("days_since_connected", "desc"): "longest idle|longest unused|longest inactive|dustiest",
    ("age_days", "desc"): "oldest|longest existing|most ancient",
    ("created_at", "desc"): "newest|most recently created|youngest",
}


def topped(sayer: Sayer) -> Question:
    """The first few by a quantity."""
    clauses = _conditions(sayer, sayer.rng.choice((0, 0, 1, 1, 2)))
    (by, way), said = sayer.rng.choice(list(SUPERLATIVES.items()))
    if any(f[0] == by for f in _filters(*clauses)):
        clauses = []
    superlative, count = sayer.rng.choice(said.split("|")), sayer.rng.choice((3, 5, 10, 10, 15, 20, 25, 50))
    plan = {"e": "workspaces", "f": _filters(*clauses), "o": [[by, way]]}
    about = _about(sayer, sayer.rng.choice(["workspaces", "machines", "desktops", "cloud pcs", "instances"]), clauses)
    kind = sayer.rng.random()
    if kind < 0.15:
        about = _about(sayer, sayer.rng.choice(["workspace", "machine", "desktop"]), clauses)
        if by == "modelled_cost_mtd" and way == "desc" and sayer.chance(0.3):
            verb = sayer.rng.choice(
                [
                    "burns the most money",
                    "costs the most",
                    "is the biggest money eater",
                    "eats the most money",
                    "sets us back the most",
                ]
            )
            return f"which {about} {verb}", {**plan, "n": 1}
        the = sayer.rng.choice(["the", "the", "the single", "our"])
        return _joined(
            sayer.rng.choice(["which is", "what is", "show", "", "name", "what's"]),
            f"{the} {superlative} {about}",
        ), {**plan, "n": 1}
    if by in ("modelled_cost_mtd", "connected_hours_mtd") and kind < 0.35:
        quantity = "cost" if by == "modelled_cost_mtd" else "hours"
        place = "top" if way == "desc" else sayer.rng.choice(["bottom", "lowest"])
        return _joined(
            sayer.rng.choice(["", "show the", "the"]),
            f"{place} {count} {about} {sayer.rng.choice(['by', 'in terms of', 'ranked by'])} {quantity}",
        ), {**plan, "n": count}
    text = sayer.rng.choice([f"top {count} {superlative} {about}", f"the {count} {superlative} {about}", f"{count} {superlative} {about}",
                             f"{superlative} {about}, top {count}", f"{superlative} {about} limited to {count}"])  # fmt: skip
    return _joined(sayer.say("head", "list"), text), {**plan, "n": count}


def counted(sayer: Sayer) -> Question:
    """How many WorkSpaces, or users, as a whole or by groups."""
    clauses = _conditions(sayer, sayer.rng.choice(MANY))
    people = sayer.chance(0.15)
    plan: Plan = {"e": "workspaces", "m": [["distinct", "user_name"] if people else "count"], "f": _filters(*clauses)}
    about = _about(sayer, sayer.say("noun", "users" if people else "workspaces"), clauses)
    head = sayer.say("head", "count")
    tail = sayer.rng.choice(["", "", "", "do we have", "are there", "exist", "are left", "we own"])
    if sayer.chance(0.55) and not people:
        said, plan["g"] = sayer.grouping(*GROUPS)
        if set(plan["g"]) & {f[0] for f in plan["f"]}:
            plan["g"], said = [], ""
        kind = sayer.rng.random()
        if plan["g"] and kind < 0.2:
            way = sayer.rng.choice(["desc", "desc", "asc"])
            plan["o"] = [["count", way]]
            said = f"{said}{sayer.rng.choice([', ', ' '])}{sayer.say('sort', f'value_{way}')}"
        elif plan["g"] and kind < 0.3:
            return _joined(sayer.rng.choice(["", "breakdown of", "distribution of", "split"]), about, said), plan
        text = _joined(head, about, said) if sayer.chance(0.8) else _joined(said, head, about)
        return text, plan
    return _joined(head, about, tail), plan


def both(sayer: Sayer) -> Question:
    """Two numbers for each group."""
    clauses = _conditions(sayer, sayer.rng.choice((0, 1, 1)), plain=True)
    said, groups = sayer.grouping(*GROUPS, most=1)
    filters = [f for f in _filters(*clauses) if f[0] not in groups]
    clauses = clauses if len(filters) == len(_filters(*clauses)) else []
    numbers = [(["sum", "modelled_cost_mtd"], "total cost|cost|spend|what they cost"), ("count", "number of machines|number of desktops|count of workspaces|how many machines"),
               (["sum", "connected_hours_mtd"], "hours|total hours|connected hours"), (["distinct", "user_name"], "number of users|how many users"),
               (["avg", "modelled_cost_mtd"], "average cost|mean cost")]  # fmt: skip
    (first, one), (second, other) = sayer.rng.sample(numbers, 2)
    text = f"{sayer.rng.choice(one.split('|'))} {sayer.rng.choice(['and', 'and', 'plus', 'as well as', 'and also'])} {sayer.rng.choice(other.split('|'))}"
    about = " ".join(c.text for c in clauses)
    parts = [said, sayer.rng.choice(["for", "of"]) + f" {about}" if about else ""]
    if sayer.chance(0.4):
        parts.reverse()
    return _joined(sayer.rng.choice(["", "", "show", "give me", "list", "what is the"]), text, *parts), {
        "e": "workspaces",
        "m": [first, second],
        "f": _filters(*clauses),
        "g": groups,
    }


def ranged(sayer: Sayer) -> Question:
    """Between two numbers."""
    low = sayer.rng.choice((10, 20, 30, 40, 50, 80))
    high = low + sayer.rng.choice((10, 20, 30, 50, 100))
    field, said = sayer.rng.choice([
        ("modelled_cost_mtd", "priced between {l} and {h} dollars|costing between {l} and {h} dollars|between {l} and {h} usd|that cost {l} to {h} dollars|from {l} to {h} dollars|with a cost of {l} to {h} dollars"),
        ("connected_hours_mtd", "with between {l} and {h} hours|used between {l} and {h} hours|that ran between {l} and {h} hours|with {l} to {h} hours"),
    ])  # fmt: skip
    clauses = _conditions(sayer, sayer.rng.choice((0, 0, 1, 1)), plain=True)
    clauses.append(Clause(sayer.rng.choice(said.split("|")).format(l=low, h=high), [[field, "between", [low, high]]]))
    return _joined(sayer.say("head", "list"), _about(sayer, sayer.say("noun", "workspaces"), clauses)), {
        "e": "workspaces",
        "f": _filters(*clauses),
    }


def used(sayer: Sayer) -> Question:
    """Sessions and billed hours, which are kept by month alone."""
    said, field = sayer.rng.choice(
        [
            ("sessions", "sessions"),
            ("number of sessions", "sessions"),
            ("logins", "sessions"),
            ("billed hours", "billed_hours"),
            ("hours billed", "billed_hours"),
            ("how many sessions", "sessions"),
            ("session count", "sessions"),
        ]
    )
    time, clauses = sayer.time("month", monthly=True), _conditions(sayer, sayer.rng.choice((0, 0, 1)), plain=True)
    clauses = [c for c in clauses if not any(f[0] == "state" for f in c.filters)]
    group, names = sayer.grouping(*MONEY, "user_name", most=1) if sayer.chance(0.6) else ("", [])
    if set(names) & {f[0] for f in _filters(*clauses)}:
        group, names = "", []
    if not names and sayer.chance(0.4):
        unit = sayer.rng.choice(["month", "month", "quarter"])
        group, names = f"{sayer.rng.choice(['by', 'per', 'each'])} {unit}", [["month", unit]]  # type: ignore[list-item]
    parts = [" ".join(c.text for c in clauses), time.text, group]
    if sayer.chance(0.3):
        sayer.rng.shuffle(parts)
    return _joined(sayer.rng.choice(["", "", "show", "give me", "what were the"]), said, *parts), {
        "e": "usage",
        "m": [["sum", field]],
        "f": [*_filters(*clauses), *time.filters],
        "g": names,
    }


def monthly(sayer: Sayer) -> Question:
    """Cost or hours month by month."""
    cost = sayer.chance(0.7)
    e, field = ("costs", "cost") if cost else ("usage", "connected_hours")
    word = sayer.rng.choice(
        ["cost", "spend", "costs", "bill", "spending"] if cost else ["hours", "usage", "connected hours"]
    )
    clauses = [
        c
        for c in _conditions(sayer, sayer.rng.choice((0, 0, 1)), plain=True)
        if not any(f[0] == "state" for f in c.filters)
    ]
    time = sayer.time("month", monthly=True)
    about = " ".join(c.text for c in clauses)
    text = sayer.rng.choice([f"monthly {word} {about} {time.text}", f"{word} {about} month by month {time.text}", f"{word} per month {about} {time.text}", f"how did {word} develop month by month {about} {time.text}",
                             f"{time.text} {word} of each month {about}", f"{word} trend by month {about} {time.text}", f"development of {word} by month {about} {time.text}"])  # fmt: skip
    return " ".join(text.split()), {
        "e": e,
        "m": [["sum", field]],
        "f": [*_filters(*clauses), *time.filters],
        "g": [["month", "month"]],
    }


def most_done(sayer: Sayer) -> Question:
    """Which action or caller is the most frequent."""
    said, name = sayer.rng.choice(
        [
            ("api action", "event_name"),
            ("action", "event_name"),
            ("event type", "event_name"),
            ("caller", "username"),
            ("api call", "event_name"),
            ("admin", "username"),
        ]
    )
    time = sayer.time("event_time", monthly=False)
    plan: Plan = {"e": "events", "m": ["count"], "f": time.filters, "g": [name], "o": [["count", "desc"]]}
    if sayer.chance(0.5):
        text = (
            sayer.rng.choice([f"most frequent {said}", f"most common {said}", f"what is the most frequent {said}"])
            if name == "event_name"
            else f"which {said} has the most {sayer.rng.choice(['events', 'calls', 'api calls'])}"
        )
        return f"{text} {time.text}", {**plan, "n": 1}
    count = sayer.rng.choice((3, 5, 10))
    return (
        f"top {count} {said}s {sayer.rng.choice(['by number of', 'by'])} {sayer.rng.choice(['events', 'calls', 'api calls'])} {time.text}",
        {**plan, "n": count},
    )


def ranked(sayer: Sayer) -> Question:
    """Which group has the most of something, or has more than so many."""
    said, name = sayer.dimension(*GROUPS)
    clauses = _conditions(sayer, sayer.rng.choice((0, 0, 1)), plain=True)
    if name in {f[0] for f in _filters(*clauses)}:
        clauses = []
    about = _about(sayer, sayer.say("noun", "workspaces"), clauses)
    plan: Plan = {"e": "workspaces", "f": _filters(*clauses), "g": [name]}
    kind, count = sayer.rng.random(), sayer.rng.choice((3, 5, 10))
    if kind < 0.3:
        op, sign = sayer.rng.choice(
            [("more than", ">"), ("at least", ">="), ("fewer than", "<"), ("over", ">"), ("upwards of", ">")]
        )
        number = sayer.rng.choice((2, 5, 10, 20, 25, 50, 100, 200))
        plan |= {"m": ["count"], "h": [["count", sign, number]]}
        return _joined(sayer.rng.choice(["", "which", "list", "what"]), f"{said}s with {op} {number} {about}"), plan
    money = kind > 0.65
    plan |= {"m": [["sum", "modelled_cost_mtd"]] if money else ["count"]}
    column = "sum_modelled_cost_mtd" if money else "count"
    plan["o"] = [[column, "desc"]]
    if sayer.chance(0.5):
        plan["n"] = 1
        verb = (
            sayer.rng.choice(
                [
                    "costs the most",
                    "burns the most money",
                    "is the most expensive",
                    "spends most",
                    "runs up the biggest bill",
                ]
            )
            if money
            else (
                sayer.rng.choice(
                    [
                        f"has the most {about}",
                        f"has most {about}",
                        f"holds the most {about}",
                        f"is home to most {about}",
                        f"leads in {about}",
                    ]
                )
            )
        )
        if money and clauses:
            plan["f"] = []
        return _joined(
            sayer.rng.choice(["which", "what", "tell me which", "in which"] if not money else ["which", "what"]),
            said,
            verb,
        ), plan
    plan["n"] = count
    if money:
        plan["f"] = []
    by = (
        sayer.rng.choice(["by cost", "by spend", "by what they cost"])
        if money
        else f"by {sayer.rng.choice(['number of', 'count of', 'how many'])} {about}"
    )
    return _joined(
        sayer.rng.choice(["top", "the top", "show top", "list the top", "the first"]), f"{count} {said}s {by}"
    ), plan


def money(sayer: Sayer) -> Question:
    """Cost or hours: now from the WorkSpaces, of other months from what is kept by month."""
    cost = sayer.chance(0.65)
    clauses = _conditions(sayer, sayer.rng.choice((0, 0, 1, 1, 2)), plain=True)
    clauses = [c for c in clauses if not any(f[0] == "state" for f in c.filters)]
    noun = sayer.say("noun", "workspaces") if clauses else ""
    about = _about(sayer, noun, clauses) if clauses else ""
    charged = cost and sayer.chance(0.1)
    charge = sayer.condition("charge") if charged else None
    timed = sayer.chance(0.6) or charged
    e, field = ("costs", "cost") if cost else ("usage", "connected_hours")
    plan: Plan = {"e": e, "m": [["sum", field]], "f": _filters(*clauses)}
    time = ""
    if timed:
        clause = sayer.time("month", monthly=True)
        if clause.filters[0][1:] == ["this", 1, "month"] and not charged:
            timed = False
        else:
            plan["f"] += clause.filters
        time = clause.text
    if not timed:
        plan["e"], field = "workspaces", "modelled_cost_mtd" if cost else "connected_hours_mtd"
        agg = "avg" if sayer.chance(0.15) else "sum"
        plan["m"] = [[agg, field]]
        head = (
            f"{sayer.say('head', 'avg')} {'cost' if cost else 'hours'}"
            if agg == "avg"
            else sayer.say("head", "cost" if cost else "hours")
        )
        time = time or sayer.rng.choice(["", "", "this month"])
    else:
        head = charge.text if charge else sayer.say("head", "cost" if cost else "hours")
        plan["f"] += charge.filters if charge else []
    group, bucket = "", ""
    if timed and sayer.chance(0.25):
        unit = sayer.rng.choice(["month", "month", "quarter", "year"])
        plan["g"] = [["month", unit]]
        bucket = sayer.rng.choice([f"by {unit}", f"per {unit}", f"each {unit}", f"for each {unit}"])
    elif sayer.chance(0.5):
        fields = (*MONEY, "user_name", "kind") if timed and cost and not charged else (*MONEY, "user_name")
        group, plan["g"] = sayer.grouping(*fields, most=2)
        if set(plan["g"]) & {f[0] for f in plan["f"]}:
            group, plan["g"] = "", []
        if plan["g"] and sayer.chance(0.25):
            way = sayer.rng.choice(["desc", "desc", "asc"])
            plan["o"] = [[f"{plan['m'][0][0]}_{field}", way]]
            group = f"{group}, {sayer.say('sort', f'value_{way}')}"
    parts = [about and f"{sayer.rng.choice(['of', 'for', ''])} {about}", time, f"{group}{bucket}"]
    if sayer.chance(0.3):
        sayer.rng.shuffle(parts)
    return _joined(head, *parts), plan


def top_money(sayer: Sayer) -> Question:
    """The first few users or groups by cost or hours of a month."""
    cost = sayer.chance(0.5)
    said, name = sayer.dimension("user_name", "user_name", "account_name", "region", "tag.department", "bundle_name")
    count = sayer.rng.choice((3, 5, 10, 10, 20))
    clause = sayer.time("month", monthly=True)
    e, field = ("costs", "cost") if cost else ("usage", "connected_hours")
    filters = clause.filters
    if filters[0][1:] == ["this", 1, "month"]:
        e, field, filters = "workspaces", "modelled_cost_mtd" if cost else "connected_hours_mtd", []
    by = sayer.rng.choice(
        ["cost", "spend", "money burnt"] if cost else ["hours", "usage", "hours used", "time connected"]
    )
    plan = {"e": e, "m": [["sum", field]], "f": filters, "g": [name], "o": [[f"sum_{field}", "desc"]], "n": count}
    return _joined(
        sayer.rng.choice(["top", "the top", "show me the top", "list top", "our top"]),
        f"{count} {said}s",
        sayer.rng.choice(["by", "by", "ranked by", "in terms of", "sorted by"]),
        by,
        clause.text,
    ), plan


def happened(sayer: Sayer) -> Question:
    """What was done, by whom, how often."""
    action = sayer.rng.choice(list(wording()["action"]))
    named = sayer.chance(0.25)
    machine = f"ws-{sayer.rng.randint(10**8, 10**9 - 1)}"
    filters: list[list[Any]] = [["event_name", "=", action]]
    clauses: list[Clause] = []
    if sayer.chance(0.7) and not named:
        clauses.append(sayer.time("event_time", monthly=False))
    if sayer.chance(0.3) and not named:
        region = sayer.condition(sayer.rng.choice(["region", "account"]))
        clauses.append(region)
    filters += _filters(*clauses)
    about = " ".join(c.text for c in clauses)
    kind = sayer.rng.random()
    verb, noun = sayer.say("action", action), sayer.rng.choice(wording()["happening"].get(action, ["events"]))
    if named or kind < 0.3:
        what = machine if named else sayer.rng.choice(["workspaces", "machines", "desktops", "something", "cloud pcs"])
        filters += [["workspace_id", "=", machine]] if named else []
        return _joined(sayer.say("head", "who"), verb, what, about), {"e": "events", "f": filters}
    plan: Plan = {"e": "events", "f": filters}
    if action in wording()["happening"] and kind < 0.75:
        if kind < 0.45:
            actor = sayer.value("actor")[1]
            plan["f"] = [*filters, ["username", "=", actor]]
            return _joined(
                sayer.say("head", "list"),
                noun,
                f"{sayer.rng.choice(['by', 'made by', 'from', 'triggered by'])} {actor}",
                about,
            ), plan
        plan["m"] = ["count"]
        if sayer.chance(0.6):
            said, plan["g"] = sayer.grouping("username", "region", "account_name", "username", most=1)
            if set(plan["g"]) & {f[0] for f in filters}:
                said, plan["g"] = "", []
            return _joined(sayer.say("head", "count"), noun, about, said), plan
        return _joined(sayer.say("head", "count"), noun, about), plan
    return _joined(
        sayer.say("head", "list"), noun if action in wording()["happening"] else f"{verb} events", about
    ), plan


def logged(sayer: Sayer) -> Question:
    """Events of any kind."""
    time = sayer.time("event_time", monthly=False)
    plan: Plan = {"e": "events", "f": time.filters}
    noun, kind = sayer.say("noun", "events"), sayer.rng.random()
    if kind < 0.2:
        plan["f"] = [["error_code", "known"], *plan["f"]]
        noun = sayer.rng.choice(
            ["failed events", "failed calls", "failed api calls", "calls that failed", "denied calls"]
        )
    if kind < 0.6:
        plan["m"] = ["count"]
        if sayer.chance(0.3):
            unit = sayer.rng.choice(["day", "week", "month", "hour"])
            plan["g"], said = [["event_time", unit]], f"{sayer.rng.choice(['per', 'by', 'each'])} {unit}"
        else:
            said, plan["g"] = sayer.grouping("username", "event_name", "region", "account_name", most=1)
        return _joined(sayer.say("head", "count") if sayer.chance(0.6) else "", noun, time.text, said), plan
    actor = sayer.value("actor")[1]
    if kind < 0.8:
        plan["f"] = [*plan["f"], ["username", "=", actor]]
        return _joined(sayer.say("head", "list"), noun, sayer.rng.choice(["of", "by", "from"]), actor, time.text), plan
    return _joined(sayer.say("head", "list"), noun, time.text), plan


KINDS = {"running mode": "running_mode", "compute type": "compute_type", "state": "state", "owner": "user_name",
         "tags": "tags", "root volume": "root_volume_size_gib", "computer name": "computer_name"}  # fmt: skip


def changed(sayer: Sayer) -> Question:
    """What changed."""
    time = sayer.time("changed_at", monthly=False)
    plan: Plan = {"e": "changes", "f": time.filters}
    kind = sayer.rng.random()
    if kind < 0.35:
        said, name = sayer.rng.choice(list(KINDS.items()))
        plan["f"] = [["field", "=", name], *time.filters]
        return _joined(sayer.say("head", "list"), f"{said} changes", time.text), plan
    noun = sayer.say("noun", "changes")
    if kind < 0.6:
        plan["m"] = ["count"]
        said, plan["g"] = sayer.grouping("field", "region", "account_name", "field", most=1)
        return _joined(sayer.say("head", "count"), noun, time.text, said), plan
    if kind < 0.8:
        region = sayer.condition("region")
        plan["f"] = [*time.filters, *region.filters]
        return _joined(sayer.say("head", "list"), noun, region.text, time.text), plan
    return _joined(
        sayer.rng.choice(["what changed", "what was changed", "what has changed", "anything that changed"]),
        time.text,
    ), plan


def about_one(sayer: Sayer) -> Question:
    """One WorkSpace or one person, and what of it."""
    concept = sayer.rng.choice(["user", "user", "display", "computer", "workspace"])
    if concept == "workspace":
        name, value = "workspace_id", f"ws-{sayer.rng.randint(10**8, 10**9 - 1)}"
    else:
        name = {"user": "user_name", "display": "user_display_name", "computer": "computer_name"}[concept]
        value = sayer.value(concept)[1]
    plan: Plan = {"e": "workspaces", "f": [[name, "=", value]]}
    if sayer.chance(0.5):
        said = sayer.rng.choice(sorted(SHOWN))
        if SHOWN[said] == name:
            return value, plan
        plan["c"] = [SHOWN[said]]
        if said == "cost":
            plan = {"e": "workspaces", "m": [["sum", "modelled_cost_mtd"]], "f": plan["f"]}
        return _joined(
            sayer.rng.choice(
                [
                    f"which {said} is {value} on",
                    f"in which {said} is {value}",
                    f"what's the {said} of {value}",
                    f"{said} for {value} please",
                    f"{said} of {value}",
                    f"what is the {said} of {value}",
                    f"what {said} does {value} have",
                    f"{value} {said}",
                    f"tell me the {said} for {value}",
                ]
            ),
        ), plan
    return _joined(
        sayer.rng.choice(
            [
                f"show {value}",
                f"what about {value}",
                f"info on {value}",
                f"the machine of {value}",
                f"which desktop does {value} have",
                f"pull up {value}",
                f"{value}",
                f"what do we know about {value}",
                f"desktop belonging to {value}",
                f"what is {value} using",
                f"who has been using {value}",
                f"who is on {value}",
                f"who works on {value}",
                f"pull up the desktop of {value}",
                f"which machine is {value} on",
                f"where is {value}",
            ]
        ),
    ), plan


MAKERS: list[tuple[int, Callable[[Sayer], Question]]] = [
    (26, listed), (8, topped), (20, counted), (10, ranked), (20, money), (6, top_money), (9, happened), (6, logged),
    (5, changed), (8, about_one), (5, both), (4, ranged), (4, used), (4, monthly), (3, most_done),
]  # fmt: skip


def question(sayer: Sayer) -> Question:
    """A question and its plan."""
    makers = [maker for weight, maker in MAKERS for _ in range(weight)]
    return sayer.rng.choice(makers)(sayer)
