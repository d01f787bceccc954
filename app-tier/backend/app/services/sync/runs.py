"""Sync runs: start, look, stop."""

from typing import Any

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.orm import Session

from app.core.problems import Conflict, NotFound, invalid
from app.core.request_id import request_id
from app.db.session import unit_of_work
from app.models.sync import SyncRun, SyncStep
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.sync import SyncDetail, SyncStepAnswer, SyncSummary
from app.services.audit import trail
from app.services.sync import dispatch, ending, progress
from app.services.sync.progress import ACTIVE, in_scope, summaries
from app.services.sync.requests import Extent, checked

MAX_ID = 2**31 - 1
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('start a sync', 0))")


def start(asked: Extent, trigger: str, by: Caller | str) -> int:
    """Make a run and hand it to the workers; its id.

    Raises Unavailable before anything is written when the queue is down or full, Conflict (with `sync_id`) when a
    run that overlaps is active, Invalid for what does not exist.
    """
    scope = by.account_scope if isinstance(by, Caller) else None
    dispatch.require_queue()
    with unit_of_work() as session:
        run = add(session, checked(session, asked, scope), trigger, by)
        detail = {"collectors": run.collectors, "account_ids": run.account_ids, "regions": run.regions}
        trail.record(session, by, "sync.start", f"sync {run.id}", detail)
    dispatch.send_plan(run.id)
    progress.publish_run(run.id)
    return run.id


def add(session: Session, extent: Extent, trigger: str, by: Caller | str) -> SyncRun:
    """The row of a new run, marked as sent: send it after the commit. Raises Conflict."""
    session.execute(_ONE_AT_A_TIME)
    for other in session.scalars(select(SyncRun).where(SyncRun.status.in_(ACTIVE)).order_by(SyncRun.id)):
        if extent.overlaps(Extent(other.collectors, other.account_ids, other.regions)):
            detail = f"Sync {other.id} is already running over some of the same. Wait for it, or cancel it."
            raise Conflict(detail, extra={"sync_id": other.id})
    run = SyncRun(
        trigger=trigger,
        requested_by=by.username if isinstance(by, Caller) else by,
        request_id=request_id.get(),
        collectors=extent.collectors,
        account_ids=extent.account_ids,
        regions=extent.regions,
        dispatched_at=func.now(),
    )
    session.add(run)
    session.flush()
    return run


def page(session: Session, caller: Caller, query: Paging) -> Page[SyncSummary]:
    """Runs that touch the caller's accounts, newest first."""
    runs: Select[Any] = in_scope(select(SyncRun), caller.account_scope)
    total = session.scalar(select(func.count()).select_from(runs.subquery())) or 0
    if query.cursor is not None:
        if not query.cursor.isdecimal() or int(query.cursor) > MAX_ID:
            raise invalid("cursor", "is not one that this list gave")
        runs = runs.where(SyncRun.id < int(query.cursor))
    shown = session.scalars(runs.order_by(SyncRun.id.desc()).limit(query.limit + 1).offset(query.offset)).all()
    more = len(shown) > query.limit
    return Page[SyncSummary](
        items=list(summaries(session, shown[: query.limit], caller.account_scope)),
        total=total,
        limit=query.limit,
        offset=query.offset,
        next_cursor=str(shown[query.limit - 1].id) if more else None,
    )


def get(session: Session, caller: Caller | None, run_id: int) -> SyncDetail:
    """A run with its steps (of the caller's accounts). Raises NotFound."""
    scope = caller.account_scope if caller else None
    run = _find(session, scope, run_id)
    steps = select(SyncStep).where(SyncStep.run_id == run_id)
    if scope is not None:
        steps = steps.where(SyncStep.account_id.in_(scope))
    ordered = session.scalars(steps.order_by(SyncStep.account_id, SyncStep.region, SyncStep.collector))
    line = next(summaries(session, [run], scope))
    return SyncDetail(
        **line.model_dump(),
        collectors=run.collectors,
        account_ids=run.account_ids,
        regions=run.regions,
        steps=[SyncStepAnswer.model_validate(step) for step in ordered],
    )


def cancel(caller: Caller, run_id: int) -> None:
    """Stop a run: steps that wait do not start, steps that run stop before their next request.

    Raises NotFound, Conflict when it has ended already or is also about accounts that are not the caller's.
    """
    with unit_of_work() as session:
        run = _find(session, caller.account_scope, run_id)
        session.refresh(run, with_for_update=True)
        if run.status not in ACTIVE:
            raise Conflict(f"Sync {run_id} has ended already ({run.status}).")
        if caller.account_scope is not None and not caller.account_scope.issuperset(run.account_ids or ["*"]):
            raise Conflict(f"Sync {run_id} is also about accounts outside your scope; its owner can cancel it.")
        run.cancel_requested = True
        waiting = update(SyncStep).where(SyncStep.run_id == run_id, SyncStep.status == "queued")
        session.execute(waiting.values(status="cancelled", finished_at=func.now()))
        trail.record(session, caller, "sync.cancel", f"sync {run_id}")
        session.flush()
        ending.finish_if_done(session, run)
    progress.publish_run(run_id)


def _find(session: Session, scope: frozenset[str] | None, run_id: int) -> SyncRun:
    found = in_scope(select(SyncRun).where(SyncRun.id == run_id), scope)
    run: SyncRun | None = session.scalars(found).one_or_none() if 0 < run_id <= MAX_ID else None
    if run is None:
        raise NotFound(f"There is no sync {run_id}.")
    return run
