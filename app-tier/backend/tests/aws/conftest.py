from collections.abc import Iterator

import pytest

from app.services.aws import access
from tests.aws.fake import FakeAws, serving


def signed_in(monkeypatch: pytest.MonkeyPatch, url: str, key: str = "AKIAHOME00000000") -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    access.forget()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAws]:
    """A fake AWS behind AWS_ENDPOINT_URL, with home credentials that it accepts."""
    fake = FakeAws()
    with serving(fake) as url:
        signed_in(monkeypatch, url)
        yield fake
    access.forget()
