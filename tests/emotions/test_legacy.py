"""The original contract at the root."""

import json

import pytest
from django.test import Client

from emotions.models import MoodAnalysis
from ml.moods import MOODS7
from moodflix_site.common.models import StoredObject

pytestmark = pytest.mark.services
JSON = "application/json"


@pytest.fixture
def program(db):
    """A client of the original service: no token, no cookie, and CSRF checks as in production."""
    return Client(enforce_csrf_checks=True)


def test_the_seven_emotions_are_listed(program):
    assert program.get("/emotions").json() == {"emotions": list(MOODS7)}


def test_a_text_gets_an_emotion_a_confidence_and_seven_probabilities(program, words):
    answer = program.post("/predict", {"text": words}, JSON).json()
    assert set(answer) == {"emotion", "confidence", "probabilities"}
    assert set(answer["probabilities"]) == set(MOODS7)
    assert sum(answer["probabilities"].values()) == pytest.approx(1, abs=1e-4)
    assert answer["confidence"] == answer["probabilities"][answer["emotion"]] == max(answer["probabilities"].values())


def test_disgust_counts_as_anger(program, ada_api):
    text = "That rotten meat is disgusting, it makes me sick."
    eight = ada_api.post("/api/v1/emotion/analyze/text", {"text": text}, format="json").json()["emotions"]
    seven = program.post("/predict", {"text": text}, JSON).json()["probabilities"]
    assert seven["anger"] == pytest.approx(eight["anger"] + eight["disgust"], abs=1e-3)


def test_a_batch_gets_a_prediction_for_each_text(program):
    answer = program.post("/batch_predict", {"texts": ["So glad!", "So scared."]}, JSON).json()
    assert [set(one) for one in answer["predictions"]] == [{"emotion", "confidence", "probabilities"}] * 2


def test_nothing_is_stored_even_for_somebody_signed_in(ada, words):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/predict", {"text": words}, JSON).status_code == 200
    assert not MoodAnalysis.objects.exists()
    assert not StoredObject.objects.exists()


@pytest.mark.parametrize(
    ("url", "body", "code"),
    [
        ("/predict", {"text": " "}, "empty_text"),
        ("/predict", {"text": "a" * 5001}, "text_too_long"),
        ("/predict", {"text": 5}, "invalid"),
        ("/predict", {}, "invalid"),
        ("/predict", [], "invalid"),
        ("/batch_predict", {"texts": []}, "bad_batch_size"),
        ("/batch_predict", {"texts": ["glad", ""]}, "empty_text"),
        ("/batch_predict", {"texts": "glad"}, "invalid"),
    ],
)
def test_bad_input_is_a_typed_error(program, url, body, code):
    answer = program.post(url, json.dumps(body), JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_it_is_throttled_by_address(program, monkeypatch, words):
    from moodflix_site.common.throttles import ScopedThrottle

    monkeypatch.setitem(ScopedThrottle.THROTTLE_RATES, "legacy", "1/hour")
    assert program.post("/predict", {"text": words}, JSON).status_code == 200
    assert program.post("/predict", {"text": words}, JSON).status_code == 429
    assert program.post("/predict", {"text": words}, JSON, REMOTE_ADDR="10.0.0.9").status_code == 200
