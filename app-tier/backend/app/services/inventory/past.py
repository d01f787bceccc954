"""One WorkSpace as it was at a time, with its changes until then."""

from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import Connection

from app.core.problems import invalid
from app.schemas.caller import Caller
from app.schemas.common import Paging
from app.schemas.plan import Plan
from app.services.catalog import fleet
from app.services.inventory import workspace
from app.services.query import listing
from app.services.query.listing import PageRequest

ABSENT = "absent"
_A_MOMENT = timedelta(seconds=1)


def history(connection: Connection, workspace_id: str, caller: Caller, paging: Paging, at: datetime) -> bytes:
    """Its changes until `at`, newest first, and as `state` what it was then: `{at, certainty, workspace}`.

    `certainty` is that of the `fleet` dataset, or `absent`; `workspace` is null where that or `unknown` is the case.
    Raises NotFound as `workspace.detail` does, and Invalid for a time to come.
    """
    if at > datetime.now(UTC) + _A_MOMENT:
        raise invalid("at", "lies in the future")
    found = workspace.detail(connection, workspace_id, caller)
    place = (str(found["account_id"]), str(found["region"]), str(found["workspace_id"]))
    request = PageRequest(Plan(dataset="fleet", include_terminated=True, limit=1))
    body = listing.page(connection, fleet.past(None, at, place), request, caller.account_scope)
    then = next(iter(orjson.loads(body)["items"]), None)
    certainty = then["certainty"] if then else ABSENT
    state = {
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "certainty": certainty,
        "workspace": None if certainty in (ABSENT, "unknown") else then,
    }
    page = workspace.history(connection, workspace_id, caller, paging, until=at)
    return page[:-1] + b',"state":' + orjson.dumps(state) + b"}"
