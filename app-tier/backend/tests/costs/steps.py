"""A sync of the demo estate as the workers would do it."""

from typing import Any

from sqlalchemy import select, text

from app.db.session import SessionLocal, get_engine, unit_of_work
from app.models.models import AwsAccount, SyncStep
from app.services.sync import pipeline, planning, runs
from app.services.sync.requests import Extent
from tests.costs.conftest import Estate


def add_members(estate: Estate) -> None:
    """The member accounts of the estate, each by its own role and external id."""
    with unit_of_work() as session:
        for one in estate.accounts["accounts"]:
            names = ("account_id", "name", "role_arn", "external_id", "regions")
            session.add(AwsAccount(kind="role", **{name: one[name] for name in names}))


def sync(trigger: str = "manual", **extent: list[str]) -> int:
    """Plan a run and do every step that is sent, until none is left; the run's id."""
    run_id = runs.start(Extent(**extent), trigger, "test")
    planning.plan(run_id)
    waiting = select(SyncStep.id).where(
        SyncStep.run_id == run_id, SyncStep.status == "queued", SyncStep.dispatched_at.is_not(None)
    )
    while True:
        with SessionLocal() as session:
            ids = session.scalars(waiting.order_by(SyncStep.id)).all()
        if not ids:
            return run_id
        for step_id in ids:
            pipeline.run_step(step_id)


def sql(statement: str, **values: object) -> list[tuple[Any, ...]]:
    with get_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def steps(run_id: int) -> dict[tuple[str, str], str]:
    """The status of each step by collector and Region; those of one pair in several accounts together."""
    found: dict[tuple[str, str], str] = {}
    rows = sql("select collector, region, status from sync_steps where run_id = :id order by status", id=run_id)
    for collector, region, status in rows:
        found[collector, region] = f"{found[collector, region]} {status}" if (collector, region) in found else status
    return found
