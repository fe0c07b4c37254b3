"""Recordings over REST: at once, in the background, kept and played, and the original route for voices."""

import logging
from dataclasses import asdict
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services import grant_consent, withdraw_consent
from emotions.hearing import Ask
from emotions.models import MoodAnalysis
from emotions.tasks import hear_recording
from ml.moods import VOICE5
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.jobs import leases, runner
from moodflix_site.jobs.models import Job
from tests import voices
from tests.emotions.test_api import METADATA, SHAPE

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("a_voice")]
FILE, CLASSIFY = "/api/v1/emotion/analyze/file", "/api/classify-emotion"
SOUND = voices.speech()
SAID = {"words": "false"}


def send(client, data=SOUND, *, to=FILE, field="file", name="note.wav", kind="audio/wav", **more):
    return client.post(to, {field: SimpleUploadedFile(name, data, kind), **more}, format="multipart")


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.content


@pytest.fixture
def willing_api(ada_api, ada):
    grant_consent(user=ada, modality="voice")
    return ada_api


@pytest.fixture
def soon(settings):
    """Whatever lasts longer than three seconds is for the background."""
    settings.HEAR_AT_ONCE_SECONDS = 3.0


def run(job_id):
    """The job, run as the executor runs it, but in this process."""
    held = leases.claim(UUID(job_id))
    runner.run_here(held)
    return Job.objects.get(pk=job_id)


# --- At once


def test_sound_without_consent_is_refused(ada_api):
    refused(send(ada_api), 403, "consent_required")


def test_a_guest_gets_no_reading_over_rest(guest_api):
    refused(send(guest_api), 401, "not_authenticated")


@pytest.mark.parametrize("name", ["note.wav", "diary.txt", "note"])
def test_sound_is_told_by_its_bytes_and_gets_the_one_answer_shape(willing_api, name):
    answer = send(willing_api, name=name, kind="text/plain", **SAID).json()
    assert set(answer) == SHAPE
    assert set(answer["metadata"]) == METADATA
    assert (answer["metadata"]["modalities_used"], answer["transcript"], answer["parts"]) == (["voice"], None, [])
    assert answer["notes"] == ["words-off"]
    assert answer["segments"][0].keys() == {"start", "end", "speech", "mood", "scores"}
    assert answer["analysis_id"] is None
    assert not StoredObject.objects.exists()


def test_words_and_voice_stand_side_by_side(willing_api, caplog):
    caplog.set_level(logging.DEBUG)
    answer = send(willing_api, save="true", segments="false").json()
    assert (
        {part["modality"] for part in answer["parts"]}
        == {"text", "voice"}
        == set(answer["metadata"]["modalities_used"])
    )
    assert sum(part["weight"] for part in answer["parts"]) == pytest.approx(1, abs=1e-4)
    assert 0 <= answer["disagreement"] <= 1
    assert answer["segments"] == []
    (listed,) = willing_api.get("/api/v1/readings").json()["results"]
    assert (listed["text"], listed["analysis"]["transcript"]) == (answer["transcript"], answer["transcript"])
    assert (listed["id"], listed["recording"]) == (answer["analysis_id"], False)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert answer["transcript"] not in ours


def test_a_recording_is_kept_with_its_reading_only(willing_api):
    answer = send(willing_api, keep_recording="true", **SAID)
    refused(answer, 400, "invalid")
    assert list(answer.json()["error"]["fields"]) == ["keep_recording"]


@pytest.mark.parametrize("language", ["english please", "e", "<b>"])
def test_a_language_that_is_none_is_refused(willing_api, language):
    refused(send(willing_api, language=language), 400, "invalid")


def test_a_file_that_is_not_what_it_has_to_be(willing_api):
    refused(send(willing_api, analysis_type="text"), 415, "unsupported_file")
    refused(
        send(willing_api, b"I am glad.", name="a.txt", kind="text/plain", analysis_type="voice"),
        415,
        "unsupported_file",
    )


def test_what_is_called_sound_and_is_none(willing_api):
    refused(send(willing_api, b"not a sound at all", name="note.mp3", kind="audio/mpeg"), 415, "unreadable_audio")


