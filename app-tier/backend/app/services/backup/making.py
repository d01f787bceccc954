"""A backup of the whole database, of one moment, and back again."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.core.config import get_settings
from app.services.backup import keeping, programs, sealing
from app.services.backup.contents import contents, differences
from app.services.backup.keeping import PREFIX, About
from app.services.backup.problems import BackupFailed
from app.services.reports.storage import Storage

_SNAPSHOT = text("select pg_export_snapshot()")
_REVISION = text("select version_num from alembic_version")
_EMPTY = text("""
select not exists (select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))
""")


def make(keep: int) -> About:
    """Make one, in the folder and in the bucket where there is one, and thin out the older ones.

    Tables are counted and dumped from one snapshot. Raises BackupFailed, StorageFailed.
    """
    url, secret = _url(), _secret()
    at = datetime.now(UTC)
    name = f"{PREFIX}{at:%Y%m%dT%H%M%S.%fZ}"  # in the order of time, to the microsecond
    (_, first), *others = keeping.storages()
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        snapshot = str(connection.execute(_SNAPSHOT).scalar_one())
        revision = str(connection.execute(_REVISION).scalar_one())
        plain = programs.dump(url, snapshot)
        size, digest = keeping.write(first, name, sealing.seal(plain, secret) if secret else plain)
        tables = contents(connection)
    made = About(name, f"{at:%Y-%m-%dT%H:%M:%SZ}", revision, secret is not None, size, digest, tables)
    keeping.describe(first, made)
    for _, storage in others:
        keeping.write(storage, name, keeping.read(first, made))
        keeping.describe(storage, made)
    for _, storage in keeping.storages():
        keeping.thin_out(storage, keep)
    return made


def restore(name: str | None, into: str | None = None) -> tuple[About, list[str]]:
    """Bring a backup (default: the newest) back into an empty database (default: DATABASE_URL's).

    The differences between what it held and what is there then: none, where all is well. Raises BackupFailed where
    the database is not empty or the backup not whole, StorageFailed.
    """
    storage, about = find(name)
    url = make_url(into) if into else _url()
    _refuse_unless_empty(url)
    programs.restore(url, _plain(storage, about))
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return about, differences(about.tables, contents(connection))


def drill() -> tuple[About, list[str]]:
    """Bring the newest backup back into a scratch database beside ours, compare, and remove it again."""
    url = _url()
    scratch = f"wsi_drill_{secrets.token_hex(4)}"
    admin = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{scratch}" template template0'))
        try:
            return restore(None, url.set(database=scratch).render_as_string(hide_password=False))
        finally:
            connection.execute(text(f'drop database if exists "{scratch}" with (force)'))


def find(name: str | None) -> tuple[Storage, About]:
    """A backup by its name or the newest, in the folder or else in the bucket. Raises BackupFailed, StorageFailed."""
    places = keeping.storages()
    for _, storage in places:
        there = keeping.names(storage)
        wanted = there[:1] if name is None else [one for one in there if one == name]
        if wanted:
            return storage, keeping.about(storage, wanted[0])
    where = " or ".join(place for place, _ in places)
    raise BackupFailed(f"There is no backup{f' {name}' if name else ''} in {where}.")


def _plain(storage: Storage, about: About) -> Iterable[bytes]:
    stored = keeping.read(storage, about)
    return sealing.unseal(stored, _secret()) if about.encrypted else stored


def _refuse_unless_empty(url: URL) -> None:
    try:
        with create_engine(url, poolclass=NullPool).connect() as connection:
            empty = connection.execute(_EMPTY).scalar_one()
    except SQLAlchemyError as error:
        why = str(error).splitlines()[0][:200]
        raise BackupFailed(f"The database to restore into does not answer: {why}") from error
    if not empty:
        raise BackupFailed(
            f"Database {url.database} is not empty, and a restore never writes over data. "
            "Make an empty one (createdb) and name it with --database-url, or drop this one first."
        )


def _url() -> URL:
    return make_url(get_settings().sqlalchemy_url)


def _secret() -> str | None:
    key = get_settings().backup_key
    return key.get_secret_value() if key else None
