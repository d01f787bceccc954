"""What a plan means and how it is run: in words for everybody, as SQL and PostgreSQL's own plan for administrators."""

from typing import Any

from sqlalchemy import Connection

from app.core.roles import Capability
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.query.estimate import explained
from app.services.query.question import question
from app.services.query.words import words


def explain(connection: Connection, plan: Plan, caller: Caller) -> dict[str, Any]:
    """The members of `schemas.plan.Explanation`; nothing is run. Raises Invalid."""
    asked = question(connection, plan, caller.account_scope)
    told: dict[str, Any] = {
        "plan": plan.model_dump(),
        "words": words(asked),
        "columns": [column.model_dump() for column in asked.columns],
        "compared": asked.compared and asked.compared.model_dump(),
        "sql": None,
        "parameters": None,
        "query_plan": None,
    }
    if caller.may(Capability.ADMIN):
        compiled = asked.statement.compile(connection)
        told["sql"] = str(compiled)
        told["parameters"] = {name: _told(value) for name, value in compiled.params.items()}
        told["query_plan"] = explained(connection, asked.statement)
    return told


def _told(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
