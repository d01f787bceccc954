"""The versions of the data that statements read: a table has another one after every write to it."""

from dataclasses import dataclass

from sqlalchemy import ClauseElement, Connection, Table, TextClause, TextualSelect, text
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

_VERSIONS = text("""
select c.relname, coalesce(v.stamps, '') from pg_trigger t
join pg_class c on c.oid = t.tgrelid
left join (
  select relation, md5(string_agg(concat_ws('|', account_id, writer, stamp), ',' order by account_id, writer)) as stamps
  from data_versions where cast(:accounts as text[]) is null or account_id = any(:accounts)
  group by relation
) v on v.relation = c.relname
where t.tgname = 'announce_insert' and not t.tgisinternal and t.tgparentid = 0
""")
Versions = dict[str, str]
UNTOLD = "?"
"""Stands for what a statement written as text reads, which cannot be told from it."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a question reads: tables, and whether also the clock."""

    tables: frozenset[str]
    clock: bool = False

    def at(self, versions: Versions) -> list[str] | None:
        """The versions of what is read; None where a table does not tell of its writes."""
        if not self.tables or not self.tables <= versions.keys():
            return None
        return [versions[name] for name in sorted(self.tables)]

    def __or__(self, other: "Reads") -> "Reads":
        return Reads(self.tables | other.tables, self.clock or other.clock)


def reads(statement: ClauseElement, *, clock: bool = False) -> Reads:
    """What a statement reads; `clock` where its values come from the time of the question."""
    named, timed = set(), clock
    for element in visitors.iterate(statement):
        if isinstance(element, Table):
            named.add(element.name)
        elif isinstance(element, TextClause | TextualSelect):
            named.add(UNTOLD)
        elif isinstance(element, FunctionElement) and element.name == "now":
            timed = True
    return Reads(frozenset(named), timed)


def versions(connection: Connection, scope: frozenset[str] | None) -> Versions:
    """The version of every table that tells of its writes, of the accounts in the scope (None: all).

    Read them before the rows: what is written in between makes the rows newer than their version, never older.
    """
    accounts = None if scope is None else ["", *sorted(scope)]
    return {row[0]: row[1] for row in connection.execute(_VERSIONS, {"accounts": accounts})}
