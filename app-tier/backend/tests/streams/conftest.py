"""The small fleet of the query tests."""

from tests.query.conftest import stored

__all__ = ["stored"]
