"""What is said of a recording, and what leaves with its owner."""

import base64
from dataclasses import replace

import pytest

from emotions.answer import answer_of
from emotions.heard import NOTES, clock
from emotions.models import MoodAnalysis
from emotions.personal_data import erase, export
from emotions.presentation import view_of
from emotions.services import correct_by_part
from emotions.types import Reading
from ml.types import Prediction, SegmentReading
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.vault import keep_media, keep_text
from tests.emotions.readings import PLAIN, mix

CLASSES = {"neutral": 0.1, "calm": 0.2, "happy": 0.1, "fearful": 0.6}
VOICE = Prediction("voice", mix(fear=0.6, neutral=0.2), "voice-test", "primary", 3.0, 0.4, labels=CLASSES)
TEXT = replace(PLAIN, scores=mix(joy=0.7), present=("relief",), labels={"relief": 0.6})
FUSED = replace(VOICE, parts=(VOICE, TEXT), weights={"voice": 0.7, "text": 0.3}, disagreement=0.4, labels={})


def heard(prediction=FUSED, **more):
    return view_of(Reading(prediction, seconds=7.4, **more)).heard


def test_words_and_voice_are_said_side_by_side_words_first():
    assert heard().line == "Your words: relieved. Your voice: afraid."
    assert [(part.name, part.weight) for part in heard().parts] == [("Your words", 0.3), ("Your voice", 0.7)]


def test_a_part_that_would_not_answer_alone_says_perhaps():
    unsure = replace(FUSED, parts=(replace(VOICE, threshold=0.9), TEXT))
    assert heard(unsure).line == "Your words: relieved. Your voice: perhaps afraid."


@pytest.mark.parametrize(
    ("scores", "labels", "felt"),
    [
        (mix(neutral=0.6), {"calm": 0.4, "neutral": 0.2}, "calm"),
        (mix(neutral=0.6), {"calm": 0.1, "neutral": 0.5}, "level"),
    ],
)
def test_a_voice_is_called_by_its_finer_class(scores, labels, felt):
    assert heard(replace(VOICE, scores=scores, labels=labels)).line == f"Your voice: {felt}."


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"voice": 0.7, "text": 0.3}, "Your voice had most of the say."),
        ({"voice": 0.2, "text": 0.8}, "Your words had most of the say."),
        ({"voice": 0.55, "text": 0.45}, "Both had about the same say."),
    ],
)
def test_which_part_spoke_is_said(weights, said):
    assert heard(replace(FUSED, weights=weights)).spoke == said


def test_where_they_do_not_agree_the_owner_is_asked_which_is_right():
    view, answer = view_of(Reading(FUSED)), answer_of(Reading(FUSED))
    assert view.question == answer.question == "Your words and your voice do not agree. Which is right?"
    assert [(choice.felt, choice.mood) for choice in view.choices] == [("relieved", "joy"), ("afraid", "fear")]


@pytest.mark.parametrize(
    "agreeing", [replace(FUSED, disagreement=0.1), replace(FUSED, parts=(VOICE, replace(TEXT, scores=mix(fear=0.7))))]
)
def test_where_they_agree_nothing_is_asked(agreeing):
    assert view_of(Reading(agreeing)).question is None
    assert not heard(agreeing).disagrees


def test_notes_are_whole_sentences_and_unknown_ones_stay_out():
    view = heard(VOICE, notes=("words-off", "clipped", "brand-new"))
    assert view.notes == (NOTES["words-off"], NOTES["clipped"])
    assert view.spoke == ""


def test_a_timeline_has_two_segments_or_none():
    one = SegmentReading(0.0, 3.2, mix(joy=0.8), 0.9)
    two = SegmentReading(3.2, 65.0, mix(fear=0.8), 0.5)
    assert heard(replace(VOICE, segments=(one,))).segments == ()
    first, second = heard(replace(VOICE, segments=(one, two))).segments
    assert (first.at, first.until, first.mood) == ("0:00", "0:03", "joy")
    assert (second.until, second.felt, second.speech) == ("1:05", "afraid", 0.5)


def test_a_text_has_nothing_to_hear():
    view = view_of(Reading(PLAIN))
    assert (view.modality, view.heard) == ("text", None)


def test_a_clock_counts_minutes():
    assert [clock(seconds) for seconds in (0, 7.4, 59.6, 600)] == ["0:00", "0:07", "1:00", "10:00"]


@pytest.fixture
def with_sound(ada, kept, tmp_path):
    path = tmp_path / "sound"
    path.write_bytes(b"sound of Ada")
    with path.open("rb") as file:
        stored = keep_media(owner=ada, stream=file, content_type="audio/wav", limit=100)
    MoodAnalysis.objects.filter(pk=kept.pk).update(
        modality="voice", recording=stored, text=keep_text(owner=ada, text="so")
    )
    return MoodAnalysis.objects.get(pk=kept.pk)


def test_an_export_holds_the_recording_itself(ada, with_sound):
    (row,) = export(ada)
    assert base64.b64decode(row["recording"]["base64"]) == b"sound of Ada"
    assert (row["recording"]["content_type"], row["text"]) == ("audio/wav", "so")


def test_erasing_takes_the_recording_along(ada, with_sound, settings, django_capture_on_commit_callbacks):
    StoredObject.objects.filter(kind="text").exclude(pk=with_sound.text_id).delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(ada) == 1
    assert not StoredObject.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_the_page_takes_which_part_was_right(ada, ada_page, kept):
    part = {"modality": "voice", "weight": 0.6, "scores": mix(fear=0.8), "model": "m", "tier": "primary"}
    rest = {"threshold": 0.3, "latency_ms": 1.0, "warnings": []}
    MoodAnalysis.objects.filter(pk=kept.pk).update(modality="voice", parts=[{**part, **rest}])
    ada_page.post(f"/mood/{kept.pk}/correct", {"right": "voice"})
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood == "fear"
    assert correct_by_part(user=ada, analysis_id=kept.pk, part="voice") == "fear"
