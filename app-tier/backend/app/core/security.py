"""Password hashes and access tokens."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from jose import JWTError, jwt
from passlib.context import CryptContext

from app.core import passwords
from app.core.config import get_settings

ALGORITHM = "HS256"
TOKEN_MAX_CHARACTERS = 2048
BCRYPT_MAX_BYTES = passwords.MAX_BYTES


@lru_cache
def _passwords() -> CryptContext:
    return CryptContext(schemes=["bcrypt"], bcrypt__rounds=get_settings().bcrypt_rounds)


def _nobody() -> str:
    """A well-formed hash that no password is known for: checking it costs what checking a real one costs."""
    return f"$2b${get_settings().bcrypt_rounds:02d}$" + "." * 53


def get_password_hash(password: str) -> str:
    """The bcrypt hash to store. Raises ValueError over 72 bytes of UTF-8 or with a NUL byte."""
    if len(password.encode()) > BCRYPT_MAX_BYTES:
        raise ValueError(f"a password may have {BCRYPT_MAX_BYTES} bytes of UTF-8 at most")
    return str(_passwords().hash(password))


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password fits; with no hash a dummy is checked, so that both cases take the same time."""
    if len(password.encode("utf-8", "surrogatepass")) > BCRYPT_MAX_BYTES or not _encodable(password):
        password, hashed = "", None
    try:
        fits = bool(_passwords().verify(password, hashed or _nobody()))
    except ValueError:  # what is stored is no hash, or a broken one
        fits, hashed = _passwords().verify(password, _nobody()), None
    return fits and hashed is not None


def _encodable(password: str) -> bool:
    return "\0" not in password and not any("\ud800" <= character <= "\udfff" for character in password)


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a valid access token says."""

    user_id: int
    version: int
    jti: str
    expires_at: datetime
    sid: str | None = None


def create_access_token(user_id: int, version: int, sid: str | None = None) -> tuple[str, int]:
    """A signed token for the user and its life in seconds. `version` is the user's; raising it revokes all.

    `sid` names the session that it belongs to and ends with.
    """
    life = timedelta(minutes=get_settings().access_token_minutes)
    claims = {
        "sub": str(user_id),
        "ver": version,
        "jti": secrets.token_hex(8),
        "exp": datetime.now(UTC) + life,
        **({"sid": sid} if sid else {}),
    }
    return jwt.encode(claims, get_settings().secret_key.get_secret_value(), ALGORITHM), int(life.total_seconds())


def read_access_token(token: str) -> TokenClaims | None:
    """The claims, or None where the token is not ours, altered or expired."""
    if len(token) > TOKEN_MAX_CHARACTERS:
        return None
    try:
        claims = jwt.decode(token, get_settings().secret_key.get_secret_value(), algorithms=[ALGORITHM])
        ends, sid = datetime.fromtimestamp(claims["exp"], UTC), claims.get("sid")
        return TokenClaims(int(claims["sub"]), int(claims["ver"]), str(claims["jti"]), ends, sid and str(sid))
    except (JWTError, KeyError, TypeError, ValueError, AttributeError, RecursionError):  # whatever a header may hold
        return None
