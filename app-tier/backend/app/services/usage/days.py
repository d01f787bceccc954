"""Sums of all WorkSpaces of a place, day by day and hour by hour, made anew for the months whose hours have changed."""

from sqlalchemy import Connection, text

from app.services.usage import fleet_hours

_TAKE = text("""
delete from usage_stale_months where account_id = :account_id and region = :region returning month
""")

_MARK = text("insert into cost_marks (account_id, region, since) values (:account_id, :region, :since)")

# a day of a bitmap is 3 bytes; substr beyond the end is empty and counts 0
_REFRESH = text("""
insert into usage_daily as d (day, account_id, region, connected_hours, billed_hours, sessions, known_hours,
                              measured_workspaces, connected_workspaces)
select cast(:month as date) + n, :account_id, :region,
       sum(bit_count(substr(h.connected, n * 3 + 1, 3))), sum(bit_count(substr(h.billed, n * 3 + 1, 3))),
       sum(bit_count(substr(h.starts, n * 3 + 1, 3))), sum(bit_count(substr(h.known, n * 3 + 1, 3))),
       count(*) filter (where bit_count(substr(h.known, n * 3 + 1, 3)) > 0),
       count(*) filter (where bit_count(substr(h.connected, n * 3 + 1, 3)) > 0)
from usage_hours h
cross join generate_series(
  0, cast(extract(day from cast(:month as date) + interval '1 month' - interval '1 day') as int) - 1) n
where h.account_id = :account_id and h.region = :region and h.month = :month
group by n having sum(bit_count(substr(h.known, n * 3 + 1, 3))) > 0
on conflict (day, account_id, region) do update set
  connected_hours = excluded.connected_hours, billed_hours = excluded.billed_hours, sessions = excluded.sessions,
  known_hours = excluded.known_hours, measured_workspaces = excluded.measured_workspaces,
  connected_workspaces = excluded.connected_workspaces
where (d.connected_hours, d.billed_hours, d.sessions, d.known_hours, d.measured_workspaces, d.connected_workspaces)
  is distinct from (excluded.connected_hours, excluded.billed_hours, excluded.sessions, excluded.known_hours,
                    excluded.measured_workspaces, excluded.connected_workspaces)
""")


def refresh(connection: Connection, account_id: str, region: str) -> int:
    """Roll up the months marked as stale, in the caller's transaction; how many there were. Costs are marked then."""
    place = {"account_id": account_id, "region": region}
    stale = sorted(connection.execute(_TAKE, place).scalars())
    for month in stale:
        connection.execute(_REFRESH, {**place, "month": month})
        fleet_hours.refresh(connection, account_id, region, month)
    if stale:
        connection.execute(_MARK, {**place, "since": stale[0]})
    return len(stale)
