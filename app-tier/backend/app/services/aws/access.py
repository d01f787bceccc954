"""How an account is reached: sessions and clients from home credentials, an assumed role, or keys of its own.

Clients are cached for the life of the process, one per account, Region and service, because making one reads and
compiles botocore's model of the service (0.4 s the first time). `AWS_ENDPOINT_URL` is honoured by botocore itself.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import CredentialProvider, CredentialResolver, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import Loader
from botocore.utils import parse_timestamp

from app import __version__
from app.core.config import get_settings
from app.services.aws.errors import EXPIRED, Asked, AwsError, ErrorKind, translate

SESSION_SECONDS = 3600
AGENT = f"workspaces-inventory/{__version__}"

# for listings: what is tried again, and how often, is a matter of `patience`; botocore slows down where AWS throttles
PATIENT = Config(
    retries={"mode": "adaptive", "total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=60,
    user_agent_extra=AGENT,
    tcp_keepalive=True,
)
# for questions that a person is waiting for: who am I, may I take this role
QUICK = Config(
    retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=3, read_timeout=15, user_agent_extra=AGENT
)


@dataclass(frozen=True, slots=True)
class AccountAccess:
    """How one account is reached: `home` by the environment, `role` by AssumeRole from home, `keys` by its own."""

    kind: Literal["home", "role", "keys"]
    account_id: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = field(default=None, repr=False)
    partition: str = "aws"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom AWS sees behind an access."""

    account_id: str
    arn: str
    partition: str


HOME = AccountAccess("home")
_SERVICES = (
    *("sts", "organizations", "workspaces", "resourcegroupstaggingapi", "ds", "ds-data"),
    *("cloudwatch", "cloudtrail", "ce", "pricing", "sqs"),
)
# it prints a stack trace for every role that is refused, which is an answer here and is told as one
logging.getLogger("botocore.credentials").setLevel(logging.ERROR)
_loader = Loader()
_lock = threading.RLock()
_sessions: dict[AccountAccess, botocore.session.Session] = {}
_clients: dict[tuple[AccountAccess, str, str, Config], BaseClient] = {}


def moment(value: object) -> datetime | None:
    """An AWS timestamp (seconds, or any text form) as an aware UTC time; None for what is no time.

    Much faster than botocore's own parser for the numbers that JSON answers carry.
    """
    if isinstance(value, (int, float)):  # millions of points take this way: `suppress` would cost more than the work
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    with suppress(ValueError, TypeError, OverflowError, OSError):
        parsed: datetime = parse_timestamp(str(value))
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    return None


class _RoleCredentials(DeferredRefreshableCredentials):
    """Renewed well before they run out, but not at every call where AWS grants only a short life."""

    _advisory_refresh_timeout = 180
    _mandatory_refresh_timeout = 60


class _Given(CredentialProvider):
    """Hands a session the credentials that were made for it."""

    METHOD = "workspaces-inventory"
    CANONICAL_NAME = METHOD

    def __init__(self, credentials: _RoleCredentials) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Any:
        """The credentials."""
        return self._credentials


def _assume(access: AccountAccess) -> dict[str, str]:
    """Fresh temporary credentials of the role, as botocore's refreshable credentials want them. Raises AwsError."""
    region = get_settings().regions[0]
    asked = Asked("sts:AssumeRole", region, access.account_id, access.role_arn)
    extra = {"ExternalId": access.external_id} if access.external_id else {}
    try:
        answer = client(HOME, "sts", region, QUICK).assume_role(
            RoleArn=access.role_arn, RoleSessionName="workspaces-inventory", DurationSeconds=SESSION_SECONDS, **extra
        )
    except (BotoCoreError, ClientError) as error:
        raise translate(error, asked) from error
    given = answer["Credentials"]
    expires = moment(given["Expiration"]) if not isinstance(given["Expiration"], datetime) else given["Expiration"]
    return {
        "access_key": given["AccessKeyId"],
        "secret_key": given["SecretAccessKey"],
        "token": given["SessionToken"],
        "expiry_time": (expires or datetime.now(UTC)).isoformat(),
    }


