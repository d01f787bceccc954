"""A draft over one dataset, field by field: the plan."""

from calendar import monthrange
from typing import Any

from app.core.problems import Invalid
from app.schemas.plan import Plan
from app.services.catalog.model import FieldType
from app.services.catalog.registry import DATASETS
from app.services.nlq.checking import check
from app.services.nlq.drafting import LIST_OF_ROWS, SUMMED, Draft, Unclear
from app.services.nlq.lexicon import DIMENSIONS, QUANTITIES, TIMES, WHENS

LISTING = (None, "list", "what", "who")


class Decision:
    """A draft over one dataset, field by field."""

    def __init__(self, draft: Draft, name: str) -> None:
        self.draft, self.name = draft, name
        self.filters: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.measures: list[dict[str, Any]] = []
        self.sort: list[dict[str, Any]] = []
        self.columns: list[str] = []

    def plan(self) -> Plan:
        """The plan. Raises Unclear."""
        draft = self.draft
        self.conditions()
        self._subject()
        self.grouping()
        self._measuring()
        if self.measures or self.groups:
            self._ranked_groups()
        else:
            self._listed()
        made: dict[str, Any] = {
            "dataset": self.name,
            "filters": self.filters,
            "group_by": self.groups,
            "measures": self.measures,
            "sort": self.sort,
            "columns": self.columns,
            "having": self._having(),
        }
        if draft.limit:
            made["limit"] = draft.limit
        elif self._wants_one():
            made["limit"] = 1
        if draft.compare:
            made["compare"] = {"to": "previous_period"}
        return self.checked(made)

    @staticmethod
    def checked(made: dict[str, Any]) -> Plan:
        """The plan, held against the catalogue. Raises Unclear."""
        try:
            plan = Plan.model_validate(made)
            check(plan)
        except (Invalid, ValueError) as error:
            raise Unclear("the question") from error
        return plan

    def field(self, concept: Any) -> str:
        """The field of a concept in this dataset. Raises Unclear where it has none."""
        if isinstance(concept, str) and concept.startswith("tag."):
            if DATASETS[self.name].tags is None:
                raise Unclear(concept.removeprefix("tag."))
            return concept
        for table in (QUANTITIES, DIMENSIONS, WHENS):
            if concept in table:
                found = table[concept].get(self.name)
                if found is None:
                    raise Unclear(str(concept).replace("_", " "))
                return found
        raise Unclear(str(concept))

    def _filter(self, field: str, op: str, value: Any) -> None:
        self.filters.append({"field": field, "op": op, "value": value})

    def conditions(self) -> None:
        """The filters of everything that narrows the rows."""
        for concept, op, value in [*self.draft.conds, *self.draft.bounds]:
            if (concept, op) == ("terminated_at", "ne"):
                continue
            field = self.field(concept)
            if op == "time":
                self._timed(field, value)
            elif op in ("null", "known"):
                self._filter(field, "is_null", op == "null")
            else:
                self._filter(field, op, value)
        for action in dict.fromkeys(self.draft.actions):
            self._filter("event_name", "eq", action)
        lone = self.draft.whens[0] if self.name == "workspaces" and len(self.draft.whens) == 1 else None
        for when in self.draft.whens:
            if not (lone and self.draft.times):
                self._bare(when)
        for time in self.draft.times:
            if lone:
                self._timed(self.field(lone), time)
                continue
            if self.name not in TIMES:
                raise Unclear("a time", "Which time do you mean: when they were created, last connected or terminated?")
            self._timed(TIMES[self.name], time)

    def _bare(self, when: str) -> None:
        """A participle without a time: what is terminated, what was ever connected."""
        if self.name in ("events", "workspace_events"):
            raise Unclear(when.replace("_at", ""))
        field = self.field(when)
        grouped = any(isinstance(g, tuple) for g in self.draft.groups)
        named = any(c in LIST_OF_ROWS for c, _, _ in self.draft.conds) and self.draft.head != "count"
        if named or self._ranks_by(when):
            if named:
                self.columns.append(field)
        elif when == "terminated_at" or grouped:
            self._filter(field, "is_null", value=False)
        else:
            raise Unclear(when.replace("_at", ""), "Since when, or for how many days?")

    def _ranks_by(self, when: str) -> bool:
        return any(c == when for c, _ in self.draft.ranks)

    def _timed(self, field: str, value: tuple[Any, ...]) -> None:
        monthly = DATASETS[self.name].fields[field].type is FieldType.DATE
        kind, *rest = value
        if kind in ("last", "previous", "this"):
            if monthly and rest[1] in ("hour", "day", "week"):
                raise Unclear("a time", "Cost and hours are kept by month: name months, such as last month or 2026-05.")
            self._filter(field, "eq", {"period": kind, "count": rest[0], "unit": rest[1]})
        elif kind in ("since", "before") and len(rest) == 3:
            self._filter(
                field, "gte" if kind == "since" else "lt", {"period": rest[0], "count": rest[1], "unit": rest[2]}
            )
        elif kind == "month":
            last = f"{rest[0]}-{monthrange(int(rest[0][:4]), int(rest[0][5:]))[1]:02}"
            self._filter(field, *(("eq", f"{rest[0]}-01") if monthly else ("between", [f"{rest[0]}-01", last])))
        elif kind == "year":
            self._filter(field, "between", [f"{rest[0]}-01-01", f"{rest[0]}-12-01" if monthly else f"{rest[0]}-12-31"])
        elif kind == "day" and not monthly:
            self._filter(field, "between", [rest[0], rest[0]])
        elif kind == "between":
            self._filter(field, "between", [rest[0], f"{rest[1][:8]}01" if monthly else rest[1]])
        elif kind in ("gte", "lt"):
            self._filter(field, kind, rest[0])
        elif kind == "before":
            self._filter(field, "lt", rest[0])
        else:
            raise Unclear("a time")

    @property
    def _identity(self) -> bool:
        return any(c in LIST_OF_ROWS for c, op, _ in self.draft.conds if op == "eq")

    def _subject(self) -> None:
        """What a dimension that stands alone is asked for: to count it, to group by it, or to show it."""
        draft, dims = self.draft, self.draft.dims
        if draft.share and not draft.groups and not dims:
            shared = [c for c in draft.conds if c[1] in ("eq", "starts_with") and c[0] in DIMENSIONS]
            if len(shared) != 1:
                raise Unclear("a share")
            self.filters = [f for f in self.filters if f["field"] != self.field(shared[0][0])]
            draft.groups.append(shared[0][0])
        first = draft.subject
        if not dims:
            return
        leads = first is not None and first.kind == "dim"
        if self.name in ("events", "workspace_events") and dims[0] == "user" and "actor" not in dims:
            dims[0] = "actor"
        if draft.head == "count" and leads:
            self._distinct(dims)
        elif draft.ranks and leads and not self._identity and any(c not in LIST_OF_ROWS or d for c, d in draft.ranks):
            self._grouped_subject(dims)
        elif (draft.share or draft.spread) and not draft.groups:
            draft.groups += dims
        elif self._identity and not draft.groups:
            self.columns += [self.field(d) for d in dims if self.field(d) not in self.columns]
        elif leads:
            self._led(dims)
        elif not draft.groups and draft.head in LISTING:
            self.columns += [self.field(d) for d in dims]
        else:
            raise Unclear(dims[-1].replace("_", " "))

    def _led(self, dims: list[str]) -> None:
        """A dimension that leads the question: `which Regions`, `users by department`."""
        draft = self.draft
        if len(dims) == 1 and dims[0] not in LIST_OF_ROWS and not draft.groups:
            draft.groups.append(dims[0])
        elif dims[0] == "user" and draft.groups:
            self._distinct(dims)
        elif dims[0] in LIST_OF_ROWS and len(dims) == 1:
            if self.draft.quantities:  # without columns of their own, rows show who it is
                self.columns.append(self.field(dims[0]))
        elif not draft.groups and draft.head in LISTING:
            self.columns += [self.field(d) for d in dims]
        else:
            raise Unclear(dims[-1].replace("_", " "))

    def _distinct(self, dims: list[str]) -> None:
        if len(dims) != 1 or self.draft.ranks:
            raise Unclear(dims[-1].replace("_", " "))
        self.measures.append({"agg": "distinct", "field": self.field(dims[0])})

    def _grouped_subject(self, dims: list[str]) -> None:
        if len(dims) != 1:
            raise Unclear(dims[-1].replace("_", " "))
        rows = {"workspaces", "computer", "workspace"}
        if dims[0] in rows:
            return
        self.draft.groups.append(dims[0])

    def grouping(self) -> None:
        """The groups."""
        for group in self.draft.groups:
            if isinstance(group, tuple):
                whens = [
                    w
                    for w in (*self.draft.whens, *(c for c, op, _ in self.draft.conds if op in ("time", "known")))
                    if w in WHENS
                ]
                field = TIMES.get(self.name) or (self.field(whens[0]) if len(set(whens)) == 1 else None)
                if field is None:
                    raise Unclear(f"by {group[1]}")
                monthly = DATASETS[self.name].fields[field].type is FieldType.DATE
                if monthly and group[1] in ("hour", "day", "week"):
                    raise Unclear(f"by {group[1]}", "Cost and hours are kept by month: ask by month, quarter or year.")
                self.groups.append({"field": field, "bucket": group[1]})
            else:
                events = self.name in ("events", "workspace_events")
                self.groups.append({"field": self.field("actor" if events and group == "user" else group)})
        if len({g["field"] for g in self.groups}) != len(self.groups) or len(self.groups) > 3:
            raise Unclear("the groups")

    def _measuring(self) -> None:
        draft = self.draft
        if self.name in ("costs", "usage") and not (draft.measures or draft.quantities or draft.share or self.measures):
            draft.quantities.append("cost" if self.name == "costs" else "hours")
        rows = {"workspaces", "events", "changes"}
        counts = (
            draft.head == "count" and draft.subject is not None and draft.subject.kind in ("noun", "action", "when")
        )
        counts = counts or (draft.head == "count" and draft.subject is None)
        if draft.mine and draft.measures and all(a == "avg" for a, _ in draft.measures):
            draft.mine = False
        if draft.mine:
            raise Unclear("per WorkSpace")
        if draft.share:
            self.measures.append(
                {"agg": "share"}
                if not draft.quantities
                else {"agg": "share", "field": self.field(draft.quantities.pop())}
            )
        if counts and rows & set(draft.nouns or rows):
            self.measures.insert(0, {"agg": "count"})
        for agg, quantity in draft.measures:
            if agg == "sum" and quantity not in SUMMED:
                raise Unclear(quantity)
            if agg == "avg" and any(g.get("field") == "user_name" for g in self.groups):
                raise Unclear("average per user")
            self._measure(agg, quantity)
        self._loose()
        if draft.counted:
            if not self.measures:
                raise Unclear("how many")
            self.measures.append({"agg": "count"})
        self._ranked_by()
        if self.groups and not self.measures:
            self.measures.append({"agg": "count"})

    def _ranked_by(self) -> None:
        """Numbers that limits and the order need, where groups are asked for."""
        draft = self.draft
        for concept, _, _ in draft.havings:
            if concept != "count":
                self._measure("sum", concept)
        if draft.havings and not self.measures:
            self.measures.append({"agg": "count"})
        for concept, _ in draft.ranks if self.groups else ():
            if concept in QUANTITIES and not any(m.get("field") == self.field(concept) for m in self.measures):
                if concept not in SUMMED:
                    raise Unclear(concept)
                self._measure("sum", concept)
            elif concept == "distinct:user":
                self.measures.append({"agg": "distinct", "field": self.field("user")})

    def _loose(self) -> None:
        """Quantities without an aggregate: a sum where one number is asked for, else a column."""
        draft, listed = self.draft, self.draft.head in LISTING
        for quantity in draft.quantities:
            named = {q for q, _ in draft.ranks} | {b[0] for b in draft.bounds} | {q for _, q in draft.measures}
            subject_rows = draft.subject is not None and (
                draft.subject.kind == "noun" or draft.subject.value in LIST_OF_ROWS
            )
            if self.groups or self.measures or (draft.head in ("much", "count") and quantity in SUMMED):
                if quantity not in SUMMED:
                    raise Unclear(quantity)
                self._measure("sum", quantity)
            elif quantity in SUMMED and (not subject_rows or draft.head == "much") and not draft.ranks:
                self._measure("sum", quantity)
            elif listed or quantity not in SUMMED:
                field = self.field(quantity)
                if quantity not in named and field not in self.columns:
                    self.columns.append(field)
            else:
                raise Unclear(quantity)

    def _measure(self, agg: str, concept: str) -> None:
        made = {"agg": agg, "field": self.field(concept)}
        if made not in self.measures:
            self.measures.append(made)

    def _name(self, concept: str) -> str | None:
        """The column of the answer that a rank is about."""
        for made in self.measures:
            field = made.get("field")
            if concept == "count" and field is None and made["agg"] == "count":
                return "count"
            if concept == "share" and made["agg"] == "share":
                return "share"
            if field is not None and concept in QUANTITIES and field == self.field(concept):
                return f"{made['agg']}_{field}"
            if concept == "distinct:user" and made["agg"] == "distinct":
                return f"distinct_{field}"
        return None

    def _ranked_groups(self) -> None:
        for concept, descending in self.draft.ranks:
            if concept in ("first", "bottom"):
                first = self.measures[0]
                by = first["agg"] if first.get("field") is None else f"{first['agg']}_{first['field']}"
            elif concept in DIMENSIONS and any(g["field"] == self.field(concept) for g in self.groups):
                by = self.field(concept)
            elif concept == "time" and any("bucket" in g for g in self.groups):
                by = next(g["field"] for g in self.groups if "bucket" in g)
            elif (found := self._name(concept)) is not None:
                by = found
            else:
                raise Unclear("the order")
            if not any(s["by"] == by for s in self.sort):
                self.sort.append({"by": by, "desc": descending})
        if not self.groups and (self.sort or self.draft.limit):
            raise Unclear("the order")
        if self.columns:
            raise Unclear("the columns")
        if self.draft.limit and not self.sort and len(self.measures) == 1:
            first = self.measures[0]
            self.sort = [
                {"by": first["agg"] if first.get("field") is None else f"{first['agg']}_{first['field']}", "desc": True}
            ]

    def _listed(self) -> None:
        for concept, descending in self.draft.ranks:
            if concept == "bottom":
                if self.sort:
                    self.sort[-1]["desc"] = False
                continue
            if concept == "time":
                field = TIMES.get(self.name)
                if field is None:
                    raise Unclear("the latest")
            elif concept in ("first", "count") or ":" in concept:
                raise Unclear("the order")
            else:
                field = self.field(concept)
            if not any(s["by"] == field for s in self.sort):
                self.sort.append({"by": field, "desc": descending})
        if any(c == "bottom" for c, _ in self.draft.ranks):
            self.sort = [{**s, "desc": False} for s in self.sort]
        if self.draft.head in ("count", "much"):
            raise Unclear("what is to be counted")
        places = {self.field(c): i for i, c in enumerate(self.draft.shown) if c in QUANTITIES or c in DIMENSIONS}
        self.columns.sort(key=lambda c: places.get(c, len(places)))
        if self.draft.head == "what" and not (self.filters or self.sort or self.columns or self.draft.limit):
            raise Unclear("what is asked for")
        understood = (
            self.filters or self.sort or self.columns or self.draft.nouns or self.draft.dims or self.draft.limit
        )
        if not understood:
            raise Unclear("the question")

    def _having(self) -> list[dict[str, Any]]:
        made = []
        for concept, op, value in self.draft.havings:
            by = self._name(concept)
            if by is None:
                raise Unclear("a limit on the groups")
            made.append({"by": by, "op": op, "value": value})
        return made

    def _wants_one(self) -> bool:
        """The biggest of something in the singular: one row."""
        return self.draft.one and bool(self.sort)
