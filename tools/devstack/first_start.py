"""What a new database needs before somebody signs in: the admin, the demo accounts, the first sync."""

import hashlib
import json
import secrets
import subprocess
from dataclasses import dataclass

from devstack import commands, environment, logs
from devstack.console import console
from devstack.problem import Problem
from devstack.settings import Settings
from devstack.stack import Facts
from devstack.state import State

PASSWORD_BYTES = 12


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
    env = facts.env
    username, chosen = env["ADMIN_USERNAME"], settings.get("ADMIN_PASSWORD")
    done = state.get(_key(settings, "admin"))
    wanted = hashlib.sha256(json.dumps([username, env["ADMIN_EMAIL"], chosen]).encode()).hexdigest()
    if done and (done["digest"] == wanted or not chosen):
        return SignIn(str(done["username"]), None, bool(chosen))
    password = chosen or secrets.token_urlsafe(PASSWORD_BYTES)
    with console.step("First user") as step:
        _cli(settings, {**env, "ADMIN_PASSWORD": password}, "create-admin")
        step.note = username
    state.set(_key(settings, "admin"), {"username": username, "digest": wanted})
    return SignIn(username, None if chosen else password, bool(chosen))


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
    with (
        log.open("a", encoding="utf-8") as output,
        subprocess.Popen(
            [str(settings.layout.python), "-m", "app.cli", "sync", "--wait"],
            cwd=settings.layout.backend,
            env=facts.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child,
    ):
        for line in child.stdout or ():
            output.write(line)
            if not line.startswith("{"):  # its own log lines stay in the file
                console.line(f"        {line.rstrip()}")
    if child.returncode == 0:
        state.set(_key(settings, "synced"), True)
    else:
        console.line(f"  !!  The first sync did not succeed: {logs.telling_line(log)}")
        console.line("      The stack runs; see Coverage in the browser, correct the cause and press Sync.")


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
