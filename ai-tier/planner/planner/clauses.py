"""Parts of a question, each with the piece of the plan that it stands for: conditions, times, groups, orders."""

import random
from dataclasses import dataclass, field
from typing import Any

from app.services.nlq.phrasing import DAYS, time_filter

from planner.world import FIELD_OF, World, spoken, wording

Filters = list[list[Any]]
MONTHS = "january february march april may june july august september october november december".split()


@dataclass
class Clause:
    """Words and the filters they stand for; `before`: they may stand before the noun."""

    text: str
    filters: Filters = field(default_factory=list)
    before: bool = False


class Sayer:
    """Says things in one of the ways that people do, about one customer."""

    def __init__(self, rng: random.Random, world: World) -> None:
        self.rng, self.world = rng, world

    def say(self, group: str, name: str, **filled: str) -> str:
        """One of the phrases of an entry."""
        return self.rng.choice(wording()[group][name]).format(**filled)

    def chance(self, of: float) -> bool:
        """Whether something that happens so often happens now."""
        return self.rng.random() < of

    def value(self, concept: str) -> tuple[str, str, str]:
        """A value of a concept: operator, value, how it is said."""
        if concept in self.world.values:
            chosen = self.rng.choice(self.world.values[concept])
            return "=", chosen, chosen if self.chance(0.5) else chosen.lower()
        (op, chosen), said = self.rng.choice(list(spoken()[concept].items()))
        if concept == "region" and op == "eq" and self.chance(0.4):
            return "=", chosen, chosen
        return {"eq": "=", "starts_with": "^"}[op], chosen, self.rng.choice(said)

    def condition(self, concept: str) -> Clause:
        """A value of a field, now and then negated or one of two."""
        op, value, said = self.value(concept)
        key = "tag" if concept.startswith("tag.") else FIELD_OF[concept]
        name = concept if key == "tag" else key
        if key == "kind":
            return Clause(said, [[name, op, value]], before=True)
        if op == "=" and self.chance(0.12):
            other_op, other, other_said = self.value(concept)
            if other_op == "=" and other != value:
                joint = self.rng.choice([" or ", " and ", ", ", " or ", " as well as "])
                text = self.say("value", key, v=f"{said}{joint}{other_said}")
                return Clause(text, [[name, "=", sorted([value, other])]])
        if op == "=" and key in wording()["not_value"] and self.chance(0.1):
            return Clause(self.say("not_value", key, v=said), [[name, "!=", value]])
        if key in ("state", "running_mode", "operating_system", "compute_type", "tag") and self.chance(0.5):
            return Clause(said, [[name, op, value]], before=True)
        if concept == "tag.department" and self.chance(0.4):
            said = self.rng.choice([f"the {said} department", f"department {said}"])
        return Clause(self.say("value", key, v=said), [[name, op, value]])

    def duration(self) -> tuple[str, int]:
        """A duration and its days."""
        unit = self.rng.choice(["day", "day", "day", "week", "month", "year"])
        count = self.rng.choice({"day": [3, 7, 10, 14, 30, 45, 60, 90, 120, 180], "week": [1, 2, 3, 6],
                                 "month": [1, 2, 3, 6, 9], "year": [1, 2, 3]}[unit])  # fmt: skip
        said = {1: "one", 2: "two", 3: "three", 6: "six"}.get(count, str(count)) if self.chance(0.3) else str(count)
        return f"{said} {unit}{'s' if count > 1 else ''}", count * DAYS[unit]

    def number(self, *of: int) -> str:
        """A number as it is written."""
        return str(self.rng.choice(of))

    def bound(self) -> Clause:
        """A limit on a quantity of a WorkSpace."""
        name = self.rng.choice(list(wording()["bound"]))
        quantity, op = name.split("_")
        sign = {"gt": ">", "lt": "<", "gte": ">="}[op]
        field_of = {"cost": "modelled_cost_mtd", "hours": "connected_hours_mtd", "age": "age_days",
                    "root": "root_volume_size_gib", "uservol": "user_volume_size_gib",
                    "timeout": "auto_stop_timeout_minutes"}[quantity]  # fmt: skip
        if quantity == "age":
            said, days = self.duration()
            return Clause(self.say("bound", name, d=said), [[field_of, sign, days]])
        number = self.number(10, 20, 25, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 500)
        return Clause(self.say("bound", name, n=number), [[field_of, sign, int(number)]])

    def idleness(self) -> Clause:
        """How long nobody used it."""
        kind = self.rng.choice(["over", "over", "over", "least", "never"])
        if kind == "never":
            return Clause(self.say("idle", kind), [["last_connected_at", "null"]])
        said, days = self.duration()
        clause = Clause(
            self.say("idle", kind, d=said), [["days_since_connected", ">=" if kind == "least" else ">", days]]
        )
        clause.before = clause.text.startswith(("unused", "idle", "inactive", "dormant")) and self.chance(0.1)
        return clause

    def time(self, name: str, *, monthly: bool) -> Clause:
        """A time, as a filter of the field."""
        units = ["month", "quarter", "year"] if monthly else ["day", "week", "month", "year"]
        kind = self.rng.choice(
            ["last", "previous", "previous", "this", "in", "in", "since", "before", "between", "day", "year"]
        )
        unit = self.rng.choice(units)
        if kind == "last" or (kind == "day" and monthly):
            count = self.rng.randint(2, 12 if unit in ("month", "week") else 30 if unit == "day" else 3)
            text = self.rng.choice(
                [
                    "in the last",
                    "over the last",
                    "within the past",
                    "during the last",
                    "in the past",
                    "last",
                    "for the last",
                ]
            )
            if not monthly and self.chance(0.1):
                return Clause(f"{text} {count * 12} hours", [[name, "last", count * 12, "hour"]])
            return Clause(f"{text} {count} {unit}s", [[name, "last", count, unit]])
        if kind == "previous":
            if unit == "day":
                return Clause("yesterday", [[name, "previous", 1, "day"]])
            return Clause(
                self.rng.choice([f"last {unit}", f"last {unit}", f"in the previous {unit}", f"during last {unit}"]),
                [[name, "previous", 1, unit]],
            )
        if kind == "this":
            if unit == "day":
                return Clause("today", [[name, "this", 1, "day"]])
            return Clause(
                self.rng.choice([f"this {unit}", f"in the current {unit}", f"so far this {unit}", f"this {unit}"])
                if unit in ("month", "year")
                else f"this {unit}",
                [[name, "this", 1, unit]],
            )
        if kind == "year":
            year = self.rng.choice(["2024", "2025"])
            return Clause(f"in {year}", time_filter(name, "=", "year_of", year))
        if kind == "day":
            said, value = self.day()
            return Clause(f"on {said}", time_filter(name, "=", "date", value))
        said, value = self.month()
        if kind in ("since", "before"):
            of = "month_of"
            if not monthly and self.chance(0.5):
                (said, value), of = self.day(), "date"
            return Clause(f"{kind} {said}", time_filter(name, ">=" if kind == "since" else "<", of, value))
        if kind == "between":
            first, second = sorted([self.month(), self.month()], key=lambda m: m[1])
            if first[1] < second[1]:
                last = time_filter(name, "=", "month_of", second[1])[0][2]
                end = last if isinstance(last, str) else last[1]
                text = self.rng.choice([f"between {first[0]} and {second[0]}", f"from {first[0]} to {second[0]}"])
                return Clause(text, [[name, "between", [f"{first[1]}-01", end]]])
        return Clause(
            self.rng.choice([f"in {said}", f"in {said}", f"during {said}", f"for {said}"]),
            time_filter(name, "=", "month_of", value),
        )

    def month(self) -> tuple[str, str]:
        """A month: as said, as data."""
        at = self.rng.randint(1, 12)
        year = 2026 if at <= 6 else 2025
        said = MONTHS[at - 1].title()
        if self.chance(0.4):
            year = self.rng.choice([2024, 2025])
            return f"{said} {year}", f"{year}-{at:02}"
        return said if at != 5 else f"{said} {year}", f"{year}-{at:02}"

    def day(self) -> tuple[str, str]:
        """A day: as said, as data."""
        at, day = self.rng.randint(1, 5), self.rng.randint(1, 28)
        value = f"2026-{at:02}-{day:02}"
        return self.rng.choice([value, value, f"{day} {MONTHS[at - 1].title()} 2026"]), value

    def dimension(self, *fields: str) -> tuple[str, str]:
        """A field to group by: as said, as data."""
        name = self.rng.choice(fields)
        if name.startswith("tag."):
            return self.rng.choice(
                [name[4:].replace("_", " "), name[4:].replace("_", " "), f"{name[4:].replace('_', ' ')} tag"]
            ), name
        return self.say("dim", name), name

    def grouping(self, *fields: str, most: int = 2) -> tuple[str, list[str]]:
        """`by Region and account`: as said, as data."""
        said, name = self.dimension(*fields)
        if most > 1 and self.chance(0.15):
            other_said, other = self.dimension(*fields)
            if other != name:
                return (
                    f"{self.say('group', 'before')} {said} {self.rng.choice(['and', 'and', 'and by'])} {other_said}",
                    [name, other],
                )
        if self.chance(0.06):
            return f"{said} {self.say('group', 'after')}", [name]
        return f"{self.say('group', 'before')} {said}", [name]
