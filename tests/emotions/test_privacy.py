"""What must never leave a trace: words in logs, and anything of a guest."""

import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from emotions.services import analyse

pytestmark = pytest.mark.services
SECRET = "zanzibar marmalade quicksilver"
REFUSED = ({"text": SECRET * 500}, {"text": SECRET + "\0"}, {"text": SECRET, "model_type": "none"})


def rows():
    """Rows of every table but the catalogue's and Django's own lists."""
    kept_out = {"recommendations", "contenttypes", "auth"}
    return sum(model.objects.count() for model in apps.get_models() if model._meta.app_label not in kept_out)


def test_a_guests_texts_leave_no_row_anywhere(guest_api):
    before = rows()
    guest_api.post("/predict", {"text": SECRET}, format="json")
    guest_api.post("/batch_predict", {"texts": [SECRET]}, format="json")
    guest_api.get(reverse("home"))
    assert rows() == before


def test_a_guest_who_takes_a_reading_along_leaves_only_a_session_without_words(client, db):
    from emotions.services import sign_reading

    token = sign_reading(analyse(user=None, modality="text", text=SECRET, keep=False, source="page"))
    before = rows()
    client.post(reverse("mood-keep"), {"reading": token})
    assert rows() == before + 1
    assert not any(word in str(Session.objects.get().get_decoded()) for word in SECRET.split())


def test_no_log_holds_a_word_of_the_text(ada_api, caplog):
    caplog.set_level(logging.DEBUG)
    for body in ({"text": SECRET, "save": True}, *REFUSED):
        ada_api.post("/api/v1/emotion/analyze/text", body, format="json")
    ada_api.post("/api/v1/emotion/analyze/batch", {"texts": [SECRET, ""]}, format="json")
    ada_api.post("/predict", {"text": SECRET}, format="json")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert not any(word in ours for word in SECRET.split())


def test_no_error_repeats_the_text(ada_api):
    for body in REFUSED:
        answer = ada_api.post("/api/v1/emotion/analyze/text", body, format="json")
        assert answer.status_code == 400
        assert "zanzibar" not in answer.content.decode()
