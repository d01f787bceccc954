"""The prompt: a stable beginning that the AI tier keeps evaluated, then the question alone."""

from functools import lru_cache
from typing import Any

import orjson

from app.schemas.plan import Plan
from app.services.catalog.registry import DATASETS
from app.services.nlq import notation
from app.services.nlq.grammar import ASKED, known_fields
from app.services.nlq.slots import Slotted

_RULES = """You turn a question about Amazon WorkSpaces into one JSON plan and write nothing else.
Keys in this order, left out when empty: "e" dataset, "m" measures, "f" filters, "g" groups, "h" conditions on measures,
"o" order, "n" rows, "c" columns.
Values of the question are names such as @us1 (user), @rg1 (Region), @nu1 (number), @du1 (30 days), @dt1 (day or month),
@tg1 (value of a tag: ["tag","=","@tg1"]), @ta1 (key of a tag): use each once.
Times: ["event_time","last","@du1"], ["month","previous",1,"month"]: the whole unit before this one; "this".
A question about anything else, one that wants something changed, or a secret told: {"e":"none","r":"scope"} or
{"e":"none","r":"change"}.
Datasets and fields:"""
_SHOTS = """
Q: How many @mo1 desktops per Region?
A: {"e":"workspaces","m":["count"],"f":[["running_mode","=","@mo1"]],"g":["region"]}
Q: which machines has nobody used for @du1
A: {"e":"workspaces","f":[["days_since_connected",">","@du1"]]}
Q: top @nu1 users by hours last month
A: {"e":"usage","m":[["sum","connected_hours"]],"f":[["month","previous",1,"month"]],"g":["user_name"],\
"o":[["sum_connected_hours","desc"]],"n":"@nu1"}
Q: what did we spend in @dt1 by account
A: {"e":"costs","m":[["sum","cost"]],"f":[["month","=","@dt1"]],"g":["account_name"]}
Q: who terminated @wi1
A: {"e":"events","f":[["event_name","=","TerminateWorkspaces"],["workspace_id","=","@wi1"]]}
Q: delete every @st1 machine
A: {"e":"none","r":"change"}
Q: will it rain tomorrow
A: {"e":"none","r":"scope"}
"""


@lru_cache
def prefix() -> str:
    """The part that is the same for every question."""
    fields = "\n".join(f"{name}: {', '.join(known_fields(DATASETS[name]))}" for name in ASKED)
    return f"{_RULES}\n{fields}\n{_SHOTS}"


def prompt(question: Slotted, before: Plan | None) -> str:
    """The whole prompt for a question with slots; of a follow-up with the plan that it changes."""
    earlier = (
        f"The question before had the plan {notation.text(before)}; this one changes it. Of its filters that stay the "
        'first is written "@b1", of its groups that are tags "@k1".\n'
        if before is not None
        else ""
    )
    return f"{prefix()}{earlier}Q: {question.text}\nA:"


def coded(question: Slotted, before: Plan | None) -> str:
    """What our planner is asked: no instructions; the question in code, of a follow-up after the plan before."""
    return question.code if before is None else f"{_shown(before)}{question.code}"


def _shown(plan: Plan) -> str:
    """A plan before: `@b1` is its first filter, `@k1` its first group where that is a tag; what stays is written so."""
    made = notation.write(plan)
    if "f" in made:
        made["f"] = [[_known(item[0], "tag"), f"@b{i}"] for i, item in enumerate(made["f"], 1)]
    if "g" in made:
        made["g"] = [_known(group, f"@k{i}") for i, group in enumerate(made["g"], 1)]
    return orjson.dumps(made).decode()


def _known(name: Any, instead: str) -> Any:
    """A field's name; those of tags are the customer's own."""
    return instead if isinstance(name, str) and name.startswith("tag.") else name
