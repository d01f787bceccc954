"""The web tier's rules, asked of a real nginx with no API behind it."""

import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest

from devstack import nginx, ports
from devstack.layout import Layout
from devstack.running import Running

SCRIPT = "x" * 4000


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]
Serve = Callable[[int], int]


@pytest.fixture
def serve(layout: Layout, launch: Callable[..., Running]) -> Serve:
    """Starts nginx in front of a backend's port and gives its own."""
    return lambda backend: _serve(layout, launch, backend, packaged=False)


def _serve(layout: Layout, launch: Callable[..., Running], backend_port: int, *, packaged: bool) -> int:
    root, port = layout.home / "built", ports.any_free({backend_port})
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html>app")
    (root / "assets" / "app-1a2b.js").write_text(SCRIPT)
    server = nginx.find(layout, packaged=packaged)
    folder = layout.home / "nginx"
    nginx.configure(layout, folder, listen=f"127.0.0.1:{port}", backend=f"127.0.0.1:{backend_port}", root=root)
    nginx.check(layout, server, folder)
    launch(nginx.service(server, folder, port))
    return port


@pytest.fixture(params=[False, True], ids=["as-found", "packaged"])
def ask(request: pytest.FixtureRequest, layout: Layout, launch: Callable[..., Running]) -> Iterator[Ask]:
    port = _serve(layout, launch, ports.any_free(set()), packaged=request.param)

    def get(path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
        connection.close()
        return found

    yield get


def test_the_web_tier_follows_its_rules(ask: Ask) -> None:
    for path in ("/", "/workspaces/ws-1?q=a"):
        page = ask(path)
        assert (page.status, page.body) == (200, b"<!doctype html>app")
        assert page.headers["cache-control"] == "no-cache"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "'unsafe-inline'" not in page.headers["content-security-policy"].partition("style-src")[0]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["referrer-policy"] == "same-origin"
        assert "camera=()" in page.headers["permissions-policy"]
        assert "strict-transport-security" not in page.headers  # it is for those who came by TLS

    script = ask("/assets/app-1a2b.js", Accept_Encoding="gzip")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["content-type"] == "text/javascript"
    gone = ask("/assets/app-old.js")
    assert gone.status == 404
    assert "cache-control" not in gone.headers
    assert ask("/.env").status == 404

    down = ask("/api/meta", X_Request_ID="from-outside.1")
    problem = json.loads(down.body)
    assert (down.status, problem["status"]) == (503, 503)
    assert down.headers["content-type"] == "application/problem+json"
    assert down.headers["retry-after"] == "5"
    assert problem["request_id"] == down.headers["x-request-id"] == "from-outside.1"
    assert json.loads(ask("/api/meta", X_Request_ID='a"b').body)["request_id"] != 'a"b'
    assert ask("/api/stream").status == 503

    large = ask("/api/query", "POST", b"x" * 1_100_000)
    assert (large.status, json.loads(large.body)["title"]) == (413, "Content Too Large")
    assert b"nginx/" not in gone.body


class Backend(http.server.BaseHTTPRequestHandler):
    """Answers with the headers it was sent; its stream says one thing and then waits for the test."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()
    connections: ClassVar[set[int]] = set()

    def do_GET(self) -> None:
        self.connections.add(self.client_address[1])
        if self.path == "/api/stream":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"6\r\ndata:1\r\n")
            self.go_on.wait(20)
            self.wfile.write(b"0\r\n\r\n")
            return
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Keeps the test's output quiet."""


@pytest.fixture
def backend(running: Running) -> Iterator[int]:
    Backend.go_on.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend) as server:
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        Backend.go_on.set()
        running.stop()  # first nginx, whose kept connections the threads are reading
        server.shutdown()
        thread.join()


def test_the_api_is_passed_on_with_kept_connections_and_an_honest_address(backend: int, serve: Serve) -> None:
    port = serve(backend)
    Backend.connections.clear()
    for _ in range(5):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/api/meta", headers={"X-Forwarded-For": "1.2.3.4", "X-Request-ID": "abc"})
        answer = connection.getresponse()
        seen = json.loads(answer.read())
        connection.close()
        assert (seen["x-forwarded-for"], seen["x-request-id"]) == ("127.0.0.1", "abc")
        assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
        assert answer.headers["Content-Security-Policy"] is None
    assert len(Backend.connections) == 1


def test_an_event_arrives_before_the_stream_ends(backend: int, serve: Serve) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", serve(backend), timeout=10)
    connection.request("GET", "/api/stream", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert answer.read(6) == b"data:1"
    assert not Backend.go_on.is_set()
    answer.close()
    connection.close()


def test_a_flood_of_sign_ins_from_one_address_is_turned_away(backend: int, serve: Serve) -> None:
    port = serve(backend)
    answers = []
    for _ in range(40):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/api/auth/login")
        answer = connection.getresponse()
        answers.append((answer.status, answer.headers["Retry-After"], answer.read()))
        connection.close()
    refused = [answer for answer in answers if answer[0] == 429]
    assert answers[0][0] == 200
    assert refused
    assert refused[0][1] == "5"
    assert json.loads(refused[0][2])["title"] == "Too Many Requests"
