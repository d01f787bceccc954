import pytest

from app.core.passwords import complaint


@pytest.mark.parametrize(
    ("password", "names", "said"),
    [
        ("short12", (), "at least 8"),
        ("ä" * 37, (), "at most 72 bytes"),
        ("PassWord", (), "tried first"),
        ("12345678", (), "tried first"),
        ("admin123", (), "tried first"),
        ("abababab", (), "tried first"),
        ("ada.lovelace", ("Ada.Lovelace", None), "user name"),
        ("ada.lovelace", ("al", "ada.lovelace@example.com"), "user name"),
    ],
)
def test_a_password_that_does_not_do_is_told_why(password: str, names: tuple[str | None, ...], said: str) -> None:
    assert said in str(complaint(password, *names))


@pytest.mark.parametrize(
    "password", ["Admin-Passw0rd!", "correct horse battery", "x1y2z3w4", "ä" * 30 + "bcd", "        a b"]
)
def test_length_is_enough(password: str) -> None:
    assert complaint(password, "admin", "admin@example.com") is None
