"""A recording read as a whole: how it is said and what is said. The voice's classifier is a small real one."""

from dataclasses import replace

import numpy as np
import pytest

from ml import analyse, registry
from ml.errors import DeadlineExceeded, NoSpeech, SilentAudio, UnknownModel
from ml.hear import analyse_voice, in_pieces, is_english
from ml.moods import MOODS, VOICE9, affect_of_voice
from ml.types import SAMPLE_RATE, AudioClip, ModelSpec
from ml.voice import recogniser
from tests.ml.voice.speech import spoken

pytestmark = pytest.mark.usefixtures("a_voice")


@pytest.fixture(scope="module")
def clip():
    return spoken("clone-test")


@pytest.fixture(scope="module")
def long():
    """Twelve seconds, the second half of them spoken softly."""
    whole = spoken("two_cities").part(0, 12)
    softer = np.where(np.arange(len(whole)) < len(whole) // 2, 1.0, 0.05).astype(np.float32)
    return AudioClip(whole.samples * softer)


@pytest.fixture
def observed():
    seen = []
    stop = analyse.subscribe(seen.append)
    yield seen
    stop()


@pytest.fixture
def broken_text_model():
    spec = ModelSpec("text-gone", "text", "primary", "ml.text.linear.LinearClassifier", "nowhere", "MIT", ("en",))
    registry.register(spec)
    yield spec.name
    registry.unregister(spec.name)


def test_voice_and_words_are_read_and_fused(clip):
    heard = analyse_voice(clip, text_model="fallback")
    found = heard.prediction
    assert "America" in heard.transcript
    assert (found.modality, heard.seconds) == ("voice", clip.seconds)
    assert {part.modality for part in found.parts} == {"voice", "text"}
    assert set(found.weights) == {"voice", "text"}
    assert sum(found.scores.values()) == pytest.approx(1)
    assert 0 <= found.disagreement <= 1
    (voice,) = (part for part in found.parts if part.modality == "voice")
    assert set(voice.labels) == set(VOICE9)
    assert sum(voice.labels.values()) == pytest.approx(1)


def test_a_short_recording_is_one_segment_read_whole(clip):
    found = analyse_voice(clip, words=False).prediction
    (only,) = found.segments
    assert only.scores == found.scores
    assert found.parts == ()


@pytest.mark.parametrize(
    ("asked", "transcript", "note"),
    [({"words": False}, None, "words-off"), ({"language": "de"}, "", "words-language")],
    ids=["off", "german"],
)
def test_words_that_are_not_listened_to_leave_the_voice_alone_and_are_noted(clip, asked, transcript, note):
    heard = analyse_voice(clip, **asked)
    assert (heard.transcript, heard.notes) == (transcript, (note,))
    assert heard.prediction.parts == ()
    assert heard.prediction.model == "voice-test"


def test_only_another_language_than_english_is_passed_over():
    assert [is_english(code) for code in ("", "en", "en-GB", "EN_us")] == [True] * 4
    assert not is_english("de")


def test_words_that_are_not_clear_are_left_out_and_said_so(clip):
    backwards = AudioClip(np.ascontiguousarray(clip.samples[::-1]))
    heard = analyse_voice(backwards)
    assert (heard.transcript, heard.notes) == ("", ("words-unclear",))
    assert heard.prediction.parts == ()


def test_without_a_recogniser_the_voice_is_still_heard(clip, monkeypatch):
    monkeypatch.setattr(recogniser, "_held", {})
    monkeypatch.setattr(recogniser, "find_spec", lambda name: None)
    heard = analyse_voice(clip)
    assert (heard.transcript, heard.notes) == ("", ("words-failed",))
    assert heard.prediction.model == "voice-test"


def test_words_that_no_model_can_read_are_still_shown(clip, broken_text_model):
    heard = analyse_voice(clip, text_model=broken_text_model)
    assert "America" in heard.transcript
    assert heard.notes == ("words-failed",)
    assert heard.prediction.parts == ()


def test_a_transcript_longer_than_a_text_may_be_is_read_in_pieces(clip, configure):
    whole = analyse_voice(clip, text_model="fallback")
    configure(max_text_length=20)
    heard = analyse_voice(clip, text_model="fallback")
    assert heard.transcript == whole.transcript
    assert heard.notes == ()
    (text,) = (part for part in heard.prediction.parts if part.modality == "text")
    assert sum(text.scores.values()) == pytest.approx(1)
    assert "truncated" not in text.warnings


def test_pieces_hold_all_words_and_no_more_than_is_allowed():
    text = "never a word is lost between pieces " * 9
    pieces = in_pieces(text.strip(), 30)
    assert " ".join(pieces) == text.strip()
    assert max(map(len, pieces)) <= 30
    assert in_pieces("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_longer_recording_is_a_timeline_and_its_sum_counts_speech(long):
    found = analyse_voice(long, words=False).prediction
    assert len(found.segments) >= 3
    assert found.segments[0].scores["anger"] > found.segments[-1].scores["anger"]
    weights = [(one.end - one.start) * one.speech for one in found.segments]
    for mood in MOODS:
        mean = sum(w * one.scores[mood] for w, one in zip(weights, found.segments, strict=True)) / sum(weights)
        assert found.scores[mood] == pytest.approx(mean)


def test_progress_counts_every_step_and_a_stop_comes_through(long):
    seen = []
    analyse_voice(long, text_model="fallback", progress=lambda done, of: seen.append((done, of)))
    assert seen[-1][0] == seen[-1][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyse_voice(long, progress=stop)


def test_the_voice_is_answered_within_the_deadline_or_not_at_all(clip):
    with pytest.raises(DeadlineExceeded):
        analyse_voice(clip, deadline_seconds=1e-6)


def test_what_cannot_be_heard_is_refused_by_name(clip):
    with pytest.raises(SilentAudio):
        analyse_voice(AudioClip(np.zeros(2 * SAMPLE_RATE, np.float32)))
    hiss = np.random.default_rng(1).normal(0, 0.05, 2 * SAMPLE_RATE).astype(np.float32)
    with pytest.raises(NoSpeech):
        analyse_voice(AudioClip(hiss))
    with pytest.raises(UnknownModel):
        analyse_voice(clip, text_model="nobody")


def test_notes_of_the_recording_travel_with_the_reading(clip):
    assert analyse_voice(replace(clip, notes=("truncated",)), words=False).notes == ("truncated", "words-off")


def test_observers_hear_of_the_voice_but_not_of_what_it_says(clip, observed):
    analyse_voice(clip, text_model="fallback")
    assert [(one.modality, one.outcome) for one in observed] == [("voice", "ok"), ("text", "ok")]
    assert "America" not in repr(observed)


def test_calm_is_pleasant_and_boredom_is_not():
    calm, bored = affect_of_voice({"calm": 1.0}), affect_of_voice({"boredom": 1.0})
    assert calm[0] > 0 > bored[0]
    assert max(calm[1], bored[1]) < affect_of_voice({"neutral": 1.0})[1] < affect_of_voice({"angry": 1.0})[1]
