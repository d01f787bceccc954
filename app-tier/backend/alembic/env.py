"""Alembic on the product's own settings; one migration at a time over all replicas."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from alembic import context
from app.core.config import get_settings
from app.db.base import Base
from app.db.partitions import is_partition
from app.models import models  # noqa: F401 - registers every table


def include_name(name, kind, _parents):
    return kind != "table" or not is_partition(name, Base.metadata.tables)


LOCK_KEY = 0x57534D31  # "WSM1": replicas that start together migrate one after the other


def run() -> None:
    engine = create_engine(get_settings().sqlalchemy_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        connection.commit()
        context.configure(
            connection=connection, target_metadata=Base.metadata, compare_type=True, include_name=include_name
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
        connection.commit()


if context.is_offline_mode():
    context.configure(url=get_settings().sqlalchemy_url, target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    run()
