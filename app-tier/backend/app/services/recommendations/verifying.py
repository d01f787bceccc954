"""What a recommendation saved after it was done, month by month.

`after` is what a whole month has cost since: billed rows of the WorkSpace where there are any, else modelled ones.
`before` is what the same month, with the hours that were really used in it, would have cost with the properties from
before: so a busy month does not count against the advice, nor a quiet one for it. Where the bill of the month is known,
`before` is scaled by how far bill and model are apart. Of one that was deleted, `before` is the mean of its last three
whole months. A month counts only while what was done has stayed as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.services.costs import inputs, model
from app.services.costs.inputs import Known
from app.services.costs.model import Period, midnight
from app.services.costs.past import Past
from app.services.costs.price_book import PriceBook
from app.services.recommendations.gathering import Source
from app.services.recommendations.rules.finding import cents
from app.services.recommendations.rules.kinds import KINDS
from app.services.usage.billing import Mode
from app.services.usage.clock import next_month, previous_month

MOST_MONTHS = 12
AT_ONCE = 500
BASELINE_MONTHS = 3
_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
Months = dict[date, Decimal | None]

# those with a whole month since, that is not verified yet
_WAITING = text("""
select id, workspace_id, kind, before, after, done_at, verified from recommendations
where account_id = :account_id and region = :region and state = 'done' and kind = any(:kinds)
  and done_at < :month and done_at >= :oldest and jsonb_array_length(verified) < :most
  and not verified @> jsonb_build_array(jsonb_build_object('month', cast(:last as text)))
order by id
""")
_COSTS = text("""
select workspace_id, month, source, case when count(*) = count(cost) then sum(cost) end as cost from cost_monthly
where account_id = :account_id and region = :region and workspace_id = any(:ids) and month >= :since
  and month < :month
