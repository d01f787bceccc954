"""Every router of the API, in the order of the documentation."""

from app.api import health, query, workspaces

ALL = (health.router, query.router, workspaces.router)
