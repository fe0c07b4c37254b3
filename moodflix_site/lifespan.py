"""What lives as long as the server: the job executor and the loaded models."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from ml.analyse import preload
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.jobs import executor

logger = logging.getLogger(__name__)
Message = MutableMapping[str, Any]
_GRACE = 10.0  # seconds


async def lifespan(
    _scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """The ASGI lifespan protocol. Models load in a thread: pages answer meanwhile."""
    preloading = threading.Thread(target=_preload, name="preload", daemon=True)
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            executor.start()
            preloading.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(executor.stop)
            await asyncio.to_thread(preloading.join, _GRACE)  # native code still loading would abort the exit
            await send({"type": "lifespan.shutdown.complete"})
            return


def _preload() -> None:
    """A model that cannot load is no reason not to serve: the tiers and the health page speak of it."""
    if not settings.ML["PRELOAD"]:
        return
    try:
        logger.info("models loaded: %s", ", ".join(preload()))
    except MoodFlixError as error:
        logger.warning("no model could be loaded at start: %s", error.code)
    except Exception:
        logger.exception("loading the models at start failed")
