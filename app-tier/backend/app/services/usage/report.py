"""Usage, sessions and experience of one WorkSpace, computed from its bitmaps when they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from app.models.usage import MetricDaily, UsageHours
from app.models.v1 import V1Usage
from app.schemas.caller import Caller
from app.schemas.usage import Granularity, UsageQuery
from app.services.inventory.workspace import detail
from app.services.usage.bitmap import Hours, cut
from app.services.usage.clock import DAY_HOURS, first_hour, hour_of, moment, previous_month
from app.services.usage.facts import UNKNOWN, Facts, load
from app.services.usage.ledger import Ledger, Totals, ledger
from app.services.usage.sessions import sessions
from app.services.usage.spans import Period, periods, span
from app.services.usage.store import assembled

HOURLY_DEFAULT = 31 * DAY_HOURS
Item = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A WorkSpace with what is stored of its hours (None: nothing) and the hour in progress."""

    key: tuple[str, str, str]
    facts: Facts
    hours: Hours | None
    now: int

    @property
    def first_known(self) -> int:
        """The first hour with a point; `now` where there is none."""
        if self.hours is None or not self.hours.known:
            return self.now
        return self.hours.first + (self.hours.known & -self.hours.known).bit_length() - 1

    @property
    def book(self) -> Ledger:
        """Its ledger from a month before the first stored hour on."""
        hours = self.hours or Hours(self.now)
        return ledger(hours, self.now, self.facts.modes, self.facts.life, self.now)


def _measured(connection: Connection, workspace_id: str, caller: Caller) -> _Measured:
    """Raises NotFound where it is not there or not the caller's to see."""
    found = detail(connection, workspace_id, caller)
    key = (str(found["account_id"]), str(found["region"]), str(found["workspace_id"]))
    facts = load(connection, key[0], key[1], [key[2]]).get(key[2], UNKNOWN)
    u = UsageHours.__table__.c
    rows = connection.execute(
        select(u.month, u.known, u.connected, u.billed, u.starts)
        .where(u.account_id == key[0], u.region == key[1], u.workspace_id == key[2])
        .order_by(u.month)
    ).all()
    stored: Mapping[date, tuple[bytes, bytes, bytes | None, bytes]] = {
        row.month: (bytes(row.known), bytes(row.connected), row.billed, bytes(row.starts)) for row in rows
    }
    hours = None
    if stored:
        lead = first_hour(previous_month(min(stored)))
        hours = assembled(dict(stored), min(lead, lead if facts.life.begins is None else facts.life.begins))
    return _Measured(key, facts, hours, hour_of(datetime.now(UTC)))


def usage(connection: Connection, workspace_id: str, caller: Caller, query: UsageQuery) -> dict[str, object]:
    """The members of `schemas.usage.UsageAnswer`. Raises NotFound, and Invalid naming the bound that does not fit."""
    first, end = span(query.since, query.until)
    of = _measured(connection, workspace_id, caller)
    low, high = _clamped(of, first, end, query.granularity)
    book = of.book
    items = [
        _item(period, totals)
        for period in (periods(query.granularity, low, high) if low < high else ())
        if (totals := book.totals(period.first, period.end)).passed_hours
    ]
    if query.granularity == "month":
        items = [*_told_by_v1(connection, of, first, end), *items]
    known = [float(str(item["connected_hours"])) for item in items if item["connected_hours"] is not None]
    return {
        "workspace_id": of.key[2],
        "granularity": query.granularity,
        "items": items,
        "total_connected_hours": _whole(sum(known)) if known else None,
    }


def _told_by_v1(connection: Connection, of: _Measured, first: int | None, end: int | None) -> list[Item]:
    """The months before the first measured hour's that version 1 had counted: sums, of which no more is known."""
    v = V1Usage.__table__.c
    rows = connection.execute(
        select(v.month, v.usage_hours)
        .where(v.account_id == of.key[0], v.region == of.key[1], v.workspace_id == of.key[2])
        .where(v.month < moment(of.first_known).date().replace(day=1))
        .order_by(v.month)
    )
    return [
        {
            "period": f"{row.month:%Y-%m}",
            "connected_hours": _whole(float(row.usage_hours)),
            "billed_hours": None,
            "sessions": None,
            "coverage": 0.0,
            "source": "version_1",
        }
        for row in rows
        if (first is None or first_hour(row.month) >= first) and (end is None or first_hour(row.month) < end)
    ]


def _whole(hours: float) -> float:
    """Hours, without a fraction where there is none."""
    return int(hours) if hours == int(hours) else hours


def _clamped(of: _Measured, first: int | None, end: int | None, granularity: Granularity) -> tuple[int, int]:
    """The span without what lies before the first point (or the creation, where known) and after the present."""
    begins = of.facts.life.begins
    earliest = of.first_known if begins is None or of.hours is None else min(begins, of.first_known)
    if first is None and granularity == "hour":
        first = min(of.now if end is None else end, of.now) - HOURLY_DEFAULT
    return max(earliest if first is None else first, earliest), min(of.now if end is None else end, of.now)


def _item(period: Period, totals: Totals) -> Item:
    return {
        "period": period.name,
        "connected_hours": totals.connected_hours,
        "billed_hours": totals.billed_hours,
        "sessions": totals.sessions,
        "coverage": round(totals.coverage or 0.0, 4),
        "source": "measured",
    }


def session_list(
    connection: Connection, workspace_id: str, caller: Caller, since: str | None, until: str | None
) -> dict[str, object]:
    """The members of `schemas.usage.SessionsAnswer`: without bounds those of the last 31 days."""
    first, end = span(since, until)
    of = _measured(connection, workspace_id, caller)
    high = of.now if end is None else min(end, of.now)
    low = high - HOURLY_DEFAULT if first is None else first
    listed = sessions(cut(of.hours, of.hours.first, of.now)) if of.hours else ()
    items = [
        {"started_at": s.started_at, "ended_at": s.ended_at, "hours": s.hours,
         "start_known": s.start_known, "end_known": s.end_known}
        for s in listed
        if s.ended_at > moment(low) and s.started_at < moment(high)
    ]  # fmt: skip
    return {"workspace_id": of.key[2], "items": items[::-1]}


def experience(
    connection: Connection, workspace_id: str, caller: Caller, since: str | None, until: str | None
) -> dict[str, object]:
    """The members of `schemas.usage.ExperienceAnswer`: without bounds those of the last 31 days."""
    first, end = span(since, until)
    found = detail(connection, workspace_id, caller)
    high = hour_of(datetime.now(UTC)) if end is None else end
    low = high - HOURLY_DEFAULT if first is None else first
    m = MetricDaily.__table__.c
    values = [column for column in m if column.name.endswith(("_avg", "_p95", "_max"))]
    rows = connection.execute(
        select(m.day, *values)
        .where(
            *(m[name] == found[name] for name in ("account_id", "region", "workspace_id")),
            m.day >= moment(low).date(),
            m.day < moment(high + DAY_HOURS - 1).date(),
        )
        .order_by(m.day)
    )
    return {"workspace_id": found["workspace_id"], "items": [dict(row._mapping) for row in rows]}
