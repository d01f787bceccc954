"""The sessions of a user: seen and ended by themselves and by administrators."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.problems import NotFound
from app.db import paging
from app.models.tokens import UserSession
from app.schemas.auth import SessionAnswer
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.services.audit import trail
from app.services.auth import sessions
from app.services.users import directory

_SORTABLE: paging.Sortable = {"id": UserSession.id}


def page(session: Session, caller: Caller, user_id: int, query: Paging) -> Page[SessionAnswer]:
    """Those that are open, newest first. Raises Forbidden, NotFound, Invalid for a cursor of another list."""
    user = directory.visible(session, caller, user_id)
    matching = select(UserSession).where(UserSession.user_id == user.id, UserSession.expires_at > func.now())
    found = paging.page(session, matching, query, "-id", _SORTABLE, unique=UserSession.id)
    return Page[SessionAnswer].of(query, found, (_shown(row, caller) for row in found.rows))


def end(session: Session, caller: Caller, user_id: int, session_id: int) -> None:
    """End one now. Raises Forbidden, NotFound."""
    user = directory.visible(session, caller, user_id)
    this = (UserSession.id == session_id, UserSession.user_id == user.id)
    possible = 0 < session_id <= directory.MAX_ID
    ended = session.scalars(delete(UserSession).where(*this).returning(UserSession.source_ip)).all() if possible else []
    if not ended:
        raise NotFound(f"There is no session {session_id} of this user.")
    detail = {"session": session_id, "source_ip": ended[0]}
    trail.record(session, caller, "auth.session_end", user.username, detail)


def end_all(session: Session, caller: Caller, user_id: int, *, keep_this: bool) -> None:
    """End all of a user's, on request but for the one that asks. Raises Forbidden, NotFound."""
    user = directory.visible(session, caller, user_id)
    if keep_this and user.id == caller.user_id and caller.sid is not None:
        others = (UserSession.user_id == user.id, UserSession.sid != caller.sid)
        session.execute(delete(UserSession).where(*others))
    else:
        sessions.end_all(session, user)
    trail.record(session, caller, "auth.sign_out_everywhere", user.username, {"kept_own": keep_this})


def _shown(row: UserSession, caller: Caller) -> SessionAnswer:
    return SessionAnswer.model_validate(row).model_copy(update={"is_current": row.sid == caller.sid})
