"""The simulated AWS, asked as fast as it answers."""

from collections.abc import Iterator

import pytest

from app.core.config import get_settings
from tests.costs.conftest import Estate, estate, served

__all__ = ["estate", "served"]


@pytest.fixture
def fast_estate(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """The demo estate, which has no limit to its rate, without one of ours."""
    monkeypatch.setenv("AWS_API_RATE", "1000")
    monkeypatch.setenv("AWS_API_BURST", "1000")
    get_settings.cache_clear()
    yield estate
    get_settings.cache_clear()
