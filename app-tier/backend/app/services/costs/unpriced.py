"""How many WorkSpaces of a month have no modelled cost, and why."""

from typing import Any

from sqlalchemy import Connection, text

from app.schemas.costs import MonthsQuery
from app.schemas.unpriced import UnpricedQuery
from app.services.costs.bill import period

_IN = "month = :month and source = 'modelled' and (cast(:accounts as text[]) is null or account_id = any(:accounts))"
_ITEMS = text(f"""
select account_id, region, kind, usage_type, reason, count(*) as workspaces,
  case when price_source is null then 'price' else 'hours' end as missing,
  (array_agg(workspace_id order by workspace_id))[1:5] as examples
from cost_monthly where {_IN} and cost is null
group by account_id, region, kind, usage_type, reason, price_source is null
order by workspaces desc, account_id, region, usage_type, reason limit :limit
""")  # noqa: S608 - made of constants
_COUNTED = text(f"""
select count(*) as workspaces, count(*) filter (where unknown) as unknown,
  count(*) filter (where unpriced) as unpriced
from (select bool_or(cost is null) as unknown, bool_or(cost is null and price_source is null) as unpriced
  from cost_monthly where {_IN} group by account_id, region, workspace_id) x
""")  # noqa: S608 - made of constants
MOST = 500


def answer(connection: Connection, query: UnpricedQuery, scope: frozenset[str] | None) -> dict[str, Any]:
    """The members of `schemas.unpriced.Unpriced`."""
    _, month = period(MonthsQuery(to=query.month))
    names = {"month": month, "accounts": None if scope is None else sorted(scope), "limit": MOST}
    counted = connection.execute(_COUNTED, names).mappings().one()
    items = [dict(row) for row in connection.execute(_ITEMS, names).mappings()]
    return {"month": f"{month:%Y-%m}", **counted, "items": items}
