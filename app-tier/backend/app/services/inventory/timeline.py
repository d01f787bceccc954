"""The fleet as it was at a time, and what became different between two, from what it is now and its changes.

The value of a field at a time is what the first change after that time found before it, else what it is now. A
WorkSpace was there from the first listing that showed it (or its creation, where CloudTrail tells) until it was gone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, CTE, Column, ColumnElement, DateTime, Integer, Text, func, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Boolean, TypeEngine

from app.models.workspaces import Workspace

W = Workspace.__table__
KEYS = ("account_id", "region", "workspace_id")
PLAIN = ("created_at", "created_by", "first_seen_at")
# every field whose changes are kept (a test holds this against what the sync writes)
TRACKED = (
    *("directory_id", "user_name", "computer_name", "workspace_name", "ip_address", "subnet_id", "bundle_id", "state"),
    *("error_code", "error_message", "compute_type", "operating_system", "protocols", "running_mode"),
    *("auto_stop_timeout_minutes", "root_volume_size_gib", "user_volume_size_gib", "root_volume_encrypted"),
    *("user_volume_encrypted", "volume_encryption_key", "tags"),
    *("user_display_name", "user_email"),
)
Place = tuple[str, str, str]


def _typed(name: str, value: str) -> str:
    """A JSON value of the history in the type of the field's column."""
    kind = W.c[name].type
    if isinstance(kind, JSONB):
        return f"nullif({value}, 'null')"
    if isinstance(kind, ARRAY):
        return f"case when jsonb_typeof({value}) = 'array' then array(select jsonb_array_elements_text({value})) end"
    if isinstance(kind, Integer | Boolean):
        return f"cast({value} #>> '{{}}' as {kind.compile()})"
    return f"{value} #>> '{{}}'"


_PLAIN = ", ".join(f"w.{name}" for name in (*KEYS, *PLAIN))
_SINCE, _AS_OF = "cast(:since as timestamptz)", "cast(:as_of as timestamptz)"
_NARROW = " and w.account_id = :account_id and w.region = :region and w.workspace_id = :workspace_id"
_BY_KEY = "using (account_id, region, workspace_id)"
_SAME = "c.account_id = w.account_id and c.region = w.region and c.workspace_id = w.workspace_id"
_LOOKED = "select account_id, region, min(first_seen_at) as since from workspaces{0} group by 1, 2"
_OF_PLACE = " where account_id = :account_id and region = :region"
# the first thing after the time that befell the WorkSpace as a whole
_LIFE = "(array_agg(field order by changed_at, id) filter (where field in ('retired', 'returned')))[1] as life"


def _certainty(at: str, later: str) -> str:
    """How certain it is that `w` was there at a time; null where it was not. `later` holds its `life` after it.

    `observed`: a listing had shown it. `inferred`: CloudTrail tells of its creation, no listing had shown it yet.
    `unknown`: its account and Region had not been read yet; it may have been there.
    """
    return f"""case
    when w.terminated_at <= {at} then null
    when w.first_seen_at <= {at} then case when {later}.life is distinct from 'returned' then 'observed' end
    when w.created_at <= {at} then 'inferred'
    when w.created_at is null and {at} < looked.since then 'unknown'
  end"""


def _values(there: str, value: str) -> str:
    """The tracked fields at the time: what the first change after it found, else what they are now."""
    return ", ".join(
        f"case when p.certainty = 'observed' then "
        f"case when {there.format(n)} then {_typed(n, value.format(n))} else w.{n} end end as {n}"
        for n in TRACKED
    )


# Each field's earliest change is a join of its own: those of fields that nobody asks for, the planner leaves out.
_FIRST = """
left join (
  select distinct on (account_id, region, workspace_id) account_id, region, workspace_id, before, true as there
  from workspace_changes where field = '{0}' and changed_at > {1}
  order by account_id, region, workspace_id, changed_at, id
) c_{0} using (account_id, region, workspace_id)"""
_WHOLE = f"""
select {_PLAIN}, {_values("c_{0}.there", "c_{0}.before")}, p.certainty
from workspaces w join ({_LOOKED.format("")}) looked using (account_id, region)
left join (
  select account_id, region, workspace_id, {_LIFE}
  from workspace_changes where changed_at > {_AS_OF} and field in ('retired', 'returned') group by 1, 2, 3
) later {_BY_KEY}
cross join lateral (select {_certainty(_AS_OF, "later")} as certainty) p
{"".join(_FIRST.format(name, _AS_OF) for name in TRACKED)}
where p.certainty is not null"""  # noqa: S608 - names of our own


def _by_place(*, narrow: bool) -> str:
    """The same one by one: for a few WorkSpaces whose places are known, out of many or alone."""
    return f"""
select {_PLAIN}, {_values("later.before ? '{0}'", "(later.before -> '{0}')")}, p.certainty
from workspaces w join ({_LOOKED.format(_OF_PLACE if narrow else "")}) looked using (account_id, region)
left join lateral (
  -- of several values for one key the last one stays: the earliest change
  select {_LIFE}, jsonb_object_agg(c.field, c.before order by c.changed_at desc, c.id desc) as before
  from workspace_changes c where {_SAME} and c.changed_at > {_AS_OF}
) later on true
cross join lateral (select {_certainty(_AS_OF, "later")} as certainty) p
where p.certainty is not null{_NARROW if narrow else ""}"""  # noqa: S608 - names of our own


_ROWS, _ONE = _by_place(narrow=False), _by_place(narrow=True)


