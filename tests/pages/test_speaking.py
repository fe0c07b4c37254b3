"""A recording on the pages: asked about once, sent without scripts, answered or given back with its reason."""

import re
from dataclasses import replace

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.consent_texts import WORDING
from emotions.models import MoodAnalysis
from ml import config
from moodflix_site.jobs.models import Job, Status
from tests import voices
from tests.pages.test_pages import INLINE

pytestmark = pytest.mark.django_db
LISTEN = "/mood/listen"
NOTES = (262, 330, 392, 523, 440, 349, 294, 494)  # Hz
SAID = {
    "silent": "only silence",
    "short": "too short",
    "noise": "Nobody could be heard",
    "music": "like music",
    "junk": "No sound could be read",
    "large": "larger than 10 MB",
    "long": "sign in to send long ones",
    "none": "no recording yet",
}


def recording(data=None, name="voice.wav"):
    return SimpleUploadedFile(name, voices.speech(seconds=3) if data is None else data, "audio/wav")


def html_of(answer):
    return answer.content.decode()


def said(answer):
    """What is wrong, as it stands at the recorder."""
    found = re.search(r'id="speak-error" role="alert">(?:<svg.*?</svg>)?([^<]+)', html_of(answer))
    return found[1].strip() if found else ""


@pytest.fixture
def guest(client, a_voice):
    client.post(LISTEN, {"consent": WORDING})
    return client


@pytest.fixture
def speaker(client, ada, a_voice):
    client.force_login(ada)
    client.post(LISTEN, {"consent": WORDING})
    return client


def test_the_first_recording_asks_in_plain_words_and_what_was_typed_stays(client, a_voice):
    asked = html_of(client.get("/?way=speak"))
    assert "May we listen?" in asked
    assert 'type="file"' not in asked
    page = html_of(client.post(LISTEN, {"consent": WORDING, "text": "A long day."}))
    assert 'type="file" id="recording" name="recording" accept="audio/*" capture' in page
    assert ">A long day.</textarea>" in page
    assert "May we listen?" not in html_of(client.get("/"))


def test_a_guest_takes_the_yes_back_with_one_press(guest):
    assert "May we listen?" in html_of(guest.post(LISTEN, {"consent": "no"}))


def test_a_look_at_the_address_that_listens_leads_to_the_recorder(client, a_voice):
    assert client.get(LISTEN).url == "/?way=speak"
    assert 'value="speak" autocomplete="off" checked' in html_of(client.get("/?way=speak"))


def test_nobody_is_offered_to_speak_where_no_model_may_listen(client, a_voice):
    from ml import registry

    registry.register(replace(a_voice, permissive=False))
    config.configure(replace(config.current(), licences="permissive"))
    assert 'id="speak"' not in html_of(client.get("/?way=speak"))
    assert "No model of this installation may listen" in html_of(client.get("/about"))


def test_the_microphone_is_lent_to_the_page_that_records_and_to_no_other(guest):
    for answer in (guest.get("/"), guest.post(LISTEN, {}), guest.post("/mood", {"text": ""})):
        assert "microphone=(self)" in answer["Permissions-Policy"]
        assert "media-src 'self' blob:" in answer["Content-Security-Policy"]
    for place in ("/about", "/mood/pick/joy", "/static/js/nothing.js"):
        assert "microphone=()" in guest.get(place)["Permissions-Policy"]


def test_a_guest_is_heard_without_scripts_and_nothing_is_kept(guest):
    answer = guest.post(LISTEN, {"recording": recording(), "words": "on"})
    page = html_of(answer)
    assert answer.status_code == 200
    assert re.search(r"<b>Your voice:</b>", page)
    assert "Nothing was kept." in page
    assert "microphone=()" in answer["Permissions-Policy"]
    assert INLINE.search(page) is None
    assert not MoodAnalysis.objects.exists()


def test_without_a_yes_the_recording_comes_back_with_the_question(client, a_voice):
    page = html_of(client.post(LISTEN, {"recording": recording(), "text": "Hm."}))
    assert "May we listen?" in page
    assert 'class="err" role="alert"' in page
    assert ">Hm.</textarea>" in page


@pytest.mark.parametrize("sound", SAID)
def test_what_cannot_be_heard_is_said_at_the_recorder_and_the_words_stay(guest, sound):
    time = np.arange(48_000) / 16_000
    sounds = {
        "silent": voices.silence(),
        "short": voices.speech(seconds=0.1),
        "noise": voices.wav(np.random.default_rng(1).normal(size=48_000) * 3000),
        "music": voices.wav(6000 * np.sin(2 * np.pi * np.array(NOTES)[(time / 0.4).astype(int)] * time)),
        "junk": b"not a sound at all" * 40,
        "large": bytes(10_000_001),
        "long": voices.silence(40),
    }
    sent = {"recording": recording(sounds[sound])} if sound in sounds else {}
    answer = guest.post(LISTEN, {**sent, "text": "Two lines.", "words": "on"})
    assert 400 <= answer.status_code < 500
    assert SAID[sound] in said(answer)
    assert ">Two lines.</textarea>" in html_of(answer)
    assert 'value="speak" autocomplete="off" checked' in html_of(answer)


def test_a_person_keeps_the_reading_and_with_one_tick_the_recording(speaker):
    answer = speaker.post(LISTEN, {"recording": recording(), "keep_recording": "on"})
    row = MoodAnalysis.objects.get()
    assert answer.url == reverse("mood", args=[row.pk])
    sound = f'src="/mood/{row.pk}/recording"'
    for place in (answer.url, "/history"):
        page = html_of(speaker.get(place))
        assert "Spoken, " in page
        assert sound in page
        assert INLINE.search(page) is None
    speaker.post(reverse("journal-forget-recording", args=[row.pk]))
    assert sound not in html_of(speaker.get("/history"))


def test_whoever_speaks_another_language_is_heard_by_the_voice_alone(guest):
    page = html_of(guest.post(LISTEN, {"recording": recording(), "words": "on", "language": "und"}))
    assert "We only understand spoken English so far" in page
    assert "<b>Your words:</b>" not in page


def test_a_script_that_sends_is_told_where_to_go(speaker):
    answer = speaker.post(LISTEN, {"recording": recording()}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/mood/{MoodAnalysis.objects.get().pk}")


def test_whoever_waits_for_a_long_recording_is_led_to_its_reading(speaker, ada):
    long = speaker.post(LISTEN, {"recording": recording(voices.speech("two_cities", seconds=40))})
    place = re.fullmatch(r"/jobs/([0-9a-f-]{36})", long.url)
    Job.objects.filter(pk=place[1]).update(status=Status.SUCCEEDED, result={"reading_id": 7})
    assert speaker.get(long.url, headers={"hx-request": "true"})["HX-Redirect"] == "/mood/7"
    assert 'href="/mood/7"' in html_of(speaker.get(long.url))
