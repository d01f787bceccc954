"""API tokens: made, listed and revoked by people who signed in themselves (docs/decisions/0024)."""

import hashlib
import secrets
import string
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.problems import Conflict, Forbidden, NotFound, invalid
from app.core.roles import Capability
from app.db import paging
from app.models.tokens import ApiToken
from app.models.users import User
from app.schemas.caller import Caller
from app.schemas.common import Page
from app.schemas.tokens import NewToken, TokenAnswer, TokenMade, TokenQuery
from app.services.audit import trail

PREFIX = "wsi_"
_RANDOM = 43  # characters of 62 kinds: 256 bits, beyond any guessing, so that a plain hash is enough
_SHOWN = len(PREFIX) + 6
MAX_TOKENS = 50
MAX_ID = 2**31 - 1
_ALPHABET = string.ascii_letters + string.digits


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def create(session: Session, caller: Caller, new: NewToken) -> TokenMade:
    """A new token of the caller's. Raises Invalid for a right that they lack, Conflict for a taken name or too many."""
    if lacking := [one.value for one in new.scope if not caller.may(one)]:
        raise invalid("scope", f"you do not have the right to {', '.join(lacking)} yourself")
    mine = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == caller.user_id)
    if (session.scalar(mine) or 0) >= MAX_TOKENS:
        raise Conflict(f"You have {MAX_TOKENS} API tokens. Revoke one that is of no use any more.")
    secret = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    days = new.expires_in_days
    token = ApiToken(
        user_id=caller.user_id,
        name=new.name,
        scope=[one.value for one in new.scope],
        token_hash=digest(secret),
        beginning=secret[:_SHOWN],
        expires_at=None if days is None else datetime.now(UTC) + timedelta(days=days),
    )
    _insert(session, token)
    detail = {"name": token.name, "scope": token.scope, "expires_in_days": days}
    trail.record(session, caller, "token.create", f"token {token.beginning}", detail)
    session.refresh(token)
    return TokenMade(**_shown(token, caller.username).model_dump(), token=secret)


def page(session: Session, caller: Caller, query: TokenQuery) -> Page[TokenAnswer]:
    """The caller's tokens, or everybody's, newest first. Raises Forbidden, Invalid for a cursor of another list."""
    if query.everyone and not caller.may(Capability.ADMIN):
        raise Forbidden("Only administrators see the tokens of other users.")
    matching = select(ApiToken) if query.everyone else select(ApiToken).where(ApiToken.user_id == caller.user_id)
    found = paging.page(session, matching, query, "-id", {"id": ApiToken.id}, unique=ApiToken.id)
    owners = select(User.id, User.username).where(User.id.in_({token.user_id for token in found.rows}))
    names = {row.id: row.username for row in session.execute(owners)}
    return Page[TokenAnswer].of(query, found, (_shown(token, names[token.user_id]) for token in found.rows))


def revoke(session: Session, caller: Caller, token_id: int) -> None:
    """End a token now, one's own or, for an administrator, anybody's. Raises NotFound."""
    token = session.scalars(_own(caller).where(ApiToken.id == token_id)).first() if 0 < token_id <= MAX_ID else None
    if token is None:
        raise NotFound(f"There is no API token {token_id}.")
    session.delete(token)
    detail = {"name": token.name, "user_id": token.user_id}
    trail.record(session, caller, "token.revoke", f"token {token.beginning}", detail)


def revoke_all(session: Session, by: Caller, user: User) -> None:
    """End every token of a user now; noted only where there were some."""
    ended = session.scalars(delete(ApiToken).where(ApiToken.user_id == user.id).returning(ApiToken.beginning)).all()
    if ended:
        trail.record(session, by, "token.revoke_all", user.username, {"tokens": sorted(ended)})


def _own(caller: Caller) -> Select[ApiToken]:
    tokens = select(ApiToken)
    return tokens if caller.may(Capability.ADMIN) else tokens.where(ApiToken.user_id == caller.user_id)


def _insert(session: Session, token: ApiToken) -> None:
    try:
        with session.begin_nested():
            session.add(token)
            session.flush()
    except IntegrityError as error:
        raise Conflict(
            f"You already have an API token with the name '{token.name}'.",
            extra={"errors": [{"field": "name", "message": "is already taken"}]},
        ) from error


def _shown(token: ApiToken, username: str) -> TokenAnswer:
    columns = {
        name: getattr(token, name) for name in TokenAnswer.model_fields if name not in ("username", "is_expired")
    }
    expired = token.expires_at is not None and token.expires_at <= datetime.now(UTC)
    return TokenAnswer(**columns, username=username, is_expired=expired)
