"""Secrets at rest (keys of AWS accounts), encrypted with a key derived from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.config import get_settings


def _cipher() -> Fernet:
    secret = get_settings().secret_key.get_secret_value().encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"workspaces-inventory/secrets/v1").derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(plain: str) -> str:
    """The text as an authenticated, URL-safe token."""
    return _cipher().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    """The text back. Raises ValueError where SECRET_KEY is not the one it was encrypted with."""
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ValueError("this secret was stored under another SECRET_KEY") from error
