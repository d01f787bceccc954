"""The server and the token that `wsi login` keeps, readable by their owner only."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Profile:
    """Where to ask, and who asks."""

    url: str | None = None
    token: str | None = None


def path() -> Path:
    """`wsi/profile.json` in the folder of the user's settings (XDG_CONFIG_HOME, ~/.config)."""
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "wsi" / "profile.json"


def load() -> Profile:
    """The environment's WSI_URL and WSI_TOKEN; what is missing there from the file of `wsi login`.

    A token that was kept for one server is not shown to another.
    """
    kept = _kept()
    url = os.environ.get("WSI_URL") or kept.url
    token = os.environ.get("WSI_TOKEN") or (kept.token if url == kept.url else None)
    return Profile(url, token)


def _kept() -> Profile:
    try:
        found = json.loads(path().read_text())
    except (FileNotFoundError, ValueError):
        return Profile()
    return Profile(found.get("url"), found.get("token"))


def save(profile: Profile) -> None:
    """Keep it, in a file that is never readable by others."""
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(profile), file)
    part.replace(target)


def forget() -> None:
    """Remove what was kept."""
    path().unlink(missing_ok=True)
