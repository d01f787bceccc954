"""The ASGI application: signature, faults, throttling, validation, then the handler."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from functools import lru_cache
from typing import Any

from demo_aws import admin
from demo_aws.services.recording import MUTATING, record
from demo_aws.services.registry import handler as find_handler
from demo_aws.wire import protocol
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError, access_denied
from demo_aws.wire.faults import Fault
from demo_aws.wire.models import SERVICES, input_rule
from demo_aws.wire.sigv4 import Request, Signed, parse, verify
from demo_aws.wire.validation import check
from demo_aws.world import World

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Reply = tuple[int, bytes, protocol.Headers]

_TOKEN_NAMES = ("NextToken", "PaginationToken", "NextPageToken")
_UNSIGNED_SERVICE = "workspaces"
handler = lru_cache(maxsize=256)(find_handler)


class Application:
    """One estate behind HTTP."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = await _read(scope, receive)
        if request.path.startswith("/_demo/"):
            await _send_all(send, *admin.answer(self.world, request))
            return
        client = scope.get("client") or ("127.0.0.1", 0)
        status, body, headers = await self._aws(request, client[0])
        if status == RESET:
            await _break(send, receive)
            return
        await _send_all(send, status, body, headers)

    async def _aws(self, request: Request, source_ip: str) -> Reply:
        world = self.world
        world.calls += 1
        request_id = f"{world.fleet.seed:08x}-0000-4000-8000-{world.calls:012x}"
        signed = parse(request.headers.get("authorization", ""))
        service = signed.service if signed and signed.service in SERVICES else _UNSIGNED_SERVICE
        try:
            call = self._call(request, signed, source_ip)
            faults = world.faults.taking(*call.scope, call.iam_service, call.operation, call.page)
            delay = sum(fault.ms for fault in faults if fault.kind == "latency")
            if delay:
                await asyncio.sleep(delay / 1000)
            self._refuse(call, faults)
            if call.service in THREADED:
                answer = await asyncio.to_thread(self._answer, call)
            else:
                answer = self._answer(call)
        except AwsError as error:
            body, headers = protocol.write_error(service, error, request_id)
            return error.status, body, [*headers, (b"x-amzn-requestid", request_id.encode())]
        if any(fault.kind == "drop_token" for fault in faults):
            for name in _TOKEN_NAMES:
                answer.pop(name, None)
        body, headers = protocol.write(service, call.operation, answer, request_id)
        if any(fault.kind == "cut" for fault in faults):
            body = body[: len(body) // 2]
        reset = any(fault.kind == "reset" for fault in faults)
        return RESET if reset else 200, body, [*headers, (b"x-amzn-requestid", request_id.encode())]

    def _call(self, request: Request, signed: Signed | None, source_ip: str) -> Call:
        """The request as a call whose signature holds. Raises AwsError."""
        world = self.world
        if signed is None:
            raise _unsigned(request)
        if signed.service not in SERVICES:
            raise AwsError("UnknownServiceException", f"No service {signed.service!r} in this estate", 404)
        real_now = time.time()
        token = request.headers.get("x-amz-security-token")
        principal, secret = world.credentials.resolve(signed.service, signed.access_key_id, token, real_now)
        verify(signed, secret, request, real_now)
        operation, params = protocol.read(signed.service, request)
        page = next((world.tokens.page(params[name]) for name in _TOKEN_NAMES if params.get(name)), 1)
        return Call(
            world,
            signed.service,
            operation,
            signed.region,
            principal,
            params,
            world.clock.now(),
            real_now,
            source_ip,
            request.headers.get("user-agent", ""),
            page,
        )

    def _refuse(self, call: Call, faults: list[Fault]) -> None:
        """Raises AwsError for an injected fault, a standing denial, too many calls."""
        service = call.iam_service
        for fault in faults:
            if fault.kind == "deny":
                raise access_denied(service, call.operation, call.principal.arn, "with an explicit deny")
            if fault.kind == "throttle":
                raise _throttled(call)
            if fault.kind in ("error", "truncate"):
                code = "ServiceUnavailable" if fault.status == 503 else "InternalServerException"
                raise AwsError(code, "We encountered an internal error. Please try again.", fault.status)
        if not self.world.throttle.admit(*call.scope, call.service, call.operation):
            raise _throttled(call)
        reason = self.world.standing_denial(*call.scope, service, call.operation)
        if reason:
            raise access_denied(service, call.operation, call.principal.arn, reason)

    def _answer(self, call: Call) -> dict[str, Any]:
        answer = handler(call.service, call.operation)
        if answer is None:
            raise AwsError("UnknownOperationException", f"{call.operation} is not simulated", 400)
        rule = input_rule(call.service, call.operation)
        if rule is not None:
            check(call.service, rule, call.params)
        call.params = {name: value for name, value in call.params.items() if value is not None}
        if call.service != "workspaces" or call.operation not in MUTATING:
            return answer(call)
        try:
            if call.principal.read_only:
                raise access_denied("workspaces", call.operation, call.principal.arn)
            done = answer(call)
        except AwsError as error:
            record(call, None, error)
            raise
        record(call, done)
        self.world.bill.forget()
        return done


THREADED = frozenset({"ce", "cloudtrail", "monitoring", "sqs"})
"""What may take long; the others are faster than a thread."""
RESET = -1


def _unsigned(request: Request) -> AwsError:
    text = "Request is missing Authentication Token"
    if request.headers.get("authorization"):
        return AwsError("IncompleteSignatureException", "Authorization header is not an AWS4-HMAC-SHA256 one", 400)
    return AwsError("MissingAuthenticationTokenException", text, 403)


def _throttled(call: Call) -> AwsError:
    names = {
        "sts": "Throttling",
        "organizations": "TooManyRequestsException",
        "ce": "LimitExceededException",
        "monitoring": "ThrottlingException",
        "tagging": "ThrottledException",
    }
    return AwsError(names.get(call.service, "ThrottlingException"), "Rate exceeded", 400)


async def _send_all(send: Send, status: int, body: bytes | Iterator[bytes], headers: protocol.Headers) -> None:
    """The answer; a body in pieces leaves room for other calls between them."""
    if isinstance(body, bytes):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for piece in body:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})


async def _break(send: Send, receive: Receive) -> None:
    """Drops the TCP connection without an answer. ASGI has no word for it; uvicorn's `send` is bound to its cycle."""
    cycle: Any = getattr(send, "__self__", None)
    if cycle is None:
        raise ConnectionResetError("fault injected: reset")
    cycle.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(scope: Scope, receive: Receive) -> Request:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Request(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, b"".join(chunks))


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
