"""What a new database needs before somebody signs in: the admin, the demo accounts, the first sync."""

import hashlib
import json
import secrets
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack import commands, environment
from devstack.console import console
from devstack.problem import Problem
from devstack.settings import Mode, Settings
from devstack.stack import Facts
from devstack.state import State

PASSWORD_BYTES = 12
# What the first page needs. The schedule reads the rest (usage, events, costs) right after, in the background.
INVENTORY = ("workspaces", "directories", "bundles", "tags", "connections")
TELL_EVERY_S = 3.0
SYNC_PATIENCE_S: dict[Mode, float] = {"demo": 300.0, "aws": 120.0}


@dataclass(frozen=True)
class SignIn:
    """What to tell the person; the password only when it was made just now."""

    username: str
    new_password: str | None
    from_settings: bool


def run(settings: Settings, state: State, facts: Facts) -> SignIn:
    """Whatever of it was not done yet for this database.

    Raises:
        Problem: the admin or an account cannot be created.

    """
    sign_in = _admin(settings, state, facts)
    if facts.estate is not None:
        _accounts(settings, state, facts)
    _first_sync(settings, state, facts)
    return sign_in


def _admin(settings: Settings, state: State, facts: Facts) -> SignIn:
    username, chosen = facts.env["ADMIN_USERNAME"], settings.get("ADMIN_PASSWORD")
    done = state.get(_key(settings, "admin"))
    if done and done["username"] == username:
        return SignIn(username, None, bool(done.get("from_settings")))
    password = chosen or secrets.token_urlsafe(PASSWORD_BYTES)
    with console.step("First user") as step:
        said = _cli(settings, {**facts.env, "ADMIN_PASSWORD": password}, "create-admin", "--json")
        created = bool(_last_object(said).get("created"))
        step.note = username if created else f"{username} was there already"
    state.set(_key(settings, "admin"), {"username": username, "from_settings": created and bool(chosen)})
    if chosen or not created:
        return SignIn(username, None, created)
    # At once: what follows may fail or be interrupted, and the password is kept nowhere.
    console.line(f"        password {password}")
    return SignIn(username, password, from_settings=False)


def _last_object(said: str) -> dict[str, Any]:
    lines = [line for line in said.splitlines() if line.startswith("{")]
    value = json.loads(lines[-1]) if lines else {}
    return value if isinstance(value, dict) else {}


def _accounts(settings: Settings, state: State, facts: Facts) -> None:
    accounts = (facts.estate or {})["accounts"]
    if state.get(_key(settings, "accounts")) == accounts:
        return
    with console.step("Demo accounts") as step:
        for account in accounts:
            regions = ",".join(account["regions"])
            words = ("--name", account["name"], "--role-arn", account["role_arn"])
            _cli(settings, facts.env, "add-account", *words,
                 "--external-id", account["external_id"], "--regions", regions)  # fmt: skip
        step.note = ", ".join(account["name"] for account in accounts)
    state.set(_key(settings, "accounts"), accounts)


def _first_sync(settings: Settings, state: State, facts: Facts) -> None:
    if state.get(_key(settings, "synced")):
        return
    console.line("  ..  First sync: reading " + ("the demo estate" if facts.estate else "your AWS account"))
    log = settings.layout.logs / "first-sync.log"
    code = _follow_sync(settings, facts, log)
    if code is None:
        console.line("  ..  The first sync takes longer; it goes on in the background, see Syncs in the browser")
    elif code != 0:
        console.line(f"  !!  The first sync did not succeed: the reason stands above, and in {log}")
        console.line("      The stack runs; correct the cause and press Sync in the browser.")
        return
    state.set(_key(settings, "synced"), True)


def _follow_sync(settings: Settings, facts: Facts, log: Path) -> int | None:
    """The exit code of the sync, or None if it goes on longer than this start waits for it."""
    command = [str(settings.layout.python), "-m", "app.cli", "sync", "--wait", "--collectors", *INVENTORY]
    timed_out, told = threading.Event(), 0.0
    with (
        log.open("a", encoding="utf-8") as output,
        subprocess.Popen(
            command,
            cwd=settings.layout.backend,
            env=facts.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child,
    ):

        def give_up() -> None:
            timed_out.set()
            child.terminate()

        timer = threading.Timer(SYNC_PATIENCE_S[settings.mode], give_up)
        timer.start()
        try:
            for line in child.stdout or ():
                output.write(line)
                now = time.monotonic()
                counts = line.startswith("running:")
                # Its own log lines stay in the file, and counts are told every few seconds.
                if not line.startswith("{") and not (counts and now - told < TELL_EVERY_S):
                    told = now
                    console.line(f"        {line.rstrip()}")
            child.wait()
        except BaseException:
            child.terminate()
            raise
        finally:
            timer.cancel()
    return None if timed_out.is_set() else child.returncode


def _cli(settings: Settings, env: dict[str, str], *words: str) -> str:
    layout = settings.layout
    try:
        return commands.run([layout.python, "-m", "app.cli", *words], cwd=layout.backend, home=layout.home, env=env)
    except Problem as problem:
        raise Problem(f"{words[0]}: {problem}") from problem


def _key(settings: Settings, what: str) -> str:
    external = settings.get("DATABASE_URL")
    name = hashlib.sha256(external.encode()).hexdigest()[:12] if external else environment.database(settings)
    return f"{what}:{name}"
