"""ai-tier/scripts/fetch-model as a person runs it."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "fetch-model"
DATA = b"GGUF" + bytes(range(256)) * 40_000
SHA256 = hashlib.sha256(DATA).hexdigest()


class Shelf:
    """A server of one file that cuts the first answer off; `told` is the checksum it tells."""

    def __init__(self) -> None:
        self.cut, self.told = True, SHA256
        self.ranges: list[str | None] = []
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                shelf.ranges.append(asked)
                first = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                self.send_response(206 if asked else 200)
                self.send_header("ETag", f'"{shelf.told}"')
                self.send_header("Content-Length", str(len(DATA) - first))
                self.end_headers()
                self.wfile.write(DATA[first : len(DATA) // 2] if shelf.cut else DATA[first:])
                shelf.cut = False
                self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/model.gguf"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def fetch(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={"no_proxy": "*"})


def test_a_download_goes_on_where_it_was_cut_off_and_is_checked(shelf: Shelf, tmp_path: Path) -> None:
    target = tmp_path / "model.gguf"
    done = fetch(shelf.url, "--to", target)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == DATA
    assert shelf.ranges == [None, f"bytes={len(DATA) // 2}-"]
    assert f"AI_MODEL_SHA256={SHA256}" in done.stdout


def test_a_file_with_another_checksum_gets_no_name(shelf: Shelf, tmp_path: Path) -> None:
    shelf.cut, shelf.told = False, "0" * 64
    done = fetch(shelf.url, "--to", tmp_path / "model.gguf")
    assert done.returncode == 1
    assert "SHA-256" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_taken_and_what_is_no_model_refused(tmp_path: Path) -> None:
    (tmp_path / "given.gguf").write_bytes(DATA)
    (tmp_path / "page.html").write_bytes(b"<html>")
    assert fetch(tmp_path / "given.gguf", "--to", tmp_path / "a.gguf", "--sha256", SHA256).returncode == 0
    assert (tmp_path / "a.gguf").read_bytes() == DATA
    refused = fetch(tmp_path / "page.html", "--to", tmp_path / "b.gguf")
    assert refused.returncode == 1
    assert "no GGUF" in refused.stderr
    assert not (tmp_path / "b.gguf").exists()
