"""Bytes in files: written in bounded chunks, each sealed on its own and tied to its place, so that none can be swapped.

An encrypted file is a row of records: a 4-byte length, then a sealed chunk that starts with the file's name, the
chunk's number and whether it is the last.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from moodflix_site.common.errors import TooLarge
from moodflix_site.common.storage import keys
from moodflix_site.common.text import Readable

_CHUNK = 256 * 1024
_LENGTH = struct.Struct(">I")
_PLACE = struct.Struct(">32sQ?")


def new_name() -> str:
    return uuid4().hex


def write(path: Path, stream: Readable, *, limit: int, scheme: str) -> int:
    """Write at most `limit` bytes of the stream; how many there were. Raises TooLarge and leaves no file behind."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            size = _write_chunks(file, stream, limit=limit, scheme=scheme, name=path.name)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        remove(unfinished)
        raise
    return size


def read(path: Path, *, scheme: str) -> BinaryIO:
    """The file from its start. An encrypted one is decrypted into memory: its size was bounded when it was written."""
    file = path.open("rb")
    if scheme == keys.PLAIN:
        return file
    with file:
        return io.BytesIO(b"".join(_chunks(file, scheme=scheme, name=path.name)))


def remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()


def _write_chunks(file: BinaryIO, stream: Readable, *, limit: int, scheme: str, name: str) -> int:
    size = number = 0
    chunk = stream.read(_CHUNK)
    while chunk:
        size += len(chunk)
        if size > limit:
            raise TooLarge
        following = stream.read(_CHUNK)
        _write_chunk(file, chunk, scheme=scheme, place=_PLACE.pack(name.encode(), number, not following))
        chunk, number = following, number + 1
    return size


def _write_chunk(file: BinaryIO, chunk: bytes, *, scheme: str, place: bytes) -> None:
    if scheme == keys.PLAIN:
        file.write(chunk)
        return
    sealed = keys.seal(place + chunk, scheme)
    file.write(_LENGTH.pack(len(sealed)))
    file.write(sealed)


def _chunks(file: BinaryIO, *, scheme: str, name: str) -> Iterator[bytes]:
    """Raises KeyMissing for a wrong key as for bytes that were changed, moved or cut off."""
    number, last = 0, False
    while header := file.read(_LENGTH.size):
        opened = keys.unseal(file.read(_LENGTH.unpack(header.ljust(_LENGTH.size, b"\0"))[0]), scheme)
        whose, place, last = _PLACE.unpack_from(opened)
        if (whose.decode(), place) != (name, number):
            raise keys.KeyMissing
        yield opened[_PLACE.size :]
        number += 1
    if number and not last:
        raise keys.KeyMissing
