"""Where users are signed in: for themselves, and for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPerson, SessionDep, Viewer
from app.schemas.auth import SessionAnswer
from app.schemas.common import Page, Paging
from app.services.auth import session_list

router = APIRouter(prefix="/users/{user_id}/sessions", tags=["sessions"])


@router.get("", name="list")
def list_sessions(
    user_id: int, session: SessionDep, viewer: Viewer, query: Annotated[Paging, Query()]
) -> Page[SessionAnswer]:
    """The open sessions of a user, newest first: when and from where each was begun and last used."""
    return session_list.page(session, viewer, user_id, query)


@router.delete("/{session_id}", name="end", status_code=204)
def end_session(user_id: int, session_id: int, session: SessionDep, person: InPerson) -> None:
    """End one session at once, on every process."""
    session_list.end(session, person, user_id, session_id)


@router.delete("", name="end_all", status_code=204)
def end_sessions(user_id: int, session: SessionDep, person: InPerson, keep_this: bool = False) -> None:
    """Sign the user out everywhere, at once; with `keep_this` but for the session that asks. API tokens go on."""
    session_list.end_all(session, person, user_id, keep_this=keep_this)
