"""The OpenAPI document, which clients are generated from: names that stay, examples that hold."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

from app.api.examples import BODIES
from app.main import app

PROMISED = Path(__file__).with_name("operations.txt")
DOCUMENT: dict[str, Any] = app.openapi()
OPERATIONS = [
    (operation["operationId"], method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def test_every_operation_has_a_name_of_its_own_that_reads_as_one() -> None:
    names = [name for name, _, _ in OPERATIONS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]*[a-z]", name)] == []


def test_no_operation_was_renamed_or_removed() -> None:
    """Whoever adds one adds a line to operations.txt; none of its lines ever goes away or changes."""
    promised = {tuple(line.split()) for line in PROMISED.read_text().splitlines()}
    assert promised - set(OPERATIONS) == set()


def test_every_operation_is_described() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            assert operation["tags"], (method, path)


def test_lists_say_in_which_forms_they_come() -> None:
    forms = DOCUMENT["paths"]["/api/workspaces"]["get"]["responses"]["200"]["content"]
    assert {"application/json", "text/csv", "application/x-ndjson"} <= forms.keys()
    for path in ("/api/users", "/api/admin/audit", "/api/recommendations"):
        assert "text/csv" in DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"], path


def _body_of(operation: str) -> Any:
    for context in iter_route_contexts(app.routes):
        route: Any = context.original_route
        if getattr(route, "unique_id", None) == operation or getattr(context, "unique_id", None) == operation:
            return getattr(context, "dependant", None) or route.dependant
    raise AssertionError(f"there is no operation {operation}")


@pytest.mark.parametrize("operation", sorted(BODIES))
def test_the_examples_are_what_the_operations_take(operation: str) -> None:
    bodies = [p.field_info.annotation for p in _body_of(operation).body_params]
    if operation != "auth_login":  # which reads a form or JSON itself
        (model,) = bodies
        TypeAdapter(model).validate_python(BODIES[operation])
    documented = [
        methods[m]["requestBody"]["content"]["application/json"].get("example")
        for methods in DOCUMENT["paths"].values()
        for m in methods
        if methods[m]["operationId"] == operation
    ]
    assert documented == [BODIES[operation]]
