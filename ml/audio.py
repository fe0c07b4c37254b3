"""Sound in: whatever bytes come, a clip of 16 kHz mono within bounds, or a typed error.

Decoded by PyAV (FFmpeg's libraries). The container is told by the bytes, only the demuxers and decoders listed here
are ever used, nothing but the given bytes is read (no protocol, no play list, no file that a file names), and bytes,
seconds, channels, rates and time are bounded before and while sound is unpacked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

from ml.containers import alac_frame, is_cut, sniff, without_id3
from ml.errors import AudioTooLarge, AudioTooLong, DecodeTimeout, FilmGiven, RuntimeMissing, UnreadableAudio
from ml.types import SAMPLE_RATE, AudioClip

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

TRUNCATED: Final = "truncated"
RATES: Final = range(4_000, 192_001)
CHANNELS: Final = 8
_BUSIEST: Final = 384_000  # samples a second, of all channels together: 8 at 48 kHz, 2 at 192 kHz
CODECS: Final = (
    *("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_u8", "pcm_s8"),
    *("pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_mulaw", "pcm_alaw"),
    *("adpcm_ms", "adpcm_ima_wav", "flac", "alac", "aac", "mp3", "mp3float", "mp2", "mp2float"),
    *("opus", "libopus", "vorbis", "amrnb", "amrwb"),
)
_MINUTE: Final = 60.0  # seconds
_CHUNK: Final = 1 << 16  # bytes read at once
_STATED: Final = frozenset({"flac", "ogg", "matroska", "mov"})  # containers whose own length can be relied upon
_MIXING: Final = {"rematrix_maxval": "1"}  # channels are averaged, whatever kind of numbers they are
_BYTES: Final = 4  # of a sample
_SLACK: Final = 0.5  # seconds that a stated length may be off
_LARGEST_FRAME: Final = 1 << 20  # samples, of all channels together, that one packet may unpack to
_LARGEST_ALAC: Final = 1 << 16  # samples a frame; encoders write 4,096
_DAMAGED: Final = 50  # packets that cannot be read, after which nothing more is tried


class _Clock:
    """Raises DecodeTimeout when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self.until:
            raise DecodeTimeout


class _Reader(BytesIO):
    """The given bytes, for FFmpeg to read and seek in as long as there is time."""

    def __init__(self, data: bytes, clock: _Clock) -> None:
        super().__init__(data)
        self.clock = clock

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        self.clock.check()
        return super().read(size)


def decode(
    source: BinaryIO | Path | bytes,
    *,
    max_bytes: int,
    max_seconds: float,
    timeout_seconds: float = 20.0,
    film: bool = True,
) -> AudioClip:
    """Return the sound of `source` as a clip; the first sound track, all channels mixed.

    Of a film the sound alone is read; FilmGiven where `film` is False. AudioTooLarge and AudioTooLong beyond the
    limits, UnreadableAudio for bytes that are no sound of a known kind, DecodeTimeout after `timeout_seconds`,
    RuntimeMissing without PyAV. A file that ends early or is damaged gives what can be read, with the note "truncated".
    """
    clock = _Clock(timeout_seconds)
    given = read_bounded(source, max_bytes, clock)
    data = without_id3(given)
    container = sniff(data)
    if not container or alac_frame(data) > _LARGEST_ALAC:
        raise UnreadableAudio
    try:
        import av
    except ImportError as error:
        raise RuntimeMissing("PyAV is not installed.") from error
    try:
        with _open(data, container, clock) as opened:
            if not film and _moves(opened):
                raise FilmGiven
            clip = _Decoding(opened, container, max_seconds, clock).clip()
    except (av.FFmpegError, ValueError, ArithmeticError, LookupError, MemoryError, OSError) as error:
        clock.check()
        raise UnreadableAudio from error
    early = is_cut(data, container, spare=len(given) - len(data)) and TRUNCATED not in clip.notes
    return replace(clip, notes=(*clip.notes, TRUNCATED)) if early else clip


