"""A plan run for a caller: validated, compiled, read-only, limited; the answer says what it counted and when."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.query.question import question


def run(connection: Connection, plan: Plan, caller: Caller) -> dict[str, object]:
    """The answer to a plan within the caller's scope, with the members of `schemas.plan.QueryResult`.

    Raises Invalid naming the part that does not fit.
    """
    as_of = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    asked = question(connection, plan, caller.account_scope)
    found = connection.execute(asked.statement).all()
    return {"version": plan.version, "plan": plan.model_dump(), **asked.answered(list(found)), "as_of": as_of}
