"""A plan run for a caller: validated, compiled, read-only, limited; the answer says what it counted and when."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from app.core.encoding import dumps
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.query.cache import Made, kept
from app.services.query.question import question
from app.services.query.times import asks_the_clock
from app.services.query.versions import reads


def run(connection: Connection, plan: Plan, caller: Caller) -> bytes:
    """The answer to a plan within the caller's scope, as JSON of `schemas.plan.QueryResult`.

    Raises Invalid naming the part that does not fit.
    """
    scope, told = caller.account_scope, plan.model_dump()

    def make() -> Made:
        as_of = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        asked = question(connection, plan, scope)
        found = connection.execute(asked.statement).all()
        body = {"version": plan.version, "plan": told, **asked.answered(list(found)), "as_of": as_of}
        clock = asks_the_clock(plan) or asked.dataset.dated is not None
        return Made(dumps(body), reads(asked.statement, clock=clock))

    return kept(connection, {"plan": told}, scope, make)
