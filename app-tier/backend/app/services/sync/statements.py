"""The statements of a merge, written once per target from its own columns. `s` is a staged row, `t` a stored one."""

from functools import lru_cache
from string import Template

from sqlalchemy import TextClause, text

from app.services.sync.targets import Target

# Only rows that differ are written: an unchanged fleet costs one join and no WAL (PERF.md section 1).
_UPDATE = Template("""
with differing as materialized (
  select s.$id, $new, $old, t.$gone_at as old_gone_at, $changes as is_change
  from $stage s join $table t on t.account_id = :account_id and t.region = :region and t.$id = s.$id
  where $touches
), updated as (
  update $table t set $sets
  from differing s
  where t.account_id = :account_id and t.region = :region and t.$id = s.$id
)$logged
select count(*) filter (where is_change) from differing
""")

_INSERT = Template("""
with inserted as (
  insert into $table (account_id, region, $columns, first_seen_at, $gone_at, last_seen_at)
  select :account_id, :region, $staged, :seen_at, case when $gone_when then :seen_at end,
         case when $gone_when then :seen_at end
  from $stage s
  where not exists (
    select from $table t where t.account_id = :account_id and t.region = :region and t.$id = s.$id)
  returning $id, $gone_at
)$logged
select count(*) from inserted
""")

_RETIRE = Template("""
with gone as (
  update $table t
  set $gone_at = :seen_at, last_seen_at = greatest(o.first_seen_at, cast(:previous_good as timestamptz))$sets
  from $table o
  where o.account_id = t.account_id and o.region = t.region and o.$id = t.$id
    and t.account_id = :account_id and t.region = :region and t.$gone_at is null
    and t.$id = any(cast(:absent as text[]))
  returning t.$id$olds
)$logged
select count(*) from gone
""")

_LOG = Template("""
, logged as (
  insert into $history (account_id, region, $id, field, before, after, changed_at, sync_id)
  select :account_id, :region, c.$id, c.field, c.before, c.after, :seen_at, :sync_id from ($changes) c
)
""")


def _log(target: Target, *changes: str) -> str:
    if target.history is None or not changes:
        return ""
    return _LOG.substitute(history=target.history.name, id=target.id, changes=" union all ".join(changes))


def _event(target: Target, name: str, source: str, where: str = "true") -> str:
    return (
        f"select s.{target.id}, '{name}' as field, null::jsonb as before, null::jsonb as after "  # noqa: S608 - names of our own models
        f"from {source} s where {where}"
    )


def _field_changes(target: Target, names: list[str]) -> list[str]:
    shown = [name for name in names if name not in target.quiet]
    if not shown:
        return []
    values = ", ".join(f"('{name}', to_jsonb(s.old_{name}), to_jsonb(s.{name}))" for name in shown)
    # the first value of a column that another collector fills is no change of the WorkSpace
    news = "" if target.owns_rows else " and v.before is not null"
    return [
        f"select s.{target.id}, v.field, v.before, v.after from differing s "  # noqa: S608 - names of our own models
        f"cross join lateral (values {values}) v(field, before, after) where v.before is distinct from v.after{news}"
    ]


@lru_cache
def live(target: Target) -> str:
    """Id and stored hash of every row of the scope that is not gone, for psycopg2."""
    return (
        f"select {target.id}, {target.hash or 'null'} from {target.table.name} "  # noqa: S608 - names of our own models
        f"where account_id = %(account_id)s and region = %(region)s and {target.gone_at} is null"
    )


@lru_cache
def update(target: Target, stage: str) -> TextClause:
    """Write the rows that differ, with their field-level history; the number of them."""
    names = [name for name in target.columns if name != target.id]
    new = {name: f"coalesce(s.{name}, t.{name})" if name in target.kept else f"s.{name}" for name in names}
    differs = f"({', '.join(f't.{n}' for n in names)}) is distinct from ({', '.join(new[n] for n in names)})"
    sets = [f"{name} = s.{name}" for name in names]
    changes = _field_changes(target, names)
    if target.owns_rows:
        gone = f"({target.gone_when})"
        differs = f"({differs} or (t.{target.gone_at} is not null) <> {gone})"
        sets += [
            f"{target.gone_at} = case when {gone} then coalesce(t.{target.gone_at}, :seen_at) end",
            f"last_seen_at = case when {gone} then coalesce(t.last_seen_at, :seen_at) end",
        ]
        changes += [
            _event(target, "retired", "differing", f"{gone} and s.old_gone_at is null"),
            _event(target, "returned", "differing", f"not {gone} and s.old_gone_at is not null"),
        ]
        touches = differs
    else:
        touches = f"t.{target.gone_at} is null and {differs}"
    if target.hash:
        touches = f"{differs} or t.{target.hash} is distinct from s.{target.hash}"
        new[target.hash] = f"s.{target.hash}"
        sets.append(f"{target.hash} = s.{target.hash}")
    return text(
        _UPDATE.substitute(
            id=target.id,
            new=", ".join(f"{value} as {name}" for name, value in new.items()),
            old=", ".join(f"t.{name} as old_{name}" for name in names),
            gone_at=target.gone_at,
            stage=stage,
            table=target.table.name,
            touches=touches,
            changes=differs,
            sets=", ".join(sets),
            logged=_log(target, *changes),
        )
    )


@lru_cache
def insert(target: Target, stage: str) -> TextClause:
    """Add the rows that are new; the number of them."""
    born = _event(target, "created", "inserted")
    dead = _event(target, "retired", "inserted", f"s.{target.gone_at} is not null")
    return text(
        _INSERT.substitute(
            table=target.table.name,
            columns=", ".join(target.staged),
            staged=", ".join(f"s.{name}" for name in target.staged),
            gone_at=target.gone_at,
            gone_when=target.gone_when,
            stage=stage,
            id=target.id,
            logged=_log(target, born, dead),
        )
    )


@lru_cache
def retire(target: Target) -> TextClause:
    """Mark the `absent` rows of the scope, which a complete listing did not show; the number of them."""
    fields = [
        f"select s.{target.id}, '{name}', to_jsonb(s.old_{name}), to_jsonb('{value}'::text) "  # noqa: S608 - names of our own models
        f"from gone s where s.old_{name} is distinct from '{value}'"
        for name, value in target.gone_sets.items()
    ]
    return text(
        _RETIRE.substitute(
            table=target.table.name,
            gone_at=target.gone_at,
            id=target.id,
            sets="".join(f", {name} = '{value}'" for name, value in target.gone_sets.items())
            + (f", {target.hash} = null" if target.hash else ""),
            olds="".join(f", o.{name} as old_{name}" for name in target.gone_sets),
            logged=_log(target, _event(target, "retired", "gone"), *fields),
        )
    )
