"""What words mean: the phrases of `phrases.toml`, the labels of the catalogue's enumerations, the names of Regions."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.services.catalog import enumerations as enums
from app.services.nlq.places import AREAS, NICKNAMES
from app.services.nlq.words import words


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a question that is understood. `first` and `last` are the words that it covers."""

    kind: str
    value: Any = None
    first: int = 0
    last: int = 0

    def at(self, first: int, last: int) -> "Atom":
        """The same at another place."""
        return Atom(self.kind, self.value, first, last)


Meaning = tuple[Atom, ...]

# what may be counted or shown: the concept and the datasets that have it, by field
QUANTITIES: dict[str, dict[str, str]] = {
    "cost": {"workspaces": "modelled_cost_mtd", "costs": "cost"},
    "forecast": {"workspaces": "forecast_cost_month"},
    "hours": {"workspaces": "connected_hours_mtd", "usage": "connected_hours"},
    "hours30": {"workspaces": "connected_hours_30d"},
    "billed_hours": {"usage": "billed_hours"},
    "sessions": {"usage": "sessions"},
    "idle": {"workspaces": "days_since_connected"},
    "age": {"workspaces": "age_days"},
    "root": {"workspaces": "root_volume_size_gib"},
    "uservol": {"workspaces": "user_volume_size_gib"},
    "timeout": {"workspaces": "auto_stop_timeout_minutes"},
}
_ALL = ("workspaces", "usage", "costs")
_TOUCHED = (*_ALL, "changes", "workspace_events")
_EVERY = (*_TOUCHED, "events")
DIMENSIONS: dict[str, dict[str, str]] = {
    "user": dict.fromkeys(_TOUCHED, "user_name"),
    "display": dict.fromkeys(_ALL, "user_display_name"),
    "email": {"workspaces": "user_email"},
    "computer": dict.fromkeys(_TOUCHED, "computer_name"),
    "workspace": dict.fromkeys(_EVERY, "workspace_id"),
    "account": dict.fromkeys(_EVERY, "account_name"),
    "account_id": dict.fromkeys(_EVERY, "account_id"),
    "region": dict.fromkeys(_EVERY, "region"),
    "directory": dict.fromkeys(_ALL, "directory_name"),
    "directory_id": dict.fromkeys(_ALL, "directory_id"),
    "bundle": dict.fromkeys(_ALL, "bundle_name"),
    "bundle_id": dict.fromkeys(_ALL, "bundle_id"),
    "compute": dict.fromkeys(_ALL, "compute_type"),
    "os": dict.fromkeys(_ALL, "operating_system"),
    "mode": dict.fromkeys(_ALL, "running_mode"),
    "state": dict.fromkeys(_ALL, "state"),
    "connection": {"workspaces": "connection_state"},
    "ip": {"workspaces": "ip_address"},
    "subnet": {"workspaces": "subnet_id"},
    "protocol": {"workspaces": "protocols"},
    "root_encrypted": {"workspaces": "root_volume_encrypted"},
    "user_encrypted": {"workspaces": "user_volume_encrypted"},
    "key": {"workspaces": "volume_encryption_key"},
    "error": {"workspaces": "error_code", "events": "error_code", "workspace_events": "error_code"},
    "created_by": {"workspaces": "created_by"},
    "terminated_by": {"workspaces": "terminated_by"},
    "charge": {"costs": "kind"},
    "usage_type": {"costs": "usage_type"},
    "action": {"events": "event_name", "workspace_events": "event_name"},
    "actor": {"events": "username", "workspace_events": "username"},
    "source_ip": {"events": "source_ip", "workspace_events": "source_ip"},
    "field": {"changes": "field"},
}
WHENS: dict[str, dict[str, str]] = {
    "connected_at": {"workspaces": "last_connected_at"},
    "created_at": {"workspaces": "created_at"},
    "terminated_at": {"workspaces": "terminated_at"},
}
TIMES = {
    "usage": "month",
    "costs": "month",
    "events": "event_time",
    "workspace_events": "event_time",
    "changes": "changed_at",
}


def condition(concept: str, op: str, value: Any) -> Atom:
    """An atom that is a condition by itself."""
    return Atom("cond", (concept, op, value))


