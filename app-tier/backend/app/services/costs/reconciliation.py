"""The modelled costs of a month beside the bill: by usage type, with the error and its likely causes in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from app.schemas.cost_explain import ReconciliationQuery
from app.services.costs.model import EARLIER_STATE, INFERRED, OLD_PRICE
from app.services.costs.months import first_of, following
from app.services.costs.price_book import CURRENCY

TOLERANCE = Decimal("0.5")
"""Per cent: errors up to it need no explanation."""
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ModelledSum:
    """The modelled costs of one account, Region and usage type. `quantity` and `cost` sum what is known."""

    account_id: str
    region: str
    usage_type: str
    kind: str
    unit: str
    quantity: Decimal | None
    cost: Decimal | None
    workspaces: int
    unknown: int
    coverage: float | None = None
    assumed: Mapping[str, int] = field(default_factory=dict)
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BilledSum:
    """The bill of one account, Region (None: not told) and usage type."""

    account_id: str
    region: str | None
    usage_type: str
    kind: str
    unit: str | None
    quantity: Decimal | None
    cost: Decimal | None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of places beside their costs.

    `unread`: the status of places whose WorkSpaces could not be listed. `unseen`: how many WorkSpaces of the month
    CloudTrail names that had ended before any listing showed them, and that could not be modelled. `inventoried`:
    places with WorkSpaces in the inventory. `running`: the month is not over.
    """

    unread: Mapping[Place, str] = field(default_factory=dict)
    unseen: Mapping[Place, int] = field(default_factory=dict)
    inventoried: frozenset[Place] = frozenset()
    running: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One usage type on both sides; errors in per cent of the bill."""

    usage_type: str
    kind: str
    unit: str | None
    modelled_quantity: Decimal | None
    billed_quantity: Decimal | None
    quantity_error_percent: Decimal | None
    modelled_cost: Decimal | None
    billed_cost: Decimal | None
    cost_error_percent: Decimal | None
    workspaces: int
    unknown: int
    coverage: float | None
    causes: tuple[str, ...]


def error_percent(modelled: Decimal | None, billed: Decimal | None) -> Decimal | None:
    """How much higher the model is, in per cent of the bill; None where one side is missing or the bill is 0."""
    if modelled is None or not billed:
        return None
    return ((modelled - billed) * 100 / billed).quantize(Decimal("0.01")) + 0  # no -0


def reconcile(modelled: Iterable[ModelledSum], billed: Iterable[BilledSum], of: Circumstances) -> list[Item]:
    """Both sides by usage type, the dearest on the bill first."""
    ours = {(one.account_id, one.usage_type): one for one in modelled}
    theirs = {(one.account_id, one.usage_type): one for one in billed}
    pairs: dict[str, list[tuple[ModelledSum | None, BilledSum | None]]] = {}
    for key in sorted(ours.keys() | theirs.keys()):
        pairs.setdefault(key[1], []).append((ours.get(key), theirs.get(key)))
    unpriced = [one for one in ours.values() if one.unknown and one.cost is None]
    items = [_item(usage_type, both, of, unpriced) for usage_type, both in pairs.items()]
    return sorted(items, key=lambda item: (-(item.billed_cost or 0), -(item.modelled_cost or 0), item.usage_type))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _item(
    usage_type: str,
    both: Sequence[tuple[ModelledSum | None, BilledSum | None]],
    of: Circumstances,
    unpriced: Sequence[ModelledSum],
) -> Item:
    ours, theirs = [one for one, _ in both if one], [one for _, one in both if one]
    quantities = _sum(one.quantity for one in ours), _sum(one.quantity for one in theirs)
    costs = _sum(one.cost for one in ours), _sum(one.cost for one in theirs)
    units = [*(one.unit for one in theirs), *(one.unit for one in ours)]
    causes = [cause for pair in both for cause in _causes(*pair, of, unpriced)]
    return Item(
        usage_type,
        (ours or theirs)[0].kind,
        next((unit for unit in units if unit), None),
        *quantities,
        error_percent(*quantities),
        *costs,
        error_percent(*costs),
        sum(one.workspaces for one in ours),
        sum(one.unknown for one in ours),
        min((one.coverage for one in ours if one.coverage is not None), default=None),
        tuple(dict.fromkeys(causes)),
    )


def _causes(
    ours: ModelledSum | None, theirs: BilledSum | None, of: Circumstances, unpriced: Sequence[ModelledSum]
) -> Iterable[str]:
    """Why an account's sum differs, the likeliest first; nothing where it does not."""
    if ours is not None and ours.unknown:
        reasons = "; ".join(ours.reasons)
        yield f"{ours.unknown} of {ours.workspaces} WorkSpaces have no modelled cost: {reasons}."
    if theirs is None:
        if ours is not None and ours.cost:
            yield (
                _NOT_YET if of.running else "It is not on the bill: a credit, another payer, or a mode assumed wrongly."
            )
        return
    if ours is None:
        yield from _missing(theirs, of, unpriced)
        return
    quantity = error_percent(ours.quantity, theirs.quantity)
    if quantity is not None and abs(quantity) > TOLERANCE:
        yield from _quantity(ours, quantity, of)
    if ours.cost and theirs.cost and ours.quantity and theirs.quantity:
        paid, listed = theirs.cost / theirs.quantity, ours.cost / ours.quantity
        rate = error_percent(listed, paid)
        if rate is not None and abs(rate) > TOLERANCE:
            yield (
                f"It is billed at {paid:.4f} a unit and listed at {listed:.4f}: "
                "a discount, or a price of another date or other volumes."
            )


