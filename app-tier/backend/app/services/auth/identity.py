"""From a bearer token to the caller behind it: one SELECT by two primary keys on every request."""

from sqlalchemy import bindparam, exists, select

from app.core.problems import Unauthorized
from app.core.roles import Role
from app.core.security import read_access_token
from app.db.session import reading
from app.models.tokens import RevokedToken
from app.models.users import User
from app.schemas.caller import Caller

_BY_TOKEN = select(
    User.id, User.username, User.role, User.is_active, User.is_superuser, User.account_scope, User.token_version
).where(User.id == bindparam("user_id"), ~exists().where(RevokedToken.jti == bindparam("jti")))


def identify(token: str, source_ip: str | None = None) -> Caller:
    """The caller of a valid token. Raises Unauthorized.

    Signing out, a disabled user and a raised token version act at once, on every process.
    """
    claims = read_access_token(token)
    if claims is None:
        raise Unauthorized("The access token is not valid or has expired. Sign in again.")
    with reading() as connection:
        row = connection.execute(_BY_TOKEN, {"user_id": claims.user_id, "jti": claims.jti}).one_or_none()
    if row is None or not row.is_active or row.token_version != claims.version:
        raise Unauthorized("This session was ended. Sign in again.")
    scope = None if row.account_scope is None else frozenset(row.account_scope)
    return Caller(row.id, row.username, Role(row.role), row.is_superuser, scope, source_ip)
