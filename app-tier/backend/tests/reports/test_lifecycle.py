"""From asking to deleting: rights, states, refusals, what is kept and what goes."""

import base64
import errno
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import select, text, update

from app.core.config import get_settings
from app.core.redis import get_redis, stream_channel
from app.db.session import get_engine, unit_of_work
from app.models.models import AuditEntry, Report, User
from app.services.reports import delimited, progress, requests, running, ticking
from app.services.reports.storage import Folder
from app.services.sync import dispatch, locks
from tests.reports.conftest import Owner

SignIn = Callable[..., dict[str, str]]


def put(**columns: Any) -> None:
    with unit_of_work() as session:
        session.execute(update(Report).values(**columns))


def ago(**units: float) -> datetime:
    return datetime.now(UTC) - timedelta(**units)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_report_waits_then_is_there_then_is_gone(owner: Owner, folder: Path) -> None:
    started = owner.ask(report_type="inventory")
    assert started["status"] == "queued"
    path = f"/{started['id']}"
    assert owner.get(path).json()["download_url"] is None
    assert "not ready" in owner.get(f"{path}/download", 409).json()["detail"]
    assert owner.get(f"{path}?download=1", 409)
    running.run(started["id"])
    made = owner.get(path).json()
    assert made["download_url"] == f"/api/reports{path}/download" and made["requested_by"] == "ada"
    fetched = owner.client.get(made["download_url"], headers=owner.header)
    assert hashlib.sha256(fetched.content).hexdigest() == made["checksum"]
    digest = base64.b64encode(bytes.fromhex(made["checksum"])).decode()
    assert (fetched.status_code, fetched.headers["repr-digest"]) == (200, f"sha-256=:{digest}:")
    known = {**owner.header, "If-None-Match": f'"{made["checksum"]}"'}
    assert owner.client.get(made["download_url"], headers=known).status_code == 304
    assert len(files(folder)) == 1
    assert owner.client.delete(f"/api/reports{path}", headers=owner.header).status_code == 204
    assert files(folder) == []
    owner.get(path, 404)
    with unit_of_work() as session:
        noted = select(AuditEntry.action).where(AuditEntry.target == f"report {started['id']}").order_by(AuditEntry.id)
        actions = session.scalars(noted)
        assert list(actions) == ["report.generate", "report.download", "report.download", "report.delete"]


def test_others_do_not_see_it_and_administrators_do(owner: Owner, sign_in: SignIn) -> None:
    made = owner.made(report_type="inventory")
    other, admin = Owner(owner.client, sign_in("operator")), Owner(owner.client, sign_in("admin"))
    for path in ("", "/download", "?download=1"):
        other.get(f"/{made['id']}{path}", 404)
        admin.get(f"/{made['id']}{path}")
    assert owner.client.delete(f"/api/reports/{made['id']}", headers=other.header).status_code == 404
    assert (other.get("").json()["total"], admin.get("").json()["total"], owner.get("").json()["total"]) == (0, 1, 1)


def test_the_list_is_paged_newest_first(owner: Owner) -> None:
    ids = [owner.ask(report_type="inventory")["id"] for _ in range(3)]
    first = owner.get("?limit=2").json()
    assert ([r["id"] for r in first["items"]], first["total"]) == ([ids[2], ids[1]], 3)
    rest = owner.get(f"?limit=2&cursor={first['next_cursor']}").json()
    assert ([r["id"] for r in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)
    owner.get("?cursor=x", 422)


def test_the_scope_is_the_one_of_the_owner_when_it_is_written(owner: Owner, sign_in: SignIn) -> None:
    limited = Owner(owner.client, sign_in("viewer", "bea", account_scope=["222222222222"]))
    assert limited.file(report_type="inventory", columns=["user_name"]) == b"user_name\nfay\n"
    asked = owner.ask(report_type="inventory", columns=["user_name"])
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "ada").values(account_scope=["222222222222"]))
    running.run(asked["id"])
    assert owner.get(f"/{asked['id']}/download").content == b"user_name\nfay\n"


