"""One-time passwords by time (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds, as every app for it makes."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # as long as the hash, RFC 4226 section 4
DRIFT = 1  # steps that a clock may be off, either way


def new_secret() -> str:
    """A fresh secret in base 32, as people type it and apps read it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code(secret: str, step: int) -> str:
    """The password of one step: the time in seconds since 1970 over thirty (RFC 4226 section 5.3)."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, given: str, now: float, after: int) -> int | None:
    """The step that the password is of, near `now` and later than `after`, or None: none is good twice."""
    here = int(now // STEP_SECONDS)
    steps = [step for step in range(here - DRIFT, here + DRIFT + 1) if step > after]
    fitting = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), given.encode())]
    return fitting[-1] if fitting else None


def address(secret: str, issuer: str, account: str) -> str:
    """The `otpauth://` address that an app takes the secret from, usually as a QR code."""
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"
