"""Backups are whole, of one moment, secret where a key is set, and come back as they were."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from app.cli import main
from app.core.config import get_settings
from app.db.session import get_engine, unit_of_work
from app.models.backups import Backup
from app.services.backup import keeping, making, running, sealing
from app.services.backup.problems import BackupFailed
from app.services.reports.storage import Folder

KEY = "a-key-of-more-than-sixteen"
Said = Callable[[], str]


@pytest.fixture
def folder(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """BACKUP_DIR and BACKUP_KEY for this test."""
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "backups"))
    monkeypatch.setenv("BACKUP_KEY", KEY)
    get_settings.cache_clear()
    yield tmp_path / "backups"
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def scratch(database: str) -> Iterator[str]:
    """The URL of an empty database."""
    url = make_url(database)
    name = f"{url.database}_restored"
    admin = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'drop database if exists "{name}" with (force)'))
        connection.execute(text(f'create database "{name}" template template0'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))


def fleet(*ids: str) -> None:
    with get_engine().begin() as connection:
        for workspace_id in ids:
            connection.execute(
                text("insert into workspaces (account_id, region, workspace_id, user_name, tags) "
                     "values ('111111111111', 'eu-west-1', :id, 'Zoë\t\"', '{\"a\": \"b\"}')"), {"id": workspace_id},
            )  # fmt: skip


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_a_backup_comes_back_into_an_empty_database_as_it_was(
    folder: Path, scratch: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet("ws-1", "ws-2")
    assert main(["backup"]) == 0
    fleet("ws-3")
    assert main(["restore", "--database-url", scratch]) == 0
    assert "are the same" in capsys.readouterr().out
    ids = "select workspace_id, user_name, tags, search_text from workspaces where workspace_id <> 'ws-3' order by 1"
    assert rows(scratch, ids) == rows(database, ids)
    assert len(rows(scratch, ids)) == 2
    # what is filled is never written over
    assert main(["restore", "--database-url", scratch]) == 1
    assert "not empty" in capsys.readouterr().err
    assert main(["backup-drill"]) == 0
    assert not rows(database, "select from pg_database where datname like 'wsi_drill_%'")


def test_what_came_back_differently_is_told(folder: Path, scratch: str) -> None:
    fleet("ws-1", "ws-2")
    running.run()
    (name,) = keeping.names(Folder(folder))
    about = folder / f"{name}.json"
    told = json.loads(about.read_text())
    told["tables"]["workspaces"]["checksum"] = "1"
    told["tables"]["events"]["rows"] = 7
    about.write_text(json.dumps(told))
    _, different = making.restore(None, scratch)
    assert different == ["events: 7 rows in the backup, 0 now", "workspaces: 2 rows, but not the same ones"]


def test_with_a_key_nothing_can_be_read_and_without_it_nothing_comes_back(
    folder: Path, scratch: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet("ws-secret")
    name = running.run().name
    assert b"PGDMP" not in (folder / f"{name}.backup").read_bytes()
    assert (folder / f"{name}.backup").stat().st_mode & 0o077 == 0
    for key in ("another-key-of-sixteen", ""):
        monkeypatch.setenv("BACKUP_KEY", key)
        get_settings.cache_clear()
        assert main(["restore", "--database-url", scratch]) == 1
        assert "BACKUP_KEY" in capsys.readouterr().err
    assert rows(scratch, "select from pg_class where relname = 'workspaces'") == []


def test_a_damaged_file_leaves_the_database_empty(folder: Path, scratch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_KEY", "")
    get_settings.cache_clear()
    fleet("ws-1")
    file = folder / f"{running.run().name}.backup"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(BackupFailed, match="damaged"):
        making.restore(None, scratch)
    assert rows(scratch, "select from pg_class where relname = 'workspaces'") == []


def test_one_is_made_when_it_is_due_and_the_oldest_go(folder: Path) -> None:
    running.run_if_due()
    running.run_if_due()
    (first,) = keeping.names(Folder(folder))
    with unit_of_work() as session:
        session.execute(text("update backups set started_at = started_at - interval '25 hours'"))
        session.execute(text("insert into settings (name, value) values ('backups_kept', '1')"))
    running.run_if_due()
    (second,) = keeping.names(Folder(folder))
    assert second != first
    assert {path.name for path in folder.iterdir()} == {f"{second}.backup", f"{second}.json"}


def test_what_goes_wrong_is_kept_with_its_reason(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.parent.joinpath("file").write_text("")
    monkeypatch.setenv("BACKUP_DIR", str(folder.parent / "file" / "in-a-file"))
    get_settings.cache_clear()
    running.run_if_due()
    with unit_of_work() as session:
        (row,) = session.query(Backup).all()
        assert row.error
        assert row.finished_at
        assert row.name is None


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE, sealing.PIECE + 1, 3 * sealing.PIECE])
def test_a_sealed_stream_opens_whole_or_not_at_all(size: int) -> None:
    plain = bytes(range(256)) * (size // 256) + bytes(size % 256)
    sealed = b"".join(sealing.seal(iter([plain[:100], plain[100:]]), KEY))
    assert b"".join(sealing.unseal([sealed], KEY)) == plain
    for broken in (sealed[:-1], sealed[: len(sealed) // 2], sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]):
        with pytest.raises(BackupFailed):
            b"".join(sealing.unseal([broken], KEY))
    if size > sealing.PIECE:  # a piece left out at the end is missed
        one = sealing.PIECE + sealing.TAG_BYTES + 4
        with pytest.raises(BackupFailed):
            b"".join(sealing.unseal([sealed[: 24 + one]], KEY))
