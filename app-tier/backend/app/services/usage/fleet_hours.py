"""How many WorkSpaces of a place were connected in each hour of a month, counted from their bitmaps."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, text

from app.services.usage.bitmap import unpack
from app.services.usage.clock import month_hours

_READ = text("""
select known, connected from usage_hours where account_id = :account_id and region = :region and month = :month
""")
_WRITE = text("""
insert into usage_hourly as h (account_id, region, month, connected, known)
values (:account_id, :region, :month, :connected, :known)
on conflict (account_id, region, month) do update set connected = excluded.connected, known = excluded.known
where (h.connected, h.known) is distinct from (excluded.connected, excluded.known)
""")


def counted(bitmaps: Iterable[int], size: int) -> list[int]:
    """For each of the first `size` bits: how many of the bitmaps have it set.

    Bit i of plane k is bit k of the count of hour i: all hours are added up at once, two operations a bitmap.
    """
    planes: list[int] = []
    for bitmap in bitmaps:
        carry, k = bitmap, 0
        while carry:
            if k == len(planes):
                planes.append(0)
            planes[k], carry = planes[k] ^ carry, planes[k] & carry
            k += 1
    digits = [f"{plane:0{size}b}"[::-1] for plane in planes]
    return [sum((digit[hour] == "1") << k for k, digit in enumerate(digits)) for hour in range(size)]


def refresh(connection: Connection, account_id: str, region: str, month: date) -> None:
    """Count the month anew, in the caller's transaction."""
    place = {"account_id": account_id, "region": region, "month": month}
    rows = [(unpack(bytes(r.known)), unpack(bytes(r.connected))) for r in connection.execute(_READ, place)]
    size = month_hours(month)
    known, connected = (counted((row[i] for row in rows), size) for i in (0, 1))
    connection.execute(_WRITE, {**place, "known": known, "connected": connected})
