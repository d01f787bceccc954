"""The command line: exit codes, what it keeps, what it shows."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from wsi import ApiError, Client, ReportFailed, Unreachable, profile
from wsi.cli import main
from wsi.output import write

Capture = pytest.CaptureFixture[str]


def test_the_exit_code_tells_what_kind_of_failure_it_was(
    token: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["workspaces", "--limit", "1"]) == 0
    assert main(["workspaces", "--nope", "1"]) == 1
    assert main(["query", "not-there.json"]) == 1
    for wrong in (["workspaces", "stray"], ["query"], ["workspaces", "--state"], ["whoami", "--state", "X"]):
        with pytest.raises(SystemExit) as left:
            main(wrong)
        assert left.value.code == 2
    monkeypatch.setenv("WSI_TOKEN", "wsi_revoked")
    assert main(["whoami"]) == 3
    monkeypatch.setenv("WSI_URL", "http://127.0.0.1:9")
    assert main(["whoami"]) == 4
    monkeypatch.delenv("WSI_URL")
    assert main(["whoami"]) == 1
    assert "wsi login" in capsys.readouterr().err


def test_a_question_prints_what_the_server_says(token: str, capsys: Capture) -> None:
    """Whether or not the server can answer, its words are printed, and no traceback."""
    code = main(["ask", "how many WorkSpaces are stopped?"])
    told = capsys.readouterr()
    assert (code == 0 and told.out) or (code in (1, 4) and told.err.startswith("wsi: "))


def test_a_token_is_kept_for_its_own_server_and_its_owner_only(fleet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(profile.Profile(fleet, "wsi_secret"))
    assert stat.S_IMODE(profile.path().stat().st_mode) == 0o600
    assert profile.load() == profile.Profile(fleet, "wsi_secret")
    monkeypatch.setenv("WSI_URL", "http://elsewhere")
    assert profile.load() == profile.Profile("http://elsewhere", None)
    assert main(["logout"]) == 0 and not profile.path().exists()


def test_a_wrong_password_keeps_nothing(
    fleet: str, sign_in: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    sign_in("viewer", "ada")
    monkeypatch.setattr("getpass.getpass", lambda _: "wrong")
    assert main(["login", "--url", fleet, "--username", "ada"]) == 3
    assert not profile.path().exists() and "password" in capsys.readouterr().err


def test_a_list_is_read_to_its_end_page_by_page(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wsi.client.PAGE", 2)
    with Client() as client:
        names = [item["user_name"] for item in client.workspaces(sort="workspace_id")]
        assert names == ["ada", "bob", "cid_100%", None, "eva", "fay"]
        assert len(list(client.workspaces(limit=3))) == 3
        assert [item["user_name"] for item in client.workspaces(days_since_connected__gt=30)] == ["bob"]
        assert client.workspace("ws-ada")["computer_name"] == "IP-ADA"


def test_a_report_that_fails_and_a_file_that_is_broken_leave_nothing(
    token: str, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.config import get_settings

    with Client() as client:
        report = client.wait(client.generate("inventory")["id"])
        with pytest.raises(ReportFailed, match="not what the server wrote"):
            client.download({**report, "checksum": "0" * 64}, Path("fleet.csv"))
    assert [path.name for path in Path.cwd().glob("*fleet*")] == []
    monkeypatch.setenv("REPORT_MAX_BYTES", "1024")
    get_settings.cache_clear()
    assert main(["report", "inventory", "--format", "xlsx"]) == 5


def test_a_busy_server_is_asked_again_when_it_says_so() -> None:
    waited: list[float] = []
    answers = [httpx.Response(503, headers={"Retry-After": "7"}), httpx.Response(200, json={"username": "ada"})]
    with Client("http://server", "t", sleep=waited.append) as client:
        client.connection._http = httpx.Client(
            base_url="http://server", transport=httpx.MockTransport(lambda _: answers.pop(0))
        )
        assert client.me()["username"] == "ada"
    assert waited == [7.0]


@pytest.mark.parametrize("page", ["<html>a proxy's page</html>", ""])
def test_what_is_no_answer_of_the_product_is_told(page: str) -> None:
    def html(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.url.path == "/api/auth/me" else 502, text=page or "x")

    with Client("http://server", "t") as client:
        client.connection._http = httpx.Client(base_url="http://server", transport=httpx.MockTransport(html))
        with pytest.raises(Unreachable):
            client.me()
        with pytest.raises(ApiError, match="Bad Gateway"):
            list(client.workspaces())


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("csv", 'name,tags\n\'=1+1,"{""a"": 1}"\n-5,\n'),
        ("json", json.dumps([{"name": "=1+1", "tags": {"a": 1}}, {"name": -5, "tags": None}])),
        ("table", 'name  tags\n----  --------\n=1+1  {"a": 1}\n-5\n'),
    ],
)
def test_rows_are_written_in_the_form_asked_for(form: str, wanted: str, capsys: Capture) -> None:
    import sys

    write(["name", "tags"], [["=1+1", {"a": 1}], [-5, None]], form, sys.stdout)
    said = capsys.readouterr().out
    assert (json.loads(said) == json.loads(wanted)) if form == "json" else said == wanted


def test_a_terminal_is_sent_nothing_that_it_would_obey(capsys: Capture) -> None:
    import sys

    write(["name"], [["a\x1b[31mred\nline" + "x" * 80]], "table", sys.stdout)
    line = capsys.readouterr().out.splitlines()[2]
    assert "\x1b" not in line and line.endswith("…") and len(line) == 60