_NOT_YET = "The month is not over: the bill reaches to yesterday and its fees of today are not on it yet."


def _missing(theirs: BilledSum, of: Circumstances, unpriced: Sequence[ModelledSum]) -> Iterable[str]:
    place = (theirs.account_id, theirs.region or "")
    where = f"account {theirs.account_id} in {theirs.region or 'an unknown Region'}"
    if place in of.unread:
        yield f"The WorkSpaces of {where} could not be read ({of.unread[place]}): see the coverage of the data."
    elif place not in of.inventoried:
        yield f"The inventory has no WorkSpace of {where}: is that Region among those of the account?"
    twin = next((one for one in unpriced if _is_twin(one, theirs)), None)
    if twin is not None:
        yield f"As much of it is modelled without a price as {twin.usage_type}: the price list does not have it."
        return
    if of.unseen.get(place):
        yield _unseen(of.unseen[place], where)
    elif place in of.inventoried:
        yield f"No WorkSpace in the inventory is charged so: one of {where} ended or was changed before it was seen."


def _is_twin(ours: ModelledSum, theirs: BilledSum) -> bool:
    """Whether the same quantity of the same kind is charged in the same place: the bill knows it by another name."""
    place = (ours.account_id, ours.region, ours.kind) == (theirs.account_id, theirs.region, theirs.kind)
    error = error_percent(ours.quantity, theirs.quantity)
    return place and error is not None and abs(error) <= TOLERANCE


def _unseen(number: int, where: str) -> str:
    return (
        f"{number} WorkSpaces of {where} had ended before a listing showed them: "
        "CloudTrail names them, but not all that their price depends on."
    )


def _quantity(ours: ModelledSum, error: Decimal, of: Circumstances) -> Iterable[str]:
    place = (ours.account_id, ours.region)
    where = f"account {ours.account_id} in {ours.region}"
    if place in of.unread:
        yield f"The WorkSpaces of {where} could not be read ({of.unread[place]}): see the coverage of the data."
    if error < 0 and of.unseen.get(place):
        yield _unseen(of.unseen[place], where)
    unmeasured = ours.coverage is not None and ours.coverage < 1
    if unmeasured:
        yield f"Of the hours of one WorkSpace only {ours.coverage:.1%} were measured; the others count as idle."
    for code, words in _ASSUMED.items():
        if ours.assumed.get(code):
            yield f"{ours.assumed[code]} of {ours.workspaces} WorkSpaces: {words}"
    if of.running:
        yield _NOT_YET
    elif error < 0 and not of.unseen.get(place) and not unmeasured:
        yield f"WorkSpaces of {where} may have ended before the inventory saw them."


_ASSUMED = {
    EARLIER_STATE: "running mode and size are older than the trail and the inventory, and were taken to be as later.",
    INFERRED: "running mode or size before a change was inferred.",
    OLD_PRICE: "the price of the month is not known, and the nearest one was used.",
}

