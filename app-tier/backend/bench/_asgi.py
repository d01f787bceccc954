"""Requests into an ASGI application in this process: no client and no socket whose cost would blur the comparison."""

import asyncio
from typing import Any
from urllib.parse import urlsplit


class Asked:
    """An application and who asks it. Raises RuntimeError for any answer but 200."""

    def __init__(self, app: Any, token: str) -> None:
        self._app = app
        self._headers = [(b"host", b"bench"), (b"authorization", f"Bearer {token}".encode())]
        self._loop = asyncio.new_event_loop()

    def get(self, url: str) -> bytes:
        """The body of the answer."""
        return self._loop.run_until_complete(self._send("GET", url, b""))

    def post(self, url: str, body: bytes) -> bytes:
        """The body of the answer to a body of JSON."""
        return self._loop.run_until_complete(self._send("POST", url, body))

    def close(self) -> None:
        """Give the event loop back."""
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _send(self, method: str, url: str, sent: bytes) -> bytes:
        parts, told, body = urlsplit(url), [], []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [*self._headers, (b"content-type", b"application/json")],
            "client": ("127.0.0.1", 1),
            "server": ("bench", 80),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])
            else:
                body.append(message.get("body", b""))

        await self._app(scope, receive, send)
        if told != [200]:
            raise RuntimeError(f"{url}: {told} {b''.join(body)[:300]!r}")
        return b"".join(body)
