import pytest
from django.test import Client

from accounts import consent_texts
from accounts.models import Consent, Profile
from accounts.own_data import PROFILE, Rows

pytestmark = pytest.mark.django_db


def _patch(client, body):
    return client.patch("/api/v1/me", body, content_type="application/json")


def test_me_shows_a_persons_own_settings(as_ada, ada):
    assert as_ada.get("/api/v1/me").json() == {
        "email": "ada@example.org",
        "display_name": "Ada",
        "region": "",
        "language": "en",
        "include_adult": False,
        "favourite_genres": [],
        "refused_genres": [],
        "avoid_topics": [],
        "services": [],
        "theme": "system",
    }


def test_patch_changes_what_is_sent_and_nothing_else(as_ada, ada, genres):
    answer = _patch(as_ada, {"region": "NL", "favourite_genres": ["Drama", "Comedy", "Drama"]})
    assert answer.json()["favourite_genres"] == ["Comedy", "Drama"]
    kept = Profile.objects.get(user=ada)
    assert (kept.region, kept.language) == ("NL", "en")


def test_address_cannot_be_patched(as_ada, ada):
    _patch(as_ada, {"email": "evil@example.org"})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_genre_on_the_other_list_is_refused(as_ada, ada, genres):
    _patch(as_ada, {"favourite_genres": ["Comedy"]})
    answer = _patch(as_ada, {"refused_genres": ["Comedy"]})
    assert answer.status_code == 400
    assert "refused_genres" in answer.json()["error"]["fields"]
    assert Profile.objects.get(user=ada).refused_genres == []


@pytest.mark.parametrize(
    "body",
    [
        {"region": "XX"},
        {"region": None},
        {"language": 5},
        {"theme": "neon"},
        {"include_adult": "perhaps"},
        {"favourite_genres": "Comedy"},
        {"favourite_genres": ["Tax law"]},
        {"favourite_genres": [{}]},
        pytest.param({"favourite_genres": ["Comedy"] * 101}, id="too many genres"),
        {"display_name": "x" * 61},
        {"display_name": "a\0b"},
        ["a list"],
    ],
    ids=lambda body: str(body)[:40],
)
def test_what_cannot_be_used_changes_nothing(as_ada, ada, genres, body):
    before = Profile.objects.values().get(user=ada)
    answer = _patch(as_ada, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"]
    assert Profile.objects.values().get(user=ada) == before


def test_forged_request_from_a_browser_changes_nothing(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert _patch(client, {"region": "NL"}).status_code == 403
    assert Profile.objects.get(user=ada).region == ""


def test_consents_are_listed_with_their_texts(as_ada):
    listed = as_ada.get("/api/v1/me/consents").json()
    assert [entry["modality"] for entry in listed] == ["text", "voice", "face", "scene"]
    assert all(entry["read"] and entry["kept"] and entry["undo"] for entry in listed)


def test_program_grants_with_the_wording_it_showed(as_ada, ada):
    answer = as_ada.put(
        "/api/v1/me/consents/voice", {"wording": consent_texts.WORDING}, content_type="application/json"
    )
    assert answer.json()["granted_at"]
    assert Consent.objects.get().modality == "voice"


def test_program_that_showed_an_older_wording_grants_nothing(as_ada):
    answer = as_ada.put("/api/v1/me/consents/voice", {"wording": "2020-01"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wording_changed")


def test_program_takes_consent_back(as_ada, ada):
    as_ada.put("/api/v1/me/consents/voice", {"wording": consent_texts.WORDING}, content_type="application/json")
    assert as_ada.delete("/api/v1/me/consents/voice").status_code == 204
    assert Consent.objects.get().withdrawn_at is not None


def test_unknown_modality_is_refused(as_ada):
    answer = as_ada.delete("/api/v1/me/consents/smell")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_modality")


def test_schema_tells_programs_about_tokens(client):
    schema = client.get("/api/v1/schema?format=json").json()
    assert schema["components"]["securitySchemes"]["ApiToken"]["scheme"] == "bearer"
    assert {"get", "patch"} <= set(schema["paths"]["/api/v1/me"])


def test_topics_and_services_are_kept_and_exported(as_ada, ada):
    answer = _patch(as_ada, {"avoid_topics": ["war", "gore", "war"], "services": [337, 8]})
    assert (answer.json()["avoid_topics"], answer.json()["services"]) == (["gore", "war"], [8, 337])
    row = next(iter(Rows("profile", Profile, PROFILE).export(ada)))
    assert (row["avoid_topics"], row["services"]) == (["gore", "war"], [8, 337])


@pytest.mark.parametrize("body", [{"avoid_topics": ["taxes"]}, {"services": ["netflix"]}, {"services": [0]}])
def test_unknown_topics_and_services_are_refused(as_ada, ada, body):
    assert _patch(as_ada, body).status_code == 400