_IN = " and account_id = any(:accounts) and (cast(:region as text) is null or region = :region)"
_MODELLED = text(f"""
select account_id, region, usage_type, min(kind) as kind, min(unit) as unit, sum(quantity) as quantity,
  sum(cost) as cost, count(*) as workspaces, count(*) filter (where cost is null) as unknown, min(coverage) as coverage,
  count(*) filter (where '{EARLIER_STATE}' = any(assumptions)) as earlier,
  count(*) filter (where '{INFERRED}' = any(assumptions)) as inferred,
  count(*) filter (where '{OLD_PRICE}' = any(assumptions)) as old_price,
  array_remove(array_agg(distinct reason), null) as reasons
from cost_monthly where month = :month and source = 'modelled'{_IN} group by 1, 2, 3
""")  # noqa: S608 - made of constants
_BILLED = text(f"""
select account_id, min(region) as region, usage_type, min(kind) as kind, min(unit) as unit, sum(quantity) as quantity,
  sum(cost) as cost, bool_or(estimated) as estimated
from bill_monthly where month = :month and currency = '{CURRENCY}'{_IN} group by account_id, usage_type
""")  # noqa: S608 - made of constants
_UNREAD = text(f"""
select account_id, region, status as why from coverage
where collector = 'workspaces' and status in ('denied', 'failed', 'never'){_IN}
""")  # noqa: S608 - made of constants
_INVENTORIED = text(f"select distinct account_id, region from workspaces where true{_IN}")  # noqa: S608 - as above
_UNSEEN = text(f"""
select account_id, region, count(*) as number from (
  select l.account_id, l.region, l.workspace_id,
    min(l.event_time) filter (where l.effect = 'create') as begins,
    max(l.event_time) filter (where l.effect = 'terminate') as ends
  from event_workspaces l
  where l.effect is not null and not l.failed{_IN.replace(" and account_id", " and l.account_id")} and not exists (
    select from workspaces w
    where w.account_id = l.account_id and w.region = l.region and w.workspace_id = l.workspace_id
      and (w.terminated_at is null or w.terminated_at >= w.first_seen_at)) and not exists (
    select from cost_monthly m
    where m.account_id = l.account_id and m.region = l.region and m.workspace_id = l.workspace_id
      and m.month = :month and m.cost is not null)
  group by 1, 2, 3
) x where ends >= :month and (begins is null or begins < :after) group by 1, 2
""")  # noqa: S608 - made of constants
_ACCOUNTS = text("select account_id from bill_monthly union select account_id from workspaces")


def answer(
    connection: Connection, query: ReconciliationQuery, scope: frozenset[str] | None, now: datetime | None = None
) -> dict[str, Any]:
    """The members of `schemas.cost_explain.Reconciliation`, of the accounts in `scope` (None: all)."""
    month = date.fromisoformat(f"{query.month}-01")
    accounts = set(connection.execute(_ACCOUNTS).scalars()) if scope is None else set(scope)
    if query.account_id is not None:
        accounts &= {query.account_id}
    names = {"month": month, "after": following(month), "accounts": sorted(accounts), "region": query.region}
    ours = [_modelled(dict(row)) for row in connection.execute(_MODELLED, names).mappings()]
    theirs = [BilledSum(**row) for row in connection.execute(_BILLED, names).mappings()]
    today = (now or datetime.now(UTC)).date()
    of = Circumstances(
        {(row.account_id, row.region): row.why for row in connection.execute(_UNREAD, names)},
        {(row.account_id, row.region): row.number for row in connection.execute(_UNSEEN, names)},
        frozenset((row.account_id, row.region) for row in connection.execute(_INVENTORIED, names)),
        month == first_of(today),
    )
    items = reconcile(ours, theirs, of)
    costs = _sum(item.modelled_cost for item in items), _sum(item.billed_cost for item in items)
    return {
        "month": query.month,
        "items": items,
        "modelled_cost": costs[0],
        "billed_cost": costs[1],
        "cost_error_percent": error_percent(*costs),
        "unknown": sum(item.unknown for item in items),
        "estimated": any(one.estimated for one in theirs),
        "currency": CURRENCY,
    }


def _modelled(facts: dict[str, Any]) -> ModelledSum:
    assumed = {code: facts.pop(name) for code, name in _COUNTED.items()}
    return ModelledSum(**facts, assumed=assumed)


_COUNTED = {EARLIER_STATE: "earlier", INFERRED: "inferred", OLD_PRICE: "old_price"}
