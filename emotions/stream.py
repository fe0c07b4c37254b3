"""What travels over the mood stream, and how much of it. Frames are JSON text; see docs/api.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from moodflix_site.common import throttles
from moodflix_site.common.errors import BadInput, MoodFlixError

KINDS: Final = ("text", "ping")  # a tuple: what stands there may be unhashable
MAX_FRAME_CHARACTERS: Final = 65_536  # 5,000 characters, each escaped as a surrogate pair, and the frame around them
MAX_ID_LENGTH: Final = 64
LARGEST_ID: Final = 2**53  # beyond it JavaScript rounds
WAITING_TEXTS: Final = 8
FRAMES_A_SECOND, BURST = 10.0, 20.0
PATIENCE: Final = 50  # refused frames in a row
IDLE_SECONDS: Final = 300.0


class BadFrame(BadInput):
    """Not a JSON object of a type that this stream knows."""

    code = "bad_frame"
    message = 'Send JSON text frames of type "text" or "ping".'


class FrameTooLarge(BadInput):
    code = "frame_too_large"
    message = "That frame is too big. Nothing was read."


class Busy(MoodFlixError):
    """The texts already waiting come first; this one was not taken in."""

    code = "busy"
    status = 503
    message = "Still reading what came before. Send this one again in a second."
    retry_after = 1


class TooFast(MoodFlixError):
    code = "rate_limited"
    status = 429
    message = "Too many frames at once. This one was not read."
    retry_after = 1


class Flood(MoodFlixError):
    code = "flood"
    status = 429
    message = "Nothing usable came for a while, so we hang up."


class Idle(MoodFlixError):
    code = "idle"
    status = 408
    message = "Nothing came for five minutes, so we hang up."


class Broken(MoodFlixError):
    code = "internal"
    message = "Something went wrong on our side, so we hang up."


@dataclass(frozen=True, slots=True)
class Frame:
    """`kind` is "text" or "ping"; `id` is the sender's own mark and comes back with the answer."""

    kind: str
    text: str = ""
    id: str | int | None = None


def frame_of(text_data: str | None) -> Frame:
    """One frame from the wire; None stands for a binary one. Raises BadFrame or FrameTooLarge."""
    if text_data is None:
        raise BadFrame
    if len(text_data) > MAX_FRAME_CHARACTERS:
        raise FrameTooLarge
    try:
        content = json.loads(text_data)
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(content, dict) or content.get("type") not in KINDS:
        raise BadFrame
    return _checked(content)


def _checked(content: Mapping[str, Any]) -> Frame:
    text, mark = content.get("text", ""), content.get("id")
    if not isinstance(text, str):
        raise BadFrame('"text" must be a string.')
    if not (mark is None or _short(mark)):
        raise BadFrame('"id" must be a short string or a whole number.')
    return Frame(content["type"], text, mark)


def _short(mark: Any) -> bool:
    if isinstance(mark, bool) or not isinstance(mark, str | int):
        return False
    return len(mark) <= MAX_ID_LENGTH if isinstance(mark, str) else abs(mark) <= LARGEST_ID


def error_message(error: MoodFlixError, *, fatal: bool, mark: str | int | None = None) -> dict[str, Any]:
    """A typed error as a frame; after a fatal one the socket closes."""
    message = {"type": "error", "code": error.code, "message": error.message, "fatal": fatal, "id": mark}
    return message if error.retry_after is None else {**message, "retry_after": error.retry_after}


class Allowance:
    """A bucket of frames that refills steadily: bursts pass, floods do not."""

    def __init__(self) -> None:
        self.left, self.counted_at = BURST, monotonic()

    def take(self) -> None:
        """Raises TooFast when the bucket is empty."""
        now = monotonic()
        self.left = min(BURST, self.left + (now - self.counted_at) * FRAMES_A_SECOND)
        self.counted_at = now
        if self.left < 1:
            raise TooFast
        self.left -= 1


def count(scope: Mapping[str, Any]) -> None:
    """One more text: of a guest by host address, of a person among their analyses. Raises Throttled."""
    headers = {name: value.decode("latin-1") for name, value in scope.get("headers", ())}
    request = HttpRequest()
    request.user = scope.get("user") or AnonymousUser()
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("unknown",))[0]
    if forwarded := headers.get(b"x-forwarded-for"):
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    throttles.check("analyze" if request.user.is_authenticated else "stream", request)
