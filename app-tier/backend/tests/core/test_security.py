import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt

from app.core import security
from app.core.config import get_settings
from app.core.security import create_access_token, get_password_hash, read_access_token, verify_password

KEY = get_settings().secret_key.get_secret_value()
GOOD = {"sub": "7", "ver": 0, "jti": "x", "exp": datetime.now(UTC) + timedelta(hours=1)}

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=5,
)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_whose_it_is() -> None:
    token, life = create_access_token(7, 3)
    claims = read_access_token(token)
    assert claims is not None
    assert (claims.user_id, claims.version, life) == (7, 3, 3600)
    assert claims.expires_at > datetime.now(UTC)
    other = read_access_token(create_access_token(7, 3)[0])
    assert other is not None
    assert other.jti != claims.jti


@pytest.mark.parametrize(
    ("claims", "key", "algorithm"),
    [
        (GOOD, "another key that is not ours", "HS256"),
        (GOOD, KEY, "HS512"),
        (GOOD | {"exp": datetime.now(UTC) - timedelta(seconds=1)}, KEY, "HS256"),
        (GOOD | {"sub": "seven"}, KEY, "HS256"),
        (GOOD | {"ver": None}, KEY, "HS256"),
        ({name: value for name, value in GOOD.items() if name != "exp"}, KEY, "HS256"),
        ({name: value for name, value in GOOD.items() if name != "jti"}, KEY, "HS256"),
    ],
)
def test_a_token_that_is_not_ours_or_not_whole_is_none(claims: dict[str, object], key: str, algorithm: str) -> None:
    assert read_access_token(jwt.encode(claims, key, algorithm)) is None


def test_a_token_without_a_signature_is_none() -> None:
    claims = GOOD | {"exp": 4102444800}
    for algorithm in ("none", "None", "HS256"):
        assert read_access_token(f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}.") is None


def test_an_altered_token_is_none() -> None:
    header, _, signature = create_access_token(7, 0)[0].split(".")
    assert (
        read_access_token(f"{header}.{part({'sub': '1', 'ver': 0, 'jti': 'x', 'exp': 4102444800})}.{signature}") is None
    )


def test_a_header_nested_deeper_than_python_recurses_is_none() -> None:
    for depth in (1100, 200_000):
        deep = base64.urlsafe_b64encode(b"[" * depth).decode().rstrip("=")
        assert read_access_token(f"{deep}.{part({})}.x") is None


@given(any_json, any_json, st.binary(max_size=40))
def test_no_token_makes_reading_fail(header: object, claims: object, signature: bytes) -> None:
    signed = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    assert read_access_token(f"{part(header)}.{part(claims)}.{signed}") is None


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    assert read_access_token(text) is None


def test_a_password_is_checked_against_its_hash() -> None:
    hashed = get_password_hash("correct horse battery")
    assert hashed.startswith("$2b$")
    assert verify_password("correct horse battery", hashed)
    assert not verify_password("Correct horse battery", hashed)


@pytest.mark.parametrize("hashed", [None, "", "!", "plain", "$2b$", "$5$rounds=1000$abc$def"])
def test_what_is_no_hash_fits_nothing(hashed: str | None) -> None:
    for password in ("", "plain", "!"):
        assert not verify_password(password, hashed)


@given(st.text(max_size=100))
def test_no_password_fits_no_hash_nor_fails(password: str) -> None:
    assert not verify_password(password, None)
    assert not verify_password(password, security._nobody())


def test_a_password_longer_than_bcrypt_reads_is_neither_cut_nor_accepted() -> None:
    hashed = get_password_hash("x" * 72)
    assert not verify_password("x" * 73, hashed)
    with pytest.raises(ValueError, match="72 bytes"):
        get_password_hash("x" * 73)
