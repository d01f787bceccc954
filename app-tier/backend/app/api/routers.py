"""Every router of the API, in the order of the documentation."""

from app.api import (
    accounts,
    accounts_discover,
    audit,
    auth,
    costs,
    coverage,
    events,
    fleet,
    health,
    query,
    schedules,
    stream,
    syncs,
    usage,
    users,
    workspaces,
)

ALL = (
    health.router,
    auth.router,
    users.router,
    accounts.router,
    accounts_discover.router,
    audit.router,
    query.router,
    workspaces.router,
    usage.router,
    events.router,
    fleet.router,
    costs.router,
    coverage.router,
    syncs.router,
    schedules.router,
    stream.router,
)
