"""Health tells the truth about models, services and the machine."""

import shutil
import time
from dataclasses import replace

import pytest
from django.db import connections
from django.urls import reverse

from ml import config, pool, registry
from ml.analyse import analyse_text
from ml.config import WEIGHTS_DIR
from moodflix_site import probes, service_status
from recommendations.models import Film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_probes():
    probes._last.clear()


@pytest.fixture(autouse=True)
def film(db):
    """A catalogue of one."""
    Film.objects.all().delete()
    return Film.objects.create(pk=190050, title="Fight Club", year=1999)


@pytest.fixture
def damaged_primary(tmp_path):
    """A copy of the weights in which the primary's file lost a byte; yields its folder."""
    before = config.current()
    shutil.copytree(WEIGHTS_DIR, tmp_path / "weights")
    model = tmp_path / "weights" / "text-minilm" / "model.onnx"
    model.write_bytes(model.read_bytes()[:-1])
    config.configure(replace(before, weights_dir=tmp_path / "weights"))
    pool.clear()
    yield tmp_path / "weights"
    config.configure(before)
    pool.clear()


def test_health_names_every_model_with_its_tier_and_whether_it_is_there(client):
    body = client.get(reverse("api-health")).json()
    assert body["status"] == "ok"
    assert {model["tier"] for model in body["models"]} == {"primary", "secondary", "fallback"}
    assert all(model["weights_present"] for model in body["models"])
    assert body["services"] == {"database": True, "cache": True, "jobs": True, "films": True}
    assert body["uptime_seconds"] > 0
    assert body["system"]["process_memory_mb"] > 10


def test_the_original_health_keeps_its_shape(client):
    body = client.get("/health").json()
    assert set(body) == {"status", "models", "uptime_seconds"}
    assert body["status"] == "healthy"


def test_without_the_first_choice_of_model_health_is_degraded_and_says_which(client, monkeypatch, tmp_path):
    monkeypatch.setattr("ml.analyse.current", lambda: replace(config.current(), weights_dir=tmp_path))
    body = client.get(reverse("api-health")).json()
    assert body["status"] == "degraded"
    assert [model["tier"] for model in body["models"] if model["active"]] == ["fallback"]
    assert client.get("/health").json()["status"] == "degraded"
    words = service_status.checks()[0]
    assert (words.ok, words.note) == (False, "read by a simpler model than usual")


def test_damaged_weights_are_said_once_a_reading_has_met_them(client, damaged_primary):
    assert analyse_text("so glad you came").tier == "secondary"
    body = client.get(reverse("api-health")).json()
    primary = next(model for model in body["models"] if model["tier"] == "primary")
    assert (body["status"], primary["active"], primary["error"]) == ("degraded", False, "weights_corrupted")
    assert service_status.checks()[0].note == "read by a simpler model than usual"
    assert "Damaged" in client.get(reverse("about")).content.decode()


def test_damaged_weights_are_not_read_again_at_every_text(damaged_primary):
    analyse_text("so glad you came")
    shutil.copytree(WEIGHTS_DIR, damaged_primary, dirs_exist_ok=True)
    assert analyse_text("so glad you came").tier == "secondary"


def test_the_films_are_those_that_can_be_offered(film):
    assert service_status.checks()[1].note == "1 to choose from"
    film.listed = False
    film.save()
    assert service_status.checks()[1].note == "the catalogue is empty"


def test_without_films_the_house_is_degraded(client):
    Film.objects.all().delete()
    body = client.get(reverse("api-health")).json()
    assert (body["status"], body["services"]["films"]) == ("degraded", False)
    assert not service_status.checks()[1].ok


def test_a_dead_cache_is_said_within_the_time_out(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    started = time.monotonic()
    body = client.get(reverse("api-health")).json()
    assert body["services"]["cache"] is False
    assert body["status"] == "degraded"
    assert time.monotonic() - started < 3


def test_a_database_that_does_not_answer_does_not_hang_health(client, monkeypatch):
    monkeypatch.setattr(connections["default"].__class__, "cursor", lambda *_: time.sleep(5))
    started = time.monotonic()
    body = client.get(reverse("api-health")).json()
    assert body["services"]["database"] is False
    assert time.monotonic() - started < 3


def test_the_status_line_speaks_of_words_films_rows_jobs_and_voices(client):
    names = [check.name for check in service_status.checks()]
    assert names == ["Words", "Films", "Your things", "Longer work", "Voices"]


@pytest.fixture
def refused_voice(monkeypatch):
    """The only model that reads voices may not be used commercially, and this installation wants such models alone."""
    every = {name: spec for name, spec in registry._registered.items() if spec.modality != "voice"}
    own = registry.ModelSpec("voice-own", "voice", "primary", "nowhere.Voice", None, "research", ())
    monkeypatch.setattr(registry, "_registered", {**every, own.name: own})
    before = config.current()
    config.configure(replace(before, licences="permissive"))
    yield own
    config.configure(before)


def test_health_and_pages_say_plainly_that_no_model_reads_voices(client, refused_voice):
    body = client.get(reverse("api-health")).json()
    assert body["modalities"] == {"text": True, "voice": False}
    assert [model["allowed"] for model in body["models"] if model["modality"] == "voice"] == [False]
    assert "not heard on this site" in service_status.checks()[-1].note
    assert ">Not set up<" in client.get(reverse("status")).content.decode()
    html = client.get(reverse("about")).content.decode()
    assert "No model on this site reads voice" in html
    assert "Its licence is refused here" in html


def test_a_voice_is_heard_as_usual_where_a_model_of_the_first_tier_answers(client, a_voice):
    assert client.get(reverse("api-health")).json()["modalities"]["voice"]
    assert service_status.checks()[-1].note == "heard as usual"


def test_about_shows_the_models_with_their_scores(client):
    html = client.get(reverse("about")).content.decode()
    for status in probes.models_status():
        assert status.spec.name in html


def test_the_status_is_a_fragment_for_htmx_and_a_page_without(client):
    fragment = client.get(reverse("status"), headers={"HX-Request": "true"}).content.decode()
    page = client.get(reverse("status")).content.decode()
    assert "<html" not in fragment
    assert "<html" in page
    for check in service_status.checks():
        assert check.name in fragment
