"""What went wrong at AWS, sorted by what an administrator can do about it, in a sentence that says so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from app.services.aws.values import line


class ErrorKind(StrEnum):
    """What can be done: grant a right, wait, mend a key, mend the network, live without, mend the input, report."""

    DENIED = "denied"
    THROTTLED = "throttled"
    CREDENTIALS = "credentials"
    UNREACHABLE = "unreachable"
    NOT_SUPPORTED = "not_supported"
    INVALID = "invalid"
    INTERNAL = "internal"


class AwsError(Exception):
    """One failed call: its kind, AWS's own code, and a sentence for people, of one line and bounded length."""

    def __init__(self, kind: ErrorKind, code: str, message: str) -> None:
        self.kind = kind
        self.code = line(code, 100)
        self.message = line(message)
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was being asked when it failed; `action` as IAM writes it (`workspaces:DescribeWorkspaces`)."""

    action: str
    region: str
    account_id: str | None = None
    role_arn: str | None = None
    key_name: str = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"

    @property
    def place(self) -> str:
        """The account and Region in words."""
        return f"account {self.account_id} in {self.region}" if self.account_id else self.region


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


THROTTLES = _words(
    "Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException SlowDown "
    "TooManyRequestsException RequestLimitExceeded BandwidthLimitExceeded PriorRequestNotComplete "
    "ProvisionedThroughputExceededException TransactionInProgressException EC2ThrottledException"
)
EXPIRED = _words("ExpiredToken ExpiredTokenException RequestExpired")
_CREDENTIALS = EXPIRED | _words(
    "UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId SignatureDoesNotMatch AuthFailure "
    "IncompleteSignature IncompleteSignatureException InvalidSignatureException MissingAuthenticationToken "
    "MissingAuthenticationTokenException InvalidToken"
)
_DENIED = _words(
    "AccessDenied AccessDeniedException UnauthorizedOperation NotAuthorized UnauthorizedException OptInRequired "
    "AuthorizationError AuthorizationErrorException SubscriptionRequiredException"
)
_NOT_SUPPORTED = _words(
    "UnknownOperation UnknownOperationException OperationNotSupportedException NotImplemented NotImplementedException "
    "UnsupportedOperation UnsupportedOperationException InvalidAction UnknownAction"
)


def kind_of(code: str, status: int) -> ErrorKind:
    """The kind of an AWS error code; codes nobody knows are sorted by their HTTP status."""
    for kind, codes in (
        (ErrorKind.THROTTLED, THROTTLES),
        (ErrorKind.CREDENTIALS, _CREDENTIALS),
        (ErrorKind.DENIED, _DENIED),
        (ErrorKind.NOT_SUPPORTED, _NOT_SUPPORTED),
    ):
        if code in codes:
            return kind
    if "ValidationException" in code or "InvalidParameter" in code or "NotFoundException" in code:
        return ErrorKind.INVALID
    by_status = {
        401: ErrorKind.CREDENTIALS,
        403: ErrorKind.DENIED,
        404: ErrorKind.NOT_SUPPORTED,
        405: ErrorKind.NOT_SUPPORTED,
        429: ErrorKind.THROTTLED,
        501: ErrorKind.NOT_SUPPORTED,
    }
    return by_status.get(status, ErrorKind.INVALID if 400 <= status < 500 else ErrorKind.INTERNAL)


def code_and_status(answer: Mapping[str, Any] | None) -> tuple[str, int]:
    """The error code and HTTP status of a parsed answer; ("", 0) where there is none."""
    answer = answer or {}
    code = str((answer.get("Error") or {}).get("Code") or "").rsplit("#", 1)[-1].split(":", 1)[0]
    return code, int((answer.get("ResponseMetadata") or {}).get("HTTPStatusCode") or 0)


def translate(error: Exception, asked: Asked) -> AwsError:
    """The AwsError behind an exception of botocore."""
    if isinstance(error, AwsError):
        return error
    if isinstance(error, boto.ClientError):
        code, status = code_and_status(error.response)
        kind = kind_of(code, status)
        said = str((error.response.get("Error") or {}).get("Message") or "")
        return AwsError(kind, code or str(status), _sentence(kind, code, _answer(code, status, said), asked))
    code = type(error).__name__
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError | boto.CredentialRetrievalError):
        message = f"There are no usable AWS credentials: {error}. Set {asked.key_name}, or run with an instance role."
        return AwsError(ErrorKind.CREDENTIALS, code, message)
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return AwsError(ErrorKind.UNREACHABLE, code, _unreachable(error, asked))
    if isinstance(error, ResponseParserError):
        return AwsError(ErrorKind.INTERNAL, code, not_aws(asked.action, asked.region, str(error)))
    if isinstance(
        error, boto.InvalidRegionError | boto.NoRegionError | boto.UnknownEndpointError | boto.ParamValidationError
    ):
        return AwsError(ErrorKind.INVALID, code, f"{asked.action} in {asked.region} was not sent: {error}")
    return AwsError(ErrorKind.INTERNAL, code, f"{asked.action} for {asked.place} failed: {str(error)[:300]}")


def _unreachable(error: Exception, asked: Asked) -> str:
    url = str(getattr(error, "kwargs", {}).get("endpoint_url") or "").strip()
    where = f"AWS at {url}" if url else "AWS"
    return (
        f"{where} cannot be reached ({type(error).__name__}) for {asked.action} in {asked.region}. "
        "Check the network, the name of the Region, and AWS_ENDPOINT_URL where it is set."
    )


def not_aws(action: str, region: str, said: str) -> str:
    """The sentence for an answer that is none of AWS's."""
    return (
        f"What answers {action} in {region} does not speak AWS's protocol ({_excerpt(said) or 'it says nothing'}). "
        "Check AWS_ENDPOINT_URL and any proxy on the way."
    )


