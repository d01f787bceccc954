"""Follow-ups: a short question that changes the plan of the one before."""

import re
from typing import Any

from app.schemas.plan import Plan
from app.services.nlq.drafting import SUMMED, Draft, Gatherer, Unclear
from app.services.nlq.lexicon import DIMENSIONS, QUANTITIES, TIMES
from app.services.nlq.phrasing import phrase
from app.services.nlq.planning import Decision
from app.services.nlq.reading import Reading
from app.services.nlq.rules import plan_of

_OPENS = re.compile(
    r"^(?:and|also|but|only|just|now|what about|how about|same|then|instead|ok|or|sort|order|rank|group|split|break|"
    r"those|these|them|"
    r"for|in|by|per|without|except|excluding|not|show (?:them|those|these|me (?:them|those|only|just))|limit|"
    r"list (?:them|those|these)|of (?:those|these|them)|narrow|filter|keep|restrict|make it|make that|which of|"
    r"how many of (?:those|these|them)|who are they|and how many)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:those|these|them|they|their|ones|that list|of it|instead|as well|too|same)\b|\bof that\b|\bis that\b",
    re.IGNORECASE,
)


def refers(made: Reading) -> bool:
    """Whether the words refer to a question before."""
    return bool(_OPENS.search(made.text) or _REFERS.search(made.text))


def edit(before: Plan, made: Reading) -> Plan:
    """The plan of a question asked after `before`. Raises Unclear where neither reading nor editing gives one."""
    if not refers(made) and not _bare(made):
        try:
            return plan_of(made)
        except Unclear:
            if _whole(made):
                raise
    if made.unknown:
        raise Unclear(", ".join(made.unknown))
    draft = Gatherer(phrase(made.atoms)).gather()
    if (draft.nouns or draft.actions) and not _REFERS.search(made.text) and not _fragment(draft):
        return plan_of(made)
    return _Edit(before, draft).plan()


def _whole(made: Reading) -> bool:
    """Whether the question stands by itself although it is not understood."""
    return any(a.kind in ("head", "noun") for a in made.atoms) and len(made.words) > 4


def _bare(made: Reading) -> bool:
    """Whether nothing is named that could be counted or shown: `top 5`, `most expensive first`, `in Ireland`."""
    return not any(a.kind in ("noun", "dim", "quantity", "when", "action", "changed", "idle") for a in made.atoms)


def _fragment(draft: Draft) -> bool:
    return draft.head in (None, "list", "what") and bool(
        draft.conds or draft.groups or draft.bounds or draft.ranks or draft.times
    )


