"""The gate for recordings: consent before anything is decoded, bounds, and what stays of a recording."""

import io
from dataclasses import replace
from functools import cache

import pytest

from accounts.errors import ConsentRequired
from accounts.services import grant_consent, withdraw_consent
from emotions import hearing, selectors, services
from emotions.errors import NoRecording, RecordingNotFound, RecordingTakesLonger, UnknownPart
from emotions.hearing import Ask, hear
from emotions.kept import prediction_of, row_of
from emotions.models import MoodAnalysis, Source
from ml import config
from ml.errors import AudioTooLarge, FilmGiven, SilentAudio, UnreadableAudio
from ml.moods import VOICE9
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.common.storage.vault import media_path, open_media, read_text
from tests import voices
from tests.ml.voice.sounds import made

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("a_voice")]
KEEP = Ask(words=False, keep=True)
SOUND = voices.speech()


def file(data=SOUND):
    return io.BytesIO(data)


@cache
def both():
    """Words and voice of one recording, listened to once for all tests; nothing of it is stored."""
    return hear(user=None, recording=file(), asked=Ask(), consented=True)


def kept_by(user):
    return hearing.keep_heard(user=user, reading=both(), asked=Ask(keep=True), recording=file())


@pytest.fixture
def willing(ada):
    grant_consent(user=ada, modality="voice")
    return ada


@pytest.fixture
def spoken(willing):
    """A reading of Ada's voice with its recording."""
    reading = hear(user=willing, recording=file(), asked=replace(KEEP, keep_recording=True))
    return MoodAnalysis.objects.get(pk=reading.analysis_id)


# --- Consent


@pytest.mark.parametrize("consented", [False, True])
def test_without_their_own_consent_nothing_of_a_persons_recording_is_decoded(ada, monkeypatch, consented):
    monkeypatch.setattr(hearing, "decode", lambda *_, **__: pytest.fail("it was decoded"))
    with pytest.raises(ConsentRequired):
        hear(user=ada, recording=file(), asked=KEEP, consented=consented)


def test_consent_that_was_taken_back_counts_no_more(willing):
    withdraw_consent(user=willing, modality="voice")
    with pytest.raises(ConsentRequired):
        hear(user=willing, recording=file(), asked=KEEP)


def test_a_guest_is_heard_only_when_they_said_yes(db, monkeypatch):
    reading = hear(user=None, recording=file(), asked=KEEP, consented=True)
    assert (reading.prediction.modality, reading.analysis_id) == ("voice", None)
    monkeypatch.setattr(hearing, "decode", lambda *_, **__: pytest.fail("it was decoded"))
    with pytest.raises(ConsentRequired):
        hear(user=None, recording=file(), asked=KEEP)


# --- Words and voice


def test_words_and_voice_are_both_read_and_both_told():
    reading, made = both(), both().prediction
    assert {part.modality for part in made.parts} == {"text", "voice"}
    assert sum(made.weights.values()) == pytest.approx(1)
    assert reading.characters == len(reading.transcript) > 10
    assert reading.seconds == pytest.approx(4.1, abs=0.1)


def test_words_that_are_not_wanted_are_not_written_down(db):
    reading = hear(user=None, recording=file(), asked=Ask(words=False), consented=True)
    assert reading.transcript is None
    assert "words-off" in reading.notes
    assert set(reading.prediction.labels) == set(VOICE9)


# --- Bounds


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", UnreadableAudio),
        (b"RIFF....WAVE", UnreadableAudio),
        (b"words", UnreadableAudio),
        (voices.silence(), SilentAudio),
    ],
    ids=["empty", "cut", "text", "silent"],
)
def test_what_is_no_recording_of_a_voice_gets_its_own_error_and_leaves_nothing(willing, data, error):
    with pytest.raises(error):
        hear(user=willing, recording=file(data), asked=KEEP)
    assert not MoodAnalysis.objects.exists()


def test_a_film_is_no_recording(willing):
    with pytest.raises(FilmGiven):
        hear(user=willing, recording=file(made("mkv", film=True)), asked=KEEP)


def test_a_form_without_a_recording(willing):
    with pytest.raises(NoRecording):
        hear(user=willing, recording=None, asked=KEEP)


def test_a_recording_of_more_bytes_than_are_allowed(db):
    config.configure(replace(config.current(), max_audio_bytes=1000))
    with pytest.raises(AudioTooLarge):
        hear(user=None, recording=file(), asked=KEEP, consented=True)


