"""A made-up customer for a few questions: the values that they are about, and how people say those that all have."""

import random
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from app.services.nlq.lexicon import phrases
from app.services.nlq.values import Listed, gathered

HERE = Path(__file__).parent
TODAY = date(2026, 6, 15)
FIELD_OF = {
    "region": "region", "account": "account_name", "directory": "directory_name", "bundle": "bundle_name",
    "compute": "compute_type", "os": "operating_system", "mode": "running_mode", "state": "state", "user": "user_name",
    "charge": "kind", "action": "event_name", "actor": "username",
}  # fmt: skip
_FIRM = "Larch Northwind Brightwater Copperfield Hallam Ostrava Juniper Sable Meridian Tarn Velo Quarry".split()
_PART = "Group Engineering Finance Holdings Logistics Sandbox Care Labs Operations Retail".split()
_DEPARTMENTS = (
    "Engineering Finance Legal Marketing Sales People Research Support Procurement Security Design Accounting Logistics "
    "Compliance Training"
).split()
_STAGES = "production staging test development lab sandbox".split()
_NAMES = "anna boris carla dmitri elif farid greta hiro ines jonas kemal lena mateo nadia omar petra quinn rosa".split()
_LAST = "abel brandt costa dvorak eriksen fuchs garcia hansen ito jensen kowalski lund moreau novak okafor".split()


@lru_cache
def wording(name: str = "wording") -> dict[str, dict[str, list[str]]]:
    """The phrases of a file, by what they mean."""
    told = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    table = {key: entry if isinstance(entry, dict) else {"": entry} for key, entry in told.items()}
    return {key: {n: _split(e) for n, e in entry.items()} for key, entry in table.items()}


def _split(entry: str) -> list[str]:
    return [" ".join(part.split()) for part in entry.strip().strip("|").split("|")]


@lru_cache
def spoken() -> dict[str, dict[tuple[str, str], list[str]]]:
    """By concept: operator and value, and how they are said; from the product's lexicon."""
    made: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for words, atoms in phrases().items():
        if len(atoms) == 1 and atoms[0].kind == "cond" and isinstance(atoms[0].value[2], str):
            concept, op, value = atoms[0].value
            made[concept][op, value].append(" ".join(words))
    return made


@dataclass(frozen=True)
class World:
    """The values that one customer has, by concept."""

    values: dict[str, list[str]]
    known: Listed


def world(rng: random.Random) -> World:
    """A customer; the same for the same state of the generator."""
    firm = rng.choice(_FIRM)
    people = [
        f"{first}{rng.choice(('.', '', '_'))}{last}"
        for first, last in zip(rng.sample(_NAMES, 5), rng.sample(_LAST, 5), strict=True)
    ]
    values = {
        "account": [f"{firm} {part}" for part in rng.sample(_PART, 3)],
        "directory": [f"{n}.{firm.lower()}.example" for n in rng.sample(["corp", "eng", "eu", "us", "care"], 2)],
        "bundle": [f"{a} {b}" for a, b in zip(rng.sample(["dev", "ops", "fin", "cad"], 2), rng.sample(["Desktop", "Analyst", "Station"], 2), strict=True)],
        "tag.department": rng.sample(_DEPARTMENTS, 4),
        "tag.environment": rng.sample(_STAGES, 3),
        "tag.cost_centre": [f"CC-{rng.randint(1000, 9999)}" for _ in range(2)],
        "user": people[:3],
        "actor": [f"{people[3]}", f"svc-{rng.choice(['deploy', 'ops', 'ci'])}"],
        "computer": [f"WSAMZN-{rng.randint(0, 9)}{rng.choice('ABCKLQ')}{rng.randint(10, 99)}"],
        "display": [" ".join(p.title() for p in ("Maya", rng.choice(_LAST)))],
    }  # fmt: skip
    small = {c: v for c, v in values.items() if c not in ("user", "actor", "computer", "display")}
    known = Listed(_pairs(small), _pairs({c: values[c] for c in values if c not in small}))
    return World(values, known)


def _pairs(values: dict[str, list[str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    return gathered((concept, value) for concept, all_ in values.items() for value in all_)