# a participle that says what a WorkSpace is; where somebody is asked for, it is what they did
PARTICIPLES = {
    "terminated_at": "TerminateWorkspaces",
    "created_at": "CreateWorkspaces",
    "STOPPED": "StopWorkspaces",
}
ACTIONS = ("TerminateWorkspaces", "CreateWorkspaces", "RebootWorkspaces", "RebuildWorkspaces", "RestoreWorkspace",
           "StartWorkspaces", "StopWorkspaces", "MigrateWorkspace", "ModifyWorkspaceProperties")  # fmt: skip
"""What people call by a word of their own."""
LINUX = tuple(v for v, _ in enums.OPERATING_SYSTEMS if not v.startswith("WINDOWS"))
_PHRASES = Path(__file__).with_name("phrases.toml")
_AS_THEY_ARE = ("dim", "quantity", "noun", "when", "unit", "bucket", "agg", "head", "conj", "cmp", "after", "action")
_LABELLED = (("compute", enums.COMPUTE_TYPES), ("os", enums.OPERATING_SYSTEMS), ("state", enums.STATES))
PLAIN_LABEL = 6
"""A label of one word has to be longer to stand for its value by itself."""


Phrases = dict[tuple[str, ...], Meaning]


def said(phrases_: str) -> list[str]:
    """The phrases of an entry."""
    return [" ".join(p.split()) for p in phrases_.split("|") if p.strip()]


def _add(found: Phrases, entry: str, *atoms: Atom) -> None:
    for phrase in said(entry):
        found[tuple(w.text for w in words(phrase)) or (phrase,)] = atoms


@lru_cache
def _told() -> dict[str, Any]:
    return tomllib.loads(_PHRASES.read_text(encoding="utf-8"))


@lru_cache
def common() -> frozenset[str]:
    """Words that people use so often that a slip of the finger is read as one of them."""
    return frozenset(said(_told()["nothing"]["common"]))


@lru_cache
def phrases() -> Phrases:
    """Every phrase, as words, with its meaning."""
    told = _told()
    found: Phrases = {}
    _add(found, told["nothing"]["stop"], Atom("stop"))
    for kind in _AS_THEY_ARE:
        for name, entry in told[kind].items():
            _add(found, entry, Atom(kind, name))
    _orders(found, told)
    for concept, values in told["value"].items():
        for value, entry in values.items():
            _add(found, entry, condition(concept, "eq", value))
    for concept, values in told["prefix"].items():
        for value, entry in values.items():
            _add(found, entry, condition(concept, "starts_with", value))
    _labels(found)
    _places(found)
    for kind, entry in told["word"].items():
        _add(found, entry, Atom(kind))
    _add(found, "linux | linux based", condition("os", "eq", list(LINUX)))
    for entry in told["say"]:
        _say(found, entry)
    return found


def _orders(found: Phrases, told: dict[str, Any]) -> None:
    """Superlatives and directions; some directions say by what: `cheapest first`."""
    for name, entry in told["sup"].items():
        concept, way = name.split()
        _add(found, entry, Atom("sup", (concept, way == "most")))
    by = {phrase: concept for concept, entry in told["directed"].items() for phrase in said(entry)}
    for way, entry in told["dir"].items():
        for phrase in said(entry):
            _add(found, phrase, Atom("dir", (by.get(phrase), way == "descending")))


def _labels(found: Phrases) -> None:
    for concept, values in _LABELLED:
        for value, label in values:
            for name in (value.replace("_", " "), label):
                key = tuple(w.text for w in words(name))
                if len(key) > 1 or (key and len(key[0]) > PLAIN_LABEL):
                    found.setdefault(key, (condition(concept, "eq", value),))


def _places(found: Phrases) -> None:
    for name, code in NICKNAMES.items():
        _add(found, name, condition("region", "eq", code))
    for prefix, names in AREAS.items():
        for name in names:
            if name != "us":  # in lower case it is a pronoun
                _add(found, name, condition("region", "starts_with", prefix))


def _say(found: Phrases, entry: dict[str, Any]) -> None:
    """An entry with a meaning of its own; `with` fills its `{}`: a name in the meaning, words in the phrases."""
    if "with" not in entry:
        _add(found, entry["phrases"], *(_atom(part, "") for part in entry["meaning"]))
        return
    for name, variants in entry["with"].items():
        for variant in said(variants):
            _add(found, entry["phrases"].replace("{}", variant), *(_atom(part, name) for part in entry["meaning"]))


def _atom(part: list[Any], name: str) -> Atom:
    value = part[1] if len(part) > 1 else None
    if isinstance(value, list):
        value = tuple(name if v == "{}" else None if v == "" else v for v in value)
    return Atom(part[0], value)
