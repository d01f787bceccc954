import threading
from collections.abc import Callable
from json import dumps

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from starlette.testclient import TestClient

from app.core import passwords
from app.core.roles import Role
from app.db.session import unit_of_work
from app.models.models import AuditEntry, User
from app.schemas.caller import Caller
from app.schemas.users import NewUser, UserChange
from app.services.users import administration

Header = dict[str, str]
SignIn = Callable[..., Header]
GRACE = {"username": "grace", "email": "grace@corp.local", "role": "operator", "password": "Viewer-Passw0rd!"}


@pytest.fixture
def admin(sign_in: SignIn) -> Header:
    return sign_in("admin", "root")


def own_id(client: TestClient, header: Header) -> int:
    return int(client.get("/api/auth/me", headers=header).json()["id"])


def make(client: TestClient, admin: Header, **members: object) -> dict[str, object]:
    answer = client.post("/api/users", json=GRACE | members, headers=admin)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_new_user_is_answered_whole_and_can_sign_in(client: TestClient, admin: Header) -> None:
    made = make(client, admin, full_name=" Grace Hopper ", account_scope=["222222222222", "111111111111"])
    assert made | {"id": 0, "created_at": ""} == {
        "id": 0,
        "username": "grace",
        "email": "grace@corp.local",
        "full_name": "Grace Hopper",
        "role": "operator",
        "is_active": True,
        "is_superuser": False,
        "created_at": "",
        "last_login_at": None,
        "account_scope": ["111111111111", "222222222222"],
    }
    login = client.post("/api/auth/login", json={"username": "grace", "password": GRACE["password"]})
    assert login.status_code == 200
    assert client.get(f"/api/users/{made['id']}", headers=admin).json()["username"] == "grace"


