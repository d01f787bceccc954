"""The audit log only grows, and whoever changes it behind the product's back is found."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app import cli
from app.db.session import get_engine, unit_of_work
from app.models.models import AuditEntry
from app.services.audit import trail, verifying
from app.services.audit.forgetting import forget_before
from app.services.sync import retention, ticking

SignIn = Callable[..., dict[str, str]]
OLD = datetime(2020, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
FORGED = "set local session_replication_role = replica"  # what a superuser of the database can do, and nobody else


def wrote(count: int) -> None:
    with unit_of_work() as session:
        for number in range(count):
            detail = {"n": number, "text": "ä\n:,-", "price": Decimal("1.10"), "days": [date(2026, 1, 2)], "none": None}
            trail.record(session, "ada", "test.write", f"t{number}", detail)
            session.flush()


def verdict(*noted: verifying.Head) -> verifying.Verdict:
    with get_engine().connect() as connection:
        return verifying.verify(connection, noted)


def forge(statement: str) -> None:
    with get_engine().begin() as connection:
        connection.execute(text(FORGED))
        connection.execute(text(statement))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = cli.main(["verify-audit", "--json", *arguments])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_log set actor = 'bob'",
        "update audit_log set actor = 'bob' where false",
        "delete from audit_log where id = 2",
        "truncate audit_log cascade",
        "truncate audit_chain",
        "update audit_chain set position = position + 10",
        "delete from audit_chain where position = 3",
    ],
)
def test_the_database_refuses_every_change(db: None, statement: str) -> None:
    wrote(3)
    with pytest.raises(DBAPIError, match="append-only"), get_engine().begin() as connection:
        connection.execute(text(statement))
    assert verdict().entries == 3


def test_an_untouched_log_holds_and_an_empty_one_too(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys) == (0, {"entries": 0, "forgotten_through": 0, "head": None, "broken": None, "ok": True})
    wrote(3)
    wrote(2)
    code, told = run(capsys)
    assert (code, told["entries"], told["head"]["position"], told["broken"]) == (0, 5, 5, None)


@pytest.mark.parametrize(
    ("statement", "position", "reason"),
    [
        ("update audit_log set actor = 'bob' where id = 2", 2, "changed"),
        ("update audit_log set actor = null where id = 2", 2, "changed"),
        ("update audit_log set at = at + interval '1 microsecond' where id = 3", 3, "changed"),
        ("update audit_log set detail = detail || '{\"n\": 9}' where id = 1", 1, "changed"),
        ("update audit_log set target = source_ip, source_ip = target where id = 4", 4, "changed"),
        ("update audit_chain set hash = sha256('x') where position = 4", 4, "changed"),
        ("delete from audit_log where id = 3", 3, "deleted"),
        ("delete from audit_chain where position = 3", 3, "missing"),
        ("update audit_chain c set hash = o.hash from audit_chain o where o.position = 7 - c.position", 2, "changed"),
        ("insert into audit_log (action) values ('test.forged')", None, "not in the chain"),
    ],
)
def test_what_was_forged_behind_the_triggers_is_found_at_its_place(
    db: None, capsys: pytest.CaptureFixture[str], statement: str, position: int | None, reason: str
) -> None:
    wrote(5)
    forge(statement)
    code, told = run(capsys)
    assert (code, told["ok"], told["broken"]["position"]) == (1, False, position)
    assert reason in told["broken"]["reason"]


def test_a_head_that_was_noted_tells_of_an_end_cut_off_and_of_a_chain_made_anew(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    wrote(4)
    head = str(verdict().head)
    wrote(1)
    assert run(capsys, "--noted", head)[0] == 0
    forge("delete from audit_chain where position > 3; delete from audit_log where id > 3")
    assert run(capsys)[0] == 0  # by itself a shorter chain is a chain
    code, told = run(capsys, "--noted", head)
    assert (code, told["broken"]["position"]) == (1, 4)
    wrote(1)  # the fourth place is taken again, by another entry
    assert "rewritten" in run(capsys, "--noted", head)[1]["broken"]["reason"]


@pytest.mark.parametrize("head", ["4", "x:00", "4:zz", "4:00"])
def test_a_head_that_is_none_is_refused(db: None, capsys: pytest.CaptureFixture[str], head: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["verify-audit", "--noted", head])
    assert "POSITION:HASH" in capsys.readouterr().err or head == "4:zz"


def test_many_writers_at_once_make_one_chain_in_which_nothing_is_left_out(db: None) -> None:
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(wrote, [2] * 40))
    assert (verdict().entries, verdict().broken) == (80, None)


def test_what_is_rolled_back_leaves_no_gap(db: None) -> None:
    wrote(1)
    with pytest.raises(RuntimeError), unit_of_work() as session:
        trail.record(session, "ada", "test.write")
        session.flush()
        raise RuntimeError
    wrote(1)
    assert (verdict().entries, verdict().broken) == (2, None)


def test_nobody_waits_for_a_transaction_that_has_written_but_not_ended(db: None) -> None:
    with unit_of_work() as slow:
        trail.record(slow, "ada", "test.slow")
        slow.flush()
        with unit_of_work() as quick:
            quick.execute(text("set local lock_timeout = '2s'"))
            trail.record(quick, "bob", "test.quick")
    assert (verdict().entries, verdict().broken) == (2, None)


@pytest.fixture
def aged(db: None) -> Iterator[None]:
    """Four entries of 2020 and two of today."""
    with unit_of_work() as session:
        session.add_all(AuditEntry(at=OLD, actor="ada", action="test.old", target=f"t{n}") for n in range(4))
    wrote(2)
    yield


def test_old_months_are_forgotten_as_the_setting_says_and_the_rest_is_verified(
    aged: None, client: TestClient, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    ticking.tick()
    assert verdict().entries == 6  # by default nothing is
    client.put("/api/admin/config", headers=sign_in("admin"), json={"audit_months": 4})
    before = verdict()
    ticking.tick()
    ticking.tick()
    after = verdict(*filter(None, [before.head]))
    assert (after.forgotten_through, after.broken) == (4, None)
    assert after.entries == before.entries - 4 + 1
    code, told = run(capsys)
    assert (code, told["forgotten_through"]) == (0, 4)
    forge("update audit_log set detail = detail || '{\"through\": 5}' where action = 'audit.forget'")
    assert run(capsys)[0] == 1


def test_nothing_of_the_last_months_goes_whoever_asks(aged: None) -> None:
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work() as session:
        forget_before(session, datetime.now(UTC) + timedelta(days=1))
    assert verdict().entries == 6
    with unit_of_work() as session:
        assert retention.forget_audit(session, date(2020, 2, 10)) == 0


def test_what_was_accounted_for_is_all_that_may_go(aged: None) -> None:
    with pytest.raises(DBAPIError, match="append-only"), get_engine().begin() as connection:
        connection.execute(text("delete from audit_log where at < '2021-01-01'"))


def test_the_log_shows_each_entry_with_its_place_and_hash(
    client: TestClient, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    header = sign_in("admin")
    wrote(3)
    (newest, *_) = client.get("/api/admin/audit", headers=header).json()["items"]
    assert run(capsys)[1]["head"] == {"position": newest["position"], "hash": newest["hash"]}
