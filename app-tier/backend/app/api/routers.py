"""Every router of the API, in the order of the documentation."""

from app.api import (
    accounts,
    audit,
    auth,
    coverage,
    events,
    fleet,
    health,
    query,
    schedules,
    stream,
    syncs,
    users,
    workspaces,
)

ALL = (
    health.router,
    auth.router,
    users.router,
    accounts.router,
    audit.router,
    query.router,
    workspaces.router,
    events.router,
    fleet.router,
    coverage.router,
    syncs.router,
    schedules.router,
    stream.router,
)