def test_recordings_have_a_limit_of_their_own(willing_api, monkeypatch):
    monkeypatch.setattr(
        "moodflix_site.common.throttles.ScopedThrottle.THROTTLE_RATES", {"analyze": "9/min", "listen": "1/min"}
    )
    assert send(willing_api, **SAID).status_code == 200
    refused(send(willing_api, **SAID), 429, "throttled")
    assert send(willing_api, b"I am glad.", name="a.txt", kind="text/plain").status_code == 200


# --- In the background


def test_a_longer_recording_becomes_a_job_whose_result_is_its_owners(willing_api, soon, ben, client):
    answer = send(willing_api, save="true", keep_recording="true")
    job = answer.json()["job"]
    assert answer.status_code == 202
    assert willing_api.get(job["status_url"]).json()["status"] == "queued"
    assert willing_api.get(job["result_url"]).status_code == 202
    assert not MoodAnalysis.objects.exists()
    done = run(job["id"])
    row = MoodAnalysis.objects.get()
    assert (done.status, done.result) == ("succeeded", {"reading_id": row.pk})
    assert done.done == done.total > 0
    found = willing_api.get(job["result_url"]).json()
    assert (found["analysis_id"], set(found)) == (row.pk, SHAPE)
    assert found["transcript"]
    assert found["transcript"] not in str(vars(done))
    assert not SpoolEntry.objects.exists()
    client.force_login(ben)
    refused(client.get(job["result_url"]), 404, "not_found")


def test_a_result_that_is_not_saved_waits_for_its_owner_and_is_no_row(willing_api, soon, ben, client):
    job = send(willing_api, **SAID).json()["job"]
    assert run(job["id"]).result == {"reading_id": None}
    found = willing_api.get(job["result_url"], {"threshold": 0, "segments": "false"}).json()
    assert (found["analysis_id"], found["segments"], len(found["predicted_emotions"])) == (None, [], 8)
    assert not MoodAnalysis.objects.exists()
    client.force_login(ben)
    refused(client.get(job["result_url"]), 404, "not_found")
    SpoolEntry.objects.all().delete()
    refused(willing_api.get(job["result_url"]), 404, "not_found")


def test_a_job_that_runs_twice_keeps_one_reading(willing_api, soon, ada):
    job_id = send(willing_api, save="true", **SAID).json()["job"]["id"]
    run(job_id)
    again = hear_recording(job_id, ada.pk, asdict(Ask(words=False, keep=True)))
    assert again == {"reading_id": MoodAnalysis.objects.get().pk}


def test_consent_taken_back_meanwhile_stops_the_job_and_drops_the_recording(willing_api, soon, ada):
    job_id = send(willing_api, save="true").json()["job"]["id"]
    withdraw_consent(user=ada, modality="voice")
    done = run(job_id)
    assert (done.status, done.error_code) == ("failed", "consent_required")
    assert not SpoolEntry.objects.exists()
    assert not MoodAnalysis.objects.exists()


def test_a_job_of_somebody_who_is_gone_leaves_quietly(willing_api, soon, ada):
    job_id = send(willing_api).json()["job"]["id"]
    ada.delete()
    assert hear_recording(job_id, 987654, asdict(Ask())) == {"reading_id": None}


def test_a_cancelled_job_keeps_nothing(willing_api, soon):
    job_id = send(willing_api, save="true", **SAID).json()["job"]["id"]
    held = leases.claim(UUID(job_id))
    willing_api.post(f"/api/v1/jobs/{job_id}/cancel")
    runner.run_here(held)
    assert Job.objects.get(pk=job_id).status == "cancelled"
    assert not SpoolEntry.objects.exists()
    assert not MoodAnalysis.objects.exists()


def test_only_so_many_recordings_wait_at_a_time(willing_api, soon, monkeypatch):
    monkeypatch.setattr("emotions.hearing_later.WAITING", 1)
    assert send(willing_api, **SAID).status_code == 202
    refused(send(willing_api, **SAID), 409, "too_many_recordings")
    run(Job.objects.get().pk.hex)
    assert send(willing_api, **SAID).status_code == 202


