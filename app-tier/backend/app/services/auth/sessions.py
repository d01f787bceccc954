"""Signing in, staying so, and out."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import Conflict, Unauthorized
from app.core.security import create_access_token, read_access_token, verify_password
from app.db.session import unit_of_work
from app.models.tokens import RevokedToken, UserSession
from app.models.users import User
from app.schemas.auth import Credentials, Me, SignedIn
from app.schemas.caller import Caller
from app.schemas.users import UserAnswer
from app.services.audit import trail
from app.services.auth import second_factor, throttle
from app.services.auth.identity import identify

MAX_AGENT = 300
REFUSED = "The user name or the password is wrong."


def sign_in(credentials: Credentials, source_ip: str | None, user_agent: str | None = None) -> SignedIn:
    """A token for the right name (or e-mail, in any case) and password.

    Unknown, wrong and disabled are one and the same Unauthorized after the same work. Raises TooMany after repeated
    failures. The password is checked while no connection is held.
    """
    attempt = throttle.Attempt.of(credentials.username, source_ip)
    throttle.check(attempt)
    user = _find(credentials.username)
    fits = verify_password(credentials.password, user.hashed_password if user else None)
    if user is None or not fits or not user.is_active:
        reason = "unknown user" if user is None else "wrong password" if not fits else "disabled"
        _failed(credentials.username, reason, source_ip, attempt)
        raise Unauthorized(REFUSED)
    with unit_of_work() as session:
        lacking = second_factor.lacking(session, user, credentials.otp)
    if lacking == "wrong":
        _failed(credentials.username, "second factor", source_ip, attempt)
    if lacking is not None:
        raise Unauthorized(second_factor.SENTENCES[lacking], extra={"second_factor": lacking})
    throttle.forgive(attempt)
    return _open(user, source_ip, user_agent)


def _failed(name: str, reason: str, source_ip: str | None, attempt: throttle.Attempt) -> None:
    """Write a failed sign-in down and count it. Raises TooMany where it was one too many."""
    with unit_of_work() as session:
        trail.record(session, None, "auth.login_failed", name, {"reason": reason}, source_ip=source_ip)
    throttle.count_failure(attempt)


def me(session: Session, caller: Caller) -> Me:
    """The caller as a user, with permissions. Raises Unauthorized where the row has just gone."""
    user = session.get(User, caller.user_id)
    if user is None:
        raise Unauthorized("This session was ended. Sign in again.")
    return _me(user, caller)


def sign_out(session: Session, caller: Caller, token: str) -> None:
    """End the session and its token now, on every process; those that have expired anyway are forgotten."""
    claims = read_access_token(token)
    if claims is None:
        raise Unauthorized("The access token is not valid or has expired. Sign in again.")
    session.execute(delete(RevokedToken).where(RevokedToken.expires_at < func.now()))
    row = insert(RevokedToken).values(jti=claims.jti, expires_at=claims.expires_at)
    session.execute(row.on_conflict_do_nothing())
    session.execute(delete(UserSession).where(UserSession.sid == claims.sid))
    trail.record(session, caller, "auth.logout", caller.username)


def renew(session: Session, caller: Caller) -> SignedIn:
    """Another access token of the same session, for as long as the session may last.

    Raises Unauthorized where it may not be prolonged, Conflict for a token that was made outside any session.
    """
    if caller.sid is None:
        raise Conflict("This token belongs to no session that could be prolonged.")
    user = session.get(User, caller.user_id)
    mine = select(UserSession).where(UserSession.sid == caller.sid).with_for_update()
    row = session.scalars(mine).one_or_none()
    now = datetime.now(UTC)
    if user is None or row is None or now >= row.created_at + timedelta(hours=get_settings().session_hours):
        raise Unauthorized("This session cannot be prolonged. Sign in again.")
    token, life = create_access_token(user.id, user.token_version, row.sid)
    row.expires_at = now + timedelta(seconds=life)
    return SignedIn(access_token=token, expires_in=life, user=_me(user, caller))


def end_all(session: Session, user: User) -> None:
    """End every session and every access token of the user, on every process."""
    user.token_version += 1
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))


def _find(name: str) -> User | None:
    """By user name first: an e-mail address that somebody gave themselves never takes another's name."""
    folded = func.lower(name)
    by_name = select(User).where(or_(func.lower(User.username) == folded, func.lower(User.email) == folded))
    with unit_of_work() as session:
        return session.scalars(by_name.order_by((func.lower(User.username) == folded).desc()).limit(1)).first()


def _open(user: User, source_ip: str | None, user_agent: str | None) -> SignedIn:
    sid = secrets.token_hex(16)
    token, life = create_access_token(user.id, user.token_version, sid)
    ends = datetime.now(UTC) + timedelta(seconds=life)
    with unit_of_work() as session:
        session.execute(delete(UserSession).where(UserSession.expires_at < func.now()))
        seen = update(User).where(User.id == user.id).values(last_login_at=func.now(), updated_at=User.updated_at)
        at = session.execute(seen.returning(User.last_login_at)).scalar_one_or_none()
        if at is None:
            raise Unauthorized(REFUSED)
        opened = {"source_ip": source_ip, "user_agent": user_agent and user_agent[:MAX_AGENT]}
        session.add(UserSession(user_id=user.id, sid=sid, expires_at=ends, **opened))
        trail.record(session, user.username, "auth.login", user.username, source_ip=source_ip)
    user.last_login_at = at
    return SignedIn(access_token=token, expires_in=life, user=_me(user, identify(token, source_ip)))


def _me(user: User, caller: Caller) -> Me:
    shown = UserAnswer.model_validate(user).model_dump()
    return Me(**shown, permissions=caller.permissions, second_factor_needed=caller.second_factor_needed)
