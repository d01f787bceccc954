"""List endpoints over a dataset: their parameters, described from the catalogue, and their answer in either form."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.api.json import Json
from app.api.representation import rows, rows_wanted
from app.core.problems import invalid
from app.db.session import reading
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset
from app.services.query import listing
from app.services.query.dated import dated
from app.services.query.listing import PageRequest
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


def answer(request: Request, dataset: Dataset, wanted: PageRequest, viewer: Caller) -> Response:
    """One page as JSON; with `Accept: text/csv` or `application/x-ndjson` every row (or `limit`) as it is read."""
    if lines := rows_wanted(request):
        return rows(_whole(request, dataset, wanted), viewer, lines, dataset)
    with reading() as connection:
        now = dated(connection, dataset, wanted.plan, viewer.account_scope)
        return Json(listing.page(connection, now, wanted, viewer.account_scope))


def _whole(request: Request, dataset: Dataset, wanted: PageRequest) -> Plan:
    """The plan with the columns of a list and, unless one was asked for, without a limit. Raises Invalid."""
    if wanted.cursor is not None:
        raise invalid("cursor", "rows that are streamed are not paged: leave it out")
    given = wanted.plan.model_dump(exclude_unset=True, exclude=set() if "limit" in request.query_params else {"limit"})
    given["columns"] = wanted.plan.columns or [field.name for field in dataset.fields.values() if field.listed]
    return Plan.model_validate(given)
