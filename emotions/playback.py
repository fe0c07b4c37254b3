"""A kept recording on its way to its owner's player: whole, or the range that is asked for (RFC 9110, section 14)."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpResponse

from emotions.errors import RecordingNotFound
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.vault import open_media

RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
ENDINGS: Final = {
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
}


def sound(stored: StoredObject, asked: str = "") -> HttpResponse:
    """The recording, or the one range of it that `asked` (a Range header) names; other ranges are passed over.

    416 for a range beyond its end. It is as large as an upload may be at most. Raises RecordingNotFound or KeyMissing.
    """
    span = span_of(asked, stored.size)
    if span is not None and span.start >= span.stop:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    body = _read(stored, span or range(stored.size))
    response = HttpResponse(body, content_type=stored.content_type, status=206 if span else 200)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'inline; filename="recording.{ENDINGS.get(stored.content_type, "bin")}"'
    if span:
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{stored.size}"
    return response


def span_of(asked: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None for the whole, or for what is no single range of bytes.

    An empty range stands for one that lies beyond the end.
    """
    found = RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    stop = min(size, int(last) + 1) if last else size
    return None if last and int(last) < int(first) else range(int(first), stop)


def _read(stored: StoredObject, span: range) -> bytes:
    try:
        with open_media(stored) as file:
            file.seek(span.start)
            return file.read(len(span))
    except FileNotFoundError as error:
        raise RecordingNotFound from error
