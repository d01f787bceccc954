"""What our own requests cost: counted in the database before each is sent, up to a limit a day."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Engine, text

from app.services.aws.errors import AwsError, ErrorKind

COST_EXPLORER_USD = Decimal("0.01")
"""A request or page of Cost Explorer (AWS.md)."""

_RESERVE = text("""
insert into aws_spend as a (day, account_id, action, requests, cost_usd)
select :day, :account_id, :action, 1, :price where :price <= :limit
on conflict (day, account_id, action) do update
set requests = a.requests + 1, cost_usd = a.cost_usd + excluded.cost_usd
where a.cost_usd + excluded.cost_usd <= :limit
returning requests
""")


class DailySpending:
    """Paid requests of one kind to one account, limited by UTC day over all workers.

    Each is counted in a transaction of its own before it is sent: a killed worker cannot lose what was spent.
    `requests` counts those of this object.
    """

    def __init__(self, engine: Engine, account_id: str, action: str, price: Decimal, limit: Decimal) -> None:
        self._engine = engine
        self._names = {"account_id": account_id, "action": action}
        self._price, self._limit = price, limit
        self.requests = 0

    def reserve(self) -> None:
        """Count a request. Raises AwsError (throttled: tomorrow it may be sent) when the limit is reached."""
        today: date = datetime.now(UTC).date()
        values = {**self._names, "day": today, "price": self._price, "limit": self._limit}
        with self._engine.begin() as connection:
            if connection.execute(_RESERVE, values).one_or_none() is None:
                raise AwsError(ErrorKind.THROTTLED, "SpendLimit", self._refusal())
        self.requests += 1

    def _refusal(self) -> str:
        action, account_id = self._names["action"], self._names["account_id"]
        return (
            f"{action} was not sent: a request costs {self._price} USD, and those of today to account {account_id} "
            f"have reached the limit of {self._limit} USD a day (COST_EXPLORER_MAX_USD_PER_DAY). "
            "It goes on tomorrow, or with a higher limit."
        )
