"""Bytes and strings from outside, made safe to work on: bounded before they are read, UTF-8, storable."""

from __future__ import annotations

import codecs
from typing import Protocol

from moodflix_site.common.errors import BadInput, TooLarge

_BYTES_A_CHARACTER = 4  # UTF-8's longest


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class NotUtf8(BadInput):
    code = "not_utf8"
    message = "That is not UTF-8 text. Save it as UTF-8 and send it again."


class TextTooLong(BadInput):
    code = "text_too_long"
    message = "That is more than we can read at once."


class UnusableText(BadInput):
    code = "unusable_text"
    message = "That text holds characters that cannot be stored."


def read_bounded(stream: Readable, *, limit: int) -> bytes:
    """At most `limit` bytes. Raises TooLarge as soon as there is one more, without reading on."""
    data = b""
    while chunk := stream.read(min(65_536, limit + 1 - len(data))):
        data += chunk
        if len(data) > limit:
            raise TooLarge
    return data


def decode_text(data: bytes) -> str:
    """UTF-8 (with or without a byte-order mark) to text. Raises NotUtf8 or UnusableText."""
    try:
        return checked_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotUtf8 from error


def checked_text(text: str) -> str:
    """The text itself, when a database can hold it: no NUL and no half of a surrogate pair (JSON can carry both)."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise UnusableText
    return text


def read_text(stream: Readable, *, max_characters: int) -> str:
    """A text file, line ends as "\\n". TextTooLong beyond `max_characters`; bytes beyond those are never read."""
    try:
        data = read_bounded(stream, limit=max_characters * _BYTES_A_CHARACTER + len(codecs.BOM_UTF8))
    except TooLarge as error:
        raise TextTooLong from error
    text = decode_text(data).replace("\r\n", "\n")
    if len(text) > max_characters:
        raise TextTooLong
    return text
