"""Which container some bytes are, told by the bytes alone, and whether they end early. A file's name is never asked.

Layouts: RIFF/WAVE (Microsoft), FLAC (RFC 9639), Ogg (RFC 3533), Matroska/WebM (RFC 9559), ISO base media (ISO/IEC
14496-12), MPEG audio with ID3v2 (id3.org), ADTS (ISO/IEC 13818-7).
"""

from __future__ import annotations

import struct
from typing import Final

_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"skip", b"wide")
_ID3_HEADER: Final = 10
_OGG_HEADER: Final = 27
_BOX_HEADER: Final = 8
_SYNC: Final = 0xFFE0
_LAYER: Final = 0x0006


def sniff(data: bytes) -> str:
    """Return the demuxer that reads `data`: wav, flac, ogg, matroska, mov, mp3 or aac; "" for anything else."""
    for offset, magic, name in (
        (0, b"fLaC", "flac"),
        (0, b"OggS", "ogg"),
        (0, b"\x1a\x45\xdf\xa3", "matroska"),
        (8, b"WAVE", "wav" if data[:4] in {b"RIFF", b"RF64"} else ""),
    ):
        if data[offset : offset + len(magic)] == magic:
            return name
    if data[4:8] in _BOXES:
        return "mov"
    return _mpeg(data)


def without_id3(data: bytes) -> bytes:
    """Return `data` without the ID3v2 tags before the sound (titles, pictures): they are large, and none of ours."""
    while data[:3] == b"ID3" and len(data) >= _ID3_HEADER:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
        data = data[_ID3_HEADER + size :]
    return data


def _mpeg(data: bytes) -> str:
    """Tell MPEG audio from ADTS by the sync word (11 ones) and the layer bits (0 is ADTS)."""
    head = int.from_bytes(data[:2], "big")
    if head & _SYNC != _SYNC:
        return ""
    return "mp3" if head & _LAYER else "aac"


def is_cut(data: bytes, container: str) -> bool:
    """Whether the last box, page or chunk says that it is longer than what is there."""
    end = {"ogg": _ogg_end, "mov": _mov_end, "wav": _wav_end}.get(container)
    return end is not None and end(data) > len(data)


def _ogg_end(data: bytes) -> int:
    """Return where the last page ends by its own table of lengths."""
    table = data.rfind(b"OggS") + _OGG_HEADER
    count = data[table - 1] if table <= len(data) else 0
    return table + count + sum(data[table : table + count])


def _mov_end(data: bytes) -> int:
    at = 0
    while at + _BOX_HEADER <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < _BOX_HEADER:  # 0: to the end of the file
            return len(data)
        at += size
    return at


def _wav_end(data: bytes) -> int:
    """Walk the chunks. A recorder that could not go back wrote 0 or all ones for the length: that says nothing."""
    at = 12
    while at + _BOX_HEADER <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"data" and size in {0, 0x7FFFFFFF, 0xFFFFFFFF}:
            return len(data)
        at += 8 + size + size % 2
    return at - 1 if at == len(data) + 1 else at
