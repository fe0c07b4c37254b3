"""Which container some bytes are, told by the bytes alone, and whether they end early. A file's name is never asked.

Layouts: RIFF/WAVE (Microsoft), FLAC (RFC 9639), Ogg (RFC 3533), Matroska/WebM (RFC 8794, RFC 9559), ISO base media
(ISO/IEC 14496-12), MPEG audio with ID3v2 (id3.org) and the Xing header, ADTS (ISO/IEC 13818-7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_MAGIC: Final = ((b"fLaC", "flac"), (b"OggS", "ogg"), (b"\x1a\x45\xdf\xa3", "matroska"))
_BOXES: Final = (b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"skip", b"wide")
_BOX_HEADER: Final = 8
_ID3_HEADER: Final = 10
_ID3_FOOTER: Final = 0x10  # flag: the header stands again at the end
_TAGS: Final = 8  # a file with more of them is no recording
_OGG_HEADER: Final = 27
_ALAC: Final = b"alac\0\0\0\0"
_SYNC: Final = 0xFFE0  # eleven ones, and then two bits for the layer
_LAYER: Final = 0x0006
_UNSTATED: Final = frozenset({0, 0x7FFFFFFF, 0xFFFFFFFF})  # written by a recorder that could not go back
_XING: Final = 200  # bytes within which the Xing header stands
_HAS_FRAMES: Final = 1
_HAS_BYTES: Final = 2
_MASTERS: Final = frozenset({0x18538067, 0x1F43B675})  # Segment and Cluster: what matters stands inside


def sniff(data: bytes) -> str:
    """Return the demuxer that reads `data`: wav, flac, ogg, matroska, mov, mp3 or aac; "" for anything else."""
    if data[:4] in {b"RIFF", b"RF64"} and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] in _BOXES:
        return "mov"
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "") or _mpeg(data)


def without_id3(data: bytes) -> bytes:
    """Return `data` without the ID3v2 tags (titles, pictures) and the padding before the sound."""
    at = 0
    for _ in range(_TAGS):
        if data[at : at + 3] != b"ID3" or len(data) < at + _ID3_HEADER:
            break
        size = sum((byte & 0x7F) << shift for byte, shift in zip(data[at + 6 : at + 10], (21, 14, 7, 0), strict=True))
        at += _ID3_HEADER + size + (_ID3_HEADER if data[at + 5] & _ID3_FOOTER else 0)
    return data[at:].lstrip(b"\0") if at else data


def is_cut(data: bytes, container: str, *, spare: int = 0) -> bool:
    """Whether the last box, page, chunk or block says that it is longer than what is there.

    `spare` bytes of tags stood before `data`: some encoders count them in.
    """
    end = _ENDS.get(container)
    return end is not None and end(data) > len(data) + spare


def alac_frame(data: bytes) -> int:
    """Return the longest frame (samples) that Apple Lossless headers in `data` speak of: decoders make room for it."""
    longest, at = 0, -1
    while (at := data.find(_ALAC, at + 1)) >= 0:
        longest = max(longest, int.from_bytes(data[at + len(_ALAC) : at + len(_ALAC) + 4], "big"))
    return longest


def _mpeg(data: bytes) -> str:
    """Tell MPEG audio from ADTS, whose layer bits are 0."""
    head = int.from_bytes(data[:2], "big")
    if head & _SYNC != _SYNC:
        return ""
    return "mp3" if head & _LAYER else "aac"


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
    at = 12
    while at + _BOX_HEADER <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"data":
            return len(data) if size in _UNSTATED else at + _BOX_HEADER + size
        at += _BOX_HEADER + size + size % 2
    return at


def _mp3_end(data: bytes) -> int:
    """Return where the sound ends by the count of bytes that encoders write into the first frame, if they do."""
    at = max(data.find(name, 0, _XING) for name in (b"Xing", b"Info"))
    flags = int.from_bytes(data[at + 4 : at + 8], "big") if at >= 0 else 0
    if not flags & _HAS_BYTES:
        return len(data)
    at += 12 if flags & _HAS_FRAMES else 8
    return int.from_bytes(data[at : at + 4], "big")


def _matroska_end(data: bytes) -> int:
    """Walk the elements; a recorder leaves the sizes of Segment and Cluster open (all ones)."""
    at = 0
    while at < len(data):
        name, at = _ebml_number(data, at, keep_marker=True)
        size, at = _ebml_number(data, at, keep_marker=False)
        if name not in _MASTERS:
            at += size
    return at


def _ebml_number(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """Return the number of variable length at `at`, and where it ends."""
    width = 9 - data[at].bit_length() if at < len(data) else 1
    value = int.from_bytes(data[at : at + width], "big")
    return value if keep_marker else value & ~(1 << (7 * width)), at + width


_ENDS: Final[Mapping[str, Callable[[bytes], int]]] = MappingProxyType(
    {"ogg": _ogg_end, "mov": _mov_end, "wav": _wav_end, "mp3": _mp3_end, "matroska": _matroska_end}
)
