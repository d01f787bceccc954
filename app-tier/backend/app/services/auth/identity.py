"""From a bearer token to the caller behind it: one SELECT by two keys on every request."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.core.problems import Unauthorized
from app.core.roles import Capability, Role
from app.core.security import read_access_token
from app.db.session import reading, unit_of_work
from app.models.second_factor import SecondFactor
from app.models.settings import Setting
from app.models.tokens import ApiToken, RevokedToken, UserSession
from app.models.users import User
from app.schemas.caller import Caller
from app.services.auth.api_tokens import PREFIX, digest
from app.services.settings.registry import SECOND_FACTOR_FOR_ADMINS

_USER = (User.id, User.username, User.role, User.is_active, User.is_superuser, User.account_scope, User.token_version)
_TRUE = literal(True, JSONB)
_BY_TOKEN = (
    select(
        *_USER,
        UserSession.id.label("session_id"),
        UserSession.last_seen_at,
        exists().where(SecondFactor.user_id == User.id, SecondFactor.confirmed_at.is_not(None)).label("has_second"),
        exists().where(Setting.name == SECOND_FACTOR_FOR_ADMINS.name, Setting.value == _TRUE).label("wants_second"),
    )
    .outerjoin(UserSession, and_(UserSession.sid == bindparam("sid"), UserSession.user_id == User.id))
    .where(User.id == bindparam("user_id"), ~exists().where(RevokedToken.jti == bindparam("jti")))
)
_BY_API_TOKEN = (
    select(*_USER, ApiToken.id.label("token_id"), ApiToken.scope, ApiToken.beginning, ApiToken.last_used_at)
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(
        ApiToken.token_hash == bindparam("token_hash"),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > func.now()),
    )
)
USED_TO_THE = timedelta(minutes=1)
ENDED = "This session was ended. Sign in again."


def identify(token: str, source_ip: str | None = None) -> Caller:
    """The caller of a valid access token or API token. Raises Unauthorized.

    Signing out, revoking, a disabled user and a raised token version act at once, on every process.
    """
    if token.startswith(PREFIX):
        return _by_api_token(token, source_ip)
    claims = read_access_token(token)
    if claims is None:
        raise Unauthorized("The access token is not valid or has expired. Sign in again.")
    with reading() as connection:
        asked = {"user_id": claims.user_id, "jti": claims.jti, "sid": claims.sid}
        row = connection.execute(_BY_TOKEN, asked).one_or_none()
    if row is None or not row.is_active or row.token_version != claims.version:
        raise Unauthorized(ENDED)
    if claims.sid is not None:
        if row.session_id is None:
            raise Unauthorized(ENDED)
        _seen(row, source_ip)
    needed = row.wants_second and not row.has_second and (row.is_superuser or row.role == Role.ADMIN)
    limited = frozenset({Capability.READ.value}) if needed else None
    return _caller(row, source_ip, limited_to=limited, sid=claims.sid, second_factor_needed=needed)


def _by_api_token(token: str, source_ip: str | None) -> Caller:
    with reading() as connection:
        row = connection.execute(_BY_API_TOKEN, {"token_hash": digest(token)}).one_or_none()
    if row is None or not row.is_active:
        raise Unauthorized("The API token is not valid: it was revoked, has expired, or its user is disabled.")
    _used(row, source_ip)
    return _caller(row, source_ip, limited_to=frozenset(row.scope), api_token=row.beginning)


def _seen(row: Row[*tuple[Any, ...]], source_ip: str | None) -> None:
    """Note when and from where a session was last used, once a minute at most."""
    now = datetime.now(UTC)
    if now - row.last_seen_at < USED_TO_THE:
        return
    with unit_of_work() as session:
        seen = update(UserSession).where(UserSession.id == row.session_id)
        session.execute(seen.values(last_seen_at=now, source_ip=source_ip))


def _used(row: Row[*tuple[Any, ...]], source_ip: str | None) -> None:
    """Note when and from where a token was used, once a minute at most."""
    now = datetime.now(UTC)
    if row.last_used_at is not None and now - row.last_used_at < USED_TO_THE:
        return
    with unit_of_work() as session:
        used = update(ApiToken).where(ApiToken.id == row.token_id)
        session.execute(used.values(last_used_at=now, last_used_ip=source_ip))


def _caller(
    row: Row[*tuple[Any, ...]],
    source_ip: str | None,
    *,
    limited_to: frozenset[str] | None = None,
    api_token: str | None = None,
    sid: str | None = None,
    second_factor_needed: bool = False,
) -> Caller:
    scope = None if row.account_scope is None else frozenset(row.account_scope)
    return Caller(
        row.id,
        row.username,
        Role(row.role),
        row.is_superuser,
        scope,
        source_ip,
        limited_to=limited_to,
        api_token=api_token,
        sid=sid,
        second_factor_needed=second_factor_needed,
    )
