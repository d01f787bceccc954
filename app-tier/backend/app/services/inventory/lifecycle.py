"""Who made, ended and changed WorkSpaces, and when: the inventory joined to CloudTrail's events.

Both are set-based and idempotent. What the trail does not tell stays as it is: unknown, or seen but not explained.
"""

from datetime import datetime

from sqlalchemy import Connection, text

from app.services.sync.writer import ONE_AT_A_TIME

_EVENT = "join events e using (event_time, event_id, region, account_id)"
_OF_SCOPE = "l.account_id = :account_id and l.region = :region and not l.failed"

# A WorkSpace that is still listed is not ended, whatever was asked of AWS. Of several requests to end one the last
# counts: had an earlier one succeeded, there would have been nothing left to end. Names are looked up only for rows
# that are about to change.
_NAME = """(select e.username from events e where e.event_time = t.{0}_at and e.event_id = t.{0}_id
    and e.region = :region and e.account_id = :account_id)"""
_SETTLE = text(f"""
with ends as (
  select l.workspace_id,
    min(l.event_time) filter (where l.effect = 'create') as born_at,
    (array_agg(l.event_id order by l.event_time) filter (where l.effect = 'create'))[1] as born_id,
    max(l.event_time) filter (where l.effect = 'terminate') as ended_at,
    (array_agg(l.event_id order by l.event_time desc) filter (where l.effect = 'terminate'))[1] as ended_id
  from event_workspaces l
  where {_OF_SCOPE} and l.effect is not null
  group by 1
), told as (
  select w.workspace_id, t.born_at, t.born_id, t.ended_id,
    case when w.terminated_at is not null then t.ended_at end as ended_at
  from workspaces w left join ends t using (workspace_id)
  where w.account_id = :account_id and w.region = :region and (
    t.born_at <> coalesce(w.created_at, 'infinity')
    or t.ended_at <> w.terminated_at
    or (w.terminated_at is null and w.terminated_by is not null))
), settled as (
  update workspaces w
  set created_at = coalesce(t.born_at, w.created_at),
      created_by = case when t.born_at is null then w.created_by else {_NAME.format("born")} end,
      terminated_at = case when t.ended_at is null then w.terminated_at else t.ended_at end,
      terminated_by = case when w.terminated_at is null then null when t.ended_at is null then w.terminated_by
        else {_NAME.format("ended")} end
  from told t
  where w.account_id = :account_id and w.region = :region and w.workspace_id = t.workspace_id
  returning w.workspace_id
)
select workspace_id from settled order by 1
""")  # noqa: S608 - made of constants
# what is made in a statement has no statistics: a plan of nested loops would be quadratic
_NESTED_LOOPS = text("select set_config('enable_nestloop', :value, true)")

# Which events lead to which state.
_STATES = """(values
  ('StartWorkspaces', array['STARTING', 'AVAILABLE']), ('StopWorkspaces', array['STOPPING', 'STOPPED']),
  ('RebootWorkspaces', array['REBOOTING']), ('RebuildWorkspaces', array['REBUILDING']),
  ('RestoreWorkspace', array['RESTORING']), ('ModifyWorkspaceState', array['ADMIN_MAINTENANCE', 'AVAILABLE']),
  ('ModifyWorkspaceProperties', array['UPDATING']), ('TerminateWorkspaces', array['TERMINATING', 'TERMINATED']),
  ('MigrateWorkspace', array['TERMINATING', 'TERMINATED'])
) as leads(event_name, states)"""

# Which property of ModifyWorkspaceProperties becomes which field.
_PROPERTIES = """(values
  ('running_mode', 'runningMode'), ('auto_stop_timeout_minutes', 'runningModeAutoStopTimeoutInMinutes'),
  ('compute_type', 'computeTypeName'), ('root_volume_size_gib', 'rootVolumeSizeGib'),
  ('user_volume_size_gib', 'userVolumeSizeGib'), ('protocols', 'protocols'), ('operating_system', 'operatingSystemName')
) as named(field, property)"""

_EXPLAINS = f"""case
  when c.field = 'created' then l.effect = 'create'
  when c.field = 'retired' then l.effect = 'terminate'
  when c.field = 'tags' then e.event_name in ('CreateTags', 'DeleteTags')
  when c.field = 'state' then exists (
    select from {_STATES} where leads.event_name = e.event_name and c.after #>> '{{}}' = any(leads.states))
  when e.event_name = 'ModifyWorkspaceProperties' then exists (
    select from {_PROPERTIES} cross join lateral (select e.request_parameters -> 'workspaceProperties' as asked) p
    where named.field = c.field and case
      when p.asked ? named.property then p.asked ->> named.property = c.after #>> '{{}}'
      -- the mode brings its own timeout where none is asked for
      when c.field = 'auto_stop_timeout_minutes' then p.asked ? 'runningMode' end)
end"""  # noqa: S608 - made of constants

# A change was made between the complete look before it and the look that saw it.
_EXPLAIN = text(f"""
with open as (
  select c.id, c.workspace_id, c.field, c.after, c.changed_at,
    case when c.field = 'tags' then 'tags' else 'workspaces' end as collector
  from workspace_changes c
  where c.account_id = :account_id and c.region = :region and c.event_id is null and c.changed_at > :since
), looks as (
  select o.changed_at, o.collector,
    coalesce(max(s.started_at), o.changed_at - interval '1 day') - interval '1 minute' as after
  from (select distinct changed_at, collector from open) o
  left join sync_steps s on s.account_id = :account_id and s.region = :region and s.collector = o.collector
    and s.complete and s.finished_at < o.changed_at
  group by 1, 2
), found as (
  select c.id, min(l.event_id) as event_id, min(e.username) as username
  from open c
  join looks k using (changed_at, collector)
  join event_workspaces l on {_OF_SCOPE} and l.workspace_id = c.workspace_id
    and l.event_time > k.after and l.event_time < c.changed_at + interval '1 minute'
  {_EVENT}
  where e.read_only is not true and ({_EXPLAINS})
  group by c.id
  having count(*) = 1
), explained as (
  update workspace_changes c set event_id = f.event_id, changed_by = f.username
  from found f where c.id = f.id
  returning 1
)
select count(*) from explained
""")  # noqa: S608 - made of constants


def settle(connection: Connection, account_id: str, region: str) -> list[str]:
    """Write when and by whom the scope's WorkSpaces were created and terminated; those that it changed."""
    scope = {"account_id": account_id, "region": region}
    connection.execute(ONE_AT_A_TIME, scope)
    connection.execute(_NESTED_LOOPS, {"value": "off"})
    settled = [str(found) for found in connection.execute(_SETTLE, scope).scalars()]
    connection.execute(_NESTED_LOOPS, {"value": "on"})
    return settled


def explain(connection: Connection, account_id: str, region: str, since: datetime) -> int:
    """Name the event and the person behind changes seen after `since`, where one event alone fits; how many."""
    scope = {"account_id": account_id, "region": region}
    connection.execute(ONE_AT_A_TIME, scope)
    return int(connection.execute(_EXPLAIN, {**scope, "since": since}).scalar_one())
