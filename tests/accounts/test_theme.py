import pytest
from django.test import Client

from accounts.models import Profile
from tests.accounts.conftest import ELSEWHERE
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_guest_keeps_a_theme_without_an_account(client):
    answer = client.post("/you/theme", {"theme": "light", "next": "/about"})
    assert answer["Location"] == "/about"
    assert answer.cookies["theme"].value == "light"
    assert answer.cookies["theme"]["max-age"] == 365 * 24 * 3600
    assert answer.cookies["theme"]["samesite"] == "Lax"
    assert 'data-theme="light"' in client.get("/accounts/login/").text


def test_following_the_device_deletes_the_cookie(client):
    client.post("/you/theme", {"theme": "dark"})
    client.post("/you/theme", {"theme": "system"})
    assert "data-theme" not in client.get("/accounts/login/").text.split(">")[1]


def test_theme_of_somebody_signed_in_is_kept_in_the_profile(as_ada, ada):
    as_ada.post("/you/theme", {"theme": "dark"})
    assert Profile.objects.get(user=ada).theme == "dark"


def test_unknown_theme_is_refused(client):
    answer = client.post("/you/theme", {"theme": "neon"})
    assert answer.status_code == 400
    assert "theme" not in answer.cookies


def test_forged_cookie_is_ignored(client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/accounts/login/").text.split("<head>")[0]


@pytest.mark.parametrize("forged", ELSEWHERE)
def test_forged_next_leads_home(client, forged):
    assert client.post("/you/theme", {"theme": "dark", "next": forged})["Location"] == "/"


def test_signing_in_brings_the_theme_of_the_profile(client, ada):
    Profile.objects.filter(user=ada).update(theme="light")
    answer = client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert answer.cookies["theme"].value == "light"


def test_newcomer_keeps_the_theme_chosen_as_a_guest(client):
    client.post("/you/theme", {"theme": "dark"})
    answer = client.post("/accounts/signup/", {"email": "noor@example.org", "password1": "a quiet evening in"})
    assert Profile.objects.get().theme == "dark"
    assert answer.cookies["theme"].value == "dark"


def test_link_does_not_change_the_theme(client):
    assert client.get("/you/theme?theme=dark").status_code == 405


def test_forged_form_does_not_change_the_theme():
    assert Client(enforce_csrf_checks=True).post("/you/theme", {"theme": "dark"}).status_code == 403
