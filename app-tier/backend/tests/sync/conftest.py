from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.db.session import SessionLocal, get_engine, unit_of_work
from app.models.models import AwsAccount, SyncStep
from app.services.sync import pipeline, planning, runs
from app.services.sync.requests import Extent
from tests.aws.conftest import aws
from tests.aws.fake import FakeAws, role

__all__ = ["aws"]
INVENTORY = ["workspaces", "directories", "bundles", "tags", "connections"]
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_REGIONS", ",".join(REGIONS))
    monkeypatch.setenv("AWS_API_RATE", "1000")
    monkeypatch.setenv("AWS_API_BURST", "1000")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def session(db: None) -> Iterator[Session]:
    with SessionLocal() as made:
        yield made


def work(run_id: int) -> None:
    """Do what the workers would: plan, then every step that was sent, until none is left."""
    planning.plan(run_id)
    waiting = select(SyncStep.id).where(
        SyncStep.run_id == run_id, SyncStep.status == "queued", SyncStep.dispatched_at.is_not(None)
    )
    while True:
        with SessionLocal() as session:
            ids = session.scalars(waiting.order_by(SyncStep.id)).all()
        if not ids:
            return
        for step_id in ids:
            pipeline.run_step(step_id)


@pytest.fixture
def sync(db: None) -> Callable[..., int]:
    """Start a sync and do its work; the run's id."""

    def run(**extent: list[str]) -> int:
        run_id = runs.start(Extent(**{"collectors": INVENTORY, **extent}), "manual", "test")
        work(run_id)
        return run_id

    return run


def add_role(fake: FakeAws, account_id: str, **columns: object) -> None:
    with unit_of_work() as session:
        given = role(fake, account_id)
        session.add(
            AwsAccount(**{"kind": "role", "account_id": account_id, "name": f"n{account_id}", **given, **columns})
        )


def rows(sql: str, **values: object) -> list[tuple[object, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]
