"""Stops reading a request body at its limit, before Django spools it to disk.

A body over the limit reaches Django as an empty one with a mark on the scope, so that the answer (page or JSON) comes
from the same place as every other error.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

_CUT = "moodflix.body_cut"


def limit_for(content_type: str) -> int:
    """Bytes: forms with files may be as large as an upload, everything else as large as a page of text."""
    is_upload = content_type.startswith("multipart/form-data")
    return int(settings.MAX_UPLOAD_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def was_cut(request: HttpRequest) -> bool:
    return bool(getattr(request, "scope", {}).get(_CUT))


class BoundedBody:
    """ASGI middleware around the HTTP app; counts what arrives, whatever Content-Length says."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope = dict(scope)
        await self.app(scope, _Bounded(scope, receive), send)


class _Bounded:
    """`receive` with a limit: over it the body ends there, and what still comes in is dropped."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = dict(scope.get("headers", ()))
        self.scope, self.receive, self.seen, self.ended = scope, receive, 0, False
        self.limit = limit_for(headers.get(b"content-type", b"").decode("latin-1"))
        announced = headers.get(b"content-length", b"0")
        scope[_CUT] = announced.isdigit() and int(announced) > self.limit

    async def __call__(self) -> Message:
        if self.scope[_CUT] and not self.ended:
            return self._end()
        message = await self.receive()
        while self.ended and message["type"] == "http.request":
            message = await self.receive()
        if self.ended:
            return message
        self.seen += len(message.get("body", b""))
        if self.seen > self.limit:
            self.scope[_CUT] = True
            return self._end()
        return message

    def _end(self) -> Message:
        self.ended = True
        return {"type": "http.request", "body": b"", "more_body": False}
