"""A what-if question answered: WorkSpaces that match, grouped by what a price depends on, in one statement."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    select,
    true,
)

from app.core.problems import invalid
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.schemas.what_if import WhatIf, WhatIfChange, WhatIfPrice
from app.services.catalog.model import Field
from app.services.catalog.workspaces import BUNDLE, COSTED, DATASET, W
from app.services.costs import override_rows, price_store
from app.services.costs.comparison import Group, Sums
from app.services.costs.months import first_of, previous
from app.services.costs.overrides import Chain, Override, Overrides
from app.services.costs.price_book import CURRENCY, Machine, PriceBook
from app.services.costs.price_store import KnownPrice
from app.services.costs.what_if import CHEAPEST, Pricing, Setup
from app.services.query.conditions import condition
from app.services.query.fields import resolve
from app.services.query.source import source
from app.services.usage.billing import DEFAULT_TIMEOUT_MINUTES

MOST = 1_000
_CENT = Decimal("0.01")
_SETUP = (
    W.c.account_id, W.c.region, W.c.running_mode, W.c.compute_type, W.c.operating_system, W.c.root_volume_size_gib,
    W.c.user_volume_size_gib, BUNDLE.c.compute_type, BUNDLE.c.root_volume_size_gib, BUNDLE.c.user_volume_size_gib,
)  # fmt: skip
_ASSUMED = (
    "Both sides are a whole month with the settings and prices of today and the hours of {month}.",
    "A switch of the running mode is taken to have been made before the month began.",
    "Hours under another idle timeout follow from the connected hours; who would have worked otherwise is not known.",
    "Volumes only grow: a smaller size than the present one changes nothing.",
    "WorkSpaces whose cost is not known on both sides are counted and left out of the sums.",
)


def answer(connection: Connection, asked: WhatIf, caller: Caller, now: datetime | None = None) -> dict[str, Any]:
    """The members of `schemas.what_if.WhatIfAnswer`. Raises Invalid."""
    now = now or datetime.now(UTC)
    month = previous(first_of(now.date()))
    field = None if asked.group_by is None else resolve(DATASET, asked.group_by, "group_by")
    if field is not None and not field.groupable:
        raise invalid("group_by", f"'{field.name}' cannot be grouped by")
    rows = connection.execute(_statement(asked, field, caller, month)).all()
    regions = sorted({row[1] for row in rows})
    prices = price_store.read(connection, regions)
    rules = override_rows.rules(connection)
    tried = [_tried(number, one) for number, one in enumerate(asked.prices)]
    sums = Sums(asked.changes, Pricing(_Books(prices, rules, []), now), Pricing(_Books(prices, rules, tried), now))
    for row in rows:
        sums.add(_group(row, len(asked.changes)))
    items = sorted(sums.items.items(), key=lambda pair: (-(pair[1].cost - pair[1].changed_cost), pair[0] or ""))
    total = sums.total
    saving = (total.cost - total.changed_cost) * 100 / total.cost if total.cost else None
    return {
        "basis_month": f"{month:%Y-%m}",
        "total": total.shown(None),
        "saving_percent": None if saving is None else saving.quantize(_CENT),
        "items": [one.shown(value) for value, one in items[:MOST]] if field is not None else [],
        "unknown": [{"reason": reason, "workspaces": n} for reason, n in sums.reasons.most_common(50)],
        "assumptions": [line.format(month=f"{month:%Y-%m}") for line in _ASSUMED],
        "currency": CURRENCY,
        "source": "modelled",
    }


def _tried(number: int, price: WhatIfPrice) -> Override:
    return Override(number, "tried", price.price, price.percent, price.usage_type, price.region, price.account_id)


class _Books:
    """The price book of each account; accounts without rules of their own share one."""

    def __init__(self, prices: Sequence[KnownPrice], rules: Sequence[Override], tried: Sequence[Override]) -> None:
        self._prices, self._rules, self._tried = prices, rules, tried
        self._named = {rule.account_id for rule in (*rules, *tried)}
        self._made: dict[str | None, PriceBook] = {}

    def __call__(self, account_id: str) -> PriceBook:
        of = account_id if account_id in self._named else None
        if of not in self._made:
            adjustment = Chain(Overrides(self._rules, of), Overrides(self._tried, of))
            self._made[of] = PriceBook(self._prices, adjustment)
        return self._made[of]


def _matches(change: WhatIfChange, number: int) -> tuple[ColumnElement[bool], list[Field]]:
    """Which WorkSpaces a change is about."""
    found = [
        condition(DATASET, item, f"changes.{number}.filters.{index}.{item.field[:80]}")
        for index, item in enumerate(change.filters)
    ]
    # what is not known to match does not
    return func.coalesce(and_(true(), *(made for made, _ in found)), false()), [field for _, field in found]


def _statement(asked: WhatIf, field: Field | None, caller: Caller, month: date) -> Select[Any]:
    """Groups of WorkSpaces: `_SETUP`, which changes match, sums, and the hours one by one where each counts alone."""
    plan = Plan(dataset="workspaces", filters=asked.filters, search=asked.search)
    made = source(DATASET, plan, caller.account_scope)
    fields = [DATASET.fields["modelled_cost_mtd"], DATASET.fields["bundle_name"], *([field] if field else [])]
    matching = []
    now: ColumnElement[int] = func.coalesce(W.c.auto_stop_timeout_minutes, DEFAULT_TIMEOUT_MINUTES)
    timeout = now
    by_itself: ColumnElement[bool] = false()
    for number, change in enumerate(asked.changes):
        applies, needed = _matches(change, number)
        matching.append(applies)
        fields += needed
        if change.auto_stop_timeout_minutes is not None:
            timeout = case((applies, change.auto_stop_timeout_minutes), else_=timeout)
        if change.running_mode is not None:
            by_itself = case((applies, literal(change.running_mode == CHEAPEST)), else_=by_itself)
    hours_now, hours_then = (
        case((COSTED.c.basis_month == month, COSTED.c.basis_hours[func.ceil(minutes / 60.0).cast(Integer)]))
        for minutes in (now, timeout)
    )
    value = literal(None, Text) if field is None else cast(field.output(), Text)
    keys = [*_SETUP, *matching, hours_now.is_(None), hours_then.is_(None),
            timeout.is_distinct_from(now), value]  # fmt: skip
    shown = [key.label(f"k{number}") for number, key in enumerate(keys)]
    shown += [hours_now.label("hours_now"), hours_then.label("hours_then"), by_itself.label("by_itself")]
    inner = made.narrow(select(*shown), *fields).subquery()
    known = inner.c.hours_then.is_not(None)
    grouped = [inner.c[f"k{number}"] for number in range(len(keys))]
    sums = [func.count(), func.sum(inner.c.hours_now), func.sum(inner.c.hours_then),
            func.array_agg(inner.c.hours_then).filter(inner.c.by_itself, known)]  # fmt: skip
    return select(*grouped, *sums).group_by(*grouped)


def _group(row: Row[Any], changes: int) -> Group:
    values = tuple(row)
    _, region, mode, compute_type, system, root, user, of_bundle, bundle_root, bundle_user = values[: len(_SETUP)]
    volumes = None if root is None or user is None else (root, user)
    included = None if bundle_root is None or bundle_user is None else (bundle_root, bundle_user)
    setup = Setup(mode, Machine(region, compute_type, system, volumes, of_bundle, included))
    return Group(values[0], setup, values[len(_SETUP) : len(_SETUP) + changes], *values[-6:])
