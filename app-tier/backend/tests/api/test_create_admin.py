import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app import cli
from app.core.config import Settings
from app.db.session import unit_of_work
from app.models.models import User

SNIPPET = """
from app.db.session import SessionLocal
from app.models.models import User
from app.core.security import get_password_hash
db = SessionLocal()
user = User(username='admin', email='admin@example.com', hashed_password=get_password_hash('a password of mine'),
            is_superuser=True, role='admin')
db.add(user)
db.commit()
"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch):
    def set_to(**values: object) -> None:
        monkeypatch.setattr("app.commands.create_admin.get_settings", lambda: Settings(**values))

    return set_to


def test_a_random_password_is_made_and_shown_once(client: TestClient, environment, capsys) -> None:
    environment()
    assert cli.main(["create-admin", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["username"], made["created"]) == ("admin", True)
    login = client.post("/api/auth/login", json={"username": "admin", "password": made["password"]}).json()
    assert (login["user"]["role"], login["user"]["is_superuser"]) == ("admin", True)
    assert cli.main(["create-admin", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"username": "admin", "created": False, "password": None}


def test_the_environment_names_the_admin(client: TestClient, environment, capsys) -> None:
    environment(admin_username="boss", admin_email="boss@corp.local", admin_password="Admin-Passw0rd!")
    assert cli.main(["create-admin"]) == 0
    assert "Admin-Passw0rd!" not in capsys.readouterr().out
    assert client.post("/api/auth/login", json={"username": "boss", "password": "Admin-Passw0rd!"}).status_code == 200


def test_an_existing_user_is_left_alone(db: None, environment, capsys) -> None:
    environment()
    assert (
        cli.main(["create-admin", "--username", "Ada", "--email", "ada@corp.local", "--password", "first of all"]) == 0
    )
    with unit_of_work() as session:
        before = session.scalars(select(User.hashed_password)).one()
    for same in (["--username", "ADA"], ["--username", "other", "--email", "ADA@corp.local"]):
        assert cli.main(["create-admin", *same, "--password", "second of all"]) == 0
        assert "already there" in capsys.readouterr().out
    with unit_of_work() as session:
        assert session.scalars(select(User.hashed_password)).one() == before


@pytest.mark.parametrize(
    ("options", "named"),
    [(["--password", "admin123"], "password"), (["--email", "nope"], "email"), (["--username", "a b"], "username")],
)
def test_input_that_does_not_do_is_named(db: None, environment, capsys, options: list[str], named: str) -> None:
    environment()
    assert cli.main(["create-admin", *options]) == 1
    said = capsys.readouterr().err
    assert named in said
    assert "admin123" not in said


def test_the_readmes_own_lines_make_an_admin(client: TestClient) -> None:
    root = Path(__file__).parents[2]
    words = [sys.executable, "-W", "error", "-c", SNIPPET]
    ended = subprocess.run(words, cwd=root, env=os.environ, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    sent = {"username": "admin", "password": "a password of mine"}
    login = client.post("/api/auth/login", data=sent).json()
    assert login["user"]["permissions"] == ["read", "sync", "recommendations", "send", "admin"]
