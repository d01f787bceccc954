"""Requests to the server: the token, problems as exceptions, patience where the server asks for it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx

from wsi.errors import ApiError, Unreachable

Parameters = Mapping[str, str | int | bool | Sequence[str | int]]
BUSY = (429, 503)
ATTEMPTS = 4
LONGEST_WAIT_S = 60.0


class Connection:
    """One server and one token. `sleep` is for tests."""

    def __init__(
        self, url: str, token: str | None, *, timeout: float = 60.0, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        headers = {"User-Agent": "wsi/0.1.0", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout)
        self._sleep = sleep

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def json(self, method: str, path: str, *, params: Parameters | None = None, body: Any = None) -> Any:
        """The parsed answer; None for an empty one. Raises ApiError, Unreachable."""
        with self.stream(method, path, params=params, body=body) as response:
            content = response.read()
            if not content:
                return None
            try:
                return response.json()
            except ValueError:
                raise Unreachable(f"{self._http.base_url} does not answer as WorkSpaces Inventory does") from None

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        params: Parameters | None = None,
        body: Any = None,
        accept: str = "application/json",
    ) -> Iterator[httpx.Response]:
        """An answer that is read piece by piece. What was refused because the server is busy is asked again.

        Raises ApiError, Unreachable.
        """
        request = self._http.build_request(method, path, params=_plain(params), json=body, headers={"Accept": accept})
        try:
            response = self._patiently(request)
            try:
                yield response
            finally:
                response.close()
        except httpx.TransportError as error:
            raise Unreachable(f"{self._http.base_url} cannot be reached: {error or type(error).__name__}") from error

    def _patiently(self, request: httpx.Request) -> httpx.Response:
        for attempt in range(ATTEMPTS):
            response = self._http.send(request, stream=True)
            if response.is_success:
                return response
            response.read()
            response.close()
            wait = response.headers.get("retry-after", "")
            if response.status_code not in BUSY or attempt == ATTEMPTS - 1 or not wait.isdigit():
                break
            if float(wait) > LONGEST_WAIT_S:
                break
            self._sleep(float(wait))
        raise ApiError.of(response)


def _plain(params: Parameters | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in (params or {}).items():
        made[name] = str(value).lower() if isinstance(value, bool) else value
    return made
