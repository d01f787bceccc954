"""The queue and the HTTP layer around a scripted model; a real server where a peer has to leave."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from phi3_service.app import create
from phi3_service.settings import Settings
from tests.http.scripted import Scripted


@contextmanager
def served(load: Callable[[], Any], wait_ready: bool = True, **settings: Any) -> Iterator[httpx.Client]:
    """A server of its own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create(Settings(model=None, **settings), load)
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            until(lambda: server.started)
            if wait_ready:
                until(lambda: client.get("/ready").status_code == 200)
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive()


def until(true: Callable[[], bool]) -> None:
    """Waits for a condition; generous, as machines are slow."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def metric(client: httpx.Client, name: str) -> float:
    """One value of /metrics, 0 where it is not there."""
    for line in client.get("/metrics").text.splitlines():
        if line.startswith(f"ai_{name} "):
            return float(line.rpartition(" ")[2])
    return 0.0


def test_a_prompt_is_completed_with_counts_and_times() -> None:
    with served(lambda: Scripted(b'{"e":', b'"none"}')) as client:
        told = client.post("/completion", json={"prompt": "a b c", "max_tokens": 8}).json()
    assert told["content"] == '{"e":"none"}'
    assert told["finish_reason"] == "stop"
    assert told["model"] == "scripted"
    assert told["tokens"] == {"prompt": 3, "cached": 0, "completion": 2}
    assert set(told["timings_ms"]) == {"queue", "prompt", "completion"}
    assert told["confidence"] == 0.9


def test_the_prefix_of_the_prompt_before_is_not_evaluated_again() -> None:
    with served(Scripted) as client:
        ask = {"messages": [{"role": "user", "content": "long stable beginning one"}]}
        client.post("/completion", json=ask)
        ask["messages"][0]["content"] = "long stable beginning two"
        assert client.post("/completion", json=ask).json()["tokens"] == {"prompt": 5, "cached": 3, "completion": 2}
        assert client.post("/completion", json={**ask, "cache_prompt": False}).json()["tokens"]["cached"] == 0
        assert metric(client, "prefix_cache_hits_total") == 1


def test_one_thread_owns_the_model() -> None:
    model = Scripted()
    with served(lambda: model) as client:
        for _ in range(3):
            client.post("/completion", json={"prompt": "a"})
    assert model.threads == {"model"}


def test_a_stream_tells_pieces_and_then_the_whole() -> None:
    with served(lambda: Scripted("Grü".encode(), "ß".encode()[:1], "ß".encode()[1:], b" end")) as client:
        text = client.post("/completion", json={"prompt": "a", "stream": True}).text
    events = [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]
    assert "".join(e["content"] for e in events[:-1]) == "Grüß end"
    assert events[-1]["content"] == "Grüß end"
    assert events[-1]["tokens"]["completion"] == 4


def test_it_ends_at_a_stop_text_that_is_spread_over_tokens_and_at_the_limit() -> None:
    with served(lambda: Scripted(b"one<", b"/e", b"nd>two", b"three")) as client:
        told = client.post("/completion", json={"prompt": "a", "stop": ["</end>"]}).json()
        assert (told["content"], told["finish_reason"]) == ("one", "stop")
        told = client.post("/completion", json={"prompt": "a", "max_tokens": 2}).json()
        assert (told["content"], told["finish_reason"]) == ("one</e", "length")


def test_a_grammar_is_compiled_once() -> None:
    model = Scripted()
    with served(lambda: model) as client:
        for _ in range(3):
            assert client.post("/completion", json={"prompt": "a", "grammar": 'root ::= "x"'}).status_code == 200
        assert client.post("/completion", json={"prompt": "a", "json_schema": {"type": "object"}}).status_code == 200
        assert metric(client, "grammar_cache_hits_total") == 2
    assert len(model.grammars) == 2


def test_a_bad_schema_is_400_and_a_long_prompt_413() -> None:
    with served(Scripted) as client:
        assert client.post("/completion", json={"prompt": "a", "grammar": "nonsense"}).status_code == 400
        assert client.post("/completion", json={"prompt": "a", "json_schema": {}}).status_code == 400
        long = client.post("/completion", json={"prompt": "a " * 64, "max_tokens": 8})
        assert long.status_code == 413
        assert long.headers["content-type"] == "application/problem+json"
        assert client.post("/completion", json={"prompt": "a"}).status_code == 200


NO_REQUESTS: tuple[dict[str, Any], ...] = (
    *({}, {"prompt": ""}, {"prompt": "a", "messages": []}, {"prompt": "a", "max_tokens": 0}),
    *({"prompt": "a", "grammar": "x", "json_schema": {}}, {"prompt": "a", "surprise": 1}),
)


@pytest.mark.parametrize("body", NO_REQUESTS)
def test_what_is_no_request_is_422(body: dict[str, Any]) -> None:
    with served(Scripted) as client:
        assert client.post("/completion", json=body).status_code == 422


def test_a_full_queue_is_503_at_once_and_what_waits_is_answered() -> None:
    model = Scripted()
    model.gate.clear()
    with served(lambda: model, seats=2) as client:
        codes: list[int] = []

        def one() -> None:
            codes.append(client.post("/completion", json={"prompt": "a"}).status_code)

        askers = [threading.Thread(target=one) for _ in range(3)]
        askers[0].start()
        assert model.started.wait(30)
        for asker in askers[1:]:
            asker.start()
        until(lambda: metric(client, "queue_length") == 2)
        refused = client.post("/completion", json={"prompt": "a"})
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        model.gate.set()
        for asker in askers:
            asker.join(30)
    assert codes == [200, 200, 200]


@pytest.mark.parametrize("stream", [False, True])
def test_a_peer_that_leaves_frees_the_model(stream: bool) -> None:
    model = Scripted(*[b"x"] * 1000, pace=0.1)
    model.gate.clear()
    with served(lambda: model) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/completion", json={"prompt": "a", "stream": stream, "max_tokens": 60}, timeout=1)
        assert model.started.is_set()
        model.gate.set()
        until(lambda: metric(client, 'requests_total{outcome="left"}') == 1)
        assert model.said < 60
        model.pace = 0
        assert client.post("/completion", json={"prompt": "a", "max_tokens": 2}).status_code == 200


def test_until_the_model_is_there_it_is_503_and_alive() -> None:
    there = threading.Event()

    def load() -> Scripted:
        assert there.wait(30)
        return Scripted()

    with served(load, wait_ready=False) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/ready").json()["status"] == "loading"
        assert client.post("/completion", json={"prompt": "a"}).status_code == 503
        there.set()
        until(lambda: client.get("/ready").status_code == 200)
        assert client.post("/completion", json={"prompt": "a"}).status_code == 200


def test_a_model_that_cannot_be_loaded_is_told_and_never_answers() -> None:
    def load() -> Scripted:
        raise ValueError("model.gguf is no GGUF file")

    with served(load, wait_ready=False) as client:
        until(lambda: client.get("/ready").json()["status"] == "unavailable")
        assert client.get("/ready").json()["detail"] == "model.gguf is no GGUF file"
        assert client.post("/completion", json={"prompt": "a"}).status_code == 503


def test_the_token_is_asked_for_where_one_is_set() -> None:
    with served(Scripted, token="s3cret") as client:
        assert client.post("/completion", json={"prompt": "a"}).status_code == 401
        wrong = {"Authorization": "Bearer nope"}
        assert client.post("/completion", json={"prompt": "a"}, headers=wrong).status_code == 401
        assert client.get("/metrics").status_code == 401
        assert client.get("/health").status_code == 200
        right = {"Authorization": "Bearer s3cret"}
        assert client.post("/completion", json={"prompt": "a"}, headers=right).status_code == 200


def test_a_failing_model_is_500_without_its_reason_and_goes_on() -> None:
    class Failing(Scripted):
        def start(self, *_: Any, **__: Any) -> Any:
            if not self.grammars:
                self.grammars.append("failed")
                raise RuntimeError("/secret/path exploded")
            return super().start(*_, **__)

    model = Failing()
    with served(lambda: model) as client:
        failed = client.post("/completion", json={"prompt": "a"})
        assert failed.status_code == 500
        assert "secret" not in failed.text
        assert client.post("/completion", json={"prompt": "a"}).status_code == 200


def test_stopping_ends_what_runs() -> None:
    model = Scripted(*[b"x"] * 1000)
    model.gate.clear()
    codes: list[int] = []
    with served(lambda: model) as client:
        url = str(client.base_url)

        def ask() -> None:
            codes.append(
                httpx.post(
                    f"{url}/completion", json={"prompt": "a", "max_tokens": 60}, timeout=30, trust_env=False
                ).status_code
            )

        asker = threading.Thread(target=ask)
        asker.start()
        assert model.started.wait(30)
        threading.Timer(0.1, model.gate.set).start()
    asker.join(30)
    assert codes in ([503], [200])
