"""The planner's own estimate of how many rows a statement gives."""

from typing import Any

from sqlalchemy import ClauseElement, Connection, Executable, Select
from sqlalchemy.ext.compiler import compiles


class _Explain(Executable, ClauseElement):
    """EXPLAIN of a statement with its bound parameters."""

    inherit_cache = False

    def __init__(self, statement: Select[*tuple[Any, ...]], kind: str = "json") -> None:
        self.statement = statement
        self.kind = kind


@compiles(_Explain)
def _compile(element: _Explain, compiler: Any, **kw: Any) -> str:
    return (
        f"EXPLAIN (FORMAT {'JSON' if element.kind == 'json' else 'TEXT'}) {compiler.process(element.statement, **kw)}"
    )


def estimated_rows(connection: Connection, statement: Select[*tuple[Any, ...]]) -> int:
    """Rows that PostgreSQL expects, without running the statement."""
    explained = connection.execute(_Explain(statement)).scalar_one()
    return int(explained[0]["Plan"]["Plan Rows"])


def explained(connection: Connection, statement: Select[*tuple[Any, ...]]) -> list[str]:
    """PostgreSQL's plan of the statement, line by line, without running it."""
    return [str(line) for line in connection.execute(_Explain(statement, "text")).scalars()]
