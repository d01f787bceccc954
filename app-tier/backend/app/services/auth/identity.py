"""From a bearer token to the caller behind it."""

from sqlalchemy import select

from app.core.problems import Unauthorized
from app.core.roles import Role
from app.core.security import read_access_token
from app.db.session import reading
from app.models.users import User
from app.schemas.caller import Caller

_BY_ID = select(
    User.id, User.username, User.role, User.is_active, User.is_superuser, User.account_scope, User.token_version
)


def identify(token: str, source_ip: str | None = None) -> Caller:
    """The caller of a valid token. Raises Unauthorized; a disabled user or a raised token version acts at once."""
    claims = read_access_token(token)
    if claims is None:
        raise Unauthorized("The access token is not valid or has expired. Sign in again.")
    with reading() as connection:
        row = connection.execute(_BY_ID.where(User.id == claims.user_id)).one_or_none()
    if row is None or not row.is_active or row.token_version != claims.version:
        raise Unauthorized("This session was ended. Sign in again.")
    scope = None if row.account_scope is None else frozenset(row.account_scope)
    return Caller(row.id, row.username, Role(row.role), row.is_superuser, scope, source_ip)
