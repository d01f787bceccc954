"""Calls to AWS within the rate budget, counted, page by page."""

import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import orjson
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from app.services.aws import access as accesses
from app.services.aws import patience
from app.services.aws.access import AccountAccess
from app.services.aws.errors import EXPIRED, THROTTLES, Asked, AwsError, ErrorKind, code_and_status, not_aws, translate
from app.services.aws.patience import Failures, NoFailures
from app.services.aws.rate import RateLimit, Unlimited
from app.services.aws.scope import Scope
from app.services.aws.values import storable

TOKENS = ("NextToken", "PaginationToken", "NextPageToken")


class Answer(dict[str, Any]):
    """An answer as botocore parsed it, and as it came: botocore drops the members that its model does not know."""

    wire: dict[str, Any] | None = None

    def listed(self, member: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Each item of a list as (parsed, as it came)."""
        parsed = [item for item in self.get(member) or [] if item is not None]
        came = [item for item in (self.wire or {}).get(member) or [] if item is not None]
        return list(zip(parsed, came if len(came) == len(parsed) else parsed, strict=True))


def _unchecked() -> None:
    """Nothing to check."""


class Clients:
    """The AWS of one account for one piece of work. Counts every attempt in `calls`, every refusal in `throttled`.

    `check` is called before every request and may raise to stop the work (a cancelled run).
    """

    def __init__(
        self,
        access: AccountAccess,
        limit: RateLimit | None = None,
        check: Callable[[], None] = _unchecked,
        failures: Failures | None = None,
    ) -> None:
        self.access = access
        self.failures = failures or NoFailures()
        self.answered: set[str] = set()
        self.calls = 0
        self.throttled = 0
        self.limit = limit or Unlimited()
        self.check = check
        self.body: bytes | None = None

    def call(self, service: str, operation: str, scope: Scope, **kwargs: Any) -> Answer:
        """One answer. Raises AwsError. Temporary credentials that AWS calls expired are renewed once."""
        try:
            return self._unbroken(service, operation, scope, kwargs)
        except AwsError as error:
            if error.code not in EXPIRED or self.access.kind != "role":
                raise
        accesses.forget(self.access)
        return self._unbroken(service, operation, scope, kwargs)

    def pages(self, service: str, operation: str, scope: Scope, **kwargs: Any) -> Iterator[Answer]:
        """Every page, until there is no token; a page may be short or empty and still have one. Raises AwsError."""
        seen: set[str] = set()
        while True:
            answer = self.call(service, operation, scope, **kwargs)
            yield answer
            name = next((name for name in TOKENS if answer.get(name)), None)
            if name is None:
                return
            token = str(answer[name])
            if token in seen:
                message = f"{service}:{operation} in {scope.region} gave the same page token twice; stopped there."
                raise AwsError(ErrorKind.INTERNAL, "RepeatedToken", message)
            seen.add(token)
            kwargs[name] = token

    def _unbroken(self, service: str, operation: str, scope: Scope, kwargs: dict[str, Any]) -> Answer:
        """An answer that broke off on its way, or was none of AWS's, is asked for once more."""
        try:
            return self._send(service, operation, scope, kwargs)
        except AwsError as error:
            if error.code not in _BROKEN:
                raise
        return self._send(service, operation, scope, kwargs)

    def _send(self, service: str, operation: str, scope: Scope, kwargs: dict[str, Any]) -> Answer:
        action = f"{service}:{operation}"
        entered = _current.set((self, scope))
        try:
            client = accesses.client(self.access, service, scope.region, prepare=_observe)
            action = f"{service}:{client.meta.method_to_api_mapping[operation]}"
            answer = Answer(getattr(client, operation)(**kwargs))
        except (BotoCoreError, ClientError, ResponseParserError) as error:
            access = self.access
            asked = Asked(action, scope.region, scope.account_id, access.role_arn, accesses.key_name(access))
            raise translate(error, asked) from error
        finally:
            _current.reset(entered)
        body, self.body = self.body or b"", None
        if client.meta.service_model.resolved_protocol == "json":
            answer.wire = _as_it_came(body)
            if answer.wire is None:  # botocore takes it for an empty answer, which would be an empty fleet
                message = not_aws(action, scope.region, body[:2000].decode(errors="replace"))
                raise AwsError(ErrorKind.INTERNAL, "NotJson", message)
        self.answered.add(client.meta.method_to_api_mapping[operation])
        if any(mark in body for mark in _SUSPECT):
            answer.update(storable(dict(answer)))
            answer.wire = storable(answer.wire)
        return answer


_BROKEN = frozenset({"NotJson", "ResponseParserError"})

# escapes that may stand for what PostgreSQL cannot store: NUL, and half of a surrogate pair
_SUSPECT = (rb"\u0000", rb"\ud", rb"\uD")


def _as_it_came(body: bytes) -> dict[str, Any] | None:
    try:
        wire = orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            wire = json.loads(body)  # takes half a surrogate pair, which orjson does not
        except ValueError:
            return None
    return wire if isinstance(wire, dict) else None


# Clients are shared by all work of the process; the hooks find the work that is calling here.
_current: ContextVar[tuple[Clients, Scope] | None] = ContextVar("aws_work", default=None)


def _observe(client: BaseClient) -> None:
    """Hook into every attempt: wait for the budget before it is signed, count it, keep the body, try it again."""
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_first(f"request-created.{service}", _before_attempt)
    client.meta.events.register(f"before-parse.{service}", _keep_body)
    client.meta.events.register(f"response-received.{service}", _count_refusal)
    client.meta.events.register(f"needs-retry.{service}", _try_again)


def _before_attempt(operation_name: str, **_: Any) -> None:
    if (work := _current.get()) is not None:
        clients, scope = work
        clients.check()
        clients.limit.wait(scope.account_id, scope.region, operation_name, clients.check)
        clients.calls += 1


def _keep_body(response_dict: dict[str, Any], **_: Any) -> None:
    body = response_dict.get("body")
    if response_dict.get("status_code", 200) >= 300 and body and body.lstrip()[:1] in b'["0123456789ntf':
        response_dict["body"] = b""  # JSON, but no error of AWS's: botocore would look for members in it
    if (work := _current.get()) is not None:
        work[0].body = body


def _try_again(
    response: tuple[Any, dict[str, Any]] | None,
    caught_exception: Exception | None,
    attempts: int,
    operation: Any,
    endpoint: Any,
    **_: Any,
) -> Any:  # botocore's stubs know only of handlers that give nothing
    """Seconds after which the call is tried again; None: it is not."""
    work = _current.get()
    clients, parsed = work[0] if work else None, response[1] if response else None
    name = f"{endpoint.host}:{clients.access.kind if clients else ''}:{operation.name}"
    most = patience.attempts(
        parsed,
        caught_exception,
        has_answered=clients is not None and operation.name in clients.answered,
        fails=clients is not None and attempts >= patience.ATTEMPTS_WHERE_IT_FAILS and clients.failures.known(name),
    )
    if attempts < most:
        return patience.pause(attempts)
    if clients is not None and 1 < most < patience.ATTEMPTS:
        clients.failures.add(name)
    return None


def _count_refusal(parsed_response: dict[str, Any] | None, **_: Any) -> None:
    code, status = code_and_status(parsed_response)
    if (code in THROTTLES or status == 429) and (work := _current.get()) is not None:
        work[0].throttled += 1
