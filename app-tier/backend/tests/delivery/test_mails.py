"""Reports by e-mail, through a real SMTP server: what arrives, to whom, and what happens when it does not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.core.config import Settings, get_settings
from app.db.session import unit_of_work
from app.models.models import Report, ReportDelivery
from app.services.reports import deliveries, delivering, mail, running, ticking
from app.services.sync import dispatch
from tests.delivery.conftest import MailServer, Serve
from tests.reports.conftest import Owner

REPORT: dict[str, Any] = {"report_type": "inventory", "columns": ["user_name"], "filters": {"user_name": "ada"}}


def made(owner: Owner, *to: str, **more: Any) -> int:
    """A report that is written and that nobody has sent yet."""
    report_id = int(owner.ask(**REPORT, email_to=list(to), **more)["id"])
    running.run(report_id)
    return report_id


def log(owner: Owner, query: str = "") -> list[dict[str, Any]]:
    return list(owner.get(f"/deliveries{query}").json()["items"])


def later(minutes: float) -> None:
    """Time goes by for what waits."""
    with unit_of_work() as session:
        moved = ReportDelivery.next_attempt_at - timedelta(minutes=minutes)
        session.execute(update(ReportDelivery).values(next_attempt_at=moved))


def test_the_file_arrives_attached_and_the_log_says_so(operator: Owner, server: MailServer) -> None:
    report_id = made(operator, "ada@example.com", "Bob@Example.com", "ADA@example.com", name="Flotte Köln")
    assert [(row["status"], row["attempts"]) for row in log(operator)] == [("waiting", 0)] * 2
    delivering.deliver(report_id)
    assert server.recipients == ["ADA@example.com", "Bob@example.com"]
    got = server.mails[0]
    assert (str(got["To"]), str(got["From"]), str(got["Subject"])) == (
        "ADA@example.com", "Bestände <inventory@example.com>", "Flotte Köln")  # fmt: skip
    (attached,) = got.iter_attachments()
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert (attached.get_filename(), attached.get_content_type()) == (f"Flotte-Köln-{day}.csv", "text/csv")
    file = operator.get(f"/{report_id}/download")
    assert attached.get_payload(decode=True) == file.content == b"user_name\nada\n"
    body = got.get_body()
    assert body is not None and file.headers["etag"].strip('"') in body.get_content()
    rows = log(operator, f"?report_id={report_id}&status=sent")
    assert {(row["form"], row["attempts"], row["error"], row["next_attempt_at"]) for row in rows} == {
        ("attachment", 1, None, None)
    }
    delivering.deliver(report_id)
    assert len(server.mails) == 2


def test_a_finished_report_is_handed_to_a_worker(operator: Owner, server: MailServer) -> None:
    before = dispatch.queued()
    made(operator, "ada@example.com")
    assert dispatch.queued() == before + 2  # to write it, and to send it


def test_a_file_over_the_size_is_a_link_that_whoever_has_it_can_use(
    operator: Owner, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_ATTACHMENT_MAX_BYTES", "5")
    monkeypatch.setenv("PUBLIC_URL", "https://inventory.example.com/")
    get_settings.cache_clear()
    report_id = made(operator, "ada@example.com")
    delivering.deliver(report_id)
    (got,) = server.mails
    assert list(got.iter_attachments()) == []
    body = got.get_body()
    assert body is not None
    link = body.get_content().split()[-1]
    assert link.startswith("https://inventory.example.com/api/reports/shared/")
    path = link.removeprefix("https://inventory.example.com")
    answer = operator.client.get(path)
    assert (answer.status_code, answer.content) == (200, b"user_name\nada\n")
    assert log(operator)[0]["form"] == "link"
    assert operator.client.get(path[:-1]).status_code == 404
    assert operator.client.delete(f"/api/reports/{report_id}", headers=operator.header).status_code == 204
    assert operator.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("server", "encrypted"),
    [
        ({"scheme": "smtp"}, False),
        ({"scheme": "smtp", "tls": True}, True),
        ({"scheme": "smtp", "sign_in": "olga:p%40ss%2Fword@", "tls": True}, True),
        ({"scheme": "starttls", "sign_in": "olga:p%40ss%2Fword@", "tls": True}, True),
        ({"scheme": "smtps", "sign_in": "olga:p%40ss%2Fword@"}, True),
    ],
    ids=str,
)
def test_the_ways_to_reach_a_server(operator: Owner, serve: Serve, server: dict[str, Any], encrypted: bool) -> None:
    there = serve(**server)
    delivering.deliver(made(operator, "ada@example.com"))
    assert (there.encrypted, there.users) == ([encrypted], ["olga"] if "sign_in" in server else [])


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ({"scheme": "starttls"}, "STARTTLS"),
        ({"scheme": "smtps", "trusted": False}, "certificate"),
        ({"sign_in": "olga:wrong@", "tls": True}, "sign-in: 535"),
    ],
    ids=str,
)
def test_a_server_that_is_not_to_be_trusted_gets_nothing(
    operator: Owner, serve: Serve, server: dict[str, Any], reason: str
) -> None:
    there = serve(**server)
    delivering.deliver(made(operator, "ada@example.com"))
    (row,) = log(operator)
    assert there.mails == [] and reason in row["error"], row
    assert "wrong" not in row["error"]


def test_a_password_is_not_sent_in_the_clear(operator: Owner, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(sign_in="olga:p%40ss%2Fword@")
    monkeypatch.setattr(mail, "_is_here", lambda _: False)
    delivering.deliver(made(operator, "ada@example.com"))
    assert "does not encrypt" in log(operator)[0]["error"] and server.users == []


def test_what_is_held_up_is_tried_again_later_and_later(operator: Owner, server: MailServer) -> None:
    server.refusals = ["451 greylisted", "421 busy"]
    report_id = made(operator, "ada@example.com")
    delivering.deliver(report_id)
    (row,) = log(operator)
    assert (row["status"], row["attempts"]) == ("waiting", 1) and "451 greylisted" in row["error"]
    delivering.deliver(report_id)
    assert log(operator)[0]["attempts"] == 1
    later(1)
    delivering.deliver(report_id)
    later(4)
    delivering.deliver(report_id)
    assert log(operator)[0]["attempts"] == 2
    later(1.5)
    delivering.deliver(report_id)
    (row,) = log(operator)
    assert (row["status"], row["attempts"], row["error"]) == ("sent", 3, None)
    assert len({str(one["Message-ID"]) for one in server.mails}) == len(server.mails) == 1


def test_in_the_end_it_is_given_up(operator: Owner, server: MailServer) -> None:
    server.refusals = ["451 no"] * 99
    report_id = made(operator, "ada@example.com")
    for _ in range(len(delivering.PAUSES) + 3):
        delivering.deliver(report_id)
        later(24 * 60)
    (row,) = log(operator, "?status=failed")
    assert row["attempts"] == len(delivering.PAUSES) + 1


def test_a_refusal_for_good_is_not_tried_again_and_hurts_nobody_else(operator: Owner, server: MailServer) -> None:
    server.refusals = ["550 no such user"]
    report_id = made(operator, "nobody@example.com", "ada@example.com")
    delivering.deliver(report_id)
    states = {row["recipient"]: (row["status"], row["error"]) for row in log(operator)}
    assert states["ada@example.com"] == ("sent", None)
    assert states["nobody@example.com"] == (
        "failed", "The mail server refused nobody@example.com: 550 no such user")  # fmt: skip


def test_a_server_that_is_away_is_waited_for_and_the_tick_goes_on(
    operator: Owner, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    get_settings.cache_clear()
    report_id = made(operator, "ada@example.com")
    delivering.deliver(report_id)
    assert "cannot be reached" in log(operator)[0]["error"]
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    get_settings.cache_clear()
    before = dispatch.queued()
    ticking.tick()
    assert dispatch.queued() == before
    later(2)
    ticking.tick()
    assert dispatch.queued() == before + 1
    delivering.deliver(report_id)
    assert server.recipients == ["ada@example.com"]


def test_a_report_that_fails_or_is_deleted_is_not_sent(
    operator: Owner, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    deleted = operator.ask(**REPORT, email_to=["ada@example.com"])["id"]
    operator.client.delete(f"/api/reports/{deleted}", headers=operator.header)
    with monkeypatch.context() as small:
        small.setenv("REPORT_MAX_BYTES", "1024")
        get_settings.cache_clear()
        failed = operator.made(report_type="inventory", format="xlsx", email_to=["ada@example.com"])["id"]
    get_settings.cache_clear()
    reasons = [(row["status"], row["error"]) for row in log(operator)]
    assert reasons[1] == ("failed", "The report was deleted.")
    assert reasons[0][0] == "failed" and "1,024 bytes" in reasons[0][1]
    operator.client.post(f"/api/reports/{failed}/retry", headers=operator.header)
    running.run(failed)
    delivering.deliver(failed)
    assert log(operator, f"?report_id={failed}")[0]["status"] == "sent"


def test_viewers_write_to_themselves_only(owner: Owner, server: MailServer) -> None:
    report_id = made(owner, "ADA@example.com")
    refused = owner.ask(403, **REPORT, email_to=["ada@example.com", "boss@example.com"])
    assert "own address" in refused["detail"]
    delivering.deliver(report_id)
    assert server.recipients == ["ADA@example.com"]


def test_a_token_that_may_only_read_sends_to_nobody_else(operator: Owner, server: MailServer) -> None:
    made_token = operator.client.post(
        "/api/auth/tokens", headers=operator.header, json={"name": "t", "scope": ["read"]}
    ).json()
    reading = Owner(operator.client, {"Authorization": f"Bearer {made_token['token']}"})
    reading.ask(403, **REPORT, email_to=["boss@example.com"])
    reading.ask(202, **REPORT, email_to=["olga@example.com"])


BAD: list[tuple[list[str], str]] = [
    (["a@example.com\r\nBcc: spy@example.com"], "email_to.0"),
    (["a@example.com, b@example.com"], "email_to.0"),
    (["Ada <a@example.com>"], "email_to.0"),
    ([f"a{n}@example.com" for n in range(51)], "email_to"),
    (["a@elsewhere.org"], "email_to"),
]


@pytest.mark.parametrize(("to", "field"), BAD, ids=lambda value: str(value)[:30])
def test_addresses_that_do_not_fit_are_refused(
    operator: Owner, server: MailServer, monkeypatch: pytest.MonkeyPatch, to: list[str], field: str
) -> None:
    monkeypatch.setenv("EMAIL_DOMAINS", "example.com, @example.org")
    get_settings.cache_clear()
    assert operator.ask(422, **REPORT, email_to=to)["errors"][0]["field"] == field
    assert operator.get("").json()["total"] == 0


def test_a_name_cannot_add_a_header(operator: Owner, server: MailServer) -> None:
    delivering.deliver(made(operator, "ada@example.com", name="x\r\nBcc: spy@example.com\r\n\r\nbody\x85\u2028y"))
    (got,) = server.mails
    assert got["Bcc"] is None and server.recipients == ["ada@example.com"]
    assert str(got["Subject"]) == "x Bcc: spy@example.com body y"


def test_a_user_sends_only_so_many_a_day(operator: Owner, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "MAX_A_DAY", 2)
    made(operator, "ada@example.com", "bob@example.com")
    assert "a day" in operator.ask(429, **REPORT, email_to=["cid@example.com"])["detail"]
    assert operator.get("").json()["total"] == 1


def test_the_log_is_one_s_own(operator: Owner, owner: Owner, server: MailServer, sign_in: Callable[..., Any]) -> None:
    made(operator, "ada@example.com")
    assert log(owner) == [] and len(log(Owner(owner.client, sign_in("admin")))) == 1


def test_a_mail_server_is_an_address_of_a_known_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    for bad in ("mail:25", "http://mail", "smtp://"):
        with pytest.raises(ValueError, match="starttls://HOST"):
            Settings(smtp_url=bad)


def test_a_report_that_is_there_is_sent_to_more_people_by_hand(
    owner: Owner, operator: Owner, server: MailServer
) -> None:
    report_id = made(operator)
    asked = {"json": {"email_to": ["bob@example.com"]}}
    assert operator.send("POST", f"/{report_id}/send", **asked).status_code == 202
    delivering.deliver(report_id)
    assert server.recipients == ["bob@example.com"]
    assert operator.send("POST", "/999/send", **asked).status_code == 404
    mine = made(owner)
    assert owner.send("POST", f"/{mine}/send", **asked).status_code == 403
    with unit_of_work() as session:
        session.execute(update(Report).values(status="expired"))
    assert operator.send("POST", f"/{report_id}/send", **asked).status_code == 409


def test_a_mail_that_failed_is_sent_again_by_hand(owner: Owner, operator: Owner, server: MailServer) -> None:
    report_id = made(operator, "ada@example.com")
    with unit_of_work() as session:
        session.execute(update(ReportDelivery).values(status="failed", error="The mail server was away.", attempts=6))
    (row,) = log(operator)
    assert owner.send("POST", f"/deliveries/{row['id']}/retry").status_code == 404
    again = operator.send("POST", f"/deliveries/{row['id']}/retry")
    assert (again.status_code, again.json()["status"], again.json()["attempts"]) == (202, "waiting", 0)
    assert operator.send("POST", f"/deliveries/{row['id']}/retry").status_code == 409
    delivering.deliver(report_id)
    assert log(operator)[0]["status"] == "sent"
    assert server.recipients == ["ada@example.com"]
