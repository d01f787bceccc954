"""Every router of the API, in the order of the documentation."""

from app.api import health

ALL = (health.router,)
