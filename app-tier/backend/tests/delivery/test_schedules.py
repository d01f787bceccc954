"""Reports by schedule: when they come, across changes of the clock, what was missed, and with whose rights."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.problems import Invalid
from app.db.session import unit_of_work
from app.models.models import AuditEntry, ReportSchedule, User
from app.services.reports import cron, delivering, recurring, running, ticking
from tests.delivery.conftest import MailServer
from tests.reports.conftest import Owner

SignIn = Callable[..., dict[str, str]]
REPORT = {"report_type": "inventory", "columns": ["user_name"], "filters": {"state": "STOPPED"}}
WEEKLY = {"name": "Stopped", "report": REPORT, "cron": "30 7 * * MON", "time_zone": "Europe/Berlin"}


def call(owner: Owner, method: str, path: str = "", status: int = 200, body: Any = None) -> Any:
    answer = owner.client.request(method, f"/api/reports/schedules{path}", headers=owner.header, json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def create(owner: Owner, status: int = 201, **body: Any) -> Any:
    return call(owner, "POST", "", status, {**WEEKLY, **body})


def put(**columns: Any) -> None:
    with unit_of_work() as session:
        session.execute(update(ReportSchedule).values(**columns))


def reports(owner: Owner) -> list[dict[str, Any]]:
    return list(owner.get("").json()["items"])


def test_a_schedule_tells_when_it_comes_next(owner: Owner) -> None:
    made = create(owner)
    assert (made["owner"], made["cron_in_words"]) == ("ada", "At 07:30 on Monday")
    first, second, _ = (datetime.fromisoformat(at) for at in made["upcoming"])
    assert made["next_run_at"] == made["upcoming"][0] and first > datetime.now(UTC)
    assert first.weekday() == 0 and timedelta(days=6) < second - first < timedelta(days=8)
    assert call(owner, "GET", f"/{made['id']}") == made
    assert call(owner, "GET")["items"] == [made]


def test_it_is_paused_changed_and_removed(owner: Owner) -> None:
    made = create(owner)
    paused = call(owner, "PUT", f"/{made['id']}", body={"is_enabled": False})
    assert (paused["next_run_at"], paused["upcoming"], paused["cron"]) == (None, [], made["cron"])
    again = call(owner, "PUT", f"/{made['id']}", body={"is_enabled": True, "cron": "0 6 1 * *"})
    assert datetime.fromisoformat(again["next_run_at"]).day in (1, 30, 31)
    call(owner, "DELETE", f"/{made['id']}", 204)
    call(owner, "GET", f"/{made['id']}", 404)
    with unit_of_work() as session:
        actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == [f"report_schedule.{verb}" for verb in ("create", "update", "update", "delete")]


def test_a_due_one_makes_its_report_once_and_sends_it(owner: Owner, server: MailServer) -> None:
    made = create(owner, email_to=["ada@example.com"])
    ticking.tick()
    assert reports(owner) == []
    put(next_run_at=datetime.now(UTC) - timedelta(seconds=5))
    ticking.tick()
    ticking.tick()
    (report,) = reports(owner)
    assert (report["name"], report["status"], report["requested_by"]) == ("Stopped", "queued", "ada")
    running.run(report["id"])
    delivering.deliver(report["id"])
    (attached,) = server.mails[0].iter_attachments()
    assert attached.get_payload(decode=True) == b"user_name\nbob\n"
    seen = call(owner, "GET", f"/{made['id']}")
    assert (seen["last_report_id"], seen["last_error"], seen["missed_runs"]) == (report["id"], None, 0)
    assert seen["next_run_at"] == made["next_run_at"]
    assert owner.get(f"/deliveries?schedule_id={made['id']}").json()["total"] == 1


def test_times_that_passed_unseen_are_counted_and_made_up_for_once(owner: Owner) -> None:
    made = create(owner, cron="0 * * * *", time_zone="UTC")
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    put(next_run_at=hour - timedelta(hours=4))
    ticking.tick()
    seen = call(owner, "GET", f"/{made['id']}")
    assert len(reports(owner)) == 1
    assert (seen["missed_runs"], datetime.fromisoformat(seen["last_missed_at"])) == (4, hour - timedelta(hours=4))
    assert datetime.fromisoformat(seen["next_run_at"]) == hour + timedelta(hours=1)


def test_run_now_leaves_its_times_alone(owner: Owner) -> None:
    made = create(owner)
    started = call(owner, "POST", f"/{made['id']}/run", 202)
    running.run(started["id"])
    assert owner.get(f"/{started['id']}/download").content == b"user_name\nbob\n"
    assert call(owner, "GET", f"/{made['id']}")["next_run_at"] == made["next_run_at"]


def test_users_get_it_at_the_address_that_they_have_then(
    owner: Owner, operator: Owner, server: MailServer, sign_in: SignIn
) -> None:
    sign_in("viewer", "bob")
    sign_in("viewer", "gone")
    with unit_of_work() as session:
        ids = {user.username: user.id for user in session.scalars(select(User))}
        session.execute(update(User).where(User.username == "gone").values(is_active=False))
    made = create(operator, email_users=[ids["bob"], ids["gone"]], email_to=["list@example.com"])
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "bob").values(email="new@example.com"))
    started = call(operator, "POST", f"/{made['id']}/run", 202)
    running.run(started["id"])
    delivering.deliver(started["id"])
    assert sorted(server.recipients) == ["list@example.com", "new@example.com"]


def test_the_rights_are_those_of_the_owner_when_it_runs(operator: Owner, server: MailServer, sign_in: SignIn) -> None:
    made = create(operator, email_to=["boss@example.com"])
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "olga").values(role="viewer"))
    put(next_run_at=datetime.now(UTC) - timedelta(seconds=5))
    ticking.tick()
    assert reports(operator) == []
    seen = call(operator, "GET", f"/{made['id']}")
    assert "own address" in seen["last_error"] and seen["last_run_at"] is not None
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "olga").values(is_active=False))
    put(next_run_at=datetime.now(UTC) - timedelta(seconds=5))
    ticking.tick()
    admin = Owner(operator.client, sign_in("admin"))
    assert "not active" in call(admin, "GET", f"/{made['id']}")["last_error"]
    call(admin, "POST", f"/{made['id']}/run", 403)


def test_a_token_that_may_only_read_does_not_give_a_schedule_more(operator: Owner, server: MailServer) -> None:
    made = create(operator)
    token = operator.client.post("/api/auth/tokens", headers=operator.header, json={"name": "t", "scope": ["read"]})
    reading = Owner(operator.client, {"Authorization": f"Bearer {token.json()['token']}"})
    call(reading, "PUT", f"/{made['id']}", 403, {"email_to": ["boss@example.com"]})
    create(reading, 403, name="another", email_to=["boss@example.com"])


def test_others_schedules_are_not_seen_and_administrators_see_all(owner: Owner, sign_in: SignIn) -> None:
    made = create(owner)
    other, admin = Owner(owner.client, sign_in("operator")), Owner(owner.client, sign_in("admin"))
    for method, path, body in [
        ("GET", "", None),
        ("PUT", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/run", None),
    ]:
        call(other, method, f"/{made['id']}{path}", 404, body)
    assert (call(other, "GET")["total"], call(admin, "GET")["total"]) == (0, 1)
    assert call(admin, "PUT", f"/{made['id']}", body={"name": "renamed"})["owner"] == "ada"


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"cron": "every day"}, 422, "cron"),
    ({"cron": "61 * * * *"}, 422, "cron"),
    ({"cron": "0 0 30 2 *"}, 422, "cron"),
    ({"cron": "*/5 * * * *"}, 422, "cron"),
    ({"cron": "0 0 * * * *"}, 422, "cron"),
    ({"time_zone": "Mars/Olympus"}, 422, "time_zone"),
    ({"time_zone": "../etc/passwd"}, 422, "time_zone"),
    ({"name": ""}, 422, "name"),
    ({"report": {"report_type": "inventory", "filters": {"nope": 1}}}, 422, "filters.nope"),
    ({"report": {**REPORT, "email_to": ["a@example.com"]}}, 422, "report"),
    ({"email_to": ["ada@example.com"]}, 422, "email_to"),
    ({"email_users": [0]}, 422, "email_users.0"),
    ({"extra": 1}, 422, "extra"),
]


@pytest.mark.parametrize(("body", "status", "field"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_does_not_fit_is_refused_by_name(owner: Owner, body: dict[str, Any], status: int, field: str) -> None:
    assert create(owner, status, **body)["errors"][0]["field"] == field


def test_names_are_one_s_own_once(owner: Owner, operator: Owner) -> None:
    create(owner)
    assert create(owner, 409, name="stopped")["errors"][0]["field"] == "name"
    create(operator)
    other = create(owner, name="other")
    call(owner, "PUT", f"/{other['id']}", 409, {"name": "Stopped"})
    call(owner, "PUT", f"/{other['id']}", 422, {})


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("expression", "after", "times"),
    [
        # in spring 02:30 does not exist and is made up for at 03:00; in autumn it comes twice and is used once
        ("30 2 * * *", "2026-03-27T12:00Z", ["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"]),
        ("30 2 * * *", "2026-10-23T12:00Z", ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"]),
        ("0 7 * * MON", "2026-03-20T00:00Z", ["2026-03-23T06:00Z", "2026-03-30T05:00Z", "2026-04-06T05:00Z"]),
        ("0 0 29 2 *", "2026-01-01T00:00Z", ["2028-02-28T23:00Z", "2032-02-28T23:00Z"]),
        ("0 9 L * *", "2026-01-31T12:00Z", ["2026-02-28T08:00Z", "2026-03-31T07:00Z"]),
    ],
)
def test_the_clock_of_the_time_zone_counts(expression: str, after: str, times: list[str]) -> None:
    found = cron.upcoming(expression, BERLIN, datetime.fromisoformat(after), len(times))
    assert found == [datetime.fromisoformat(at) for at in times]


def test_what_passed_is_counted_to_the_minute() -> None:
    first = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    assert cron.passed("30 2 * * *", BERLIN, first, first) == 1
    assert cron.passed("30 2 * * *", BERLIN, first, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == 1
    assert cron.passed("30 2 * * *", BERLIN, first, datetime(2026, 3, 30, 0, 30, tzinfo=UTC)) == 3
    assert cron.passed("0 * * * *", "UTC", first, datetime(2036, 1, 1, tzinfo=UTC)) == cron.MANY + 1


def test_an_hour_that_the_clock_skips_is_no_reason_to_refuse() -> None:
    cron.check("*/15 * * * *", BERLIN, datetime(2026, 3, 28, tzinfo=UTC))
    with pytest.raises(Invalid):
        cron.check("*/14 * * * *", BERLIN, datetime(2026, 3, 28, tzinfo=UTC))


def test_so_many_and_no_more(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "MAX_SCHEDULES", 1)
    create(owner)
    assert "Remove one" in create(owner, 409, name="second")["detail"]
