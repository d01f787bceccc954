"""Prices with their history."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.services.aws.access import HOME
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.costs import builtin_prices, price_store, reading
from app.services.costs.price_list import PriceRecord
from tests.costs.conftest import Estate

JUNE, JULY = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
SEEN = datetime(2026, 7, 5, 12, tzinfo=UTC)


def price(code: str = "A", usd: str = "0.30", **changed: Any) -> PriceRecord:
    standard = builtin_prices.prices()[5]
    return replace(standard, rate_code=code, price=Decimal(usd), **{"effective_at": JUNE, **changed})


@pytest.fixture
def connection(db: None) -> Iterator[Connection]:
    from app.db.session import get_engine

    with get_engine().begin() as made:
        yield made


def rows(connection: Connection) -> list[tuple[Any, ...]]:
    found = connection.execute(text("select rate_code, price, valid_from, valid_to from prices order by id"))
    return [tuple(row) for row in found]


def merge(connection: Connection, *records: PriceRecord, seen_at: datetime = SEEN, complete: bool = True) -> Any:
    return price_store.merge(connection, records, seen_at=seen_at, complete=complete)


def test_a_replay_of_the_same_list_writes_nothing(connection: Connection) -> None:
    first = merge(connection, price("A"), price("B", "9.75"))
    assert (first.seen, first.created) == (2, 2)
    before = connection.execute(text("select array_agg(xmin::text || ctid::text order by id) from prices")).scalar_one()
    again = merge(connection, price("A", "0.3000000000"), price("B", "9.75"), seen_at=SEEN + timedelta(days=1))
    assert (again.unchanged, again.wrote) == (2, False)
    after = connection.execute(text("select array_agg(xmin::text || ctid::text order by id) from prices")).scalar_one()
    assert before == after


def test_a_changed_price_closes_its_row_and_opens_another(connection: Connection) -> None:
    merge(connection, price("A", "0.30"))
    done = merge(connection, price("A", "0.32", effective_at=JULY))
    assert (done.created, done.updated, done.retired) == (0, 1, 0)
    assert rows(connection) == [("A", Decimal("0.30"), JUNE, JULY), ("A", Decimal("0.32"), JULY, None)]


def test_a_change_without_a_later_date_holds_since_it_was_seen(connection: Connection) -> None:
    merge(connection, price("A", "0.30"))
    merge(connection, price("A", "0.32", effective_at=JUNE))
    assert rows(connection) == [("A", Decimal("0.30"), JUNE, SEEN), ("A", Decimal("0.32"), SEEN, None)]


def test_a_price_that_is_gone_from_a_complete_list_ends_and_one_cut_off_does_not(connection: Connection) -> None:
    merge(connection, price("A"), price("B"))
    assert merge(connection, price("A"), complete=False).retired == 0
    assert merge(connection, price("A")).retired == 1
    assert [row[3] for row in rows(connection)] == [None, SEEN]
    later = SEEN + timedelta(days=3)
    merge(connection, price("A"), price("B"), seen_at=later)
    assert rows(connection)[2] == ("B", Decimal("0.30"), SEEN, None)


def test_a_better_description_is_no_new_price(connection: Connection) -> None:
    merge(connection, price("A"))
    done = merge(connection, price("A", description="clearer"))
    assert (done.updated, done.created) == (1, 0)
    assert len(rows(connection)) == 1


def test_prices_are_exact_and_read_back_as_they_were(connection: Connection) -> None:
    exact = price("A", "0.1234567890123456789")
    merge(connection, exact)
    (known,) = price_store.read(connection)
    assert (known.record, known.source) == (exact, "aws")
    assert price_store.read(connection, ["eu-west-1"]) == []


def test_until_aws_has_been_read_the_built_in_list_serves(connection: Connection) -> None:
    known = price_store.read(connection)
    assert {one.source for one in known} == {"builtin"}
    assert len(known) == 15
    assert price_store.read(connection, ["eu-west-1"]) == []


def test_the_price_list_over_http_gives_what_the_bill_charges(db: None, estate: Estate) -> None:
    from app.db.session import get_engine

    clients = Clients(HOME)
    outcome = reading.prices(clients, Scope(estate.home, "us-east-1"))
    assert outcome.errors == []
    assert outcome.merged.created == outcome.merged.seen > 150
    assert clients.calls > 1
    with get_engine().connect() as connection:
        found = price_store.read(connection, ["us-east-1"])
    listed = {
        (p.record.compute_type, p.record.kind): p.record.price
        for p in found
        if p.record.licence == "included"
        and (p.record.root_volume_size_gib, p.record.user_volume_size_gib)
        in {(80, 10), (80, 50), (80, 100), (175, 100)}
        and p.record.bundle in {"Value", "Standard", "Performance", "Power", "PowerPro"}
    }
    assert listed == {(p.compute_type, p.kind): p.price for p in builtin_prices.prices()}
    assert not reading.prices(Clients(HOME), Scope(estate.home, "us-east-1")).merged.wrote


def test_a_refused_price_list_changes_nothing(db: None, estate: Estate) -> None:
    from app.db.session import get_engine

    reading.prices(Clients(HOME), Scope(estate.home, "us-east-1"))
    estate.control("faults", {"kind": "deny", "service": "pricing"})
    outcome = reading.prices(Clients(HOME), Scope(estate.home, "us-east-1"))
    assert [(what, error.kind.value) for what, error in outcome.errors] == [("GetProducts", "denied")]
    with get_engine().connect() as connection:
        assert all(known.valid_to is None for known in price_store.read(connection))
