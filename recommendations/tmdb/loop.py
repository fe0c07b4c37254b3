"""One event loop on a thread of its own, which owns everything asynchronous that talks to TMDB.

Callers are synchronous (views, tasks, commands, under uvicorn and Celery alike) and wait with a limit. The thread
starts with the first call, ends with the process, and a forked child begins with none.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_GRACE = 2.0  # seconds that closing may take
_lock = threading.Lock()
_running: Background | None = None


class Background:
    """The loop and its thread. `things` holds what lives on the loop, by name; `closing` is awaited at the end."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.things: dict[Any, Any] = {}
        self.closing: list[Callable[[], Awaitable[None]]] = []
        self.thread = threading.Thread(target=self._run, name="tmdb", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def stop(self) -> None:
        """Close what lives here and end the thread."""
        if not self.thread.is_alive():
            return
        closed = asyncio.run_coroutine_threadsafe(self._close(), self.loop)
        try:
            closed.result(_GRACE)
        except TimeoutError:
            closed.cancel()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(_GRACE)
        if not self.thread.is_alive():
            self.loop.close()

    async def _close(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, *(close() for close in self.closing), return_exceptions=True)
        await self.loop.shutdown_asyncgens()


def background() -> Background:
    """The running loop, started if need be."""
    global _running  # noqa: PLW0603 - one a process
    with _lock:
        if _running is None:
            _running = Background()
        return _running


def running() -> Background | None:
    """The loop, if anything has been asked yet."""
    return _running


def run(coroutine: Coroutine[Any, Any, T], *, seconds: float) -> T:
    """Run it on the loop and wait. Raises TimeoutError after `seconds` (the work is cancelled then)."""
    there = background()
    if threading.current_thread() is there.thread:
        coroutine.close()
        raise RuntimeError("the loop cannot wait for itself")
    future: Future[T] = asyncio.run_coroutine_threadsafe(coroutine, there.loop)
    try:
        return future.result(seconds)
    except TimeoutError:
        future.cancel()
        raise


def stop() -> None:
    """End the loop; the next call starts another."""
    global _running
    with _lock:
        there, _running = _running, None
    if there:
        there.stop()


def _forget() -> None:
    """In a forked child: threads do not survive a fork, and the lock may have been held."""
    global _running, _lock
    _running, _lock = None, threading.Lock()


atexit.register(stop)
os.register_at_fork(after_in_child=_forget)
