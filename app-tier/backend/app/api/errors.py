"""Every error as `application/problem+json` (RFC 9457); nothing a client sent becomes a 500."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import OutOfMemoryError as RedisFull
from redis.exceptions import ReadOnlyError as RedisReadOnly
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.api.json import dumps
from app.core.problems import Problem
from app.core.request_id import request_id

log = logging.getLogger(__name__)
STATEMENT_TIMEOUT = "57014"
UNIQUE_VIOLATION = "23505"
PLACES = ("body", "query", "path", "header")
MAX_ERRORS = 50


def storable(text: str) -> str:
    """The text without lone surrogates, which a client can write in JSON and no answer can be encoded with."""
    return text.encode("utf-8", "replace").decode()


def problem(
    request: Request,
    status: int,
    title: str,
    detail: str,
    *,
    extra: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The problem document as an answer."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": storable(detail),
        "instance": request.url.path,
        "request_id": request_id.get(),
        **(extra or {}),
    }
    return Response(dumps(body), status, dict(headers or {}), media_type="application/problem+json")


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(request, error.status, error.title, error.detail, extra=error.extra, headers=headers)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # the framework's own word for a body that it cannot read
        wrong = [{"field": "body", "message": str(error.detail)}]
        return problem(request, 422, "Invalid input", str(error.detail), extra={"errors": wrong})
    title = HTTPStatus(error.status_code).phrase
    return problem(request, error.status_code, title, str(error.detail), headers=error.headers)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": _field(item["loc"]), "message": _message(request, item)} for item in error.errors()[:MAX_ERRORS]
    ]
    detail = "; ".join(f"{e['field']}: {e['message']}" for e in errors[:5])
    return problem(request, 422, "Invalid input", detail, extra={"errors": errors})


def _field(location: Sequence[object]) -> str:
    """`items.0.name`: where in the body, or which parameter."""
    places = location[1:] if location and location[0] in PLACES else location
    return ".".join(storable(str(part))[:100] for part in places) or str(location[0] if location else "body")


def _message(request: Request, item: Mapping[str, Any]) -> str:
    if item["type"] == "extra_forbidden" and item["loc"][0] == "query":
        return f"unknown parameter; allowed: {', '.join(_parameters(request))}"
    if item["type"] == "json_invalid":
        return "is not JSON"
    return storable(str(item["msg"]).removeprefix("Value error, "))[:500]


def _parameters(request: Request) -> list[str]:
    """The query parameters that the route of this request takes."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    names: list[str] = []
    for parameter in getattr(dependant, "query_params", ()):
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        names += [field.alias or name for name, field in fields.items()] if fields else [parameter.alias]
    return names


async def _on_value_out_of_range(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    log.info("value refused by the database", extra={"error": str(error.orig).splitlines()[0]})
    extra = {"errors": [{"field": "body", "message": "a value is outside what can be stored"}]}
    return problem(request, 422, "Invalid input", "A value is outside what can be stored.", extra=extra)


async def _on_database_down(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and getattr(error.orig, "pgcode", None) == STATEMENT_TIMEOUT:
        detail = "The question took longer than the limit. Narrow it with a filter and try again."
        return problem(request, 503, "Took too long", detail, headers={"Retry-After": "5"})
    log.error("database unavailable", extra={"error": str(error).splitlines()[0]})
    detail = "The database cannot be reached at the moment. Nothing was changed; try again in a few seconds."
    return problem(request, 503, "Temporarily unavailable", detail, headers={"Retry-After": "5"})


async def _on_redis_down(request: Request, error: Exception) -> Response:
    log.error("redis unavailable", extra={"error": str(error)})
    detail = (
        "Redis, which the task queue and the sign-in need, cannot be reached at the moment. Try again in a few seconds."
    )
    return problem(request, 503, "Temporarily unavailable", detail, headers={"Retry-After": "5"})


async def _on_integrity(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntegrityError)
    if getattr(error.orig, "pgcode", None) != UNIQUE_VIOLATION:
        return unexpected(request.scope, error)
    log.info("two at the same time", extra={"error": str(error.orig).splitlines()[0]})
    return problem(request, 409, "Conflict", "Something with the same key is there already.")


async def _on_text(request: Request, error: Exception) -> Response:
    """Text that no encoding can hold: only a client can have sent it."""
    log.info("text refused", extra={"error": type(error).__name__})
    extra = {"errors": [{"field": "body", "message": "must be valid Unicode text"}]}
    return problem(request, 422, "Invalid input", "Text must be valid Unicode.", extra=extra)


def unexpected(scope: Scope, error: Exception) -> Response:
    """The answer to an error that nobody foresaw: the log has all of it, the caller an id that finds it there."""
    log.error("unhandled error", exc_info=error, extra={"path": scope["path"]})
    detail = "Something failed on our side. The request id finds it in the log."
    return problem(Request(scope), 500, "Internal error", detail)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(DataError, _on_value_out_of_range)
    for down in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(down, _on_database_down)
    for away in (RedisConnectionError, RedisTimeoutError, RedisFull, RedisReadOnly, BrokerError):
        app.add_exception_handler(away, _on_redis_down)
    app.add_exception_handler(IntegrityError, _on_integrity)
    app.add_exception_handler(UnicodeEncodeError, _on_text)
