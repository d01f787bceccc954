"""Recommendations as people read them: one in full, what all come to, and what some would."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Row, and_, func, select, text
from sqlalchemy.sql.functions import count

from app.core.problems import NotFound
from app.models.recommendations import Recommendation
from app.schemas.caller import Caller
from app.schemas.plan import Filter, Plan
from app.services.catalog.recommendations import DATASET, FIELDS
from app.services.costs.price_book import CURRENCY
from app.services.query import listing
from app.services.query.listing import PageRequest
from app.services.query.source import source
from app.services.recommendations.choosing import choose
from app.services.recommendations.rules.kinds import KINDS
from app.services.recommendations.states import COUNTED

R = Recommendation.__table__.c
_ABOUT_COST = tuple(kind.name for kind in KINDS.values() if kind.changes_cost)
_COMPUTED = text("""
select case when bool_and(computed_at is not null) then min(computed_at) end from recommendation_places
where cast(:scope as text[]) is null or account_id = any(:scope)
""")


def visible(connection: Connection, ids: Sequence[int], caller: Caller) -> dict[int, Row[Any]]:
    """Those of the recommendations that the caller may see, by their numbers."""
    statement = select(*R).where(R.id.in_(ids)).order_by(R.id)
    if caller.account_scope is not None:
        statement = statement.where(R.account_id.in_(caller.account_scope))
    return {row.id: row for row in connection.execute(statement)}


def detail(connection: Connection, recommendation_id: int, caller: Caller) -> dict[str, Any]:
    """The members of `schemas.recommendations.RecommendationDetail`. Raises NotFound, also for another's account."""
    plan = Plan(dataset=DATASET.name, filters=[Filter(field="id", value=recommendation_id)], limit=1)
    items = orjson.loads(listing.page(connection, DATASET, PageRequest(plan), caller.account_scope))["items"]
    if not items:
        raise NotFound(f"There is no recommendation {recommendation_id} that you may see.")
    row = visible(connection, [recommendation_id], caller)[recommendation_id]
    others = select(R.id, R.kind, R.title, R.state, R.saving_monthly).where(
        *(R[name] == getattr(row, name) for name in ("account_id", "region", "workspace_id")),
        R.id != row.id,
        R.state.in_((*COUNTED, "snoozed")),
    )
    kind = KINDS[row.kind]
    told = {name: getattr(row, name) for name in ("reasons", "before", "after", "updated_at", "history", "verified")}
    alternatives = [dict(one) for one in connection.execute(others.order_by(R.id)).mappings()]
    words = {"risk_text": kind.risk_text, "how": kind.how, "undo": kind.undo}
    return {**items[0], **told, **words, "alternatives": alternatives}


def summary(connection: Connection, plan: Plan, caller: Caller) -> dict[str, Any]:
    """The members of `schemas.recommendations.RecommendationSummary`, of those that match the plan's filters."""
    counted = FIELDS["counted_saving"].expression
    live = source(DATASET, plan.model_copy(update={"include_terminated": True}), caller.account_scope)
    of = live.narrow(
        select(
            R.kind,
            count().label("count"),
            func.coalesce(func.sum(R.saving_monthly).filter(R.saving_monthly > 0), 0).label("saving_monthly"),
            func.coalesce(func.sum(counted), 0).label("counted_saving_monthly"),
            func.coalesce(-func.sum(R.saving_monthly).filter(R.saving_monthly < 0), 0).label("cost_monthly"),
            count().filter(and_(R.saving_monthly.is_(None), R.kind.in_(_ABOUT_COST))).label("unknown"),
        )
    ).where(R.state.in_(COUNTED))
    rows = connection.execute(of.group_by(R.kind)).mappings().all()
    kinds = [{**row, "label": KINDS[row["kind"]].label} for row in rows if row["kind"] in KINDS]
    kinds.sort(key=lambda one: (-one["counted_saving_monthly"], -one["count"], one["kind"]))
    states = connection.execute(live.narrow(select(R.state, count().label("n"))).group_by(R.state))
    tops = live.narrow(select(count())).where(R.is_top)
    scope = None if caller.account_scope is None else sorted(caller.account_scope)
    return {
        "count": sum(one["count"] for one in kinds),
        "workspaces": connection.execute(tops).scalar_one(),
        "saving_monthly": sum((one["counted_saving_monthly"] for one in kinds), Decimal(0)),
        "cost_monthly": sum((one["cost_monthly"] for one in kinds), Decimal(0)),
        "unknown": sum(one["unknown"] for one in kinds),
        "currency": CURRENCY,
        "by_kind": kinds,
        "by_state": {row.state: row.n for row in states},
        "verified": _verified(connection, live.narrow),
        "computed_at": connection.execute(_COMPUTED, {"scope": scope}).scalar_one(),
    }


def _verified(connection: Connection, narrow: Any) -> dict[str, Any]:
    is_known = R.verified_saving_monthly.is_not(None)
    statement = narrow(
        select(
            count().label("done"),
            count().filter(is_known).label("verified"),
            func.coalesce(func.sum(R.saving_monthly).filter(is_known), 0).label("expected_monthly"),
            func.coalesce(func.sum(R.verified_saving_monthly), 0).label("saving_monthly"),
            func.coalesce(func.sum(R.verified_saving_total), 0).label("saving_total"),
        )
    ).where(R.state == "done")
    return dict(connection.execute(statement).mappings().one())


def what_if(connection: Connection, ids: Sequence[int], caller: Caller) -> dict[str, Any]:
    """The members of `schemas.recommendations.WhatIf`."""
    rows = visible(connection, ids, caller)
    closed = {row.id: f"It is {row.state}." for row in rows.values() if row.state in ("done", "obsolete")}
    choice = choose(row for row in rows.values() if row.id not in closed)
    missing = {number: "There is none of that number that you may see." for number in ids if number not in rows}
    savings = [rows[number].saving_monthly for number in choice.chosen]
    known = [saving for saving in savings if saving is not None]
    left_out = {**missing, **closed, **choice.left_out}
    return {
        "selected": len(set(ids)),
        "counted": len(choice.chosen),
        "saving_monthly": sum((saving for saving in known if saving > 0), Decimal(0)),
        "cost_monthly": -sum((saving for saving in known if saving < 0), Decimal(0)),
        "unknown": sum(rows[n].saving_monthly is None and rows[n].kind in _ABOUT_COST for n in choice.chosen),
        "currency": CURRENCY,
        "left_out": [{"id": number, "reason": left_out[number]} for number in sorted(left_out)],
    }
