"""Signature Version 4, checked on every call.

Source: the AWS General Reference, "Create a signed AWS API request".
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, unquote

from demo_aws.wire.errors import AwsError

MAX_SKEW_SECONDS = 15 * 60
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=([^,/]+)/(\d{8})/([^,/]+)/([^,/]+)/aws4_request\s*,"
    r"\s*SignedHeaders=([^,]+)\s*,\s*Signature=([0-9a-f]{64})\s*"
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What the Authorization header claims."""

    access_key_id: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str


def parse(authorization: str) -> Signed | None:
    """The parts of the header, or None where it is not a SigV4 header."""
    match = _AUTHORIZATION.fullmatch(authorization)
    if not match:
        return None
    key, date, region, service, headers, signature = match.groups()
    return Signed(key, date, region, service, tuple(headers.split(";")), signature)


@lru_cache(maxsize=4096)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


def verify(signed: Signed, secret: str, request: Request, now: float) -> None:
    """Raises AwsError where the time is off by more than 15 minutes or the signature is not the secret's."""
    mismatch = "SignatureDoesNotMatch" if signed.service == "sts" else "InvalidSignatureException"
    stamp = request.headers.get("x-amz-date", "")
    try:
        sent_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise AwsError(mismatch, "Date in X-Amz-Date is missing or malformed", 403) from None
    if abs(sent_at - now) > MAX_SKEW_SECONDS or not stamp.startswith(signed.date):
        raise AwsError(mismatch, f"Signature expired or not yet current: {stamp}", 403)
    if "host" not in signed.headers:
        raise AwsError(mismatch, "'Host' must be a SignedHeader", 403)
    scope = f"{signed.date}/{signed.region}/{signed.service}/aws4_request"
    hashed = hashlib.sha256(_canonical(signed, request).encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    key = _signing_key(secret, signed.date, signed.region, signed.service)
    expected = hmac.new(key, text.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, signed.signature):
        raise AwsError(
            mismatch,
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.",
            403 if signed.service == "sts" else 400,
        )


def _canonical(signed: Signed, request: Request) -> str:
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signed.headers)
    payload = request.headers.get("x-amz-content-sha256", "")
    if payload != "UNSIGNED-PAYLOAD":
        payload = hashlib.sha256(request.body).hexdigest()
    path = quote(request.path, safe="/-_.~%") if request.path != "/" else "/"
    query = _query(request.query.split("&")) if request.query else ""
    return f"{request.method}\n{path}\n{query}\n{headers}\n{';'.join(signed.headers)}\n{payload}"


def _query(parts: Iterable[str]) -> str:
    pairs = []
    for part in parts:
        name, _, value = part.partition("=")
        pairs.append((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))
