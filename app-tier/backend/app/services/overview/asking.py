"""Plans of the overview, asked within a scope, with rows by column name."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.schemas.plan import Plan
from app.services.query.question import question

EVERYTHING = 5000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, on which connection."""

    connection: Connection
    scope: frozenset[str] | None

    def rows(self, **plan: Any) -> list[Row]:
        """The rows of a plan."""
        asked = question(self.connection, Plan.model_validate({"limit": EVERYTHING, **plan}), self.scope)
        answer = asked.answered(list(self.connection.execute(asked.statement)))
        names = [column.name for column in asked.columns]
        rows: Any = answer["rows"]
        return [dict(zip(names, row, strict=True)) for row in rows]