class _Edit:
    def __init__(self, before: Plan, draft: Draft) -> None:
        self.draft = draft
        self.plan_before = _moved(before, draft)
        self.made = self.plan_before.model_dump()

    def plan(self) -> Plan:
        draft = self.draft
        if draft.share or draft.changed or draft.actions or draft.compare or draft.mine:
            raise Unclear("the change of the question")
        self._asked_as()
        self._narrowed()
        self._grouped()
        self._measured()
        self._ordered()
        return Decision.checked(self.made)

    def _asked_as(self) -> None:
        draft, made = self.draft, self.made
        if draft.head == "count" and not draft.quantities:
            measure = (
                {"agg": "count"} if not draft.dims else {"agg": "distinct", "field": self._field(draft.dims.pop())}
            )
            made.update(measures=[measure], group_by=[], sort=[], columns=[], having=[], limit=100)
        elif (
            draft.head in ("list", "what", "who")
            and (draft.nouns or not self._changes())
            and not (draft.groups or draft.measures or draft.quantities)
        ):
            made.update(
                measures=[], group_by=[], sort=[] if made["measures"] or made["group_by"] else made["sort"], having=[]
            )

    def _changes(self) -> bool:
        draft = self.draft
        return bool(
            draft.conds
            or draft.bounds
            or draft.groups
            or draft.ranks
            or draft.times
            or draft.limit
            or draft.dims
            or draft.quantities
        )

    def _decision(self) -> Decision:
        return Decision(self.draft, self.plan_before.dataset)

    def _field(self, concept: str) -> str:
        return self._decision().field(concept)

    def _narrowed(self) -> None:
        decision = self._decision()
        decision.conditions()
        new = {f["field"] for f in decision.filters}
        kept = [f for f in self.made["filters"] if f["field"] not in new]
        self.made["filters"] = [*kept, *decision.filters]

    def _grouped(self) -> None:
        if self.draft.dims and not self.draft.groups:
            if len(self.draft.dims) > 1 or self.made["measures"]:
                raise Unclear("the change of the question")
            self.made["columns"] = [self._field(self.draft.dims[0])]
        if not self.draft.groups:
            return
        decision = self._decision()
        decision.grouping()
        self.made["group_by"] = decision.groups
        self.made["measures"] = self.made["measures"] or [{"agg": "count"}]
        self.made.update(columns=[], sort=[], having=[], limit=100)

    def _measured(self) -> None:
        wanted = [*self.draft.measures, *(("sum", q) for q in self.draft.quantities)]
        for _, concept in wanted:
            if concept not in SUMMED and ("sum", concept) in wanted:
                raise Unclear(concept)
        if wanted:
            self.made["measures"] = [{"agg": agg, "field": self._field(q)} for agg, q in wanted]
            self.made.update(columns=[], sort=[], having=[])

    def _ordered(self) -> None:
        draft, made = self.draft, self.made
        if draft.limit:
            made["limit"] = draft.limit
        names = [m["agg"] if m.get("field") is None else f"{m['agg']}_{m['field']}" for m in made["measures"]]
        sort = []
        for concept, descending in draft.ranks:
            if concept in ("first", "bottom", "count") and names:
                by = names[0]
            elif concept in ("first", "bottom") and made["sort"]:
                by = made["sort"][0]["by"]
            elif concept == "time":
                by = TIMES.get(self.plan_before.dataset, "created_at")
            else:
                by = self._field(concept)
                if names:
                    by = next((n for n in names if n.endswith(f"_{by}")), "") or by
                    if by not in (*names, *(g["field"] for g in made["group_by"])):
                        made["measures"].append({"agg": "sum", "field": by})
                        by = f"sum_{by}"
            sort.append({"by": by, "desc": descending})
        if sort:
            made["sort"] = sort
        elif draft.limit and names and made["group_by"] and not made["sort"]:
            made["sort"] = [{"by": names[0], "desc": True}]
        if (draft.limit or sort) and made["measures"] and not made["group_by"]:
            raise Unclear("the order")


def _moved(before: Plan, draft: Draft) -> Plan:
    """The plan over the dataset that has what is asked for now: cost and hours of other months are kept by month."""
    name = before.dataset
    wanted = [*draft.quantities, *(q for _, q in draft.measures), *(b[0] for b in draft.bounds)]
    measured = {_concept(m.field, name) for m in before.measures if m.field} | set(wanted)
    buckets = any(isinstance(g, tuple) for g in draft.groups)
    if (
        name == "workspaces"
        and (draft.times or buckets)
        and measured & {"cost", "hours"}
        and not measured & {"idle", "age"}
    ):
        return _translated(before, "costs" if "cost" in measured else "usage")
    return before


def _concept(field: str | None, dataset: str) -> str | None:
    for table in (QUANTITIES, DIMENSIONS):
        for concept, fields in table.items():
            if fields.get(dataset) == field:
                return concept
    return None


def _translated(plan: Plan, dataset: str) -> Plan:
    def name(field: str) -> str:
        if field.startswith("tag."):
            return field
        concept = _concept(field, plan.dataset)
        found = {**QUANTITIES, **DIMENSIONS}.get(concept or "", {}).get(dataset)
        if found is None:
            raise Unclear(field)
        return found

    def by(column: str) -> str:
        agg, _, field = column.partition("_")
        return (
            column
            if column == "count"
            else f"{agg}_{name(field)}"
            if agg in ("sum", "avg", "min", "max")
            else name(column)
        )

    made: dict[str, Any] = plan.model_dump()
    made["dataset"] = dataset
    made["filters"] = [{**f, "field": name(f["field"])} for f in made["filters"]]
    made["group_by"] = [{**g, "field": name(g["field"])} for g in made["group_by"]]
    made["measures"] = [{**m, "field": m["field"] and name(m["field"])} for m in made["measures"]]
    made["sort"] = [{**s, "by": by(s["by"])} for s in made["sort"]]
    made["columns"] = []
    return Plan.model_validate(made)
