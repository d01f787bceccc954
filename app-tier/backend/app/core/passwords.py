"""What makes a password acceptable (NIST SP 800-63B): its length, and not being one that everybody tries first."""

from pathlib import Path

MIN_CHARACTERS = 8
MAX_BYTES = 72  # bcrypt reads no further
MIN_DISTINCT = 3

_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


def complaint(password: str, *names: str | None) -> str | None:
    """What is wrong with the password, or None. `names` are the user's own (name, e-mail): none of them may be it."""
    if len(password) < MIN_CHARACTERS:
        return f"must have at least {MIN_CHARACTERS} characters"
    if len(password.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return f"must have at most {MAX_BYTES} bytes in UTF-8"
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) < MIN_DISTINCT:
        return "is one of the passwords that are tried first; choose another"
    own = {name.casefold() for name in names if name} | {name.casefold().split("@")[0] for name in names if name}
    if folded in own:
        return "must not be the user name or the e-mail address"
    return None
