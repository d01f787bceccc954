"""Plans of the overview, asked within a scope, with rows by column name."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from app.schemas.plan import Plan
from app.services.query.question import question
from app.services.query.versions import Reads, reads

EVERYTHING = 5000
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, on which connection, and what the answers were read from."""

    connection: Connection
    scope: frozenset[str] | None
    read: list[Reads] = field(default_factory=list)

    def rows(self, **plan: Any) -> list[Row]:
        """The rows of a plan."""
        asked = question(self.connection, Plan.model_validate({"limit": EVERYTHING, **plan}), self.scope)
        self.read.append(reads(asked.statement))
        answer = asked.answered(list(self.connection.execute(asked.statement)))
        names = [column.name for column in asked.columns]
        rows: Any = answer["rows"]
        return [dict(zip(names, row, strict=True)) for row in rows]
