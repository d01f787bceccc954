"""WorkSpaces that had ended before any listing showed them, as CloudTrail tells of them.

A WorkSpace of which a successful TerminateWorkspaces (or the migration away from it) is on the trail was there, was
used and was billed, and no listing will ever show it. It gets a row as terminated, with what its creation asked for
and what was changed since; what is not told stays unknown. Its first sight is now, so that no past listing is
rewritten. Size and volumes that were not asked for are its bundle's, and the system is that of the bundle's other
WorkSpaces, in any account, where they all have the same.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, func, or_, text
from sqlalchemy.dialects.postgresql import Insert, insert

from app.models.workspaces import Workspace
from app.services.aws.collectors.workspaces import WorkspaceRecord
from app.services.aws.values import text as words
from app.services.sync.writer import ONE_AT_A_TIME
from app.services.usage.told import COMPUTE, MODE, ROOT, TIMEOUT, USER, asked

# only after a whole listing since then: one that the inventory still has to see first is not taken for unseen;
# those of whose creation nothing is known yet again, as a trail is read newest first
_ENDED = text("""
select l.workspace_id, max(l.event_time) as ended_at,
  (array_agg(e.username order by l.event_time desc))[1] as ended_by
from event_workspaces l join events e using (event_time, event_id, region, account_id)
join coverage v on v.account_id = l.account_id and v.region = l.region and v.collector = 'workspaces'
where l.account_id = :account_id and l.region = :region and l.effect = 'terminate' and not l.failed
  and l.event_time < v.last_good_at and not exists (
    select from workspaces w
    where w.account_id = l.account_id and w.region = l.region and w.workspace_id = l.workspace_id
      and (w.terminated_at is null or w.terminated_at >= w.first_seen_at or w.created_at is not null))
group by 1 order by 1
""")
_TOLD = text("""
select l.workspace_id, l.event_time, l.effect, e.request_parameters as request, e.response_elements as response
from event_workspaces l join events e using (event_time, event_id, region, account_id)
where l.account_id = :account_id and l.region = :region and l.workspace_id = any(:ids) and not l.failed
  and e.error_code is null and (l.effect = 'create' or e.event_name = 'ModifyWorkspaceProperties')
order by l.event_time
""")
_FILL = text("""
with lacking as (
  select w.workspace_id, b.compute_type, b.root_volume_size_gib as root, b.user_volume_size_gib as volume, (
    select min(s.operating_system) from workspaces s
    where s.region = :region and s.bundle_id = w.bundle_id
    having count(distinct s.operating_system) = 1) as system
  from workspaces w left join bundles b using (account_id, region, bundle_id)
  where w.account_id = :account_id and w.region = :region and w.terminated_at < w.first_seen_at
    and (w.compute_type is null or w.operating_system is null or w.root_volume_size_gib is null
      or w.user_volume_size_gib is null)
)
update workspaces w
set compute_type = coalesce(w.compute_type, l.compute_type), operating_system = coalesce(w.operating_system, l.system),
    root_volume_size_gib = coalesce(w.root_volume_size_gib, l.root),
    user_volume_size_gib = coalesce(w.user_volume_size_gib, l.volume)
from lacking l
where w.account_id = :account_id and w.region = :region and w.workspace_id = l.workspace_id
  and (w.compute_type is null and l.compute_type is not null or w.operating_system is null and l.system is not null
    or w.root_volume_size_gib is null and l.root is not null
    or w.user_volume_size_gib is null and l.volume is not null)
""")
_KEY = ("account_id", "region", "workspace_id")
_OF_ITS_END = frozenset((*_KEY, "state", "terminated_at", "terminated_by"))
_SETTINGS = (MODE, TIMEOUT, COMPUTE, ROOT, USER)
ROWS_A_STATEMENT = 200


def remember(connection: Connection, account_id: str, region: str) -> int:
    """Make the rows of an account and Region that are missing, and fill in what became known since; how many changed.

    Twice changes nothing.
    """
    place = {"account_id": account_id, "region": region}
    connection.execute(ONE_AT_A_TIME, place)
    ended = {row.workspace_id: (row.ended_at, row.ended_by) for row in connection.execute(_ENDED, place)}
    made = {workspace_id: _row(workspace_id) for workspace_id in ended}
    for row in connection.execute(_TOLD, {**place, "ids": list(ended)}) if ended else ():
        if row.effect == "create":
            made[row.workspace_id] |= _created(row.workspace_id, row.request, row.response)
        else:
            properties = row.request.get("workspaceProperties") if isinstance(row.request, dict) else None
            changed = {report.field: report.after for report in asked(row.event_time, properties)}
            made[row.workspace_id] |= {name: changed[name] for name in _SETTINGS if name in changed}
    rows = []
    for workspace_id, values in made.items():
        ended_at, ended_by = ended[workspace_id]
        life = {"state": "TERMINATED", "terminated_at": ended_at, "terminated_by": ended_by}
        rows.append({**values, **place, **life})
    starts = range(0, len(rows), ROWS_A_STATEMENT)
    written = sum(connection.execute(_put(rows[at : at + ROWS_A_STATEMENT])).rowcount for at in starts)
    return written + connection.execute(_FILL, place).rowcount


def _put(rows: list[dict[str, Any]]) -> Insert:
    """The rows, all with the same columns, or what they lack."""
    row = insert(Workspace).values(rows)
    known = Workspace.__table__.c
    told = {name: func.coalesce(row.excluded[name], known[name]) for name in rows[0] if name not in _OF_ITS_END}
    differs = or_(*(known[name].is_distinct_from(value) for name, value in told.items()))
    return row.on_conflict_do_update(index_elements=[*_KEY], set_=told, where=differs)


def _row(workspace_id: str) -> dict[str, Any]:
    return {**_columns({"WorkspaceId": workspace_id}), "tags": None}


def _columns(listed: dict[str, Any]) -> dict[str, Any]:
    made = asdict(WorkspaceRecord.from_aws(listed, {}))
    return {name: value for name, value in made.items() if name != "raw"}


def _created(workspace_id: str, request: object, response: object) -> dict[str, Any]:
    """The columns of a WorkSpace as its creation asked for them; nothing where the event does not tell."""
    pending = next((one for one in _list(response, "pendingRequests") if one.get("workspaceId") == workspace_id), None)
    if pending is None:
        return {}
    names = ("userName", "directoryId")
    wanted = next(
        (one for one in _list(request, "workspaces") if all(one.get(name) == pending.get(name) for name in names)), {}
    )
    tags = {words(tag.get("key")): words(tag.get("value")) or "" for tag in _list(wanted, "tags")}
    made = _columns(_as_listed({**wanted, **pending, "workspaceId": workspace_id}))
    return {**made, "tags": {key: value for key, value in tags.items() if key}}


def _list(of: object, name: str) -> list[Mapping[str, Any]]:
    items = of.get(name) if isinstance(of, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _as_listed(item: Mapping[str, Any]) -> dict[str, Any]:
    """Keys as DescribeWorkspaces writes them: CloudTrail begins them small."""
    return {
        key[:1].upper() + key[1:]: _as_listed(value) if isinstance(value, Mapping) else value
        for key, value in item.items()
    }