@pytest.mark.parametrize(
    "email", ["a@example.test", "a@corp.local", "a@localhost", "a.b+c@sub.example.com", "ü@bücher.de"]
)
def test_addresses_of_private_networks_are_addresses(client: TestClient, admin: Header, email: str) -> None:
    assert make(client, admin, email=email)["email"] == email


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"email": "not-an-email"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a b@example.com"}, "email"),
        ({"email": "x" * 300 + "@example.com"}, "email"),
        ({"email": None}, "email"),
        ({"username": ""}, "username"),
        ({"username": "a" * 65}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "a\nb"}, "username"),
        ({"username": "grace\n<script>"}, "username"),
        ({"role": "root"}, "role"),
        ({"password": "short12"}, "password"),
        ({"password": "password"}, "password"),
        ({"password": "Admin123"}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"password": "x1y2z3" * 13}, "password"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"full_name": "nul\0"}, "full_name"),
        ({"full_name": "\ud800"}, "full_name"),
        ({"account_scope": ["12345"]}, "account_scope.0"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"hashed_password": "x"}, "hashed_password"),
    ],
)
def test_what_does_not_fit_is_named(client: TestClient, admin: Header, members: dict[str, object], field: str) -> None:
    sent = dumps(GRACE | members)  # the client's own JSON writer refuses a lone surrogate
    answer = client.post("/api/users", content=sent, headers=admin | {"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert field in [e["field"] for e in answer.json()["errors"]]
    assert client.get("/api/users", headers=admin).json()["total"] == 1


def test_the_password_may_not_be_the_users_name(client: TestClient, admin: Header) -> None:
    for name in ("GRACE.HOPPER", "grace.hopper@corp.local"):
        sent = GRACE | {"username": "grace.hopper", "email": "grace.hopper@corp.local", "password": name}
        answer = client.post("/api/users", json=sent, headers=admin)
        assert answer.status_code == 422
        assert "password" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("members", "field"),
    [({"email": "other@corp.local", "username": "GRACE"}, "username"), ({"username": "g2"}, "email")],
)
def test_a_name_that_is_taken_is_a_conflict(
    client: TestClient, admin: Header, members: dict[str, str], field: str
) -> None:
    make(client, admin)
    answer = client.post("/api/users", json=GRACE | members, headers=admin)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == field
    other = make(client, admin, username="other", email="other@corp.local")
    sent = {field: GRACE[field]}
    assert client.put(f"/api/users/{other['id']}", json=sent, headers=admin).status_code == 409


def test_the_list_filters_sorts_and_pages(client: TestClient, admin: Header) -> None:
    for number in range(5):
        make(client, admin, username=f"user_{number}", email=f"u{number}@corp.local", role="viewer")
    make(client, admin, username="gone", is_active=False)

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/users?{query}", headers=admin)
        assert answer.status_code == 200, answer.text
        return [user["username"] for user in answer.json()["items"]]

    assert names("") == ["gone", "root", *(f"user_{n}" for n in range(5))]
    assert names("role=operator&role=admin") == ["gone", "root"]
    assert names("is_active=false") == ["gone"]
    assert names("q=R_") == [f"user_{n}" for n in range(5)]
    assert names("q=%25") == []
    assert names("sort=-role,-username&limit=2&offset=1") == ["user_3", "user_2"]
    page = client.get("/api/users?limit=2", headers=admin).json()
    assert (page["total"], page["total_exact"], page["limit"], page["offset"]) == (7, True, 2, 0)
    assert "hash" not in client.get("/api/users", headers=admin).text


@pytest.mark.parametrize(
    "query", ["nope=1", "sort=hashed_password", "limit=0", "limit=501", "offset=-1", "role=x", "q=%00"]
)
def test_what_the_list_does_not_know_is_named(client: TestClient, admin: Header, query: str) -> None:
    answer = client.get(f"/api/users?{query}", headers=admin)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(query.partition("=")[0])


def test_an_unknown_parameter_is_refused_with_the_known_ones(client: TestClient, admin: Header) -> None:
    message = client.get("/api/users?nope=1", headers=admin).json()["errors"][0]["message"]
    for known in ("role", "is_active", "sort", "limit", "offset", "q"):
        assert known in message


def test_a_change_touches_only_what_is_given(client: TestClient, admin: Header) -> None:
    made = make(client, admin, full_name="Grace")
    answer = client.put(f"/api/users/{made['id']}", json={"role": "viewer"}, headers=admin)
    assert (answer.status_code, answer.json()) == (200, made | {"role": "viewer"})
    cleared = client.put(f"/api/users/{made['id']}", json={"full_name": None}, headers=admin)
    assert cleared.json() == made | {"role": "viewer", "full_name": None}
    assert client.put(f"/api/users/{made['id']}", json={"email": None}, headers=admin).status_code == 422


@pytest.mark.parametrize("user_id", ["999999", "0", "-1", "2147483648", "9" * 30])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_an_unknown_id_is_404(client: TestClient, admin: Header, user_id: str, method: str) -> None:
    sent = {"json": {"full_name": "x"}} if method == "put" else {}
    assert getattr(client, method)(f"/api/users/{user_id}", headers=admin, **sent).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_a_user_edits_the_own_profile_and_nothing_else(client: TestClient, sign_in: SignIn, role: str) -> None:
    header = sign_in(role)
    other = own_id(client, sign_in("viewer"))
    mine = f"/api/users/{own_id(client, header)}"
    assert client.put(mine, json={"full_name": "Me", "email": "me@corp.local"}, headers=header).status_code == 200
    whole = client.get(mine, headers=header).json()
    sent = {name: whole[name] for name in ("username", "email", "full_name", "role", "is_active")}
    assert client.put(mine, json=sent, headers=header).status_code == 200
    for members in (
        {"role": "admin"},
        {"is_superuser": True},
        {"is_active": False},
        {"account_scope": ["111111111111"]},
        {"username": "someone"},
        {"full_name": "Me too", "role": "admin"},
    ):
        assert client.put(mine, json=members, headers=header).status_code == 403, members
    assert client.get(mine, headers=header).json() == whole
    for path, method in ((f"/api/users/{other}", "get"), ("/api/users/999999", "get"), ("/api/users", "get")):
        assert getattr(client, method)(path, headers=header).status_code == 403
    assert client.put(f"/api/users/{other}", json={"full_name": "x"}, headers=header).status_code == 403
    assert client.delete(mine, headers=header).status_code == 403
    assert client.post("/api/users", json=GRACE, headers=header).status_code == 403


def test_a_password_of_ones_own_needs_the_current_one(client: TestClient, sign_in: SignIn) -> None:
    header = sign_in("viewer")
    mine = f"/api/users/{own_id(client, header)}"
    new = {"password": "a quite different one"}
    assert client.put(mine, json=new, headers=header).status_code == 422
    assert client.put(mine, json=new | {"current_password": "wrong wrong"}, headers=header).status_code == 422
    right = new | {"current_password": "correct horse battery"}
    assert client.put(mine, json=right, headers=header).status_code == 200
    assert client.get(mine, headers=header).status_code == 401


def test_a_password_set_by_an_administrator_ends_the_users_sessions(
    client: TestClient, admin: Header, sign_in: SignIn
) -> None:
    header = sign_in("viewer", "kim")
    path = f"/api/users/{own_id(client, header)}"
    assert client.put(path, json={"password": "a quite different one"}, headers=admin).status_code == 200
    assert client.get("/api/auth/me", headers=header).status_code == 401
    sent = {"username": "kim", "password": "a quite different one"}
    assert client.post("/api/auth/login", json=sent).status_code == 200


def test_disabling_deleting_and_a_lesser_role_act_at_once(client: TestClient, admin: Header, sign_in: SignIn) -> None:
    header = sign_in("admin", "kim")
    path = f"/api/users/{own_id(client, header)}"
    client.put(path, json={"role": "viewer"}, headers=admin)
    assert client.get("/api/users", headers=header).status_code == 403
    client.put(path, json={"is_active": False}, headers=admin)
    assert client.get("/api/auth/me", headers=header).status_code == 401
    client.put(path, json={"is_active": True}, headers=admin)
    assert client.get("/api/auth/me", headers=header).status_code == 401  # what was ended stays ended
    again = {"Authorization": f"Bearer {login(client, 'kim')}"}
    assert client.delete(path, headers=admin).status_code == 204
    assert client.get("/api/auth/me", headers=again).status_code == 401
    assert client.get(path, headers=admin).status_code == 404


def login(client: TestClient, name: str) -> str:
    sent = {"username": name, "password": "correct horse battery"}
    return str(client.post("/api/auth/login", json=sent).json()["access_token"])


def test_the_last_active_administrator_stays(client: TestClient, admin: Header, sign_in: SignIn) -> None:
    sign_in("admin", "disabled", is_active=False)
    path = f"/api/users/{own_id(client, admin)}"
    for sent in ({"role": "viewer"}, {"is_active": False}, {"role": "operator", "full_name": "x"}):
        assert client.put(path, json=sent, headers=admin).status_code == 409
    assert client.delete(path, headers=admin).status_code == 409
    assert client.get(path, headers=admin).json()["role"] == "admin"
    second = sign_in("admin")
    assert client.put(path, json={"role": "viewer"}, headers=admin).status_code == 403  # another has to do it
    assert client.delete(path, headers=admin).status_code == 403
    assert client.put(path, json={"role": "viewer"}, headers=second).status_code == 200


def test_a_superuser_without_the_role_is_no_administrator_that_counts(client: TestClient, sign_in: SignIn) -> None:
    header = sign_in("viewer", is_superuser=True)
    only = own_id(client, sign_in("admin"))
    assert client.delete(f"/api/users/{only}", headers=header).status_code == 409


@pytest.mark.parametrize("act", ["delete", "demote", "disable"])
def test_two_administrators_cannot_remove_each_other_at_the_same_time(sign_in: SignIn, act: str) -> None:
    sign_in("admin", "one"), sign_in("admin", "two")
    with unit_of_work() as session:
        one, two = session.scalars(select(User.id).order_by(User.id))
    start, ended = threading.Barrier(2), []

    def remove(by: int, target: int) -> None:
        caller = Caller(by, str(by), Role.ADMIN)
        start.wait()
        try:
            with unit_of_work() as session:
                if act == "delete":
                    administration.delete(session, caller, target)
                else:
                    change = {"role": "viewer"} if act == "demote" else {"is_active": False}
                    administration.update(session, caller, target, UserChange.model_validate(change))
            ended.append("done")
        except administration.Conflict:
            ended.append("conflict")

    threads = [threading.Thread(target=remove, args=pair) for pair in ((one, two), (two, one))]
    [thread.start() for thread in threads]
    [thread.join(10) for thread in threads]
    assert sorted(ended) == ["conflict", "done"]


def test_every_change_leaves_an_audit_row_without_a_secret(client: TestClient, admin: Header) -> None:
    made = make(client, admin)
    path = f"/api/users/{made['id']}"
    client.put(path, json={"role": "viewer", "password": "a quite different one"}, headers=admin)
    client.put(path, json={"role": "viewer"}, headers=admin)  # changes nothing
    client.delete(path, headers=admin | {"X-Request-ID": "req-1"})
    with unit_of_work() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["user.create", "user.update", "user.delete"]
    assert entries[1].detail == {"before": {"role": "operator"}, "after": {"role": "viewer"}, "password": "changed"}
    assert {(entry.actor, entry.target) for entry in entries} == {("root", "grace")}
    assert entries[2].request_id == "req-1"
    assert "Passw0rd" not in str([entry.detail for entry in entries])


def test_a_change_that_fails_leaves_no_audit_row(client: TestClient, admin: Header) -> None:
    make(client, admin)
    client.post("/api/users", json=GRACE, headers=admin)
    with unit_of_work() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize("statement", ["update audit_log set actor = 'x'", "delete from audit_log"])
def test_the_audit_log_only_grows(db: None, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), unit_of_work() as session:
        session.execute(text(statement))


@given(st.text(max_size=100))
def test_whatever_the_rules_let_through_can_be_hashed(password: str) -> None:
    from app.core.security import get_password_hash, verify_password

    try:
        new = NewUser.model_validate(GRACE | {"password": password})
    except ValueError:
        return
    assert passwords.complaint(password) is None
    assert verify_password(new.password, get_password_hash(new.password))
