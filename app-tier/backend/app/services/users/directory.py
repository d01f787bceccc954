"""Reading users."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.core.problems import Forbidden, NotFound
from app.core.roles import Capability
from app.db import paging
from app.models.users import User
from app.schemas.caller import Caller
from app.schemas.common import Page
from app.schemas.users import UserAnswer, UserQuery

MAX_ID = 2**31 - 1
_SORTABLE: paging.Sortable = {
    "id": User.id,
    "username": User.username,
    "email": User.email,
    "full_name": User.full_name,
    "role": User.role,
    "is_active": User.is_active,
    "created_at": User.created_at,
    "last_login_at": User.last_login_at,
}


def page(session: Session, query: UserQuery) -> Page[UserAnswer]:
    """The users that match, one page. Raises Invalid for an unknown field to sort by and a foreign cursor."""
    found = paging.page(session, _matching(query), query, query.sort, _SORTABLE, unique=User.id)
    return Page[UserAnswer].of(query, found, map(UserAnswer.model_validate, found.rows))


def find(session: Session, user_id: int) -> User:
    """The user. Raises NotFound."""
    user = session.get(User, user_id) if 0 < user_id <= MAX_ID else None
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


def visible(session: Session, caller: Caller, user_id: int) -> User:
    """The user, for an administrator or for themselves. Raises Forbidden, NotFound."""
    allow(caller, user_id)
    return find(session, user_id)


def allow(caller: Caller, user_id: int) -> None:
    """Raises Forbidden, whether or not there is such a user, unless it is the caller's own or theirs to administer."""
    if user_id != caller.user_id and not caller.may(Capability.ADMIN):
        raise Forbidden("You can see and edit only your own user.")


def _matching(query: UserQuery) -> Select[User]:
    matching = select(User)
    if query.q:
        text = (User.username, User.email, User.full_name)
        matching = matching.where(or_(*(column.icontains(query.q, autoescape=True) for column in text)))
    if query.role:
        matching = matching.where(User.role.in_(query.role))
    if query.is_active is not None:
        matching = matching.where(User.is_active == query.is_active)
    return matching