def read_bounded(source: BinaryIO | Path | bytes, max_bytes: int, clock: _Clock) -> bytes:
    """Return all bytes of `source`; AudioTooLarge as soon as there are more than `max_bytes`."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return read_bounded(file, max_bytes, clock)
    if isinstance(source, bytes):
        source = BytesIO(source)
    found = bytearray()
    while chunk := source.read(min(_CHUNK, max_bytes + 1 - len(found))):
        clock.check()
        found += chunk
        if len(found) > max_bytes:
            raise AudioTooLarge(f"That recording is larger than {max_bytes / 1e6:g} MB. Nothing was kept.")
    return bytes(found)


def _open(data: bytes, container: str, clock: _Clock) -> InputContainer:
    import av

    options = {
        "codec_whitelist": ",".join(_codecs(container)),
        "protocol_whitelist": "",
        "probesize": "1000000",
        "analyzeduration": "5000000",
        "max_streams": "16",
    }
    reader = _Reader(data, clock)
    return av.open(reader, "r", format=container, container_options=options, metadata_errors="ignore", io_open=_refuse)


def _moves(opened: InputContainer) -> bool:
    """Whether there are pictures beside the sound; a cover is none."""
    from av.stream import Disposition

    return any(not stream.disposition & Disposition.attached_pic for stream in opened.streams.video)


def _refuse(*_: object) -> NoReturn:
    """Stand where FFmpeg would open another file that this one names."""
    raise UnreadableAudio


class _Decoding:
    """One file being unpacked."""

    def __init__(self, opened: InputContainer, container: str, max_seconds: float, clock: _Clock) -> None:
        self.opened, self.container, self.clock = opened, container, clock
        self.max_seconds = max_seconds
        self.samples = bytearray()
        self.decoded = self.damaged = 0

    def clip(self) -> AudioClip:
        """Return everything; UnreadableAudio where there is nothing, or more that cannot be read than can."""
        import numpy as np

        stream = self.stream()
        stated = self.stated(stream)
        if stated > self.max_seconds + _SLACK:
            raise _too_long(self.max_seconds)
        self.unpack(stream)
        samples = np.frombuffer(self.samples, np.float32)[: round(self.max_seconds * SAMPLE_RATE)]
        if not len(samples) or self.damaged > self.decoded:
            raise UnreadableAudio
        np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0)
        np.clip(samples, -1.0, 1.0, out=samples)
        short = self.container == "flac" and len(samples) / SAMPLE_RATE < stated - _SLACK
        return AudioClip(samples, (TRUNCATED,) if self.damaged or short else ())

    def stream(self) -> av.AudioStream:
        """Return the first sound track, made ready."""
        if not self.opened.streams.audio:
            raise UnreadableAudio
        stream = self.opened.streams.audio[0]
        context: av.AudioCodecContext | None = stream.codec_context  # none for a codec that FFmpeg does not know
        if context is None or context.name not in _codecs(self.container):
            raise UnreadableAudio
        _check_format(context.sample_rate, context.channels)
        context.thread_count = 1
        context.options = {"max_samples": str(_LARGEST_FRAME)}
        return stream

    def stated(self, stream: av.AudioStream) -> float:
        """Return how many seconds the file says that its sound lasts; 0 where that is not to be relied upon."""
        if self.container not in _STATED:
            return 0.0
        if stream.duration is not None and stream.time_base is not None:
            return float(stream.duration * stream.time_base)
        return (self.opened.duration or 0) / 1e6 if len(self.opened.streams) == 1 else 0.0

    def unpack(self, stream: av.AudioStream) -> None:
        """Decode, mix and resample frame by frame, as far as the limits allow."""
        import av

        resampler: av.AudioResampler | None = None
        shape: tuple[str, str, int] | None = None
        for frame in self.frames(stream):
            if shape != (found := (frame.format.name, frame.layout.name, frame.sample_rate)):
                _check_format(frame.sample_rate, frame.layout.nb_channels)
                self.keep(resampler.resample(None) if resampler else [])
                resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE, options=_MIXING)
                shape = found
            frame.pts = None  # sound is put end to end, whatever the file says about when
            self.keep(resampler.resample(frame) if resampler else [])
        self.keep(resampler.resample(None) if resampler else [])

    def frames(self, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
        """Yield what the packets unpack to; a packet that cannot be read is passed over and counted."""
        import av

        packets = self.opened.demux(stream)
        while self.damaged <= _DAMAGED:
            self.clock.check()
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode()
            except av.FFmpegError:
                self.damaged += 1
                continue
            self.decoded += bool(frames)
            yield from frames

    def keep(self, frames: list[av.AudioFrame]) -> None:
        """Add resampled sound; AudioTooLong beyond the limit."""
        for frame in frames:
            self.samples += frame.to_ndarray().tobytes()
        if len(self.samples) > _BYTES * (self.max_seconds + _SLACK) * SAMPLE_RATE:
            raise _too_long(self.max_seconds)


def _codecs(container: str) -> tuple[str, ...]:
    """Return the decoders for `container`: Apple Lossless only where its header can be checked before it is opened."""
    return CODECS if container == "mov" else tuple(name for name in CODECS if name != "alac")


def _too_long(max_seconds: float) -> AudioTooLong:
    limit = f"{max_seconds / 60:g} minutes" if max_seconds > _MINUTE else f"{max_seconds:g} seconds"
    return AudioTooLong(f"That recording is longer than {limit}, the most that can be taken. Nothing was kept.")


def _check_format(rate: int, channels: int) -> None:
    if rate not in RATES or not 1 <= channels <= CHANNELS or rate * channels > _BUSIEST:
        raise UnreadableAudio
