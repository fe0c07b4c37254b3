"""What a person sees stays out of every cache; what is the same for everybody may be kept."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "about", "status", "history", "job-list", "profile", "export", "erase"])
def test_no_page_of_somebody_signed_in_is_stored(client, ada, name):
    client.force_login(ada)
    kept = client.get(reverse(name))["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_no_answer_to_a_form_of_somebody_signed_in_is_stored(client, ada):
    client.force_login(ada)
    assert "no-store" in client.post(reverse("tokens"), {"name": "my script"})["Cache-Control"]


def test_a_guests_answer_stays_in_their_own_browser_to_go_back_to(client):
    assert client.post("/mood", {"text": "I am so happy today."})["Cache-Control"] == "private"


def test_a_page_that_is_the_same_for_every_guest_may_be_stored(client):
    assert "Cache-Control" not in client.get(reverse("about"))


def test_the_api_says_for_itself_what_may_be_stored(client, ada):
    client.force_login(ada)
    assert "Cache-Control" not in client.get(reverse("api-health"))
    assert "Cache-Control" not in client.post("/predict", {"text": "glad"}, content_type="application/json")
