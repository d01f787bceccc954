"""What became of a recommendation whose rule does not say so any more: done, or not true any more, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.rules.sizes import SIZES

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state to close it with, and a sentence that says why."""

    state: Literal["done", "obsolete"]
    reason: str


def snapshot(facts: Facts) -> dict[str, Any]:
    """The properties of a WorkSpace that advice is about, as they are now."""
    root, user = facts.volumes or (None, None)
    return {
        "state": facts.state,
        "user_name": facts.user_name,
        "running_mode": facts.running_mode,
        "auto_stop_timeout_minutes": facts.timeout_minutes,
        "compute_type": facts.compute_type,
        "operating_system": facts.operating_system,
        "root_volume_size_gib": root,
        "user_volume_size_gib": user,
        "tags": sorted(facts.tags or ()),
    }


def verdict(kind: str, before: Properties, after: Properties, facts: Facts | None, quiet: str | None) -> Verdict:
    """How a recommendation ends. `facts` None: the WorkSpace is gone. `before` (`snapshot`) and `after`: its properties
    as they were and as they were to become. `quiet`: why the rule says nothing now.
    """
    if facts is None:
        if KINDS[kind].removes:
            return Verdict("done", "The WorkSpace has been deleted.")
        return Verdict("obsolete", "The WorkSpace is gone.")
    deed = _DEEDS[kind](before, after, facts) if kind in _DEEDS else None
    if deed:
        return Verdict("done", deed)
    return Verdict("obsolete", quiet or "The rule does not say so any more.")


def _switched(_: Properties, after: Properties, facts: Facts) -> str | None:
    return f"The running mode is {facts.running_mode} now." if facts.running_mode == after["running_mode"] else None


def _lowered(_: Properties, after: Properties, facts: Facts) -> str | None:
    now = facts.timeout_minutes
    if facts.running_mode != "AUTO_STOP" or now is None or now > after["auto_stop_timeout_minutes"]:
        return None
    return f"The idle timeout is {now} minutes now."


def _resized(before: Properties, after: Properties, facts: Facts) -> str | None:
    order = list(SIZES)
    if not {before["compute_type"], facts.compute_type} <= SIZES.keys():
        return None
    was, wanted, now = (
        order.index(name) for name in (before["compute_type"], after["compute_type"], facts.compute_type or "")
    )
    moved_so = now < was if wanted < was else now > was
    return f"The compute type is {facts.compute_type} now." if moved_so else None


def _shrunk(before: Properties, _: Properties, facts: Facts) -> str | None:
    was = (before["root_volume_size_gib"], before["user_volume_size_gib"])
    if facts.volumes is None or None in was or sum(facts.volumes) >= sum(was):
        return None
    return f"Its volumes have {facts.volumes[0]} and {facts.volumes[1]} GiB now."


def _encrypted(_: Properties, __: Properties, facts: Facts) -> str | None:
    return "Its volumes are encrypted now." if facts.root_encrypted and facts.user_encrypted else None


def _renewed(before: Properties, _: Properties, facts: Facts) -> str | None:
    if facts.operating_system in (None, before["operating_system"]):
        return None
    return f"Its operating system is {facts.operating_system} now."


def _tagged(before: Properties, _: Properties, facts: Facts) -> str | None:
    return "It has been tagged." if set(facts.tags or ()) - set(before["tags"] or ()) else None


_DEEDS: Mapping[str, Callable[[Properties, Properties, Facts], str | None]] = {
    "switch_to_auto_stop": _switched,
    "switch_to_always_on": _switched,
    "idle_timeout": _lowered,
    "oversized": _resized,
    "undersized": _resized,
    "oversized_volume": _shrunk,
    "unencrypted": _encrypted,
    "end_of_life": _renewed,
    "missing_tags": _tagged,
}
