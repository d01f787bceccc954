"""Who calls: the home user's permanent key and the temporary keys that AssumeRole gives.

Temporary credentials are not stored: the session token carries them, sealed with a key made from the seed, so they
outlive a restart of the simulator.
"""

import base64
import hmac
import time
from dataclasses import dataclass

import orjson

from demo_aws.estate.company import HOME_USER, ROLE_NAME, Account
from demo_aws.estate.draw import Draw, digest
from demo_aws.wire.errors import AwsError


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: `account_id`, `arn` and whether it came through a role."""

    account_id: str
    arn: str
    user_id: str
    access_key_id: str
    session_name: str = ""
    read_only: bool = False
    """The inventory's own role may not change anything."""

    @property
    def is_role(self) -> bool:
        return bool(self.session_name)


@dataclass(frozen=True, slots=True)
class Session:
    access_key_id: str
    secret: str
    token: str
    expires_at: int


class Credentials:
    """Issues and resolves access keys. Times are real time, as the clients' are."""

    def __init__(self, key: bytes, home: Account) -> None:
        self._key = digest(key, "credentials", 32)
        self.home = home
        draw = Draw(self._key, "home")
        self.access_key_id = "AKIA" + _base32(draw.hex(20))
        self.secret = base64.b64encode(digest(self._key, "home-secret", 30)).decode()
        self.valid_from = 0.0
        self.session_seconds: int | None = None
        self._issued = 0

    def home_user(self) -> Principal:
        arn = f"arn:aws:iam::{self.home.account_id}:user/{HOME_USER}"
        return Principal(self.home.account_id, arn, "AIDA" + self.access_key_id[4:], self.access_key_id)

    def issue(self, account: Account, role: str, session_name: str, seconds: int, now: float) -> Session:
        """Temporary credentials for a role in `account`, valid for `seconds` or what a test has set instead."""
        self._issued += 1
        seconds = self.session_seconds if self.session_seconds is not None else seconds
        draw = Draw(self._key, f"{account.account_id}:{session_name}:{now}:{self._issued}")
        access_key_id = "ASIA" + _base32(draw.hex(20))
        expires_at = int(now) + seconds
        claims = {"k": access_key_id, "a": account.account_id, "r": role, "s": session_name, "e": expires_at, "i": now}
        body = base64.urlsafe_b64encode(orjson.dumps(claims))
        token = (body + b"." + base64.urlsafe_b64encode(self._seal(body))).decode()
        return Session(access_key_id, self._secret(access_key_id), token, expires_at)

    def resolve(self, service: str, access_key_id: str, token: str | None, now: float) -> tuple[Principal, str]:
        """The caller and its secret; raises for an unknown key, a broken token, an expired session."""
        if access_key_id == self.access_key_id and not token:
            return self.home_user(), self.secret
        body, _, seal = (token or "").encode().partition(b".")
        try:
            genuine = hmac.compare_digest(base64.urlsafe_b64decode(seal), self._seal(body))
        except ValueError:
            genuine = False
        if not token or not genuine:
            raise _unknown_key(service)
        claims = orjson.loads(base64.urlsafe_b64decode(body))
        if claims["k"] != access_key_id:
            raise _unknown_key(service)
        if now >= claims["e"] or claims["i"] < self.valid_from:
            code = "ExpiredToken" if service == "sts" else "ExpiredTokenException"
            raise AwsError(
                code, "The security token included in the request is expired", 403 if service == "sts" else 400
            )
        arn = f"arn:aws:sts::{claims['a']}:assumed-role/{claims['r']}/{claims['s']}"
        user_id = f"AROA{_base32(digest(self._key, claims['a'], 5).hex())}DEMODEMO:{claims['s']}"
        return Principal(
            claims["a"], arn, user_id, access_key_id, claims["s"], read_only=claims["r"] == ROLE_NAME
        ), self._secret(access_key_id)

    def expire_all(self) -> None:
        """Ends every temporary credential issued up to now."""
        self.valid_from = time.time()

    def _secret(self, access_key_id: str) -> str:
        return base64.b64encode(digest(self._key, f"secret:{access_key_id}", 30)).decode()

    def _seal(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:18]


def _unknown_key(service: str) -> AwsError:
    if service == "sts":
        return AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    return AwsError("UnrecognizedClientException", "The security token included in the request is invalid.", 400)


def _base32(text: str) -> str:
    return base64.b32encode(bytes.fromhex(text)).decode().rstrip("=")
