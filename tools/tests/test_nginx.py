"""The web tier's rules, asked of a real nginx with no API behind it."""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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


@pytest.fixture(params=[False, True], ids=["as-found", "packaged"])
def ask(request: pytest.FixtureRequest, layout: Layout, launch: Callable[..., Running]) -> Iterator[Ask]:
    root, port = layout.home / "built", ports.any_free(set())
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html>app")
    (root / "assets" / "app-1a2b.js").write_text(SCRIPT)
    server = nginx.find(layout, packaged=request.param)
    folder = layout.home / "nginx"
    backend = f"127.0.0.1:{ports.any_free({port})}"
    nginx.configure(layout, folder, listen=f"127.0.0.1:{port}", backend=backend, root=root)
    nginx.check(layout, server, folder)
    launch(nginx.service(server, folder, port))

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
        assert page.headers["x-content-type-options"] == "nosniff"

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
