"""List prices with their history: a changed price closes its row and opens another, a replay writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, select, text

from app.models.costs import Price
from app.services.costs import builtin_prices
from app.services.costs.price_list import PriceRecord
from app.services.costs.replacing import as_json, typed
from app.services.sync.targets import table_of
from app.services.sync.writer import Merged

ROWS_A_STATEMENT = 2_000
_NAMES = tuple(f.name for f in fields(PriceRecord))
_FACTS = tuple(name for name in _NAMES if name not in ("rate_code", "currency", "price"))
_SAME = "t.rate_code = s.rate_code and t.currency = s.currency"

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('prices', 0))")
# what is announced for later holds from then on; what was corrected backwards holds since it was seen
_CHANGE = text(f"""
update prices t set valid_to =
  case when s.effective_at > t.valid_from then s.effective_at else greatest(cast(:seen_at as timestamptz), t.valid_from)
  end
from stage_prices s where t.valid_to is null and {_SAME} and t.price <> s.price
""")  # noqa: S608 - names of our own columns
_CLOSE = text(f"""
update prices t set valid_to = greatest(cast(:seen_at as timestamptz), t.valid_from)
where t.valid_to is null and not exists (select from stage_prices s where {_SAME})
""")  # noqa: S608 - names of our own columns
_DESCRIBE = text(f"""
update prices t set {", ".join(f"{name} = s.{name}" for name in _FACTS)}
from stage_prices s where t.valid_to is null and {_SAME}
  and ({", ".join(f"t.{name}" for name in _FACTS)}) is distinct from ({", ".join(f"s.{name}" for name in _FACTS)})
""")  # noqa: S608 - names of our own columns
_OPEN = text(f"""
insert into prices ({", ".join(_NAMES)}, valid_from)
select {", ".join(f"s.{name}" for name in _NAMES)},
  greatest(coalesce(s.effective_at, :seen_at), (select max(t.valid_to) from prices t where {_SAME}))
from stage_prices s where not exists (select from prices t where t.valid_to is null and {_SAME})
""")  # noqa: S608 - names of our own columns


def merge(connection: Connection, rows: Sequence[PriceRecord], *, seen_at: datetime, complete: bool) -> Merged:
    """Bring the prices to what the list says, in the caller's transaction.

    A price that a complete list does not have any more ends when that was seen. `created` counts rows opened,
    `retired` rows closed without a successor.
    """
    connection.execute(_ONE_AT_A_TIME)
    _stage(connection, rows)
    values = {"seen_at": seen_at}
    retired = connection.execute(_CLOSE, values).rowcount if complete else 0
    changed = connection.execute(_CHANGE, values).rowcount
    described = connection.execute(_DESCRIBE).rowcount
    opened = connection.execute(_OPEN, values).rowcount
    seen = connection.execute(text("select count(*) from stage_prices")).scalar_one()
    connection.execute(text("drop table stage_prices"))
    # a price that changed is one row updated, though it is written as two
    return Merged(seen, opened - changed, changed + described, seen - opened - described, retired)


def _stage(connection: Connection, rows: Sequence[PriceRecord]) -> None:
    columns = [table_of(Price).c[name] for name in _NAMES]
    types = typed(connection, columns)
    connection.execute(text(f"create temp table stage_prices ({types}) on commit drop"))
    unique = iter({(row.rate_code, row.currency): row for row in rows}.values())
    statement = text(f"insert into stage_prices select * from jsonb_to_recordset(cast(:rows as jsonb)) as s({types})")  # noqa: S608 - names of our own columns
    while chunk := list(islice(unique, ROWS_A_STATEMENT)):
        connection.execute(statement, {"rows": as_json(chunk)})
    connection.execute(text("analyze stage_prices"))


@dataclass(frozen=True, slots=True)
class KnownPrice:
    """A price and the time in which it holds: [valid_from, valid_to), `valid_to` None for the newest known one."""

    record: PriceRecord
    source: Literal["aws", "builtin"]
    valid_from: datetime
    valid_to: datetime | None


def read(connection: Connection, regions: Sequence[str] | None = None) -> list[KnownPrice]:
    """Every price ever seen, oldest first, of the Regions (None: of all); the built-in ones until AWS has been read."""
    prices = list(_stored(connection, regions))
    if prices or connection.execute(select(Price.id).limit(1)).first() is not None:
        return prices
    return [
        KnownPrice(record, "builtin", builtin_prices.CHECKED_AT, None)
        for record in builtin_prices.prices()
        if regions is None or record.region in regions
    ]


def _stored(connection: Connection, regions: Sequence[str] | None) -> Iterator[KnownPrice]:
    table = table_of(Price)
    statement = select(table).order_by(table.c.valid_from, table.c.id)
    if regions is not None:
        statement = statement.where(table.c.region.in_(regions))
    for row in connection.execute(statement).mappings():
        facts: dict[str, Any] = {name: row[name] for name in _NAMES}
        yield KnownPrice(PriceRecord(**facts), "aws", row["valid_from"], row["valid_to"])
