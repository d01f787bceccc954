"""Questions of the overview, written once and asked within a scope: a page that everybody opens makes none anew.

They read what is summed up as it is written; a test holds each of them against the plan that asks for the same.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

Row = dict[str, Any]
SCOPE = "(cast(:accounts as text[]) is null or account_id = any(:accounts))"


def asked(sql: str) -> TextClause:
    """A question; `{scope}` stands for the condition that only the caller's accounts are read."""
    return text(sql.format(scope=SCOPE))


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and on which connection."""

    connection: Connection
    scope: frozenset[str] | None

    def rows(self, question: TextClause, **values: object) -> list[Row]:
        """The rows of a question, by column name."""
        accounts = None if self.scope is None else sorted(self.scope)
        found = self.connection.execute(question, {"accounts": accounts, **values})
        return [dict(row) for row in found.mappings()]

    def one(self, question: TextClause, **values: object) -> Row:
        """The only row of a question."""
        return self.rows(question, **values)[0]
