"""Changing one's own password."""

from sqlalchemy.orm import Session

from app.core import passwords
from app.core.problems import Unauthorized, invalid
from app.core.security import get_password_hash, verify_password
from app.models.users import User
from app.schemas.auth import PasswordChange
from app.schemas.caller import Caller
from app.services.audit import trail
from app.services.auth import api_tokens, sessions, throttle


def change_own(session: Session, caller: Caller, change: PasswordChange) -> None:
    """Set it and end every session of the user, this one too. Raises Invalid, or TooMany after repeated failures."""
    user = session.get(User, caller.user_id, with_for_update=True)
    if user is None:
        raise Unauthorized("This session was ended. Sign in again.")
    confirm(user, change.current_password, caller.source_ip)
    replace(session, user, change.new_password, field="new_password")
    if change.revoke_tokens:
        api_tokens.revoke_all(session, caller, user)
    trail.record(session, caller, "auth.password", user.username)


def confirm(user: User, current_password: str, source_ip: str | None) -> None:
    """That it is the user who asks: guesses count as failed sign-ins do. Raises Invalid or TooMany."""
    attempt = throttle.Attempt.of(f"password of {user.id}", source_ip)
    throttle.check(attempt)
    if not verify_password(current_password, user.hashed_password):
        throttle.count_failure(attempt)
        raise invalid("current_password", "is not the current password")
    throttle.forgive(attempt)


def replace(session: Session, user: User, password: str, field: str = "password") -> None:
    """Set the password and end every session of the user. Raises Invalid naming `field`."""
    if wrong := passwords.complaint(password, user.username, user.email):
        raise invalid(field, wrong)
    if verify_password(password, user.hashed_password):
        raise invalid(field, "is the current password; choose another")
    user.hashed_password = get_password_hash(password)
    sessions.end_all(session, user)
