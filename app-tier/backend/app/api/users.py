"""People who may sign in: administrators see and change all, everybody their own profile."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep, Viewer
from app.schemas.common import Page
from app.schemas.users import NewUser, UserAnswer, UserChange, UserQuery
from app.services.users import administration, directory

router = APIRouter(prefix="/users", tags=["users"])


@router.get("", name="list")
def list_users(session: SessionDep, _: Admin, query: Annotated[UserQuery, Query()]) -> Page[UserAnswer]:
    """Users that match the filters, one page."""
    return directory.page(session, query)


@router.post("", name="create", status_code=201)
def create_user(session: SessionDep, admin: Admin, new: NewUser) -> UserAnswer:
    """Make a user. 409 names the field that is taken."""
    return UserAnswer.model_validate(administration.create(session, admin, new))


@router.get("/{user_id}", name="read")
def read_user(session: SessionDep, caller: Viewer, user_id: int) -> UserAnswer:
    """One user: any for an administrator, oneself for everybody."""
    return UserAnswer.model_validate(directory.visible(session, caller, user_id))


@router.put("/{user_id}", name="update")
def update_user(session: SessionDep, caller: Viewer, user_id: int, change: UserChange) -> UserAnswer:
    """Change the members that are given; the others stay. One's own role, state and scope are not one's own to change.

    A new password, and disabling, end every session of the user at once. 409: the last active administrator.
    """
    return UserAnswer.model_validate(administration.update(session, caller, user_id, change))


@router.delete("/{user_id}", name="delete", status_code=204)
def delete_user(session: SessionDep, admin: Admin, user_id: int) -> None:
    """Remove a user; their sessions end at once. 409: the last active administrator."""
    administration.delete(session, admin, user_id)
