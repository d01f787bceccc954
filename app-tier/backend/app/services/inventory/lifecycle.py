"""Who made, ended and changed WorkSpaces, and when: the inventory joined to CloudTrail's events.

Both are set-based and idempotent. What the trail does not tell stays as it is: unknown, or seen but not explained.
"""

from datetime import datetime

from sqlalchemy import Connection, text

from app.services.sync.writer import ONE_AT_A_TIME

_EVENT = "join events e using (event_time, event_id, region, account_id)"
_OF_SCOPE = "l.account_id = :account_id and l.region = :region and not l.failed"

# A WorkSpace that is still listed is not ended, whatever was asked of AWS. Of several requests to end one the last
# counts: had an earlier one succeeded, there would have been nothing left to end.
_SETTLE = text(f"""
with born as (
  select distinct on (l.workspace_id) l.workspace_id, l.event_time as at, e.username as who
  from event_workspaces l {_EVENT}
  where {_OF_SCOPE} and l.effect = 'create'
  order by l.workspace_id, l.event_time
), ended as (
  select distinct on (l.workspace_id) l.workspace_id, l.event_time as at, e.username as who
  from event_workspaces l {_EVENT}
  where {_OF_SCOPE} and l.effect = 'terminate'
  order by l.workspace_id, l.event_time desc
), told as (
  select w.workspace_id,
    coalesce(b.at, w.created_at) as created_at,
    case when b.at is null then w.created_by else b.who end as created_by,
    case when w.terminated_at is not null then coalesce(d.at, w.terminated_at) end as terminated_at,
    case when w.terminated_at is null then null when d.at is null then w.terminated_by else d.who end as terminated_by
  from workspaces w left join born b using (workspace_id) left join ended d using (workspace_id)
  where w.account_id = :account_id and w.region = :region
), settled as (
  update workspaces w
  set created_at = t.created_at, created_by = t.created_by,
      terminated_at = t.terminated_at, terminated_by = t.terminated_by
  from told t
  where w.account_id = :account_id and w.region = :region and w.workspace_id = t.workspace_id
    and (w.created_at, w.created_by, w.terminated_at, w.terminated_by)
      is distinct from (t.created_at, t.created_by, t.terminated_at, t.terminated_by)
  returning 1
)
select count(*) from settled
""")  # noqa: S608 - made of constants

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


def settle(connection: Connection, account_id: str, region: str) -> int:
    """Write when and by whom the scope's WorkSpaces were created and terminated; how many rows that changed."""
    scope = {"account_id": account_id, "region": region}
    connection.execute(ONE_AT_A_TIME, scope)
    return int(connection.execute(_SETTLE, scope).scalar_one())


def explain(connection: Connection, account_id: str, region: str, since: datetime) -> int:
    """Name the event and the person behind changes seen after `since`, where one event alone fits; how many."""
    scope = {"account_id": account_id, "region": region}
    connection.execute(ONE_AT_A_TIME, scope)
    return int(connection.execute(_EXPLAIN, {**scope, "since": since}).scalar_one())