group by 1, 2, 3
""")
_STORE = text("""
update recommendations r set verified = s.verified, verified_saving_monthly = s.monthly, verified_saving_total = s.total
from jsonb_to_recordset(cast(:rows as jsonb)) as s(id bigint, verified jsonb, monthly numeric, total numeric)
where r.id = s.id
""")


def verify(connection: Connection, of: Source) -> int:
    """Verify what was done in this place with the months that are over; how many rows were written."""
    month = of.now.date().replace(day=1)
    oldest = month
    for _ in range(MOST_MONTHS + 1):
        oldest = previous_month(oldest)
    kinds = [kind.name for kind in KINDS.values() if kind.changes_cost]
    names = {**of.place.key, "month": month, "oldest": oldest, "kinds": kinds, "most": MOST_MONTHS}
    waiting = connection.execute(_WAITING, {**names, "last": f"{previous_month(month):%Y-%m}"}).all()
    written = 0
    for index in range(0, len(waiting), AT_ONCE):
        written += _some(connection, of, waiting[index : index + AT_ONCE], month)
    return written


def _some(connection: Connection, of: Source, rows: Sequence[Any], month: date) -> int:
    ids = sorted({row.workspace_id for row in rows})
    since = min(row.done_at for row in rows).date().replace(day=1)
    first = since
    for _ in range(BASELINE_MONTHS):
        first = previous_month(first)
    costs: dict[str, dict[str, Months]] = {}
    values = {**of.place.key, "ids": ids, "since": first, "month": month}
    for row in connection.execute(_COSTS, values):
        costs.setdefault(row.workspace_id, {}).setdefault(row.source, {})[row.month] = row.cost
    known = {one.workspace_id: one for one in inputs.load(connection, of.place, ids, first)}
    book = inputs.book(connection, of.place.region, of.place.account_id)
    stored = []
    for row in rows:
        one = known.get(row.workspace_id)
        if one is None:
            continue
        told = _Case(row, one, costs.get(row.workspace_id, {}), book, of.now)
        if verified := told.months(month):
            savings = [Decimal(str(each["saving"])) for each in verified]
            total = sum(savings, Decimal(0))
            monthly = cents(total / len(savings))
            stored.append({"id": row.id, "verified": verified, "monthly": str(monthly), "total": str(total)})
    if stored:
        connection.execute(_STORE, {"rows": orjson.dumps(stored).decode()})
    return len(stored)


class _Case:
    """One recommendation that was done, with the costs of its WorkSpace by source and month."""

    def __init__(self, row: Any, known: Known, costs: Mapping[str, Months], book: PriceBook, now: datetime) -> None:
        self.row = row
        self.known = known
        self.costs = costs
        self.book = book
        self.now = now

    def months(self, until: date) -> list[dict[str, Any]]:
        """The months after the one in which it was done, before `until`, of which before and after are known."""
        made: list[dict[str, Any]] = []
        month = next_month(self.row.done_at.date().replace(day=1))
        while month < until and len(made) < MOST_MONTHS:
            pair = self._removed(month) if KINDS[self.row.kind].removes else self._changed(month)
            if pair is not None:
                before, after, basis = pair
                made.append({"month": f"{month:%Y-%m}", "before": float(cents(before)), "after": float(cents(after)),
                             "saving": float(cents(before - after)), "basis": basis})  # fmt: skip
            month = next_month(month)
        return made

    def _after(self, month: date) -> tuple[Decimal, str] | None:
        for source in ("billed", "modelled"):
            cost = self.costs.get(source, {}).get(month)
            if cost is not None:
                return cost, source
        return None

    def _changed(self, month: date) -> tuple[Decimal, Decimal, str] | None:
        after = self._after(month)
        before = model.cost(*self._as_before(month), month, self.now, self.book).total
        if after is None or before is None or not self._has_stayed(month):
            return None
        modelled = self.costs.get("modelled", {}).get(month)
        if after[1] == "billed":
            if not modelled:
                return None
            before = before * after[0] / modelled
        return before, *after

    def _removed(self, month: date) -> tuple[Decimal, Decimal, str] | None:
        """What it cost before it went, against nothing; nothing is told of one that is still there."""
        ended = self.known.subject.ends
        if ended is None or ended >= midnight(month):
            return None
        source = "billed" if self.costs.get("billed") else "modelled"
        last = ended.date().replace(day=1)
        told = [cost for each, cost in sorted(self.costs.get(source, {}).items()) if each < last][-BASELINE_MONTHS:]
        known = [cost for cost in told if cost is not None]
        if not known or len(known) < len(told):
            return None
        return sum(known, Decimal(0)) / len(known), self.costs.get(source, {}).get(month) or Decimal(0), source

    def _as_before(self, month: date) -> tuple[model.Subject, model.RunningHours]:
        """The WorkSpace as if it had gone on as it was before, and the hours that it would have run."""
        before, subject = self.row.before, self.known.subject
        mode, timeout = before["running_mode"], before["auto_stop_timeout_minutes"]
        root, user = before["root_volume_size_gib"], before["user_volume_size_gib"]
        volumes = None if root is None or user is None else (root, user)
        machine = replace(subject.periods[-1].machine, compute_type=before["compute_type"], volumes=volumes)
        periods = (Period(_OLDEST, mode, machine),)
        then = replace(self.known, past=Past(periods, (Mode(0, mode, timeout),)))
        return replace(subject, periods=periods), then.hours(month)

    def _has_stayed(self, month: date) -> bool:
        """Whether it had the advised properties all through the month."""
        opens, closes = midnight(month), midnight(next_month(month))
        periods = model.settings(self.known.subject, opens, closes)
        modes = [mode for mode in self.known.past.modes if mode.from_hour * 3600 < closes.timestamp()]
        after = self.row.after
        return all(
            after.get("running_mode", period.running_mode) == period.running_mode
            and after.get("compute_type", period.machine.compute_type) == period.machine.compute_type
            for period in periods
        ) and (
            not modes
            or "auto_stop_timeout_minutes" not in after
            or (modes[-1].timeout_minutes or 60) <= after["auto_stop_timeout_minutes"]
        )