# --- Kept recordings


@pytest.fixture
def reading_id(willing_api):
    return send(willing_api, save="true", keep_recording="true", **SAID).json()["analysis_id"]


def test_the_owner_plays_a_kept_recording_whole_or_by_ranges(ada_page, willing_api, reading_id):
    address, size = f"/mood/{reading_id}/recording", len(SOUND)
    whole = ada_page.get(address)
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, SOUND, "audio/wav")
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in whole["Cache-Control"]
    for asked, start, stop in (
        ("bytes=0-99", 0, 100),
        (f"bytes={size - 9}-", size - 9, size),
        ("bytes=-7", size - 7, size),
    ):
        part = ada_page.get(address, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, SOUND[start:stop])
        assert part["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
    assert ada_page.get(address, headers={"Range": f"bytes={size}-"}).status_code == 416
    assert ada_page.get(address, headers={"Range": "bytes=9-1,3-4"}).content == SOUND
    assert willing_api.get(f"/api/v1/readings/{reading_id}/recording").content == SOUND


def test_nobody_else_hears_a_kept_recording(client, ben, staff, reading_id):
    for other in (ben, staff):
        client.force_login(other)
        assert client.get(f"/mood/{reading_id}/recording").status_code == 404
        refused(client.get(f"/api/v1/readings/{reading_id}/recording"), 404, "recording_not_found")
    page = client.get(f"/admin/emotions/moodanalysis/{reading_id}/change/").content.decode()
    assert "its owner alone can listen" in page


def test_a_recording_is_deleted_from_the_page_and_over_rest(ada_page, willing_api, reading_id):
    assert ada_page.post(f"/mood/{reading_id}/recording/forget").status_code == 302
    assert ada_page.get(f"/mood/{reading_id}/recording").status_code == 404
    refused(willing_api.delete(f"/api/v1/readings/{reading_id}/recording"), 404, "recording_not_found")
    assert willing_api.get(f"/api/v1/readings/{reading_id}").json()["recording"] is False


def test_a_correction_may_name_the_part_that_was_right(willing_api, kept):
    part = {"modality": "voice", "weight": 1.0, "scores": kept.scores, "model": "m", "tier": "primary"}
    rest = {"threshold": 0.3, "latency_ms": 1.0, "warnings": []}
    MoodAnalysis.objects.filter(pk=kept.pk).update(modality="voice", parts=[{**part, **rest}])
    address = f"/api/v1/readings/{kept.pk}/correct"
    assert willing_api.post(address, {"right": "voice"}, format="json").json()["corrected_mood"] == kept.mood
    refused(willing_api.post(address, {"right": "text"}, format="json"), 400, "unknown_part")
    refused(willing_api.post(address, {"right": "voice", "mood": "joy"}, format="json"), 400, "invalid")
    refused(willing_api.post(address, {}, format="json"), 400, "invalid")


# --- The original route


def test_the_original_route_names_one_of_five_and_stores_nothing(guest_api):
    answer = send(guest_api, to=CLASSIFY, field="audio")
    assert answer.status_code == 200
    assert set(answer.json()) == {"emotion", "confidence"}
    assert answer.json()["emotion"] in VOICE5
    assert 0.2 <= answer.json()["confidence"] <= 1
    assert not any(model.objects.exists() for model in (MoodAnalysis, StoredObject, SpoolEntry))


def test_the_original_route_says_what_is_wrong(guest_api, soon):
    refused(send(guest_api, b"no sound", to=CLASSIFY, field="audio"), 415, "unreadable_audio")
    refused(send(guest_api, voices.silence(), to=CLASSIFY, field="audio"), 400, "silent_audio")
    refused(send(guest_api, to=CLASSIFY, field="audio"), 413, "recording_takes_longer")
    refused(send(guest_api, to=CLASSIFY, field="sound"), 400, "invalid")
    refused(guest_api.post(CLASSIFY, {}, format="json"), 415, "unsupported_media_type")
