"""A second factor: set up, confirmed, asked for when signing in, and taken away."""

import hashlib
import secrets
import time
from datetime import UTC, datetime
from typing import Literal

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import totp
from app.core.crypto import decrypt, encrypt
from app.core.problems import Conflict, NotFound, invalid
from app.models.second_factor import SecondFactor
from app.models.users import User
from app.schemas.auth import RecoveryCodes, SecondFactorOffer, SecondFactorState
from app.schemas.caller import Caller
from app.services.audit import trail
from app.services.auth import password, throttle
from app.services.users import directory

ISSUER = "WorkSpaces Inventory"
CODES = 10
Lacking = Literal["required", "wrong"]
SENTENCES: dict[Lacking, str] = {
    "required": "A code of your second factor is needed, too.",
    "wrong": "The code of the second factor is wrong.",
}
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_LENGTH = 12  # characters of 31 kinds: 59 bits


def state(session: Session, caller: Caller) -> SecondFactorState:
    """Whether the caller has one, and how many recovery codes are left."""
    row = session.get(SecondFactor, caller.user_id)
    if row is None or row.confirmed_at is None:
        return SecondFactorState(is_on=False, since=None, recovery_codes_left=0)
    return SecondFactorState(is_on=True, since=row.confirmed_at, recovery_codes_left=len(row.recovery_hashes))


def offer(session: Session, caller: Caller, current_password: str) -> SecondFactorOffer:
    """A new secret, not in use before it is confirmed. Raises Conflict where one is, Invalid for a wrong password."""
    user = _user(session, caller)
    password.confirm(user, current_password, caller.source_ip)
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("There is a second factor already. Take it away first.")
    secret = totp.new_secret()
    if row is None:
        session.add(SecondFactor(user_id=user.id, secret_encrypted=encrypt(secret)))
    else:
        row.secret_encrypted = encrypt(secret)
    address = totp.address(secret, ISSUER, user.username)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    return SecondFactorOffer(secret=secret, address=address, qr=picture)


def confirm(session: Session, caller: Caller, code: str) -> RecoveryCodes:
    """Put it to use; the recovery codes, this once. Raises Conflict, Invalid for a wrong code."""
    user = _user(session, caller)
    row = session.get(SecondFactor, user.id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise Conflict("There is no second factor that waits to be confirmed.")
    attempt = throttle.Attempt.of(f"second factor of {user.id}", caller.source_ip)
    throttle.check(attempt)
    if not _fits(row, code):
        throttle.count_failure(attempt)
        raise invalid("code", "is not the code that the app shows now")
    row.confirmed_at = datetime.now(UTC)
    made = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(CODES)]
    row.recovery_hashes = [_hash(one) for one in made]
    trail.record(session, caller, "auth.second_factor_on", user.username)
    return RecoveryCodes(codes=["-".join((one[:4], one[4:8], one[8:])) for one in made])


def remove(session: Session, caller: Caller, current_password: str) -> None:
    """Take one's own away. Raises NotFound, Invalid for a wrong password."""
    user = _user(session, caller)
    password.confirm(user, current_password, caller.source_ip)
    _delete(session, caller, user)


def remove_of(session: Session, admin: Caller, user_id: int) -> None:
    """Take a user's away who lost theirs; an administrator's own goes by `remove`. Raises NotFound, Conflict."""
    user = directory.find(session, user_id)
    if user.id == admin.user_id:
        raise Conflict("Take your own second factor away in your profile, with your password.")
    _delete(session, admin, user)


def lacking(session: Session, user: User, code: str | None) -> Lacking | None:
    """After the right password: what a user with a second factor still lacks; a code is one of the app or a spare one.

    A code that opened the door is used up.
    """
    row = session.scalars(select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()).one_or_none()
    if row is None or row.confirmed_at is None:
        return None
    if not code:
        return "required"
    if _fits(row, code):
        return None
    used = _hash(code.replace("-", "").replace(" ", "").lower())
    if used not in row.recovery_hashes:
        return "wrong"
    row.recovery_hashes = [one for one in row.recovery_hashes if one != used]
    left = {"recovery_codes_left": len(row.recovery_hashes)}
    trail.record(session, user.username, "auth.recovery_code", user.username, left)
    return None


def _fits(row: SecondFactor, code: str) -> bool:
    step = totp.matching_step(decrypt(row.secret_encrypted), code.replace(" ", ""), time.time(), row.last_step)
    if step is not None:
        row.last_step = step
    return step is not None


def _delete(session: Session, by: Caller, user: User) -> None:
    row = session.get(SecondFactor, user.id)
    if row is None:
        raise NotFound("This user has no second factor.")
    session.delete(row)
    trail.record(session, by, "auth.second_factor_off", user.username)


def _user(session: Session, caller: Caller) -> User:
    return directory.find(session, caller.user_id)


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).digest()
