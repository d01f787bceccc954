"""Real PostgreSQL built by Alembic, real Redis; every test starts from empty tables."""

import os
import secrets
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

MAINTENANCE_URL = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg2://workspaces@127.0.0.1:5432/postgres")
DATABASE = f"wsi_test_{secrets.token_hex(4)}"
os.environ["DATABASE_URL"] = make_url(MAINTENANCE_URL).set(database=DATABASE).render_as_string(hide_password=False)
REDIS = make_url(os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0"))
# side by side (pytest -n): every process has a PostgreSQL database and a Redis number of its own
NUMBER = int(REDIS.database or 0) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = REDIS.set(database=str(NUMBER)).render_as_string(hide_password=False)
os.environ["SECRET_KEY"] = "a-secret-key-for-tests-only-0123456789"
os.environ["BCRYPT_ROUNDS"] = "4"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["RATE_PER_CALLER"] = os.environ["RATE_PER_ADDRESS"] = "0"  # but for the tests of it
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGIONS", "DEMO_ESTATE"):
    os.environ.pop(name, None)

# the same examples each time; a loaded machine is slow, which says nothing about the code; fixtures hold no state
settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")

# Only what has rows is emptied: a TRUNCATE of every table and partition would be a large part of a test's time.
EMPTY = """
do $$
declare
    wanted text;
    sequence record;
    has_rows boolean;
begin
    set local session_replication_role = replica;
    foreach wanted in array string_to_array(NAMES, ' ') loop
        execute format('select exists (select 1 from %I)', wanted) into has_rows;
        if has_rows and (select sum(pg_relation_size(relid)) > 1000000 from pg_partition_tree(wanted::regclass)) then
            execute format('truncate %I cascade', wanted);
        elsif has_rows then
            execute format('delete from %I', wanted);
        end if;
    end loop;
    for sequence in select sequencename from pg_sequences where last_value is not null loop
        perform setval(format('%I', sequence.sequencename)::regclass, 1, false);
    end loop;
end
$$
"""


# the files that take longest, in the order of a run: what is not listed comes after them
LONGEST = ("reliability", "test_demo_estate", "test_plans", "test_patience", "test_timeline", "modelled", "/sync/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest goes first, so that side by side nobody is left alone with it at the end."""

    def place(item: pytest.Item) -> int:
        return next((at for at, part in enumerate(LONGEST) if part in str(item.path)), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """A fresh database at the newest migration; dropped afterwards."""
    from alembic.config import Config

    from alembic import command
    from app.db.session import get_engine, get_read_engine, get_stream_engine

    admin = create_engine(MAINTENANCE_URL, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{DATABASE}"'))
    command.upgrade(Config("alembic.ini"), "head")
    yield os.environ["DATABASE_URL"]
    get_engine().dispose()
    get_read_engine().dispose()
    get_stream_engine().dispose()
    with admin.connect() as connection:
        connection.execute(text(f'drop database "{DATABASE}" with (force)'))
    admin.dispose()


@pytest.fixture
def db(database: str) -> Iterator[None]:
    """Empty tables and an empty Redis database."""
    from app.core.redis import get_redis
    from app.db.base import Base
    from app.db.session import get_engine

    with get_engine().begin() as connection:
        names = " ".join(table.name for table in Base.metadata.sorted_tables)
        connection.execute(text(EMPTY.replace("NAMES", f"'{names}'")))
    get_redis().flushdb()
    yield


@pytest.fixture
def sign_in(db: None) -> Callable[..., dict[str, str]]:
    """Makes a user with a role and gives the header that signs them in."""
    from app.core.security import create_access_token, get_password_hash
    from app.db.session import unit_of_work
    from app.models.models import User

    def make(role: str = "viewer", username: str | None = None, **columns: object) -> dict[str, str]:
        name = username or f"{role}-{secrets.token_hex(3)}"
        with unit_of_work() as session:
            user = User(
                username=name,
                email=f"{name}@example.com",
                hashed_password=get_password_hash("correct horse battery"),
                role=role,
                **columns,
            )
            session.add(user)
            session.flush()
            token, _ = create_access_token(user.id, user.token_version or 0)
        return {"Authorization": f"Bearer {token}"}

    return make


@pytest.fixture
def client(db: None) -> Iterator[object]:
    """The application behind an HTTP client that does not hide server errors."""
    from starlette.testclient import TestClient

    from app.main import app

    with TestClient(app, raise_server_exceptions=False) as made:
        yield made
