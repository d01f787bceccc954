"""The parameters of list endpoints, described from the catalogue."""

from typing import Any

from app.services.catalog.model import Dataset
from app.services.query.parameters import MAX_PAGE


def _parameter(name: str, description: str, **schema: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def list_parameters(dataset: Dataset, *also: str) -> dict[str, Any]:
    """OpenAPI parameters of a list over the dataset: paging, search, and one filter a field."""
    described = [
        _parameter("q", f"Text that {', '.join(dataset.search_fields)} must hold, every word.", type="string"),
        _parameter("sort", "Fields by comma, `-` for descending.", type="string"),
        _parameter("fields", "Only these fields, by comma.", type="string"),
        _parameter("limit", "Rows a page.", type="integer", minimum=1, maximum=MAX_PAGE, default=50),
        _parameter("offset", "Rows to leave out.", type="integer", minimum=0, default=0),
        _parameter("cursor", "`next_cursor` of the page before.", type="string"),
        _parameter("count", "`exact` counts beyond 10,000 too.", type="string", enum=["exact", "estimate"]),
        _parameter("include_terminated", "Bring those that are gone, too.", type="boolean", default=False),
    ]
    described += [_parameter(name, "Fields to count by value, by comma.", type="string") for name in also]
    for field in dataset.fields.values():
        if not field.listed or not field.operators:
            continue
        text = f"{field.description} Also `{field.name}.OP` with OP in {', '.join(field.operators)}; repeat for any of."
        described.append(_parameter(field.name, text, type="array", items={"type": "string"}))
    return {"parameters": described}
