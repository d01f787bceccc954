"""Questions kept: for the conversation, for the thumbs, and until they are old."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.problems import NotFound
from app.core.request_id import request_id
from app.db.session import unit_of_work
from app.models.questions import AiQuery
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.schemas.questions import Feedback
from app.services.audit import trail
from app.services.settings import store
from app.services.settings.registry import AI_QUESTION_DAYS

AT_ONCE = 1000


def conversation(session: Session, caller: Caller, asked: str | None) -> tuple[str, Plan | None]:
    """The conversation's id, a new one where it is none of the caller's, and the last plan answered in it."""
    if asked is None:
        return secrets.token_urlsafe(12), None
    mine = (
        select(AiQuery.plan)
        .where(AiQuery.user_id == caller.user_id, AiQuery.conversation_id == asked)
        .order_by(AiQuery.id.desc())
    )
    if session.scalar(mine.with_only_columns(AiQuery.id).limit(1)) is None:
        return secrets.token_urlsafe(12), None
    stored = session.scalar(mine.where(AiQuery.plan.is_not(None)).limit(1))
    return asked, _plan(stored)


def _plan(stored: dict[str, Any] | None) -> Plan | None:
    try:
        return None if stored is None else Plan.model_validate(stored)
    except ValidationError:  # kept by an older version of the product: the conversation starts anew
        return None


def keep(caller: Caller, made: dict[str, Any]) -> int:
    """Write a question down with its outcome; its id. The audit log says that it was asked, not its words."""
    with unit_of_work() as session:
        row = AiQuery(user_id=caller.user_id, request_id=request_id.get(), **made)
        session.add(row)
        session.flush()
        plan = made["plan"] or {}
        detail = {"status": row.status, "dataset": plan.get("dataset"), "rows": row.total}
        trail.record(session, caller, "ai.ask", f"question {row.id}", detail)
        return row.id


def rate(session: Session, caller: Caller, query_id: int, feedback: Feedback) -> None:
    """Give one's own question a thumb. Raises NotFound."""
    row = session.scalar(select(AiQuery).where(AiQuery.id == query_id, AiQuery.user_id == caller.user_id))
    if row is None:
        raise NotFound("There is no such question of yours.")
    row.thumb, row.comment = feedback.thumb, feedback.comment


def forget_old(session: Session) -> int:
    """Delete some of the questions that are older than the setting says; how many."""
    kept_since = datetime.now(UTC) - timedelta(days=store.read(session.connection())[AI_QUESTION_DAYS])
    oldest = select(AiQuery.id).where(AiQuery.asked_at < kept_since).limit(AT_ONCE)
    return len(session.scalars(delete(AiQuery).where(AiQuery.id.in_(oldest)).returning(AiQuery.id)).all())
