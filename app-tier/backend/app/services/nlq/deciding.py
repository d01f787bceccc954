"""Which dataset answers a draft."""

from app.schemas.plan import Plan
from app.services.nlq.drafting import LIST_OF_ROWS, Draft, Unclear
from app.services.nlq.lexicon import DIMENSIONS, PARTICIPLES
from app.services.nlq.planning import Decision

THIS_MONTH = ("this", 1, "month")
LAST_30_DAYS = (("last", 30, "day"),)


def decide(draft: Draft) -> Plan:
    """The plan of a draft. Raises Unclear where there is none, or more than one."""
    _act(draft)
    if draft.compare and (not draft.times or ("previous", 1, "month") in draft.times):
        draft.times = [THIS_MONTH]
    if draft.monthly and any(t[0] != "month" and t not in (THIS_MONTH, ("previous", 1, "month")) for t in draft.times):
        draft.groups = draft.groups or [("time", "month")]
    name = _dataset(draft)
    if any(c == "?" for c, _, _ in draft.conds):
        _told_apart(draft, name)
    return Decision(draft, name).plan()


def _act(draft: Draft) -> None:
    """Participles as actions where somebody is asked for: who terminated it is told by the events."""
    asks_who = (
        draft.head == "who" or any(c == "actor" for c, _, _ in draft.conds) or "actor" in (*draft.dims, *draft.groups)
    )
    about_users = "user" in draft.dims
    if draft.head == "who" and (draft.whens or draft.actions) and any(c == "count" for c, _ in draft.ranks):
        draft.groups, draft.one = draft.groups or ["actor"], True
    if not asks_who or about_users:
        return
    for when in list(draft.whens):
        if when in PARTICIPLES:
            draft.whens.remove(when)
            draft.actions.append(PARTICIPLES[when])
    for cond in list(draft.conds):
        concept, op, value = cond
        if concept in PARTICIPLES and op == "time":
            draft.conds.remove(cond)
            draft.actions.append(PARTICIPLES[concept])
            draft.times.append(value)
        elif (
            (concept, op) == ("state", "eq")
            and isinstance(value, str)
            and value in PARTICIPLES
            and draft.head == "who"
            and _names_one(draft)
        ):
            draft.conds.remove(cond)
            draft.actions.append(PARTICIPLES[value])


def _names_one(draft: Draft) -> bool:
    return any(c in LIST_OF_ROWS for c, _, _ in draft.conds)


def _is_event(draft: Draft) -> bool:
    concepts = {c for c, _, _ in draft.conds} | set(draft.dims) | {g for g in draft.groups if isinstance(g, str)}
    return bool("events" in draft.nouns or draft.actions or concepts & {"action", "actor", "source_ip"})


def _dataset(draft: Draft) -> str:
    names = [
        *(q for _, q in draft.measures),
        *draft.quantities,
        *(q for q, _ in draft.ranks),
        *(b[0] for b in draft.bounds),
        *(h[0] for h in draft.havings),
    ]
    if _is_event(draft):
        people = any(c in ("user", "computer", "display", "email") for c, _, _ in draft.conds)
        return "workspace_events" if people else "events"
    if "changes" in draft.nouns or draft.changed:
        return "changes"
    by_time = any(isinstance(g, tuple) for g in draft.groups)
    months = [t for t in draft.times if t != THIS_MONTH]
    if {"billed_hours", "sessions"} & set(names):
        return "usage"
    if {"charge", "usage_type"} & (
        {c for c, _, _ in draft.conds} | set(draft.dims) | set(draft.groups)
    ) or draft.compare:
        return "usage" if draft.compare and "hours" in names else "costs"
    if (months or by_time) and "cost" in names:
        return "costs"
    if tuple(months) == LAST_30_DAYS and "hours" in names and not by_time:
        _swap(draft)
        return "workspaces"
    if (months or by_time) and "hours" in names:
        return "usage"
    if "cost" in names or "hours" in names:
        draft.times = [t for t in draft.times if t != THIS_MONTH]
    return "workspaces"


def _swap(draft: Draft) -> None:
    """Hours of the last 30 days are a field of their own."""
    draft.times = []
    draft.quantities = [_thirty(q) for q in draft.quantities]
    draft.measures = [(a, _thirty(q)) for a, q in draft.measures]
    draft.ranks = [(_thirty(q), d) for q, d in draft.ranks]
    draft.bounds = [(_thirty(q), o, v) for q, o, v in draft.bounds]
    draft.havings = [(_thirty(q), o, v) for q, o, v in draft.havings]


def _thirty(quantity: str) -> str:
    return "hours30" if quantity == "hours" else quantity


def _told_apart(draft: Draft, name: str) -> None:
    """Values that more than one field has: in events a name is who called, else whose WorkSpace it is."""
    for i, (concept, op, value) in enumerate(draft.conds):
        if concept != "?":
            continue
        fitting = [(c, v) for c, v in value if name in DIMENSIONS.get(c, {}) or c.startswith("tag.")]
        people = [m for m in fitting if m[0] in (("actor",) if name == "events" else ("user",))]
        if (
            len({c for c, _ in fitting}) > 1
            and len(people) == 1
            and {c for c, _ in fitting} <= {"user", "actor", "display", "email", "tag.owner"}
        ):
            fitting = people
        if len(fitting) != 1:
            kinds = " or ".join(sorted({c.removeprefix("tag.") for c, _ in fitting or value}))
            said = (fitting or value)[0][1]
            raise Unclear(said, f"'{said}' can be {kinds}. Say which, such as '{kinds.split(' or ')[0]} {said}'.")
        draft.conds[i] = (fitting[0][0], op, fitting[0][1])
