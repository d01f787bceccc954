import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from app.core import crypto
from app.core.config import get_settings


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_a_secret_comes_back_and_does_not_show(secret: str) -> None:
    token = crypto.encrypt(secret)
    assert crypto.decrypt(token) == secret
    assert token != crypto.encrypt(secret)


@pytest.mark.parametrize("token", ["", "x", "gAAAA", "gAAAAABn" + "A" * 100])
def test_what_is_no_token_of_ours_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="SECRET_KEY"):
        crypto.decrypt(token)


def test_another_key_cannot_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    token = crypto.encrypt("secret")
    other = get_settings().model_copy(update={"secret_key": SecretStr("another key, as long as it needs to be")})
    monkeypatch.setattr(crypto, "get_settings", lambda: other)
    with pytest.raises(ValueError, match="another SECRET_KEY"):
        crypto.decrypt(token)
