"""Modelled costs in their tables: which WorkSpaces and months are out of date, and these modelled anew.

What a cost is made of is known by `facts`, a digest over settings, life, changes, events and prices: whatever step
wrote them, and wherever it was killed, a difference is found the next time. Hours change too often for that; the step
that rolls them up leaves a mark with the month since which they have.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, text

from app.db.partitions import ensure_months
from app.services.costs import calendar, forecast, inputs, model
from app.services.costs.forecast import Forecast, Outlook
from app.services.costs.inputs import Known, Place
from app.services.costs.model import Line
from app.services.costs.months import HISTORY_MONTHS, first_of, following, previous
from app.services.costs.price_book import PriceBook
from app.services.settings import store
from app.services.settings.registry import FORECAST_INTERVAL, FORECAST_WEEKS
from app.services.usage.told import SETTINGS

AT_ONCE = 1_000
SOURCE = "modelled"
# the steps after which costs may be other ones; prices are the same for all places
AFTER = frozenset({"workspaces", "bundles", "usage", "events", "prices"})
EVERYWHERE = frozenset({"prices"})

_COLUMNS = (
    *("account_id", "region", "workspace_id", "month", "source", "usage_type", "kind", "quantity", "unit", "cost"),
    *("currency", "price_source", "price_date", "coverage", "assumptions", "reason"),
)
_KEY, _SUMMED = (
    _COLUMNS[:6],
    (
        "account_id",
        "region",
        "workspace_id",
        "month",
        "modelled_cost_mtd",
        "facts",
        "forecast_cost_month",
        "forecast_low",
        "forecast_high",
        "forecast_deviation",
        "basis_month",
        "basis_hours",
    ),
)
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('costs ' || :account_id || ' ' || :region, 0))")
_PLACES = text("select distinct account_id, region from workspaces order by 1, 2")
_MARKS = text("""
select array_agg(id) as ids, min(since) as since from cost_marks where account_id = :account_id and region = :region
""")
_FORGET = text("delete from cost_marks where id = any(:ids)")

# a WorkSpace whose facts are others is modelled from the oldest month on; else since the hours have changed, or since
# the month that it was modelled for last
_STALE = text("""
with changed as (
  select workspace_id, md5(string_agg(id::text, ',' order by id)) as digest from workspace_changes
  where account_id = :account_id and region = :region and field = any(:fields)
  group by 1
), asked as (
  select l.workspace_id, count(*) as digest
  from event_workspaces l join events e using (event_time, event_id, region, account_id)
  where l.account_id = :account_id and l.region = :region and not l.failed
    and e.event_name = 'ModifyWorkspaceProperties' and e.error_code is null
  group by 1
), told as (
  select w.workspace_id, w.terminated_at, md5(concat_ws('|', :common, w.running_mode, w.auto_stop_timeout_minutes,
    w.compute_type, w.operating_system, w.root_volume_size_gib, w.user_volume_size_gib, w.bundle_id, b.compute_type,
    b.root_volume_size_gib, b.user_volume_size_gib, w.created_at, w.terminated_at, w.state = 'ERROR',
    changed.digest, asked.digest)) as facts
  from workspaces w
  left join bundles b using (account_id, region, bundle_id)
  left join changed using (workspace_id) left join asked using (workspace_id)
  where w.account_id = :account_id and w.region = :region
), aged as (
  select t.workspace_id, t.facts, case when k.facts is distinct from t.facts then cast(:oldest as date)
    when k.month < :month and (t.terminated_at is null or t.terminated_at >= k.month)
      then least(k.month, cast(:marked as date))
    when t.terminated_at is null or t.terminated_at >= :marked then cast(:marked as date) end as since
  from told t
  left join workspace_costs k on k.account_id = :account_id and k.region = :region and k.workspace_id = t.workspace_id
)
select workspace_id, facts, greatest(since, cast(:oldest as date)) as since from aged
where since is not null order by since, workspace_id
""")
_COMMON = text("""
select md5(concat_ws('|', :version, (select string_agg(p::text, '' order by id) from prices p where p.region = :region),
  exists (select from prices),
  (select string_agg(o::text, '' order by id) from price_overrides o
    where coalesce(o.account_id, :account_id) = :account_id and coalesce(o.region, :region) = :region),
  (select covered_from from event_watermarks where account_id = :account_id and region = :region)))
