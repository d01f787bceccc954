"""When a run is over, and how it went."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.session import unit_of_work
from app.models.sync import SyncRun, SyncStep
from app.services.aws.values import line
from app.services.sync import dispatch, progress
from app.services.sync.progress import ACTIVE


def advance(run_id: int) -> None:
    """Send the steps that may start now; end the run if none is left. Safe to call at any time, by anybody."""
    with unit_of_work() as session:
        run = session.get(SyncRun, run_id, with_for_update=True)
        if run is None or run.status not in ACTIVE or not (run.is_planned or run.cancel_requested):
            return
        ready = [] if run.cancel_requested else dispatch.take_ready(session, run_id)
        finish_if_done(session, run)
    dispatch.send_steps(ready)
    progress.publish_run(run_id)


def finish_if_done(session: Session, run: SyncRun) -> None:
    """End a locked run whose steps have all ended: succeeded, partial (not all did), failed (none did), cancelled."""
    if not (run.is_planned or run.cancel_requested):
        return
    rows = session.execute(
        select(SyncStep.status, func.count(), func.min(SyncStep.error))
        .where(SyncStep.run_id == run.id)
        .group_by(SyncStep.status)
    ).all()
    steps = Counter({status: number for status, number, _ in rows})
    if any(steps[status] for status in ACTIVE):
        return
    errors = {status: error for status, _, error in rows if error}
    run.status = outcome(steps, cancelled=run.cancel_requested, failed_before=run.error is not None)
    if run.status in ("partial", "failed") and run.error is None:
        bad = steps["failed"] + steps["partial"]
        first = errors.get("failed") or errors.get("partial") or ""
        run.error = line(f"{bad} of {steps.total()} steps did not succeed. {first}")
    run.finished_at = func.now()


def outcome(steps: Counter[str], *, cancelled: bool, failed_before: bool) -> str:
    """The status of a run from how its steps ended; `failed_before` when something failed before there were steps."""
    if cancelled and (steps["cancelled"] or not steps):
        return "cancelled"
    if not steps or steps["failed"] == steps.total():
        return "failed"
    return "succeeded" if steps["succeeded"] == steps.total() and not failed_before else "partial"
