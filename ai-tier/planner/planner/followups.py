"""Questions that change the plan of the one before: narrower, by another field, in another order, at another time."""

from typing import Any

from planner.clauses import Sayer
from planner.questions import CONCEPTS, GROUPS, MONEY, ORDERS, Plan, counted, listed, money, question
from planner.world import FIELD_OF, wording

OPEN = ("only", "just", "and", "now only", "what about", "only those", "just the ones", "of those, only the ones", "how about",
        "and the ones", "what if we only look at the ones", "and what if we only take", "narrow it to", "restrict it to", "ok now just", "show me just the ones", "but only", "filter for", "focus on the ones", "","narrow it down to", "keep only", "limit that to", "which of those are", "and if we look at just")  # fmt: skip
TIMES = {"usage": "month", "costs": "month", "events": "event_time", "changes": "changed_at"}


def followed(sayer: Sayer) -> tuple[Plan, str, Plan]:
    """The plan before, the question after it, and the plan that it makes of it."""
    before = sayer.rng.choice((counted, counted, listed, money, question))(sayer)[1]
    before = {key: value for key, value in before.items() if value}
    ways = [_narrower, _narrower, _narrower, _grouped, _grouped]
    if before["e"] in TIMES:
        ways += [_at, _at]
    if before["e"] == "workspaces":
        ways += [_listed, _totalled]
        if not before.get("m"):
            ways += [_sorted, _sorted, _totalled]
    said, after = sayer.rng.choice(ways)(sayer, before)
    return before, said, {key: value for key, value in after.items() if value}


def _replaced(plan: Plan, filters: list[list[Any]]) -> Plan:
    new = {f[0] for f in filters}
    return {**plan, "f": [*[f for f in plan.get("f", []) if f[0] not in new], *filters]}


def _narrower(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    if before["e"] == "workspaces" and sayer.chance(0.25):
        clause = sayer.rng.choice([sayer.bound, sayer.idleness])()
    else:
        concepts: tuple[str, ...] = CONCEPTS if before["e"] == "workspaces" else ("region", "account")
        if before["e"] in ("costs", "usage"):
            concepts = tuple(c for c in CONCEPTS if c != "state")
        clause = sayer.condition(sayer.rng.choice([c for c in concepts if c.startswith("tag.") or c in FIELD_OF]))
    if sayer.chance(0.12) and before["e"] != "changes":
        return _without(sayer, before)
    said = clause.text if sayer.chance(0.3) else f"{sayer.rng.choice(OPEN)} {clause.text}"
    if clause.before and sayer.chance(0.5):
        said = f"{sayer.rng.choice(OPEN)} the {clause.text} ones"
    return said, _replaced(before, clause.filters)


def _without(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    concept = sayer.rng.choice(["region", "account"])
    _, value, said = next(v for v in iter(lambda: sayer.value(concept), None) if v[0] == "=")
    opening = sayer.rng.choice(
        [
            "ignore",
            "ignore the ones in",
            "leave out",
            "without",
            "except",
            "exclude the ones in",
            "but not",
            "forget the ones in",
            "drop the ones in",
            "not the ones in",
            "skip",
        ]
    )
    return f"{opening} {said}", _replaced(before, [["region" if concept == "region" else "account_name", "!=", value]])


def _sorted(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    name = sayer.rng.choice([n for n in wording()["sort"] if not n.startswith("value")])
    quantity, way = name.split("_")
    said = f"{sayer.rng.choice(['', '', 'and', 'now', 'please'])} {sayer.say('sort', name)}"
    return said, {**before, "o": [[ORDERS[quantity], way]]}


def _grouped(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    fields = {"workspaces": GROUPS, "costs": MONEY, "usage": MONEY, "events": ("region", "account_name", "username", "event_name"),
              "changes": ("region", "account_name", "field")}[before["e"]]  # fmt: skip
    said, names = sayer.grouping(*fields, most=1)
    opening = sayer.rng.choice(
        [
            "and",
            "",
            "now",
            "what about",
            "same",
            "split that",
            "break it down",
            "split it",
            "show it",
            "do it",
            "break that out",
            "can you split that",
            "and divided",
            "rather",
            "how about",
            "the same but",
            "and how does it look",
        ]
    )
    plan = {key: value for key, value in before.items() if key in ("e", "m", "f", "d")}
    ending = " instead" if sayer.chance(0.15) else ""
    return f"{opening} {said}{ending}", {**plan, "m": before.get("m") or ["count"], "g": names}


def _at(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    clause = sayer.time(TIMES[before["e"]], monthly=before["e"] in ("costs", "usage"))
    opening = sayer.rng.choice(
        [
            "and",
            "what about",
            "how about",
            "same for",
            "",
            "and what was it",
            "what was it",
            "how was it",
            "and how much was it",
            "do the same for",
            "and",
            "show me",
            "now",
            "the same",
        ]
    )
    return f"{opening} {clause.text}", _replaced(before, clause.filters)


def _listed(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    said = sayer.rng.choice(
        [
            "list them",
            "show them",
            "which ones are they",
            "show me those",
            "list those",
            "which ones",
            "let me see them",
            "name them",
        ]
    )
    plan = {"e": before["e"], "f": before.get("f", [])}
    return said, plan if before.get("m") else before


def _totalled(sayer: Sayer, before: Plan) -> tuple[str, Plan]:
    if sayer.chance(0.5):
        said = sayer.rng.choice(
            [
                "how many is that",
                "how many are they",
                "how many are there",
                "count them",
                "how many of those are there",
                "what's the count",
                "give me a count of them",
                "how many are left",
                "so how many",
                "just the number",
                "count only",
                "how many do we end up with",
            ]
        )
        return said, {"e": before["e"], "m": ["count"], "f": before.get("f", [])}
    said = sayer.rng.choice(
        [
            "what do they cost",
            "how much do those cost",
            "and the cost",
            "what do those cost in total",
            "what do they cost us",
            "total cost of those",
            "how expensive are they",
            "what is their total cost",
            "how much money is that",
        ]
    )
    return said, {
        "e": before["e"],
        "m": [["sum", "modelled_cost_mtd"]],
        "f": before.get("f", []),
        "g": before.get("g", []),
    }