def _life_after(at: str) -> str:
    return f"""select account_id, region, workspace_id, {_LIFE}
  from workspace_changes where changed_at > {at} and field in ('retired', 'returned') group by 1, 2, 3"""  # noqa: S608


# `stayed`, `came` and `went` are columns because the planner takes a boolean for a toss of a coin; a comparison of what
# is made here it takes for rare, and then joins 100,000 rows one by one.
_DIFFERENCE = f"""with looked as ({_LOOKED.format("")}),
after_since as ({_life_after(_SINCE)}),
after_as_of as ({_life_after(_AS_OF)}),
placed as materialized (
  select w.*, coalesce(a = 'observed' and b = 'observed', false) as stayed,
    coalesce(b <> 'unknown' and a is null, false) as came, coalesce(a <> 'unknown' and b is null, false) as went
  from (
    select w.account_id, w.region, w.workspace_id, w.created_at, w.created_by, w.terminated_at, w.terminated_by,
      w.first_seen_at, {_certainty(_SINCE, "after_since")} as a, {_certainty(_AS_OF, "after_as_of")} as b
    from workspaces w join looked using (account_id, region)
    left join after_since {_BY_KEY} left join after_as_of {_BY_KEY}
  ) w
), net as (
  -- aggregates keep the order in which rows come: one sort for all, where each `order by` would sort every group
  select account_id, region, workspace_id, field, max(changed_at) as changed_at, count(*) as changes,
    nullif((array_agg(before))[1], 'null') as before, nullif((array_agg(after))[count(*)], 'null') as after,
    (array_agg(changed_by))[count(*)] as changed_by, (array_agg(event_id))[count(*)] as event_id
  from (
    select account_id, region, workspace_id, field, before, after, changed_at, changed_by, event_id
    from workspace_changes
    where changed_at > {_SINCE} and changed_at <= {_AS_OF} and field in ({", ".join(f"'{name}'" for name in TRACKED)})
    order by account_id, region, workspace_id, field, changed_at, id
  ) c
  group by 1, 2, 3, 4
), life as (
  select account_id, region, workspace_id, max(changed_at) as changed_at
  from workspace_changes
  where changed_at > {_SINCE} and changed_at <= {_AS_OF} and field in ('retired', 'returned') group by 1, 2, 3
)
select account_id, region, workspace_id, 'changed' as kind, n.field, n.before, n.after, n.changed_at, n.changes,
  n.changed_by, n.event_id
from net n join placed p {_BY_KEY}
where p.stayed and n.before is distinct from n.after
union all
select account_id, region, workspace_id, 'added', 'created', null, null,
  case when p.created_at > {_SINCE} then p.created_at when p.first_seen_at > {_SINCE} then p.first_seen_at
    else life.changed_at end, 1, case when p.created_at > {_SINCE} then p.created_by end, null
from placed p left join life {_BY_KEY} where p.came
union all
select account_id, region, workspace_id, 'removed', 'retired', null, null,
  case when p.terminated_at <= {_AS_OF} then p.terminated_at else life.changed_at end, 1,
  case when p.terminated_at <= {_AS_OF} then p.terminated_by end, null
from placed p left join life {_BY_KEY} where p.went
"""  # noqa: S608 - names of our own


def _columns(kinds: dict[str, TypeEngine[Any]], keys: tuple[str, ...]) -> list[Column[Any]]:
    return [Column(name, kind, primary_key=name in keys) for name, kind in kinds.items()]


def fleet(as_of: datetime, place: Place | None = None, *, one_by_one: bool = False) -> CTE:
    """Every WorkSpace that was there at that time (or the one of that account, Region and id), with its fields.

    `one_by_one`: made for reading a few, whose places are known; otherwise for reading few fields of all. Either way
    what a statement does not ask for is not computed.
    """
    kinds: dict[str, TypeEngine[Any]] = {name: W.c[name].type for name in (*KEYS, *PLAIN, *TRACKED)}
    values: dict[str, object] = {"as_of": as_of}
    if place is not None:
        values |= dict(zip(KEYS, place, strict=True))
    made = text(_ONE if place is not None else _ROWS if one_by_one else _WHOLE).bindparams(**values)
    table = made.columns(*_columns({**kinds, "certainty": Text()}, KEYS)).cte("fleet_rows" if one_by_one else "fleet")
    return table.prefix_with("not materialized")


def difference(since: datetime, as_of: datetime) -> CTE:
    """What is different at `as_of` from what it was at `since`: one row a field, or a WorkSpace that came or went."""
    key = (*KEYS, "field")
    kinds: dict[str, TypeEngine[Any]] = {
        **dict.fromkeys((*KEYS, "kind", "field"), Text()),
        **dict.fromkeys(("before", "after"), JSONB()),
        "changed_at": DateTime(timezone=True),
        "changes": Integer(),
        **dict.fromkeys(("changed_by", "event_id"), Text()),
    }
    made = text(_DIFFERENCE).bindparams(since=since, as_of=as_of)
    return made.columns(*_columns(kinds, key)).cte("fleet_changes")


def known_since(scope: frozenset[str] | None) -> ColumnElement[datetime | None]:
    """Since when the fleet is known: the first listing of any of the caller's accounts (None: nothing was read yet)."""
    first = select(func.min(W.c.first_seen_at))
    if scope is not None:
        first = first.where(W.c.account_id == func.any(literal(sorted(scope), ARRAY(Text))))
    return first.scalar_subquery()
