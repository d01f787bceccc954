"""What a database holds, table by table: rows, and a checksum over their text that their order does not change."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

_TABLES = text("""
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1
""")
# what a value looks like depends on these
_ALIKE = text("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1")


@dataclass(frozen=True, slots=True)
class Content:
    """Of one table; the checksum is a whole number as text."""

    rows: int
    checksum: str


def contents(connection: Connection) -> dict[str, Content]:
    """Every table of the product, read whole, as the transaction of the connection sees it."""
    connection.execute(_ALIKE)
    found = {}
    for table in connection.execute(_TABLES).scalars().all():
        counted = text(
            f'select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from "{table}" t'  # noqa: S608 - of the catalogue
        )
        rows, checksum = connection.execute(counted).one()
        found[table] = Content(rows, checksum)
    return found


def differences(before: dict[str, Content], after: dict[str, Content]) -> list[str]:
    """What is not the same, a line each."""
    said = []
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table), after.get(table)
        if old is None or new is None:
            said.append(f"{table}: is {'missing' if new is None else 'new'}")
        elif old.rows != new.rows:
            said.append(f"{table}: {old.rows} rows in the backup, {new.rows} now")
        elif old.checksum != new.checksum:
            said.append(f"{table}: {old.rows} rows, but not the same ones")
    return said
