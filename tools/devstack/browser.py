"""Chromium for the end-to-end tests."""

from devstack import commands, process
from devstack.console import console
from devstack.problem import Problem
from devstack.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure(settings: Settings) -> str:
    """The path of a Chromium; as root on Debian it is installed when there is none.

    Raises:
        Problem: there is none and it cannot be installed here.

    """
    if settings.get("CHROMIUM_PATH"):
        return settings.get("CHROMIUM_PATH")
    found = _find()
    if found is None and process.is_root() and commands.find("apt-get"):
        with console.step("Chromium"):
            env = {**settings.values, "DEBIAN_FRONTEND": "noninteractive"}
            home, repo = settings.layout.home, settings.layout.repo
            for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium", "fonts-liberation")):
                commands.run(["apt-get", "-q", *words], cwd=repo, home=home, env=env)
        found = _find()
    if found is None:
        raise Problem("The e2e tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH")
    return found


def _find() -> str | None:
    paths = (commands.find(name) for name in NAMES)
    return next((str(path) for path in paths if path), None)
