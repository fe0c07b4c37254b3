"""REST under /api/v1/: reading moods, and the journal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emotions.models import MoodAnalysis
from emotions.serializers import ReadingsSerializer
from ml.moods import MOODS
from moodflix_site.common.models import StoredObject

pytestmark = pytest.mark.services
TEXT, BATCH, FILE = (f"/api/v1/emotion/analyze/{kind}" for kind in ("text", "batch", "file"))
SHAPE = {
    "analysis_id", "dominant_emotion", "confidence", "is_sure", "question", "choices", "emotions", "predicted_emotions",
    "valence", "arousal", "labels", "feelings", "intensity", "language", "unfamiliar", "sentences", "model", "tier",
    "held_out", "metadata", "transcript", "segments", "parts", "disagreement", "notes",
}  # fmt: skip
METADATA = {"modalities_used", "faces_detected", "durations_ms", "warnings", "characters", "seconds"}


def post(client, url, body):
    return client.post(url, body, format="json")


def upload(client, name, content, kind="text/plain", **more):
    return client.post(FILE, {"file": SimpleUploadedFile(name, content, kind), **more}, format="multipart")


def test_the_eight_moods_are_there_for_everybody(guest_api):
    moods = guest_api.get("/api/v1/emotions").json()["emotions"]
    assert [mood["name"] for mood in moods] == list(MOODS)
    assert {"name": "joy", "valence": 0.85, "arousal": 0.45, "colour": "--m-joy"}.items() <= moods[3].items()


def test_a_text_gets_the_one_answer_shape(ada_api, words):
    answer = post(ada_api, TEXT, {"text": words}).json()
    assert set(answer) == SHAPE
    assert set(answer["metadata"]) == METADATA
    assert set(answer["emotions"]) == set(MOODS)
    assert sum(answer["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert answer["confidence"] == answer["emotions"][answer["dominant_emotion"]]
    assert answer["metadata"]["modalities_used"] == ["text"]
    assert answer["metadata"]["characters"] == len(words)


def test_a_happy_text_reads_as_happy(ada_api, words):
    assert post(ada_api, TEXT, {"text": words}).json()["dominant_emotion"] in {"joy", "love"}


def test_an_answer_names_the_measured_score_of_its_model(ada_api, words):
    answer = post(ada_api, TEXT, {"text": words}).json()
    assert answer["held_out"]["n"] > 0
    assert 0 < answer["held_out"]["accuracy"] < 1
    assert answer["held_out"]["dataset"]


def test_the_threshold_chooses_the_predicted_emotions(ada_api, words):
    assert set(post(ada_api, TEXT, {"text": words, "threshold": 0}).json()["predicted_emotions"]) == set(MOODS)
    assert post(ada_api, TEXT, {"text": words, "threshold": 1}).json()["predicted_emotions"] == []


@pytest.mark.parametrize("tier", ["secondary", "fallback"])
def test_a_tier_can_be_pinned(ada_api, words, tier):
    answer = post(ada_api, TEXT, {"text": words, "model_type": tier})
    assert answer.json()["tier"] == tier


def test_a_model_can_be_pinned_by_name(ada_api, words):
    assert post(ada_api, TEXT, {"text": words, "model_type": "text-lexicon"}).json()["model"] == "text-lexicon"


def test_an_unknown_model_is_a_typed_error(ada_api, words):
    answer = post(ada_api, TEXT, {"text": words, "model_type": "oracle"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_model")


def test_nothing_is_stored_unless_asked(ada_api, words):
    assert post(ada_api, TEXT, {"text": words}).json()["analysis_id"] is None
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


def test_save_keeps_the_reading_and_its_words(ada_api, words):
    pk = post(ada_api, TEXT, {"text": words, "save": True}).json()["analysis_id"]
    kept = ada_api.get(f"/api/v1/readings/{pk}").json()
    assert kept["text"] == words
    assert set(kept["analysis"]) == SHAPE


def test_a_batch_answers_in_order(ada_api):
    answer = post(ada_api, BATCH, {"texts": ["So glad!", "I am scared of the dark and of everything."]})
    assert [result["metadata"]["characters"] for result in answer.json()["results"]] == [8, 42]
    assert all(set(result) == SHAPE for result in answer.json()["results"])


def test_one_bad_text_refuses_the_whole_batch_by_its_place(ada_api):
    answer = post(ada_api, BATCH, {"texts": ["So glad!", " "]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "empty_text")
    assert list(answer.json()["error"]["fields"]) == ["texts.1"]


def test_a_text_file_is_read(ada_api, words):
    assert upload(ada_api, "today.txt", words.encode()).json()["metadata"]["characters"] == len(words)


def test_a_text_file_with_a_byte_order_mark_is_read_without_it(ada_api, words):
    assert upload(ada_api, "TODAY.TXT", b"\xef\xbb\xbf" + words.encode()).json()["metadata"]["characters"] == len(words)


def test_a_text_file_can_be_saved(ada_api, words):
    pk = upload(ada_api, "today.txt", words.encode(), save="true").json()["analysis_id"]
    assert ada_api.get(f"/api/v1/readings/{pk}").json()["text"] == words


@pytest.mark.parametrize(("name", "kind"), [("me.jpg", "image/jpeg"), ("me.mp4", "audio/mp4"), ("me", "video/mp4")])
def test_film_and_pictures_are_said_to_be_unavailable_yet(ada_api, name, kind):
    answer = upload(ada_api, name, b"\xff\xd8\xff", kind)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "modality_unavailable")


def test_any_other_file_is_refused(ada_api):
    answer = upload(ada_api, "diary.docx", b"PK", "application/zip")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_file")


def test_a_text_file_that_is_too_long_is_refused(ada_api, settings):
    for characters in (settings.MAX_TEXT_LENGTH + 1, settings.MAX_TEXT_LENGTH * 10):
        answer = upload(ada_api, "long.txt", b"a" * characters)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "text_too_long")


def test_line_ends_of_a_file_count_once(ada_api, settings):
    lines = b"a\r\n" * (settings.MAX_TEXT_LENGTH // 2)
    assert upload(ada_api, "lines.txt", lines).json()["metadata"]["characters"] == settings.MAX_TEXT_LENGTH - 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00h\x00i", b"caf\xe9"])
def test_a_file_in_another_encoding_is_refused(ada_api, content):
    answer = upload(ada_api, "old.txt", content)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"not_utf8", "unusable_text"}


def test_an_empty_file_is_refused(ada_api):
    answer = upload(ada_api, "nothing.txt", b"")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "empty_text")


def test_own_readings_are_listed_newest_first(ada_api, kept):
    pk = post(ada_api, TEXT, {"text": "Rather tired.", "save": True}).json()["analysis_id"]
    page = ada_api.get("/api/v1/readings").json()
    assert [reading["id"] for reading in page["results"]] == [pk, kept.pk]
    assert page["count"] == 2
    assert set(page) == set(ReadingsSerializer().fields)


def test_a_reading_can_be_corrected_and_taken_back(ada_api, kept):
    url = f"/api/v1/readings/{kept.pk}/correct"
    assert post(ada_api, url, {"mood": "surprise"}).json()["corrected_mood"] == "surprise"
    assert post(ada_api, url, {"mood": None}).json()["corrected_mood"] is None


def test_a_correction_to_no_mood_of_ours_is_a_typed_error(ada_api, kept):
    answer = post(ada_api, f"/api/v1/readings/{kept.pk}/correct", {"mood": "bliss"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_mood")


def test_words_are_shared_with_staff_only_when_their_owner_says_so(ada_api, kept):
    assert ada_api.get(f"/api/v1/readings/{kept.pk}").json()["shared_with_staff"] is False
    assert post(ada_api, f"/api/v1/readings/{kept.pk}/share", {"shared": True}).json()["shared_with_staff"] is True


def test_words_that_are_gone_cannot_be_shared(ada_api, kept):
    url = f"/api/v1/readings/{kept.pk}"
    ada_api.delete(f"{url}/words")
    answer = post(ada_api, f"{url}/share", {"shared": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_words_kept")
    assert ada_api.get(url).json()["shared_with_staff"] is False
    assert post(ada_api, f"{url}/share", {"shared": False}).status_code == 200


def test_a_reading_can_be_deleted(ada_api, kept):
    assert ada_api.delete(f"/api/v1/readings/{kept.pk}").status_code == 204
    assert ada_api.get(f"/api/v1/readings/{kept.pk}").status_code == 404
    assert not StoredObject.objects.exists()


def test_the_words_of_a_reading_can_be_deleted_alone(ada_api, kept):
    assert ada_api.delete(f"/api/v1/readings/{kept.pk}/words").status_code == 204
    reading = ada_api.get(f"/api/v1/readings/{kept.pk}").json()
    assert (reading["text"], reading["analysis"]["dominant_emotion"]) == (None, kept.mood)


def test_somebody_elses_reading_is_not_found(guest_api, ben, kept):
    guest_api.force_login(ben)
    url = f"/api/v1/readings/{kept.pk}"
    answers = [
        guest_api.get(url),
        guest_api.delete(url),
        post(guest_api, f"{url}/correct", {"mood": "fear"}),
        post(guest_api, f"{url}/share", {"shared": True}),
        guest_api.delete(f"{url}/words"),
    ]
    assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {(404, "reading_not_found")}
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood is None
    assert guest_api.get("/api/v1/readings").json()["results"] == []


@pytest.mark.parametrize("url", [TEXT, BATCH, FILE, "/api/v1/readings/1/correct", "/api/v1/readings/1/share"])
def test_a_program_without_a_token_is_turned_away(guest_api, url):
    answer = post(guest_api, url, {"text": "glad"})
    assert answer.status_code == 401
    assert set(answer.json()["error"]) >= {"code", "message"}


def test_analyses_are_throttled(ada_api, words, settings, monkeypatch):
    from moodflix_site.common.throttles import ScopedThrottle

    monkeypatch.setitem(ScopedThrottle.THROTTLE_RATES, "analyze", "2/hour")
    answers = [post(ada_api, TEXT, {"text": words}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
