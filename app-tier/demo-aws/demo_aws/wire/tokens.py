"""Page tokens: opaque, sealed, bound to the caller's Region and request, and of limited life."""

import base64
import hmac
from typing import Any

import orjson

from demo_aws.wire.errors import AwsError

LIFETIME_SECONDS = 3600


class Tokens:
    """Seals and opens page tokens. A token from another account, Region, API or filter is as wrong as a forged one."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.lifetime = LIFETIME_SECONDS

    def seal(self, bound: object, place: Any, now: float) -> str:
        """The token for `place`, good only together with `bound`."""
        body = orjson.dumps([int(now), place])
        return base64.urlsafe_b64encode(self._mac(body, bound) + body).decode()

    def open(self, token: str, bound: object, now: float, invalid: AwsError, expired: AwsError | None = None) -> Any:
        """The place behind a token; raises `invalid`, or `expired` (else `invalid`) for one that is too old."""
        try:
            raw = base64.b64decode(token, altchars=b"-_", validate=True)
        except ValueError:
            raise invalid from None
        mac, body = raw[:12], raw[12:]
        if not hmac.compare_digest(mac, self._mac(body, bound)):
            raise invalid
        sealed_at, place = orjson.loads(body)
        if now - sealed_at > self.lifetime:
            raise expired or invalid
        return place

    def page(self, token: object) -> int:
        """The number of the page that a token asks for; 1 where the token is none of ours."""
        try:
            return int(orjson.loads(base64.b64decode(str(token), altchars=b"-_")[12:])[1][0])
        except (ValueError, TypeError, IndexError):
            return 1

    def _mac(self, body: bytes, bound: object) -> bytes:
        return hmac.digest(self._key, body + repr(bound).encode(), "sha256")[:12]