""")
_VERSION = "2"  # of the model's rules: another one models everything anew

_STAGE = text("create temp table if not exists stage_cost_monthly (like cost_monthly) on commit delete rows")
_COPY = f"copy pg_temp.stage_cost_monthly ({', '.join(_COLUMNS)}) from stdin"
# written so that it needs no statistics, which a new partition lacks: a range of the index, and a hashed list
_DELETE = text(f"""
delete from cost_monthly t where t.account_id = :account_id and t.region = :region
  and t.workspace_id between :low and :high and t.workspace_id = any(:ids)
  and t.month >= :since and t.source = '{SOURCE}' and (t.workspace_id, t.month, t.usage_type) not in (
    select s.workspace_id, s.month, s.usage_type from pg_temp.stage_cost_monthly s)
""")  # noqa: S608 - made of constants


def _put(table: str, columns: Sequence[str], key: Sequence[str], rows: str) -> str:
    others = [name for name in columns if name not in key]
    return (
        f"insert into {table} ({', '.join(columns)}) {rows} on conflict ({', '.join(key)}) do update set "
        f"{', '.join(f'{name} = excluded.{name}' for name in others)} where "
        f"({', '.join(f'{table}.{name}' for name in others)}) is distinct from "
        f"({', '.join(f'excluded.{name}' for name in others)})"
    )


_UPSERT = text(_put("cost_monthly", _COLUMNS, _KEY, f"select {', '.join(_COLUMNS)} from pg_temp.stage_cost_monthly"))  # noqa: S608 - made of constants
_SUM = text(
    _put(
        "workspace_costs",
        _SUMMED,
        _SUMMED[:3],
        "select :account_id, :region, workspace_id, month, cost, facts, forecast, low, high, deviation, basis, "
        "cast(hours as smallint[]) from unnest(cast(:ids as text[]), cast(:months as date[]), "
        "cast(:costs as numeric[]), cast(:facts as text[]), cast(:forecasts as numeric[]), cast(:lows as numeric[]), "
        "cast(:highs as numeric[]), cast(:deviations as numeric[]), "
        "cast(:bases as date[]), cast(:hours as text[])) "
        "as s(workspace_id, month, cost, facts, forecast, low, high, deviation, basis, hours)",
    )
)


@dataclass(frozen=True, slots=True)
class _Stale:
    workspace_id: str
    facts: str
    since: date


def after(engine: Engine, collector: str, account_id: str, region: str, now: datetime | None = None) -> int:
    """Bring the costs up to date after a step of that collector; how many rows were written or deleted."""
    if collector not in AFTER:
        return 0
    places = [(account_id, region)]
    if collector in EVERYWHERE:
        with engine.connect() as connection:
            places = [(row.account_id, row.region) for row in connection.execute(_PLACES)]
    return sum(refresh(engine, *one, now=now) for one in places)


def refresh(engine: Engine, account_id: str, region: str, now: datetime | None = None) -> int:
    """Model what is out of date in an account and Region; how many rows were written or deleted.

    A thousand WorkSpaces are one transaction: it can run twice or be killed anywhere with the same result. Two at the
    same time take turns.
    """
    now = now or datetime.now(UTC)
    key = {"account_id": account_id, "region": region}
    oldest = oldest_month(now.date())
    with engine.connect() as connection:
        marks = connection.execute(_MARKS, key).one()
        stale = _stale(connection, key, now, marks.since)
        book = inputs.book(connection, region, account_id) if stale else PriceBook([])
        outlook = _outlook(connection)
    written = 0
    for since, some in _pieces(stale):
        with engine.begin() as connection:
            ensure_months(connection, "cost_monthly", _months(max(since, oldest), now.date()))
        with engine.begin() as connection:
            connection.execute(_ONE_AT_A_TIME, key)
            place = inputs.place(connection, account_id, region)
            written += _Model(place, book, since, now, outlook).write(connection, some)
    if marks.ids:
        with engine.begin() as connection:
            connection.execute(_FORGET, {"ids": marks.ids})
    return written


def oldest_month(today: date) -> date:
    """The oldest month that is modelled: that of the oldest bill."""
    month = first_of(today)
    for _ in range(HISTORY_MONTHS):
        month = previous(month)
    return month


def _stale(connection: Connection, key: dict[str, Any], now: datetime, marked: date | None) -> list[_Stale]:
    common = connection.execute(_COMMON, {**key, "version": _VERSION}).scalar_one()
    values = {"fields": list(SETTINGS), "common": common, "marked": marked}
    values |= {"oldest": oldest_month(now.date()), "month": first_of(now.date())}
    return [_Stale(*row) for row in connection.execute(_STALE, {**key, **values})]


def _array(hours: Sequence[int] | None) -> str | None:
    return None if hours is None else "{" + ",".join(map(str, hours)) + "}"


def _outlook(connection: Connection) -> Outlook:
    values = store.read(connection)
    return Outlook(calendar.from_settings(values), values[FORECAST_WEEKS], values[FORECAST_INTERVAL])


def _pieces(stale: Sequence[_Stale]) -> Iterator[tuple[date, list[_Stale]]]:
    for since, group in groupby(stale, key=lambda one: one.since):
        listed = list(group)
        for index in range(0, len(listed), AT_ONCE):
            yield since, listed[index : index + AT_ONCE]


def _months(since: date, today: date) -> list[date]:
    made = [since]
    while made[-1] < first_of(today):
        made.append(following(made[-1]))
    return made


@dataclass(frozen=True, slots=True)
class _Model:
    """The months from `since` on of WorkSpaces of one place."""

    place: Place
    book: PriceBook
    since: date
    now: datetime
    outlook: Outlook

    def write(self, connection: Connection, stale: Sequence[_Stale]) -> int:
        """Model them and bring the tables to it, in the caller's transaction; how many rows that changed."""
        months = _months(self.since, self.now.date())
        ids = [one.workspace_id for one in stale]
        history = inputs.history_since(self.now, self.outlook.weeks)
        found = inputs.load(connection, self.place, ids, self.since, history)
        loaded = {known.workspace_id: known for known in found}
        stale = [one for one in stale if one.workspace_id in loaded]
        lines: list[str] = []
        sums: list[Decimal | None] = []
        forecasts: list[Forecast | None] = []
        basis, hours = previous(months[-1]), list[str | None]()
        for one in stale:
            known = loaded[one.workspace_id]
            made = [model.cost(known.subject, known.hours(month), month, self.now, self.book) for month in months]
            lines += [self._cells(known, month.month, line) for month in made for line in month.lines]
            sums.append(made[-1].total)
            hours.append(_array(known.hours_by_timeout(basis)))
            goes_on = forecast.goes_on(made[-1], known.subject, self.now)
            lately = known.lately(months[-1], history) if goes_on else None
            forecasts.append(forecast.forecast(made[-1], lately, self.now, self.book, self.outlook))
        written = self._merge(connection, ids, lines)
        values = {"ids": [one.workspace_id for one in stale], "months": [months[-1]] * len(stale), "costs": sums}
        values |= {
            "facts": [one.facts for one in stale],
            "forecasts": [one and one.cost for one in forecasts],
            "lows": [one and one.low for one in forecasts],
            "highs": [one and one.high for one in forecasts],
            "deviations": [one and one.deviation for one in forecasts],
            "bases": [basis] * len(stale),
            "hours": hours,
        }
        connection.execute(_SUM, {**self.place.key, **values})
        return written

    def _merge(self, connection: Connection, ids: Sequence[str], lines: Iterable[str]) -> int:
        connection.execute(_STAGE)
        connection.execute(text("truncate pg_temp.stage_cost_monthly"))
        cursor = connection.connection.cursor()
        cursor.copy_expert(_COPY, io.StringIO("".join(lines)))
        cursor.close()
        # without statistics the statements would be planned for a table of any size
        connection.execute(text("analyze pg_temp.stage_cost_monthly"))
        # `ids` are in the order of the database
        values = {"ids": list(ids), "low": ids[0], "high": ids[-1], "since": self.since}
        gone = connection.execute(_DELETE, {**self.place.key, **values}).rowcount
        return int(gone + connection.execute(_UPSERT).rowcount)

    def _cells(self, known: Known, month: date, line: Line) -> str:
        cells: Iterable[object] = (
            *(self.place.account_id, self.place.region, known.workspace_id, month, SOURCE, line.usage_type, line.kind),
            *(line.quantity, line.unit, line.cost, line.currency, line.price_source, line.price_date, line.coverage),
            *("{" + ",".join(sorted(line.assumed)) + "}", line.reason),
        )
        return "\t".join("\\N" if cell is None else str(cell).translate(_ESCAPES) for cell in cells) + "\n"