def _new_session(access: AccountAccess) -> botocore.session.Session:
    session = botocore.session.Session()
    session.register_component("data_loader", _loader)
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=moment)
    if access.kind == "keys":
        session.set_credentials(access.access_key_id or "", access.secret_access_key or "")
    elif access.kind == "role":
        given = _Given(_RoleCredentials(lambda: _assume(access), "assume-role"))
        session.register_component("credential_provider", CredentialResolver([given]))
    return session


def client(
    access: AccountAccess,
    service: str,
    region: str,
    config: Config = PATIENT,
    prepare: Callable[[BaseClient], None] | None = None,
) -> Any:
    """The process's client of a service; `prepare` sees it once, when it is made. Raises botocore's exceptions."""
    key = (access, service, region, config)
    with _lock:
        made = _clients.get(key)
        if made is None:
            session = _sessions.get(access)
            if session is None:
                session = _sessions[access] = _new_session(access)
            made = session.create_client(service, region_name=region, config=config)
            if prepare is not None:
                prepare(made)
            _clients[key] = made
        return made


def preload() -> None:
    """Read botocore's models of the services into this process, so that the processes forked from it share them."""
    session = _new_session(AccountAccess("keys", access_key_id="none", secret_access_key="none"))  # noqa: S106 - asks nothing
    for service in _SERVICES:
        session.create_client(service, region_name=get_settings().regions[0])


def forget(access: AccountAccess | None = None) -> None:
    """Drop the sessions and clients of an account (None: of all), so that the next call signs in again."""
    with _lock:
        for key in [key for key in _clients if access in (None, key[0])]:
            del _clients[key]
        for known in [known for known in _sessions if access in (None, known)]:
            del _sessions[known]


def key_name(access: AccountAccess) -> str:
    """What an administrator has to look at when the credentials are wrong."""
    if access.kind == "keys":
        return f"the access key of account {access.account_id or access.access_key_id} under Administration, Accounts"
    return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


def whoami(access: AccountAccess, region: str | None = None) -> Identity:
    """Whom AWS sees (sts:GetCallerIdentity, which needs no permission). Raises AwsError."""
    region = region or get_settings().regions[0]
    asked = Asked("sts:GetCallerIdentity", region, access.account_id, access.role_arn, key_name(access))
    try:
        answer = _caller(access, region, asked)
    except AwsError as error:
        if error.code not in EXPIRED or access.kind != "role":
            raise
        answer = _caller(access, region, asked)  # a session that AWS ended before its time
    arn = str(answer.get("Arn") or "")
    account_id = str(answer.get("Account") or "")
    if not account_id:
        raise AwsError(ErrorKind.INTERNAL, "NoAccount", f"sts:GetCallerIdentity in {region} named no account.")
    parts = arn.split(":")
    return Identity(account_id, arn, parts[1] if len(parts) > 5 and parts[1] else "aws")


def _caller(access: AccountAccess, region: str, asked: Asked) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = client(access, "sts", region, QUICK).get_caller_identity()
    except (BotoCoreError, ClientError, AwsError) as error:  # AwsError: of the role behind the session
        forget(access)  # what was wrong may be mended outside; ask anew next time
        raise translate(error, asked) from error
    return answer


def account_name(access: AccountAccess, account_id: str) -> str | None:
    """An account's name in its organization (organizations:DescribeAccount). Raises AwsError where it is refused."""
    region = get_settings().regions[0]
    asked = Asked("organizations:DescribeAccount", region, account_id, access.role_arn, key_name(access))
    try:
        answer = client(access, "organizations", region, QUICK).describe_account(AccountId=account_id)
    except (BotoCoreError, ClientError) as error:
        raise translate(error, asked) from error
    return (answer.get("Account") or {}).get("Name") or None
