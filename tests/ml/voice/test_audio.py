"""Whatever bytes come, there is a clip within bounds or a typed error."""

import io
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml.audio import decode
from ml.errors import (
    AudioTooLarge,
    AudioTooLong,
    BadAudio,
    DecodeTimeout,
    FilmGiven,
    UnreadableAudio,
)
from ml.types import SAMPLE_RATE
from tests.ml.voice.sounds import KINDS, TONE, made

LIMITS = {"max_bytes": 10_000_000, "max_seconds": 600.0}
WHOLE = {kind: made(kind) for kind in KINDS}
BOMB = made("flac", np.zeros(960_000, np.float32), codec_options={"frame_size": "65535"})


def _pitch(clip):
    spectrum = np.abs(np.fft.rfft(clip.samples * np.hanning(len(clip))))
    return spectrum.argmax() / clip.seconds


def _flac(times, total):
    """A FLAC file with its frames so many times; `total` samples are what its header states."""
    head = 42  # fLaC, and a STREAMINFO block of 34 bytes
    kept = bytearray(BOMB[:head])
    kept[4] |= 0x80  # the last block of metadata
    stated = int.from_bytes(kept[18:26], "big") >> 36 << 36 | total
    kept[18:26] = stated.to_bytes(8, "big")
    return bytes(kept) + BOMB[BOMB.index(b"\xff\xf8", head) :] * times


def _wav(rate, channels, data=b"\0" * 4_000):
    layout = struct.pack("<HHIIHH", 1, channels, rate, 0, (channels * 2) & 0xFFFF, 16)
    return b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + layout + b"data" + struct.pack("<I", len(data)) + data


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_gives_the_same_sound(kind):
    clip = decode(WHOLE[kind], **LIMITS)
    assert clip.samples.dtype == np.float32
    assert clip.seconds == pytest.approx(1.0, abs=0.05)
    assert _pitch(clip) == pytest.approx(TONE, abs=2)
    assert clip.part(0.2, 0.8).samples.std() == pytest.approx(0.2 / 2**0.5, abs=0.01), "channels are averaged"
    assert clip.notes == ()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"m4a", "alac"}))
def test_a_file_that_ends_early_gives_what_is_there_and_says_so(kind):
    clip = decode(WHOLE[kind][: len(WHOLE[kind]) * 7 // 10], **LIMITS)
    assert 0.3 < clip.seconds < 0.9
    assert clip.notes == ("truncated",)


def test_the_name_of_a_file_is_never_asked(tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(WHOLE["wav"])
    assert decode(path, **LIMITS).seconds == pytest.approx(1.0)


def test_tags_before_the_sound_are_skipped():
    tag = b"ID3\4\0\0" + bytes((0, 0, 7, 104)) + b"\0" * 1_000
    assert decode(tag + WHOLE["mp3"], **LIMITS).notes == ()


def test_of_a_film_the_sound_is_read_unless_it_is_refused():
    film = made("mkv", film=True)
    assert _pitch(decode(film, **LIMITS)) == pytest.approx(TONE, abs=2)
    with pytest.raises(FilmGiven):
        decode(film, **LIMITS, film=False)


def test_reading_stops_at_the_limit_of_bytes():
    file = io.BytesIO(b"RIFF" + b"\0" * 5_000_000)
    with pytest.raises(AudioTooLarge, match=r"0\.5 MB"):
        decode(file, max_bytes=500_000, max_seconds=600)
    assert file.tell() == 500_001


@pytest.mark.parametrize("stated", [20 * 960_000, 0], ids=["stated", "unstated"])
def test_a_small_file_of_long_silence_is_refused(stated):
    bomb = _flac(20, stated)
    assert len(bomb) < 200_000
    with pytest.raises(AudioTooLong, match="2 minutes"):
        decode(bomb, max_bytes=10_000_000, max_seconds=120)


def test_a_moment_over_the_limit_is_cut_off():
    assert decode(WHOLE["wav"], max_bytes=10_000_000, max_seconds=0.8).seconds == pytest.approx(0.8)


def test_a_lossless_file_that_claims_huge_frames_is_refused():
    header = WHOLE["alac"].rindex(b"alac\0\0\0\0") + 8
    bomb = WHOLE["alac"][:header] + struct.pack(">I", 16_000_000) + WHOLE["alac"][header + 4 :]
    with pytest.raises(UnreadableAudio):
        decode(bomb, **LIMITS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"#EXTM3U\nhttp://127.0.0.1:9/a.ts\n",
        b"ffconcat version 1.0\nfile secret.wav\n",
        b"RIFF\0\0\0\0WAVE",
        b"OggS" * 5_000,
        b"\xff\xfb\x90\0" + np.random.default_rng(1).bytes(50_000),
        _wav(1, 1),
        _wav(4_000_000_000, 1),
        _wav(192_000, 8),
        _wav(8_000, 65_535),
    ],
    ids=["nothing", "play list", "list of files", "no chunk", "pages", "noise", "1 Hz", "4 GHz", "busy", "channels"],
)
def test_what_is_no_sound_of_a_known_kind_is_refused(data):
    with pytest.raises(UnreadableAudio):
        decode(data, **LIMITS)


def test_decoding_ends_when_its_time_is_over():
    with pytest.raises(DecodeTimeout):
        decode(WHOLE["mp3"], **LIMITS, timeout_seconds=0)


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    length=st.floats(0.01, 1),
)
@example(kind="float-wav", flips=[(0.044921875, 0)], length=1.0)  # a codec that FFmpeg does not know
def test_a_damaged_file_gives_a_clip_within_bounds_or_a_typed_error(kind, flips, length):
    data = bytearray(WHOLE[kind])
    for place, byte in flips:
        data[int(place**3 * len(data))] = byte  # headers, at the beginning, are hit most
    try:
        clip = decode(bytes(data[: int(length * len(data))]), max_bytes=10_000_000, max_seconds=5, timeout_seconds=5)
    except BadAudio:
        return
    assert 0 < len(clip) <= 5 * SAMPLE_RATE
    assert np.abs(clip.samples).max() <= 1
