"""Password hashes and access tokens."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from jose import JWTError, jwt
from passlib.context import CryptContext

from app.core.config import get_settings

ALGORITHM = "HS256"
BCRYPT_MAX_BYTES = 72  # bcrypt reads no further; longer passwords are refused in the schema


@lru_cache
def _passwords() -> CryptContext:
    return CryptContext(schemes=["bcrypt"], bcrypt__rounds=get_settings().bcrypt_rounds)


@lru_cache
def _nobody() -> str:
    return get_password_hash(secrets.token_urlsafe(16))


def get_password_hash(password: str) -> str:
    """The bcrypt hash to store. Raises ValueError over 72 bytes of UTF-8 or with a NUL byte."""
    return str(_passwords().hash(password))


def verify_password(password: str, hashed: str | None) -> bool:
    """Whether the password fits; with no hash a dummy is checked, so that both cases take the same time."""
    if len(password.encode()) > BCRYPT_MAX_BYTES or "\0" in password:
        password, hashed = "", None
    fits = bool(_passwords().verify(password, hashed or _nobody()))
    return fits and hashed is not None


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a valid access token says."""

    user_id: int
    version: int
    jti: str
    expires_at: datetime


def create_access_token(user_id: int, version: int) -> tuple[str, int]:
    """A signed token for the user and its life in seconds. `version` is the user's; raising it revokes all."""
    life = timedelta(minutes=get_settings().access_token_minutes)
    claims = {
        "sub": str(user_id),
        "ver": version,
        "jti": secrets.token_hex(8),
        "exp": datetime.now(UTC) + life,
    }
    return jwt.encode(claims, get_settings().secret_key.get_secret_value(), ALGORITHM), int(life.total_seconds())


def read_access_token(token: str) -> TokenClaims | None:
    """The claims, or None where the token is not ours, altered or expired."""
    try:
        claims = jwt.decode(token, get_settings().secret_key.get_secret_value(), algorithms=[ALGORITHM])
        return TokenClaims(
            int(claims["sub"]), int(claims["ver"]), str(claims["jti"]), datetime.fromtimestamp(claims["exp"], UTC)
        )
    except (JWTError, KeyError, TypeError, ValueError):
        return None
