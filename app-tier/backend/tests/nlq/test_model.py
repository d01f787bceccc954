"""The AI tier from the application's side: a plan proposed, and every way in which one can be missing."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Ask = Callable[..., Any]
QUESTION = "which of our workspaces would you call lonely in Ireland"
PLAN = {"e": "workspaces", "f": [["region", "=", "@rg1"]]}


class Tier:
    """An AI tier that answers as a test says: a body, a status, or `hang`, `cut`, `garbage`, `trickle`."""

    def __init__(self) -> None:
        self.say: Any = PLAN
        self.status, self.confidence = 200, 0.99
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()
        tier = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                self._send(tier.status, json.dumps({"status": "ok", "model": "tiny"}).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                tier.asked.append(json.loads(body))
                tier.headers.append(dict(self.headers))
                if tier.say == "hang":
                    tier.closing.wait(60)
                elif tier.say == "trickle":
                    self.send_response(200)
                    self.end_headers()
                    while not tier.closing.wait(0.05):
                        try:
                            self.wfile.write(b" ")
                        except OSError:
                            return
                elif tier.say == "cut":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    self.wfile.write(b'{"content":')
                    self.close_connection = True
                elif tier.say == "garbage":
                    self._send(200, b"\xff\x00<html>")
                else:
                    content = tier.say if isinstance(tier.say, str) else json.dumps(tier.say)
                    told = {"content": content, "model": "tiny", "confidence": tier.confidence}
                    self._send(tier.status, json.dumps(told).encode())

            def _send(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def tier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tier]:
    """A tier of its own that the application asks."""
    from app.core.config import get_settings

    made = Tier()
    monkeypatch.setenv("AI_SERVICE_URL", made.url)
    monkeypatch.setenv("AI_SERVICE_TOKEN", "s3cret")
    monkeypatch.setenv("AI_DEADLINE_SECONDS", "2")
    get_settings.cache_clear()
    yield made
    get_settings.cache_clear()
    made.close()


def test_what_the_rules_do_not_understand_the_model_is_asked_and_its_plan_is_run(tier: Tier, ask: Ask) -> None:
    answer = ask(QUESTION)
    assert answer["status"] == "answered"
    assert (answer["engine"], answer["model"]) == ("model", "tiny")
    assert answer["plan"]["filters"] == [{"field": "region", "op": "eq", "value": "eu-west-1"}]
    assert answer["total"] == 2
    asked = tier.asked[0]
    assert "@rg1" in asked["grammar"]
    assert "Ireland" not in asked["messages"][0]["content"]
    assert tier.headers[0]["Authorization"] == "Bearer s3cret"


def test_what_the_rules_surely_understand_is_not_asked_of_the_model(tier: Tier, ask: Ask) -> None:
    assert ask("how many workspaces are in Ireland")["engine"] == "rules"
    assert tier.asked == []


@pytest.mark.parametrize(
    "say",
    [
        {"e": "none", "r": "scope"},
        {"e": "workspaces"},
        {"e": "workspaces", "f": [["region", "=", "@rg7"]]},
        {"e": "workspaces", "f": [["password", "=", "@rg1"]]},
        {"e": "users", "f": [["region", "=", "@rg1"]]},
        {"e": "workspaces", "f": [["region", ">", "@rg1"]]},
        {"e": "workspaces", "f": [["region", "=", "@rg1"]], "n": -5},
        {"e": "workspaces", "f": "region"},
        [],
        "plainly no JSON",
    ],
)
def test_a_plan_that_is_none_or_leaves_a_value_out_is_not_run(tier: Tier, ask: Ask, say: Any) -> None:
    tier.say = say
    answer = ask(QUESTION)
    assert answer["status"] in ("needs_clarification", "unsupported")
    assert answer["rows"] == []


def test_an_unsure_model_is_not_believed(tier: Tier, ask: Ask) -> None:
    tier.confidence = 0.1
    assert ask(QUESTION)["status"] == "needs_clarification"


@pytest.mark.parametrize("say", ["hang", "trickle", "cut", "garbage"])
def test_a_tier_that_hangs_dies_or_babbles_never_holds_a_question_up(tier: Tier, ask: Ask, say: str) -> None:
    tier.say = say
    began = time.monotonic()
    answer = ask(QUESTION)
    assert answer["status"] == "unavailable"
    assert answer["engine"] == "rules"
    assert "You can ask" in answer["answer"]
    assert answer["timings_ms"]["model"] < 10_000
    assert time.monotonic() - began < 60


def test_a_busy_or_loading_tier_is_told_and_health_says_so(
    tier: Tier, ask: Ask, client: Any, sign_in: Callable[..., dict[str, str]]
) -> None:
    headers = sign_in("viewer")
    told = client.get("/api/ai/health", headers=headers).json()
    assert (told["status"], told["model"]) == ("ok", "tiny")
    tier.status = 503
    assert client.get("/api/ai/health", headers=headers).json()["status"] == "loading"
    assert "busy" in ask(QUESTION)["answer"]


def test_after_failures_the_tier_is_left_alone_for_a_while(tier: Tier, ask: Ask) -> None:
    tier.status = 500
    for _ in range(5):
        assert ask(QUESTION)["status"] == "unavailable"
    assert len(tier.asked) == 3


def test_a_tier_that_is_away_is_no_error(
    monkeypatch: pytest.MonkeyPatch, ask: Ask, client: Any, sign_in: Callable[..., dict[str, str]]
) -> None:
    from app.core.config import get_settings

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AI_SERVICE_URL", f"http://127.0.0.1:{closed.getsockname()[1]}")
        get_settings.cache_clear()
        assert ask(QUESTION)["status"] == "unavailable"
        assert ask("how many workspaces")["rows"] == [[5]]
        answer = client.get("/api/ai/health", headers=sign_in("viewer"))
        assert (answer.status_code, answer.json()["status"]) == (200, "unavailable")
    get_settings.cache_clear()


def test_a_follow_up_tells_the_model_the_plan_before(tier: Tier, ask: Ask) -> None:
    first = ask("stopped workspaces")
    tier.say = {"e": "workspaces", "f": [["state", "=", "STOPPED"], ["region", "=", "@rg1"]]}
    answer = ask("whichever feel lonely in Virginia", first["conversation_id"])
    assert answer["engine"] == "model"
    assert answer["total"] == 1
    assert '"STOPPED"' in tier.asked[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("question", "say"),
    [
        ("how many workspaces belong to lonely people", {"e": "workspaces", "m": ["count"]}),
        ("lonely machines by region", {"e": "workspaces", "o": [["age_days", "desc"]]}),
        ("lonely spend last month", {"e": "workspaces", "m": [["sum", "modelled_cost_mtd"]], "g": ["state"]}),
    ],
)
def test_a_plan_that_leaves_a_part_of_the_question_out_is_not_run(
    tier: Tier, ask: Ask, question: str, say: dict[str, Any]
) -> None:
    tier.say = say
    answer = ask(question)
    assert tier.asked
    assert answer["status"] == "needs_clarification"
    assert answer["plan"] is None


def test_what_is_not_about_the_inventory_or_lacks_a_number_is_not_asked_of_the_model(tier: Tier, ask: Ask) -> None:
    assert ask("which printers are out of toner")["status"] == "unsupported"
    assert ask("inactive machines")["status"] == "needs_clarification"
    assert tier.asked == []


def test_our_planner_gets_the_code_and_has_to_be_surer(tier: Tier, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core.config import get_settings

    monkeypatch.setenv("AI_PROMPT", "planner")
    get_settings.cache_clear()
    tier.confidence = 0.8
    assert ask(QUESTION)["status"] != "answered"
    assert "[noun workspaces]" in tier.asked[0]["messages"][0]["content"]
    assert "You turn" not in tier.asked[0]["messages"][0]["content"]
    tier.confidence = 0.95
    assert ask(QUESTION)["engine"] == "model"


def test_a_follow_up_that_forgets_how_many_rows_were_asked_for_is_not_run(tier: Tier, ask: Ask) -> None:
    first = ask("top 2 most expensive workspaces")
    tier.say = {"e": "workspaces", "f": [["region", "=", "@rg1"]]}
    assert ask("whichever feel lonely in Virginia", first["conversation_id"])["status"] != "answered"