def test_a_recording_longer_than_somebody_waits_for(db, settings):
    settings.HEAR_AT_ONCE_SECONDS = 3.0
    with pytest.raises(RecordingTakesLonger):
        hear(user=None, recording=file(), asked=KEEP, consented=True)


# --- What stays


def test_a_recording_is_let_go_unless_its_owner_keeps_it(willing):
    row = MoodAnalysis.objects.get(pk=hear(user=willing, recording=file(), asked=KEEP).analysis_id)
    assert (row.modality, row.recording, row.text) == ("voice", None, None)
    assert not StoredObject.objects.exists()
    assert not SpoolEntry.objects.exists()


def test_a_kept_reading_holds_all_that_was_heard(willing):
    reading = kept_by(willing)
    row = MoodAnalysis.objects.get(pk=reading.analysis_id)
    assert read_text(row.text) == reading.transcript
    again = selectors.reading_of(row)
    assert (again.transcript, again.notes, again.seconds) == (reading.transcript, reading.notes, reading.seconds)
    assert {part.modality for part in again.prediction.parts} == {"text", "voice"}
    assert again.prediction.weights == pytest.approx(dict(reading.prediction.weights), abs=1e-5)
    assert again.prediction.disagreement == pytest.approx(reading.prediction.disagreement)
    assert len(again.prediction.segments) == len(reading.prediction.segments) > 0
    voice = next(part for part in again.prediction.parts if part.modality == "voice")
    assert (set(voice.labels), voice.present) == (set(VOICE9), ())


def test_a_kept_recording_is_sealed_when_the_site_has_keys(willing, settings):
    settings.STORAGE_ENCRYPTION_KEYS = ["ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg="]
    reading = hear(user=willing, recording=file(), asked=replace(KEEP, keep_recording=True))
    stored = MoodAnalysis.objects.get(pk=reading.analysis_id).recording
    assert stored.content_type == "audio/wav"
    assert SOUND[:64] not in media_path(stored.file).read_bytes()
    with open_media(stored) as opened:
        assert opened.read() == SOUND


def test_a_recording_goes_with_its_reading(spoken, django_capture_on_commit_callbacks):
    path = media_path(spoken.recording.file)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete(user=spoken.user, analysis_id=spoken.pk)
    assert not path.exists()
    assert not StoredObject.objects.exists()


def test_forgetting_the_words_takes_the_recording_they_are_in(spoken):
    services.forget_words(user=spoken.user, analysis_id=spoken.pk)
    spoken.refresh_from_db()
    assert spoken.recording is None


def test_a_recording_can_go_alone_and_is_its_owners_alone(spoken, ben):
    with pytest.raises(RecordingNotFound):
        services.forget_recording(user=ben, analysis_id=spoken.pk)
    services.forget_recording(user=spoken.user, analysis_id=spoken.pk)
    spoken.refresh_from_db()
    assert spoken.recording is None
    with pytest.raises(RecordingNotFound):
        selectors.recording_of(user=spoken.user, analysis_id=spoken.pk)


def test_an_original_route_keeps_nothing_even_of_somebody_signed_in(willing):
    asked = replace(KEEP, keep_recording=True, source=Source.LEGACY)
    assert hear(user=willing, recording=file(), asked=asked).analysis_id is None
    assert not StoredObject.objects.exists()


# --- A guest's reading, and which part was right


def test_a_guests_signed_reading_is_small_and_holds_neither_words_nor_timeline(ada):
    reading = both()
    token = services.sign_reading(reading)
    assert len(token) < 4_000
    row = MoodAnalysis.objects.get(pk=services.keep_signed(user=ada, token=token))
    assert (row.text, row.segments, row.recording) == (None, [], None)
    assert (row.modality, row.seconds, len(row.parts)) == ("voice", reading.seconds, 2)
    assert "segments" not in row_of(reading)
    assert "transcript" not in row_of(reading)


def test_the_owner_says_which_was_right_words_or_voice(willing):
    row = MoodAnalysis.objects.get(pk=kept_by(willing).analysis_id)
    for part in prediction_of(vars(row)).parts:
        assert services.correct_by_part(user=willing, analysis_id=row.pk, part=part.modality) == part.mood
        row.refresh_from_db()
        assert row.corrected_mood == part.mood


def test_a_part_that_a_reading_does_not_have_cannot_be_right(spoken):
    with pytest.raises(UnknownPart):
        services.correct_by_part(user=spoken.user, analysis_id=spoken.pk, part="text")
