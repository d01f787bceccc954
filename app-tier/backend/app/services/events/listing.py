"""The events of one WorkSpace."""

from dataclasses import replace

from sqlalchemy import Connection

from app.schemas.caller import Caller
from app.schemas.plan import Filter
from app.services.inventory.workspace import detail
from app.services.query.listing import PageRequest


def of_workspace(connection: Connection, workspace_id: str, caller: Caller, wanted: PageRequest) -> PageRequest:
    """The page asked for, of one WorkSpace. Raises NotFound where that is not there or not the caller's to see."""
    found = detail(connection, workspace_id, caller)
    mine = [Filter(field=name, value=str(found[name])) for name in ("workspace_id", "region", "account_id")]
    plan = wanted.plan.model_copy(update={"filters": [*wanted.plan.filters, *mine]})
    return replace(wanted, plan=plan)
