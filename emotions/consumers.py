"""The mood stream: text in, mood out. Nothing is stored.

Channels hands over the next frame only when the last one was dealt with, so `receive` never waits for a model: texts
queue up, one task a socket reads them in order, and a full queue is said rather than hidden.
"""

from __future__ import annotations

import asyncio
import json
import logging
from time import monotonic
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from emotions import stream
from emotions.answer import answer_of
from emotions.models import Source
from emotions.serializers import AnswerSerializer
from emotions.services import analyse
from moodflix_site.common.errors import MoodFlixError

log = logging.getLogger(__name__)
POLICY, BROKEN = 1008, 1011  # RFC 6455, close codes
NOT_HERE = 4404  # an application's own


class NoStream(AsyncWebsocketConsumer):
    """At every other address: refused before it opens."""

    async def connect(self) -> None:
        await self.close(NOT_HERE)


class MoodStream(AsyncWebsocketConsumer):
    reader: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self.waiting: asyncio.Queue[stream.Frame] = asyncio.Queue(stream.WAITING_TEXTS)
        self.allowance = stream.Allowance()
        self.heard_at, self.refused, self.sequence, self.over = monotonic(), 0, 0, False
        await self.accept()
        self.reader = asyncio.create_task(self._read_on())

    async def disconnect(self, code: int) -> None:
        if self.reader:
            self.reader.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.over:
            return
        self.heard_at, frame = monotonic(), None
        try:
            self.allowance.take()
            frame = stream.frame_of(text_data)
            await self._take(frame)
        except MoodFlixError as error:
            await self._refuse(error, frame)

    async def _take(self, frame: stream.Frame) -> None:
        if frame.kind == "ping":
            await self._send({"type": "pong", "id": frame.id})
        else:
            try:
                self.waiting.put_nowait(frame)
            except asyncio.QueueFull:
                raise stream.Busy from None
        self.refused = 0

    async def _refuse(self, error: MoodFlixError, frame: stream.Frame | None) -> None:
        self.refused += 1
        if self.refused > stream.PATIENCE:
            await self._hang_up(stream.Flood(), POLICY)
        else:
            await self._send(stream.error_message(error, fatal=False, mark=frame.id if frame else None))

    async def _read_on(self) -> None:
        try:
            while frame := await self._next():
                await self._answer(frame)
            await self._hang_up(stream.Idle(), POLICY)
        except Exception as error:  # noqa: BLE001 (whatever it was: the other side must not wait for ever)
            log.error("stream broke: %s", type(error).__name__)  # noqa: TRY400 (a traceback could quote the words)
            await self._hang_up(stream.Broken(), BROKEN)

    async def _next(self) -> stream.Frame | None:
        """The next text, or None when nothing at all was heard for too long."""
        while (left := self.heard_at + stream.IDLE_SECONDS - monotonic()) > 0:
            try:
                async with asyncio.timeout(left):  # wait_for can swallow being cancelled
                    return await self.waiting.get()
            except TimeoutError:
                continue  # a ping may have come meanwhile
        return None

    async def _answer(self, frame: stream.Frame) -> None:
        try:
            answer = await asyncio.get_running_loop().run_in_executor(None, self._read, frame.text)
        except MoodFlixError as error:
            await self._refuse(error, frame)
        else:
            self.sequence += 1
            await self._send({"type": "mood", "sequence": self.sequence, "id": frame.id, **answer})

    def _read(self, text: str) -> dict[str, Any]:
        """In a thread, where the cache and the model may take their time. No row is touched."""
        stream.count(self.scope)
        reading = analyse(user=self.scope.get("user"), modality="text", text=text, keep=False, source=Source.STREAM)
        return dict(AnswerSerializer(answer_of(reading)).data)

    async def _hang_up(self, error: MoodFlixError, code: int) -> None:
        """Say why and close, once; whatever comes or gets ready afterwards is let go."""
        if not self.over:
            self.over = True
            await self.send(text_data=json.dumps(stream.error_message(error, fatal=True)))
            await self.close(code)

    async def _send(self, message: dict[str, Any]) -> None:
        if not self.over:
            await self.send(text_data=json.dumps(message))
