"""The kinds of recommendation: what each means, how risky and how much work it is, how it is done and undone."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `removes`: acting on it deletes the WorkSpace. `changes_cost`: it is there for the bill."""

    name: str
    label: str
    risk: Level
    effort: Level
    risk_text: str
    how: str
    undo: str
    changes_cost: bool = True
    removes: bool = False


_DELETE = (
    "Ask its user or their manager, save what is needed from it, then delete it: in the console, or by "
    "TerminateWorkspaces. A fee already charged for the month is not paid back."
)
_NO_UNDO = "It cannot be undone: the WorkSpace and its volumes are gone. A new one can be made from its bundle, empty."
_LOSS = "What is stored on it is lost for good."

_ALL = (
    Kind(
        "switch_to_auto_stop", "Switch to AutoStop", "low", "low",
        "It stops when nobody is connected: programs that run without a user stop too, and a start takes about a "
        "minute and a half.",
        "Change the running mode to AutoStop with an idle timeout of 60 minutes (ModifyWorkspaceProperties), in state "
        "AVAILABLE or STOPPED. The fee of this month is paid, so that it is the same on which day of the month it "
        "is done.",
        "Switch back to AlwaysOn: that acts at once, and its fee is charged for the days left of the month.",
    ),
    Kind(
        "switch_to_always_on", "Switch to AlwaysOn", "low", "low",
        "Whoever uses it less later pays the whole fee all the same.",
        "Change the running mode to AlwaysOn (ModifyWorkspaceProperties) on the day given, in state AVAILABLE or "
        "STOPPED. "
        "On the 1st of the next month the AutoStop base would be charged once more.",
        "Switch back to AutoStop: that acts from the next month.",
    ),
    Kind("unused", "Unused", "high", "low", _LOSS, _DELETE, _NO_UNDO, removes=True),
    Kind("never_used", "Never used", "medium", "low", _LOSS, _DELETE, _NO_UNDO, removes=True),
    Kind("user_gone", "User gone", "high", "low", _LOSS, _DELETE, _NO_UNDO, removes=True),
    Kind("duplicate", "Second WorkSpace", "high", "low", _LOSS, _DELETE, _NO_UNDO, removes=True),
    Kind(
        "oversized", "Oversized", "medium", "low",
        "Work that was not seen in the days measured may be slower. It is restarted by the change.",
        "Change the compute type (ModifyWorkspaceProperties) in state AVAILABLE or STOPPED; to a smaller one once "
        "in 30 days.",
        "Change it back: to a larger one once in 6 hours.",
    ),
    Kind(
        "undersized", "Undersized", "low", "low",
        "It costs more. It is restarted by the change.",
        "Change the compute type (ModifyWorkspaceProperties) in state AVAILABLE or STOPPED; to a larger one once "
        "in 6 hours.",
        "Change it back: to a smaller one once in 30 days.",
    ),
    Kind(
        "idle_timeout", "Idle timeout", "low", "low",
        "It stops sooner after a disconnection, and whoever comes back later waits for a start.",
        "Change the AutoStop timeout (ModifyWorkspaceProperties), in state AVAILABLE or STOPPED. It acts at once.",
        "Change it back. It acts at once.",
    ),
    Kind(
        "oversized_volume", "Oversized volume", "high", "high",
        "Data can be lost where it is not moved with care.",
        "Volumes only grow. For a smaller root volume migrate the WorkSpace to a bundle that has one (the user "
        "volume is "
        "kept from its last snapshot); for a smaller user volume make a new WorkSpace from a smaller bundle, move the "
        "data, and delete this one.",
        "Volumes can be made larger at any time, once in 6 hours.",
    ),
    Kind(
        "unencrypted", "Unencrypted", "medium", "high",
        "Data can be lost where it is not moved with care.",
        "Volumes are encrypted when a WorkSpace is made and not later: make a new one with encryption, move the "
        "data, and "
        "delete this one.",
        "Encryption cannot be taken away; the old WorkSpace can be kept until the new one has proved itself.",
        changes_cost=False,
    ),
    Kind(
        "end_of_life", "End of life", "medium", "high",
        "Programs may not run on the newer system.",
        "Migrate the WorkSpace to a bundle with a newer system (the user volume is kept), or upgrade it in place "
        "where AWS "
        "offers that.",
        "A migration can be rolled back by migrating to a bundle with the old system.",
        changes_cost=False,
    ),
    Kind(
        "missing_tags", "Missing owner tags", "low", "low",
        "None.",
        "Add one of the tags wanted (CreateTags, or Tag Editor for many at once).",
        "Remove the tag.",
        changes_cost=False,
    ),
)  # fmt: skip
KINDS = {kind.name: kind for kind in _ALL}
