"""The chain of the audit log computed anew, apart from the database's own functions."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

_ROWS = text("""
    select c.position, c.hash, a.id, (extract(epoch from a.at) * 1000000)::bigint as micros, a.actor, a.action,
           a.target, a.detail::text as detail, a.source_ip, a.request_id
    from audit_chain c full join audit_log a on a.id = c.entry_id
    order by c.position nulls last, a.id
""")
_FORGOTTEN = text("select detail from audit_log where action = 'audit.forget' order by id desc limit 1")
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain and its hash in hexadecimal: note it elsewhere, and nothing before it can be rewritten."""

    position: int
    hash: str

    @classmethod
    def parse(cls, written: str) -> "Head":
        """From `POSITION:HASH`. Raises ValueError."""
        position, colon, digest = written.strip().partition(":")
        if not colon or len(bytes.fromhex(digest)) != hashlib.sha256().digest_size:
            raise ValueError(f"{written[:100]} is no POSITION:HASH as this command prints it")
        return cls(int(position), digest.lower())

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry with which the chain does not hold, and why."""

    position: int | None
    entry_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at: entries that hold, up to where older ones were forgotten, the last place, what is broken."""

    entries: int
    forgotten_through: int
    head: Head | None
    broken: Broken | None

    def told(self) -> dict[str, Any]:
        """As JSON, with `ok`."""
        return {**asdict(self), "ok": self.broken is None}


def digest(previous: bytes, position: int, columns: Sequence[object]) -> bytes:
    """SHA-256 over the hash before, the position and the columns as text, each with its length in bytes in front."""
    parts = (previous.hex(), position, *columns)
    return hashlib.sha256(",".join(_measured(part) for part in parts).encode()).digest()


def _measured(part: object) -> str:
    return "-" if part is None else f"{len(str(part).encode())}:{part}"


def verify(connection: Connection, known: Sequence[Head] = ()) -> Verdict:
    """Walk the whole chain up to the first break. `known`: places noted earlier, which must still be there."""
    accounted = connection.scalar(_FORGOTTEN) or {}
    through, last = int(accounted.get("through", 0)), bytes.fromhex(str(accounted.get("hash", "")))
    expected = {head.position: head.hash for head in known}
    position = through
    for row in _rows(connection):
        broken = _look(row, position + 1, last, expected.pop(position + 1, None))
        if broken is not None:
            return _verdict(position, through, last, broken)
        position, last = position + 1, bytes(row.hash)
    missing = min((place for place in expected if place > through), default=None)
    lost = None if missing is None else Broken(missing, None, "the chain ends before the place that was noted")
    return _verdict(position, through, last, lost)


def _verdict(position: int, through: int, last: bytes, broken: Broken | None) -> Verdict:
    head = Head(position, last.hex()) if position else None
    return Verdict(position - through, through, head, broken)


def _look(row: Row[Any], position: int, last: bytes, noted: str | None) -> Broken | None:
    if row.position is None:
        return Broken(None, row.id, "the entry is not in the chain")
    if row.position != position:
        return Broken(position, None, "the entry is missing")
    if row.id is None:
        return Broken(position, None, "the entry was deleted")
    if digest(last, position, row[2:]) != bytes(row.hash):
        return Broken(position, row.id, "the entry, or its hash, was changed")
    if noted is not None and noted != bytes(row.hash).hex():
        return Broken(position, row.id, "the chain was rewritten: another hash was noted for this place")
    return None


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    yield from connection.execution_options(yield_per=AT_ONCE).execute(_ROWS)
