"""Each bad input gets a clear typed error, or an honest answer, and changes nothing."""

import pytest

from emotions.models import MoodAnalysis
from ml.moods import MOODS

pytestmark = pytest.mark.services
TEXT, BATCH = "/api/v1/emotion/analyze/text", "/api/v1/emotion/analyze/batch"


def raw(client, body, url=TEXT, kind="application/json"):
    return client.post(url, body, content_type=kind)


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.content
    assert answer.json()["error"]["message"]
    assert not MoodAnalysis.objects.exists()


@pytest.mark.parametrize("body", ['{"text": "", "save": true}', '{"text": " \\n\\t ", "save": true}'])
def test_empty_text(ada_api, body):
    refused(raw(ada_api, body), 400, "empty_text")


def test_five_thousand_and_one_characters(ada_api, settings):
    body = {"text": "a" * (settings.MAX_TEXT_LENGTH + 1), "save": True}
    refused(ada_api.post(TEXT, body, format="json"), 400, "text_too_long")


@pytest.mark.parametrize("body", [b'{"text": "caf\xe9"}', b"\xff\xfe", b'{"text": "\xed\xa0\x80"}'])
def test_a_body_that_is_not_utf_8(ada_api, body):
    answer = raw(ada_api, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"]


@pytest.mark.parametrize("text", ['"a \\u0000 b"', '"\\ud83d"', '"\\udc00 and \\ud800"'])
def test_what_no_database_can_hold(ada_api, text):
    refused(raw(ada_api, f'{{"text": {text}, "save": true}}'), 400, "unusable_text")


@pytest.mark.parametrize("text", ["5", "true", "null", "[]", '["glad"]', "{}", "1.5"])
def test_text_of_another_type(ada_api, text):
    answer = raw(ada_api, f'{{"text": {text}}}')
    refused(answer, 400, "invalid")
    assert list(answer.json()["error"]["fields"]) == ["text"]


@pytest.mark.parametrize("body", ["[]", '"glad"', "5", "null", "{}"])
def test_a_body_that_is_no_object_with_a_text(ada_api, body):
    refused(raw(ada_api, body), 400, "invalid")


@pytest.mark.parametrize("body", ["", "{", "text=glad"])
def test_a_body_that_is_no_json(ada_api, body):
    assert raw(ada_api, body).status_code == 400


def test_a_body_of_another_kind(ada_api):
    assert raw(ada_api, "<text>glad</text>", kind="application/xml").status_code == 415


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", "-0.1"),
        ("threshold", "1.1"),
        ("threshold", '"nan"'),
        ("threshold", "true"),
        ("threshold", "[]"),
        ("save", '"perhaps"'),
        ("save", "[]"),
        ("analysis_type", '"horoscope"'),
        ("analysis_type", "[]"),
        ("model_type", "[]"),
        ("model_type", "5"),
        ("model_type", "true"),
        ("model_type", '"' + "m" * 81 + '"'),
    ],
)
def test_an_option_of_another_type(ada_api, field, value):
    answer = raw(ada_api, f'{{"text": "glad", "{field}": {value}}}')
    refused(answer, 400, "invalid")
    assert list(answer.json()["error"]["fields"]) == [field]


@pytest.mark.parametrize("texts", ['"glad"', "5", "{}", "null", '["glad", 5]', '["glad", null]'])
def test_a_batch_of_another_type(ada_api, texts):
    refused(raw(ada_api, f'{{"texts": {texts}}}', BATCH), 400, "invalid")


@pytest.mark.parametrize("texts", [[], ["glad"] * 11])
def test_a_batch_of_another_size(ada_api, texts):
    refused(ada_api.post(BATCH, {"texts": texts}, format="json"), 400, "bad_batch_size")


@pytest.mark.parametrize(
    "text", ["😭😭", "<img src=x onerror=alert(1)>", "'); DROP TABLE moods;--", "\u202eback", "؟؟"]
)
def test_odd_text_is_answered_honestly(ada_api, text):
    answer = ada_api.post(TEXT, {"text": text}, format="json")
    assert answer.status_code == 200
    assert sum(answer.json()["emotions"].values()) == pytest.approx(1, abs=1e-4)
    assert answer.headers["Content-Type"] == "application/json"


def test_pictures_of_things_are_not_sold_as_a_feeling(ada_api):
    answer = ada_api.post(TEXT, {"text": "🪑🪜🧱"}, format="json").json()
    assert answer["dominant_emotion"] == "neutral" or not answer["is_sure"]


@pytest.mark.parametrize("mood", [*MOODS])
def test_every_mood_is_a_possible_correction(ada_api, kept, mood):
    answer = ada_api.post(f"/api/v1/readings/{kept.pk}/correct", {"mood": mood}, format="json")
    assert answer.json()["corrected_mood"] == mood


@pytest.mark.parametrize("body", ["{}", '{"mood": 5}', '{"mood": ["joy"]}'])
def test_a_correction_of_another_type(ada_api, kept, body):
    answer = raw(ada_api, body, f"/api/v1/readings/{kept.pk}/correct")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_another_method(ada_api, method):
    assert getattr(ada_api, method)(TEXT).status_code == 405


def test_a_session_without_its_csrf_token(ada):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = client.post(TEXT, {"text": "glad", "save": True}, format="json")
    refused(answer, 403, "csrf_failed")
