"""The OpenAPI document: every operation says that its errors are problem documents."""

from typing import Any

from fastapi import FastAPI

from app.api.examples import BODIES
from app.schemas.problem import ProblemDocument

ROW_FORMS = ("text/csv", "application/x-ndjson")
_REF = "#/components/schemas/{model}"
_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
_ANSWERS = {
    "401": "No valid identity",
    "403": "Not allowed",
    "422": "Invalid input; `errors` names each field",
    "default": "Any other error",
}


def install(app: FastAPI) -> None:
    """Describe errors as they are, in place of the framework's own shape."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _describe_errors(generate())
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's documented way to extend the document


def _describe_errors(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORKS_OWN:
        schemas.pop(name, None)
    described = ProblemDocument.model_json_schema(ref_template=_REF)
    schemas.update(described.pop("$defs"))
    schemas["ProblemDocument"] = described
    for path in document["paths"].values():
        for operation in path.values():
            for status, description in _ANSWERS.items():
                if status in ("401", "403") and "security" not in operation:
                    continue
                operation["responses"][status] = {"description": description, "content": _PROBLEM}
            _describe_rows(operation)
            _show_example(operation)


def _show_example(operation: dict[str, Any]) -> None:
    example = BODIES.get(operation["operationId"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if example is not None and body is not None:
        body["example"] = example


def _describe_rows(operation: dict[str, Any]) -> None:
    """A list comes as rows, too, to whom prefers them."""
    content = operation["responses"].get("200", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("$ref", "").startswith("#/components/schemas/Page_"):
        content.update({kind: {"schema": {"type": "string"}} for kind in ROW_FORMS})
