"""The rights of every route: read from its signature, and tried out as every role."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app.core.roles import GRANTS, Capability, Role
from app.main import app

Route = tuple[str, str]
PUBLIC = {
    ("GET", "/api/health"),
    ("GET", "/api/health/ready"),
    ("GET", "/api/meta"),
    ("POST", "/api/auth/login"),
    ("GET", "/api/docs"),
    ("GET", "/api/docs/{name}"),
    ("GET", "/api/reports/shared/{secret}"),  # the secret of a mailed link is what lets in
}
# these look at who asks beyond the role: users see and edit themselves
SELF_SERVICE = {
    ("GET", "/api/users/{user_id}"),
    ("PUT", "/api/users/{user_id}"),
    ("GET", "/api/users/{user_id}/sessions"),
    ("DELETE", "/api/users/{user_id}/sessions"),
    ("DELETE", "/api/users/{user_id}/sessions/{session_id}"),
}
ENDLESS = {("GET", "/api/stream")}
# under /api/admin, yet for operators and viewers too: the runs of the sync
OPEN_ADMIN = ("/api/admin/sync",)


def _capabilities(dependant: Dependant) -> Iterator[Capability]:
    capability = getattr(dependant.call, "capability", None)
    if capability is not None:
        yield capability
    for dependency in dependant.dependencies:
        yield from _capabilities(dependency)


def _routes() -> dict[Route, set[Capability]]:
    found = {}
    for context in iter_route_contexts(app.routes):
        dependant: Any = getattr(context, "dependant", None) or getattr(context.original_route, "dependant", None)
        if dependant is not None:
            for method in context.methods or ():
                found[method, str(context.path)] = set(_capabilities(dependant))
    return found


ROUTES = _routes()
GUARDED = sorted(ROUTES.keys() - PUBLIC)


def test_the_walk_finds_the_routes() -> None:
    assert {
        ("GET", "/api/workspaces"),
        ("DELETE", "/api/users/{user_id}"),
        ("POST", "/api/admin/sync"),
    } <= ROUTES.keys()
    assert ROUTES.keys() >= PUBLIC | SELF_SERVICE


def test_every_route_asks_for_a_capability_unless_it_is_public() -> None:
    open_routes = {route for route, capabilities in ROUTES.items() if not capabilities}
    assert open_routes == PUBLIC


def test_nothing_but_the_documentation_is_served_beside_the_api() -> None:
    others = {str(c.path) for c in iter_route_contexts(app.routes)} - {path for _, path in ROUTES}
    assert others == {"/api/openapi.json"}


def test_administration_is_for_administrators() -> None:
    for (method, path), capabilities in ROUTES.items():
        if path.startswith("/api/admin/") and not path.startswith(OPEN_ADMIN):
            assert Capability.ADMIN in capabilities, (method, path)


def test_only_reading_is_open_to_viewers_beyond_their_own_affairs() -> None:
    own = ("/api/auth/", "/api/users/{user_id}", "/api/query", "/api/views", "/api/reports", "/api/ai/",
           "/api/recommendations/what-if", "/api/costs/what-if")  # fmt: skip
    for (method, path), capabilities in ROUTES.items():
        if method not in ("GET", "HEAD") and not path.startswith(own):
            assert capabilities - {Capability.READ}, (method, path)


def _call(client: TestClient, route: Route, header: dict[str, str]) -> int:
    method, template = route
    path = "/".join("2147483600" if part.startswith("{") else part for part in template.split("/"))
    body = {"json": {}} if method in ("POST", "PUT", "PATCH") else {}
    return client.request(method, path, headers=header, **body).status_code


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
def test_without_a_token_a_route_is_401(client: TestClient, route: Route) -> None:
    assert _call(client, route, {}) == 401


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
def test_a_role_gets_in_exactly_where_its_capabilities_reach(
    client: TestClient, sign_in: Callable[..., dict[str, str]], route: Route
) -> None:
    for role in Role:
        allowed = ROUTES[route] <= set(GRANTS[role])
        if route in SELF_SERVICE:
            allowed = role == Role.ADMIN  # the id is nobody's own
        if allowed and route in ENDLESS:
            continue
        status = _call(client, route, sign_in(role))
        assert (status not in (401, 403)) if allowed else (status == 403), (role, status)
        assert status < 500, (role, status)
