"""One WorkSpace in full."""

from datetime import datetime

import orjson
from sqlalchemy import Connection

from app.core.problems import NotFound
from app.schemas.caller import Caller
from app.schemas.common import Paging
from app.schemas.plan import Filter, Plan, Sort
from app.services.catalog.changes import DATASET as CHANGES
from app.services.catalog.workspaces import DATASET
from app.services.query import listing
from app.services.query.listing import PageRequest


def detail(connection: Connection, workspace_id: str, caller: Caller) -> dict[str, object]:
    """Every field and the raw answer of AWS. Raises NotFound where it is not there or not the caller's to see.

    Should the id exist in two places (a copied estate), the living one is given.
    """
    plan = Plan(
        filters=[Filter(field="workspace_id", value=workspace_id)],
        sort=[Sort(by="first_seen_at", desc=True)],
        include_terminated=True,
        limit=10,
    )
    body = listing.page(connection, DATASET, PageRequest(plan, unlisted=("raw",)), caller.account_scope)
    items: list[dict[str, object]] = orjson.loads(body)["items"]
    if not items:
        raise NotFound(f"There is no WorkSpace '{workspace_id[:40]}' that you may see.")
    return min(items, key=lambda item: item["terminated_at"] is not None)


def history(
    connection: Connection, workspace_id: str, caller: Caller, paging: Paging, until: datetime | None = None
) -> bytes:
    """Its changes (up to a time), newest first, as a list. Raises NotFound as `detail` does."""
    found = detail(connection, workspace_id, caller)
    ended = [Filter(field="changed_at", op="lte", value=until.isoformat())] if until else []
    plan = Plan(
        dataset="changes",
        filters=[
            *(Filter(field=name, value=str(found[name])) for name in ("workspace_id", "region", "account_id")),
            *ended,
        ],
        columns=["changed_at", "field", "label", "before", "after", "changed_by", "event_id", "sync_id"],
        sort=[Sort(by="changed_at", desc=True)],
        limit=paging.limit,
        offset=paging.offset,
    )
    return listing.page(connection, CHANGES, PageRequest(plan, paging.cursor), caller.account_scope)
