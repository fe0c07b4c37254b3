"""Our own TMDB on a thread: `with serving_tmdb() as server:` and point `TMDB_BASE_URL` at `server.url`.

Keys, limits and error bodies are TMDB's; `server.fault` makes every answer go wrong in one way until it is None again,
`server.fail(fault, times)` only the next few.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from tests.tmdb_server import answers
from tests.tmdb_server.films import world

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "e30" * 20 + ".not-a-signature"
CEILING = 40  # requests a second
FAULTS = (
    "429", "429-silent", "500", "503", "slow", "truncated", "html", "no-json", "wrong-type", "null", "huge", "redirect",
)  # fmt: skip


class TmdbServer:
    """An ASGI application and what a test may turn."""

    def __init__(self) -> None:
        self.url, self.key, self.token = "", KEY, TOKEN
        self.films = world()
        self.reset()

    def reset(self) -> None:
        """As it was at first."""
        self.slowness = 0.2  # seconds
        self.retry_after = "1"
        self.fault: str | None = None
        self._next: deque[str] = deque()
        self._revoked = False
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []

    def revoke(self) -> None:
        """TMDB takes the key back."""
        self._revoked = True

    def fail(self, fault: str, times: int = 1) -> None:
        """The next `times` answers go wrong."""
        self._next.extend([fault] * times)

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        path = scope["path"].removeprefix("/3")
        params = dict(parse_qsl(scope["query_string"].decode()))
        known = self._knows(params.pop("api_key", ""), dict(scope["headers"]))
        self.requests.append((path, params))
        self.times.append(time.monotonic())
        if not known:
            await _send_json(send, *answers.UNAUTHORISED)
        elif sum(self.times[-1] - at < 1 for at in self.times) > CEILING:
            await _send_json(send, *answers.TOO_MANY, headers=[(b"retry-after", b"1")])
        else:
            await self._reply(send, path, params, self._next.popleft() if self._next else self.fault)

    def _knows(self, key: str, headers: dict[bytes, bytes]) -> bool:
        bearer = headers.get(b"authorization", b"").decode()
        return not self._revoked and (key == self.key or bearer == f"Bearer {self.token}")

    async def _reply(self, send: Any, path: str, params: dict[str, str], fault: str | None) -> None:
        if fault == "slow":
            await asyncio.sleep(self.slowness)
        if fault in _BODIES:
            status, body, kind = _BODIES[fault]
            await _send(send, status, body, [(b"content-type", kind.encode())])
        elif fault in _ERRORS:
            wait = self.retry_after.encode()
            await _send_json(send, *_ERRORS[fault], headers=[(b"retry-after", wait)] if fault == "429" else [])
        elif fault == "truncated":
            await _send_part(send, json.dumps(answers.answer(path, params)[1]).encode())
        elif fault == "huge":
            await _send_without_end(send)
        else:
            await _send_json(send, *answers.answer(path, params))


_ERRORS = {
    "429": answers.TOO_MANY,
    "429-silent": answers.TOO_MANY,
    "500": answers.INTERNAL,
    "503": answers.OFFLINE,
}
_BODIES = {
    "html": (200, b"<html><body>Down for maintenance</body></html>", "text/html"),
    "no-json": (200, b'{"results": [1, 2', "application/json"),
    "wrong-type": (200, b'{"page": 1, "results": "none", "id": "five", "genres": 3, "images": []}', "application/json"),
    "null": (200, b"null", "application/json"),
    "redirect": (302, b"", "text/plain"),
}


async def _send(send: Any, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def _send_json(send: Any, status: int, value: Any, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps(value).encode()
    await _send(send, status, body, [(b"content-type", b"application/json;charset=utf-8"), *(headers or [])])


async def _send_part(send: Any, body: bytes) -> None:
    """Half of what was announced; uvicorn then cuts the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def _send_without_end(send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    for _ in range(64):
        await send({"type": "http.response.body", "body": b" " * 2**17, "more_body": True})
    await send({"type": "http.response.body", "body": b"{}"})


@contextmanager
def serving_tmdb() -> Iterator[TmdbServer]:
    """Serve on a free port until the block ends."""
    tmdb = TmdbServer()
    settings = uvicorn.Config(
        tmdb, port=0, log_config=None, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, name="our-tmdb", daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    tmdb.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/3"
    try:
        yield tmdb
    finally:
        server.should_exit = True
        thread.join(10)
