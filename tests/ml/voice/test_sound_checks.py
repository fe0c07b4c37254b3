"""Where somebody speaks, whether a recording can do, and how it is cut."""

from itertools import pairwise

import numpy as np
import pytest

from ml.errors import MusicOnly, NoSpeech, RuntimeMissing, SilentAudio, TooShortAudio
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice import vad
from ml.voice.quality import check, check_speech
from ml.voice.segments import MOST, segments
from ml.voice.vad import Speech, speech
from tests.ml.voice.speech import spoken

_random = np.random.default_rng(3)


def _clip(samples):
    return AudioClip(np.asarray(samples, np.float32))


def _checked(clip):
    check_speech(check(clip), speech(clip))


def _time(seconds):
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _tune(seconds=4.0, note=0.4):
    """A melody of notes with five partials each, as a plucked string sounds."""
    at = _time(note)
    pitches = 220 * 2 ** (_random.choice([0, 2, 4, 5, 7, 9, 11, 12], round(seconds / note)) / 12)
    notes = (sum(np.sin(2 * np.pi * pitch * part * at) / part for part in range(1, 6)) for pitch in pitches)
    return 0.2 * np.concatenate([note * np.exp(-3 * at) for note in notes])


def _noise(seconds=4.0):
    return 0.1 * _random.normal(size=round(seconds * SAMPLE_RATE))


def _hum(seconds=4.0):
    return 0.2 * sum(np.sin(2 * np.pi * 100 * part * _time(seconds)) / part for part in range(1, 5))


@pytest.mark.parametrize("name", ["beckett", "clone-test", "endgame_nagg_nell"])
def test_speech_is_found_inside_the_clip(name):
    clip = spoken(name)
    found = speech(clip)
    assert found.share > 0.4
    assert all(0 <= start < end <= clip.seconds for start, end in found.spans)
    check_speech(clip, found)


def test_a_voice_too_high_for_the_detector_is_heard_at_a_slower_pace():
    samples = spoken("clone-test").samples
    high = _clip(np.interp(np.arange(0, len(samples), 2.3), np.arange(len(samples)), samples))
    assert vad.probabilities(high.samples).max() < 0.5
    assert speech(high).share > 0.5


def test_speech_is_found_where_it_is():
    clip = _clip(np.concatenate([np.zeros(3 * SAMPLE_RATE), spoken("clone-test").samples, np.zeros(3 * SAMPLE_RATE)]))
    spans = speech(clip).spans
    assert 2.9 < spans[0][0] < 4
    assert 6 < spans[-1][1] < 7.5


def test_without_its_package_the_detector_says_so(monkeypatch):
    monkeypatch.setattr(vad, "find_spec", lambda name: None)
    with pytest.raises(RuntimeMissing):
        vad.graph()


@pytest.mark.parametrize(
    ("samples", "error"),
    [
        (np.zeros(2 * SAMPLE_RATE), SilentAudio),
        (_noise(0.3), TooShortAudio),
        (_noise(), NoSpeech),
        (_hum(), NoSpeech),
        (_tune(), MusicOnly),
        (_tune() + 0.05 * _noise(), MusicOnly),
    ],
    ids=["silence", "moment", "noise", "hum", "tune", "tune in noise"],
)
def test_what_nobody_speaks_in_is_refused_for_what_it_is(samples, error):
    with pytest.raises(error):
        _checked(_clip(samples))


@pytest.mark.parametrize(("gain", "notes"), [(1.0, ()), (6.0, ("clipped",)), (0.02, ("faint",))])
def test_how_loud_it_was_recorded_is_noted(gain, notes):
    samples = spoken("clone-test").samples
    loud = samples * (gain / np.abs(samples).max() * 0.9)
    assert check(_clip(np.clip(loud, -1, 1))).notes == notes


def test_a_short_clip_is_one_segment_without_the_silence_around_it():
    clip = _clip(np.concatenate([np.zeros(2 * SAMPLE_RATE), spoken("clone-test").samples, np.zeros(2 * SAMPLE_RATE)]))
    (only,) = segments(clip, speech(clip), 3.0)
    assert 1.7 < only.start < 3
    assert 5 < only.end < 6.6


@pytest.mark.parametrize("seconds", [1.0, 3.0, 10.0])
def test_segments_are_in_order_of_about_the_length_asked_for_and_hold_all_speech(seconds):
    clip = spoken("two_cities")
    found = speech(clip)
    cut = segments(clip, found, seconds)
    assert all(before.end <= after.start for before, after in pairwise(cut))
    assert max(one.seconds for one in cut) <= 2 * seconds
    assert sum(one.speech * one.seconds for one in cut) == pytest.approx(found.seconds, abs=1e-6)


def test_cuts_fall_into_pauses():
    clip = _clip(np.zeros(9 * SAMPLE_RATE))
    cut = segments(clip, Speech(((0, 2.6), (2.8, 5.5), (5.7, 9.0)), 0.95), 3.0)
    assert [one.end for one in cut] == pytest.approx([2.7, 5.6, 9.0])


def test_a_very_long_recording_has_a_bounded_number_of_segments():
    clip = _clip(np.zeros(600 * SAMPLE_RATE))
    assert len(segments(clip, Speech(((0.0, 600.0),), 1.0), 0.5)) <= MOST
