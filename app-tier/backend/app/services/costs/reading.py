"""The `costs` and `prices` steps: what is asked for, within what may be spent, and written piece by piece."""

from datetime import UTC, datetime

from app.core.config import get_settings
from app.db.session import get_engine
from app.services.aws.calls import Clients
from app.services.aws.collectors.costs import CostsCollector
from app.services.aws.collectors.prices import PricesCollector
from app.services.aws.scope import Scope
from app.services.aws.spend import MeteredLimit
from app.services.costs import bill_store, price_store
from app.services.costs.spending import COST_EXPLORER_USD, DailySpending
from app.services.sync.outcome import Outcome

ACTION = "ce:GetCostAndUsage"


def costs(aws: Clients, scope: Scope, now: datetime | None = None) -> Outcome:
    """Read the months of the bill that are missing or not final yet; AWS errors are in the outcome.

    Each month is written whole in one transaction: the step can run twice or be killed anywhere with the same result.
    """
    settings, engine = get_settings(), get_engine()
    today = (now or datetime.now(UTC)).date()
    with engine.connect() as connection:
        wanted = bill_store.pending(connection, scope.account_id, settings.cost_tags, today)
    limit = settings.cost_explorer_max_usd_per_day
    spending = DailySpending(engine, scope.account_id, ACTION, COST_EXPLORER_USD, limit)
    aws.limit = MeteredLimit(aws.limit, spending)
    outcome = Outcome()
    read = 0
    for batch in CostsCollector().read(aws, scope, wanted, settings.cost_tags, today):
        outcome.errors += batch.errors
        for bill in batch.rows:
            with engine.begin() as connection:
                outcome.add(bill_store.write(connection, scope.account_id, bill, settings.cost_tags))
        read += len(batch.rows)
    outcome.detail = {
        "read_from": f"{min(wanted, default=today.replace(day=1))}T00:00:00Z",
        "read_to": f"{today}T00:00:00Z",
        "months_wanted": len(wanted),
        "months_read": read,
        "requests": spending.requests,
        "cost_usd": float(spending.requests * COST_EXPLORER_USD),
    }
    return outcome


def prices(aws: Clients, scope: Scope, now: datetime | None = None) -> Outcome:
    """Read the whole price list and bring the stored one to it; AWS errors are in the outcome."""
    batch = PricesCollector().collect(aws, scope)
    outcome = Outcome(errors=batch.errors, detail={"cost_usd": 0.0})
    if batch.rows:
        with get_engine().begin() as connection:
            seen_at = now or batch.started_at
            outcome.add(price_store.merge(connection, batch.rows, seen_at=seen_at, complete=batch.complete))
            bill_store.name_compute_types(connection)
    return outcome
