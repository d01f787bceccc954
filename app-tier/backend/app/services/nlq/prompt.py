"""The prompt: a stable beginning that the AI tier keeps evaluated, then the question alone."""

from functools import lru_cache

from app.schemas.plan import Plan
from app.services.catalog.registry import DATASETS
from app.services.nlq import notation
from app.services.nlq.grammar import ASKED, known_fields

_RULES = """You turn a question about Amazon WorkSpaces into one JSON plan and write nothing else.
Keys in this order, left out when empty: "e" dataset, "m" measures, "f" filters, "g" groups, "h" conditions on measures,
"o" order, "n" rows, "c" columns.
Values of the question are names such as @us1 (user), @rg1 (Region), @nu1 (number), @dt1 (day or month): use each once.
Times: ["event_time","last","@nu1","day"]; "previous" is the whole unit before this one, "this" the present one.
A question about anything else, one that wants something changed, or a secret told: {"e":"none","r":"scope"} or
{"e":"none","r":"change"}.
Datasets and fields:"""
_SHOTS = """
Q: How many @mo1 desktops per Region?
A: {"e":"workspaces","m":["count"],"f":[["running_mode","=","@mo1"]],"g":["region"]}
Q: which machines has nobody used for @nu1 days
A: {"e":"workspaces","f":[["days_since_connected",">","@nu1"]]}
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


def prompt(question: str, before: Plan | None) -> str:
    """The whole prompt for a question with slots; of a follow-up with the plan that it changes."""
    earlier = (
        f"The question before had the plan {notation.text(before)}; this one changes it.\n"
        if before is not None
        else ""
    )
    return f"{prefix()}{earlier}Q: {question}\nA:"