def test_an_owner_who_was_disabled_gets_nothing(owner: Owner, sign_in: SignIn) -> None:
    asked = owner.ask(report_type="inventory")
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "ada").values(is_active=False))
    running.run(asked["id"])
    seen = Owner(owner.client, sign_in("admin")).get(f"/{asked['id']}").json()
    assert (seen["status"], seen["row_count"]) == ("failed", None)
    assert "not active" in seen["error"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"report_type": "magic"}, "report_type", "inventory"),
    ({"report_type": "inventory", "format": "pdf"}, "format", "csv"),
    ({"report_type": "inventory", "filters": {"nope": 1}}, "filters.nope", "allowed"),
    ({"report_type": "inventory", "filters": {"state.near": 1}}, "filters.state.near", "operator"),
    ({"report_type": "inventory", "filters": {"days_since_connected.gt": "x"}},
     "filters.days_since_connected.gt", "whole number"),
    ({"report_type": "inventory", "filters": {"state": None}}, "filters.state", "is_null"),
    ({"report_type": "inventory", "filters": {"limit": 5}}, "filters.limit", "every row"),
    ({"report_type": "inventory", "filters": {"sort": "tags"}}, "filters.sort", "sorted"),
    ({"report_type": "inventory", "filters": {f"f{n}": 1 for n in range(60)}}, "filters", "50"),
    ({"report_type": "inventory", "columns": ["nope"]}, "columns.0", "allowed"),
    ({"report_type": "inventory", "columns": []}, "columns", "at least 1"),
    ({"report_type": "inventory", "plan": {}}, "plan", "query"),
    ({"report_type": "query"}, "plan", "needs a plan"),
    ({"report_type": "query", "plan": {"dataset": "nope"}}, "dataset", "allowed"),
    ({"report_type": "query", "plan": {"limit": 10**9}}, "plan.limit", "5000"),
    ({"report_type": "query", "plan": {"dataset": "fleet", "as_of": "2999-01-01"}}, "as_of", "future"),
    ({"report_type": "query", "plan": {}, "columns": ["state"]}, "columns", "plan"),
    ({"report_type": "inventory", "email_to": ["a@example.com"]}, "email_to", "e-mail"),
    ({"report_type": "inventory", "name": "a\0b"}, "name", "NUL"),
    ({"report_type": "inventory", "extra": 1}, "extra", "not permitted"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "field", "words"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(owner: Owner, asked: dict[str, Any], field: str, words: str) -> None:
    errors = owner.ask(status=422, **asked)["errors"]
    assert errors[0]["field"] == field
    assert words in errors[0]["message"]
    assert owner.get("").json()["total"] == 0


@pytest.mark.parametrize("path", ["/0", "/999999", "/99999999999999999999", "/-1"])
def test_a_report_that_is_not_there_is_404(owner: Owner, path: str) -> None:
    for more in ("", "/download"):
        owner.get(path + more, 404)
    assert owner.client.delete(f"/api/reports{path}", headers=owner.header).status_code == 404


def test_too_many_waiting_reports_are_refused(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MAX_ACTIVE", 2)
    for _ in range(2):
        owner.ask(report_type="inventory")
    assert owner.ask(status=429, report_type="inventory")["status"] == 429


def test_names_are_safe_in_a_header_and_on_a_disk(owner: Owner) -> None:
    made = owner.made(report_type="inventory", name='../Flotte "Köln"\r\nX: 1; 名')
    header = owner.get(f"/{made['id']}/download").headers["content-disposition"]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert header == (
        f'attachment; filename="Flotte-K_ln-X-1_-_-{day}.csv"; '
        f"filename*=UTF-8''Flotte-K%C3%B6ln-X-1%3B-%E5%90%8D-{day}.csv"
    )


def test_a_full_disk_fails_the_report_with_its_reason_and_leaves_nothing(
    owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/secret/place")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        made = owner.made(report_type="inventory")
    assert (made["status"], made["error"]) == ("failed", "The report storage is full.")
    assert files(folder) == []
    assert "full" in owner.get(f"/{made['id']}/download", 409).json()["detail"]
    again = owner.client.post(f"/api/reports/{made['id']}/retry", headers=owner.header)
    assert (again.status_code, again.json()["status"]) == (202, "queued")
    running.run(made["id"])
    assert owner.get(f"/{made['id']}").json()["status"] == "completed"
    assert owner.client.post(f"/api/reports/{made['id']}/retry", headers=owner.header).status_code == 409


def test_a_place_that_cannot_be_written_fails_the_report(
    owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path / "file"))
    get_settings.cache_clear()
    made = owner.made(report_type="inventory", format="xlsx")
    assert made["status"] == "failed"
    assert made["error"].startswith("The report storage failed")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_report_over_the_size_limit_fails(
    owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("REPORT_MAX_BYTES", "1024")
    get_settings.cache_clear()
    made = owner.made(report_type="inventory", format=kind)
    assert made["status"] == "failed" and "1,024 bytes" in made["error"]
    assert files(folder) == []


def test_a_statement_that_takes_too_long_fails_the_report(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LIMIT_S", 0.001)
    monkeypatch.setattr(delimited, "cell", lambda _, value: value.op("||")(text("pg_sleep(1)::text")))
    made = owner.made(report_type="inventory", columns=["user_name"])
    assert (made["status"], made["error"]) == ("failed", running.TOO_LONG)


def test_an_unforeseen_error_is_told_and_raised(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(delimited, "write", broken)
    asked = owner.ask(report_type="inventory")
    with pytest.raises(ZeroDivisionError):
        running.run(asked["id"])
    assert owner.get(f"/{asked['id']}").json()["error"].startswith("Something failed on our side")


def test_deleting_while_it_is_written_stops_it(owner: Owner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = owner.ask(report_type="inventory")
    write = delimited.write

    def delete_then_write(*given: Any, **options: Any) -> int:
        answer = owner.client.delete(f"/api/reports/{asked['id']}", headers=owner.header)
        assert answer.status_code == 204
        return write(*given, **options)

    monkeypatch.setattr(delimited, "write", delete_then_write)
    running.run(asked["id"])
    owner.get(f"/{asked['id']}", 404)
    assert files(folder) == []


def test_progress_is_noted_and_told_to_its_owner(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.reports.meter.EVERY_S", 0)
    listening = get_redis().pubsub(ignore_subscribe_messages=True)
    listening.subscribe(stream_channel())
    made = owner.made(report_type="inventory")
    told = []
    while (message := listening.get_message(timeout=1)) or not told:
        if message:
            told.append(orjson.loads(message["data"]))
    listening.close()
    assert {m["event"] for m in told} == {"report"}
    assert all(m["user_id"] == told[0]["user_id"] and m["data"]["id"] == made["id"] for m in told)
    assert [m["data"]["status"] for m in told][-1] == "completed"
    shown = [m["data"]["progress"] for m in told]
    assert shown == sorted(shown) and shown[0] == 0 and shown[-1] == 100 and len(shown) > 3


def test_a_report_expires_and_its_row_is_forgotten_later(owner: Owner, folder: Path) -> None:
    made = owner.made(report_type="inventory")
    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    ticking.tick()
    assert owner.get(f"/{made['id']}").json()["status"] == "completed"
    put(expires_at=ago(seconds=1))
    owner.get(f"/{made['id']}/download", 410)
    ticking.tick()
    assert owner.get(f"/{made['id']}").json()["status"] == "expired"
    assert files(folder) == []
    owner.get(f"/{made['id']}/download", 410)
    put(expires_at=ago(days=31))
    ticking.tick()
    owner.get(f"/{made['id']}", 404)


def test_a_file_that_is_lost_is_gone_and_not_an_error(owner: Owner, folder: Path) -> None:
    made = owner.made(report_type="inventory")
    for path in folder.iterdir():
        path.unlink()
    owner.get(f"/{made['id']}/download", 410)


def test_the_reports_of_a_user_who_is_gone_go_with_their_files(owner: Owner, folder: Path) -> None:
    owner.made(report_type="inventory")
    with get_engine().begin() as connection:
        connection.execute(text("delete from users where username = 'ada'"))
    ticking.tick()
    ticking.tick()
    assert files(folder) == []
    with unit_of_work() as session:
        assert session.scalars(select(Report)).all() == []


def test_files_without_a_report_are_swept(owner: Owner, folder: Path) -> None:
    made = owner.made(report_type="inventory")
    kept = files(folder)
    for name in ("orphan.csv", ".half.xlsx.part"):
        (folder / name).write_text("x")
    for path in folder.iterdir():
        old = ago(hours=7).timestamp()
        os.utime(path, (old, old))
    ticking.tick()
    assert files(folder) == kept
    assert owner.get(f"/{made['id']}/download").status_code == 200


def sent() -> int:
    number = dispatch.queued()
    for key in get_redis().scan_iter("default*"):
        get_redis().delete(key)
    return number


def test_lost_messages_and_dead_workers_are_taken_up_again(owner: Owner) -> None:
    asked = owner.ask(report_type="inventory")
    assert sent() == 1
    ticking.tick()
    assert sent() == 0
    put(dispatched_at=ago(seconds=31))
    ticking.tick()
    assert sent() == 1
    put(status="running", attempts=1, dispatched_at=ago(seconds=6))
    with locks.alone(running.REPORTS, asked["id"]):
        ticking.tick()
        assert sent() == 0
        running.run(asked["id"])
        assert owner.get(f"/{asked['id']}").json()["status"] == "running"
    ticking.tick()
    assert sent() == 1
    running.run(asked["id"])
    assert owner.get(f"/{asked['id']}").json()["status"] == "completed"
    running.run(asked["id"])  # a message that comes twice does nothing


def test_a_report_that_kills_its_worker_every_time_fails(owner: Owner) -> None:
    asked = owner.ask(report_type="inventory")
    put(status="running", attempts=3)
    running.run(asked["id"])
    made = owner.get(f"/{asked['id']}").json()
    assert made["status"] == "failed" and "died 3 times" in made["error"]


def test_the_queue_away_is_503_and_nothing_is_made(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> int:
        raise RedisConnectionError("away")

    monkeypatch.setattr(dispatch, "queued", away)
    owner.ask(status=503, report_type="inventory")
    assert owner.get("").json()["total"] == 0
    ticking.quietly()


def test_a_folder_offers_nothing_half_written(tmp_path: Path) -> None:
    place = Folder(tmp_path / "new")

    def stop_in_the_middle() -> None:
        with place.draft("a.csv") as file:
            file.write(b"half")
            assert place.read("a.csv") is None
            raise KeyError

    with pytest.raises(KeyError):
        stop_in_the_middle()
    assert files(tmp_path / "new") == []
    with place.draft("a.csv") as file:
        file.write(b"whole")
    found = place.read("a.csv")
    assert found is not None and (found.size, b"".join(found.chunks)) == (5, b"whole")
    assert (tmp_path / "new" / "a.csv").stat().st_mode & 0o777 == 0o600
    place.delete("a.csv")
    place.delete("a.csv")


def test_what_is_published_is_what_the_owner_reads(owner: Owner) -> None:
    made = owner.made(report_type="inventory")
    with unit_of_work() as session:
        report = session.get(Report, made["id"])
        assert report is not None
        assert progress.answer(report).model_dump(mode="json") == made