def _answer(code: str, status: int, said: str) -> str:
    """What came back, in one sentence. Only AWS gives its errors a name; a proxy's page has a title at most."""
    if code and not code.isdecimal() and not _MARKUP.match(said):
        return f" AWS says: {code}: {line(said, 300)}" if said.strip() else f" AWS says: {code}."
    told = f": {found}" if (found := _excerpt(said)) else ""
    return f" The endpoint answered with HTTP status {status} and no error of AWS's{told}."


_MARKUP = re.compile(r"\s*<")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def _excerpt(said: str) -> str:
    """What is worth showing of a text that is not AWS's: of a page its title."""
    if not _MARKUP.match(said):
        return line(said, 120)
    title = _TITLE.search(said)
    return f'a page titled "{line(title[1], 80)}"' if title and title[1].strip() else "a page"


def _sentence(kind: ErrorKind, code: str, answer: str, asked: Asked) -> str:
    if asked.action == "sts:AssumeRole" and kind in (ErrorKind.DENIED, ErrorKind.INVALID):
        return (
            f"The role {asked.role_arn} cannot be assumed. Check that it exists, that its trust policy names the "
            f"account of the configured credentials, and the external id.{answer}"
        )
    if asked.role_arn and asked.action != "sts:AssumeRole" and kind is ErrorKind.CREDENTIALS:
        return (
            f"AWS no longer accepts the session of the role {asked.role_arn}: it ran out, or the role or its account "
            f"is gone. The role is assumed anew.{answer}"
        )
    match kind:
        case ErrorKind.DENIED:
            return (
                f"The credentials for {asked.place} are not allowed to call {asked.action}. "
                f"Allow the action in their IAM policy, or leave this Region out.{answer}"
            )
        case ErrorKind.CREDENTIALS if code in EXPIRED:
            return f"The AWS credentials have expired. Renew {asked.key_name}.{answer}"
        case ErrorKind.CREDENTIALS:
            return f"AWS does not accept the configured credentials. Check {asked.key_name}.{answer}"
        case ErrorKind.THROTTLED:
            return f"AWS keeps refusing {asked.action} for {asked.place} as too frequent; it is tried again.{answer}"
        case ErrorKind.NOT_SUPPORTED:
            return f"{asked.action} does not exist at the AWS endpoint of {asked.region}.{answer}"
    return f"{asked.action} for {asked.place} failed.{answer}"
