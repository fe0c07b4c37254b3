"""The mood pages. The result page is tested with the films."""

import pytest
from django.test import Client
from django.urls import reverse

from emotions.models import MoodAnalysis
from emotions.pages import home_context
from emotions.services import analyse, sign_reading
from ml.moods import MOODS
from tests.conftest import PASSWORD

pytestmark = pytest.mark.services
CHANGES = ["journal-correct", "journal-delete", "journal-forget-words", "mood-share"]


@pytest.fixture
def token(db, words):
    return sign_reading(analyse(user=None, modality="text", text=words, keep=False, source="page"))


def test_home_asks_how_it_feels(client, db):
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert page.context["moods"] == list(MOODS)
    assert page.context["max_length"] == 5000
    assert page.context["week"] is None
    assert len(page.context["examples"]) >= 3


def test_home_shows_a_person_their_week(ada_page, kept):
    assert ada_page.get(reverse("home")).context["week"].evenings == 1


def test_a_refused_form_comes_back_with_its_words(ada):
    context = home_context(user=ada, text="my words", error="Too long.")
    assert (context["form_text"], context["error"]) == ("my words", "Too long.")


def test_a_reading_is_corrected_from_its_page(ada_page, kept):
    answer = ada_page.post(reverse("journal-correct", args=[kept.pk]), {"mood": "fear"})
    assert (answer.status_code, answer.url) == (302, reverse("mood", args=[kept.pk]))
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood == "fear"


def test_a_correction_to_no_mood_of_ours_is_refused(ada_page, kept):
    assert ada_page.post(reverse("journal-correct", args=[kept.pk]), {"mood": "bliss"}).status_code == 400
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood is None


def test_a_reading_is_deleted_from_its_page(ada_page, kept):
    answer = ada_page.post(reverse("journal-delete", args=[kept.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("history"))
    assert not MoodAnalysis.objects.exists()


def test_words_are_forgotten_from_the_page(ada_page, kept):
    answer = ada_page.post(reverse("journal-forget-words", args=[kept.pk]))
    assert answer.url == reverse("mood", args=[kept.pk])
    assert MoodAnalysis.objects.get(pk=kept.pk).text is None


def test_the_page_offers_to_forget_words_only_while_there_are_some(ada_page, kept):
    page, button = reverse("mood", args=[kept.pk]), f'action="{reverse("journal-forget-words", args=[kept.pk])}"'
    assert button in ada_page.get(page).content.decode()
    ada_page.post(reverse("journal-forget-words", args=[kept.pk]))
    assert button not in ada_page.get(page).content.decode()


def test_words_are_shared_and_hidden_again(ada_page, kept):
    ada_page.post(reverse("mood-share", args=[kept.pk]), {"shared": "on"})
    assert MoodAnalysis.objects.get(pk=kept.pk).shared_with_staff
    ada_page.post(reverse("mood-share", args=[kept.pk]), {})
    assert not MoodAnalysis.objects.get(pk=kept.pk).shared_with_staff


@pytest.mark.parametrize("name", CHANGES)
def test_somebody_elses_reading_is_not_found(client, ben, kept, name):
    client.force_login(ben)
    assert client.post(reverse(name, args=[kept.pk]), {"mood": "fear", "shared": "on"}).status_code == 404
    after = MoodAnalysis.objects.get(pk=kept.pk)
    assert (after.corrected_mood, after.shared_with_staff) == (None, False)


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_changes_by_following_a_link(ada_page, kept, name):
    assert ada_page.get(reverse(name, args=[kept.pk])).status_code == 405
    assert MoodAnalysis.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("name", CHANGES)
def test_an_expired_session_is_sent_to_sign_in(client, kept, name):
    answer = client.post(reverse(name, args=[kept.pk]), {"mood": "fear"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    assert MoodAnalysis.objects.get(pk=kept.pk).corrected_mood is None


def test_a_forged_form_is_refused(ada, kept):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post(reverse("journal-delete", args=[kept.pk])).status_code == 403
    assert MoodAnalysis.objects.filter(pk=kept.pk).exists()


def test_a_guest_who_keeps_a_reading_is_led_to_sign_up(client, token):
    answer = client.post(reverse("mood-keep"), {"reading": token})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_signup"))
    assert not MoodAnalysis.objects.exists()


def test_a_guests_reading_is_there_after_signing_up(client, token):
    client.post(reverse("mood-keep"), {"reading": token})
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    row = MoodAnalysis.objects.get()
    assert row.user.email == "new@example.org"
    assert row.text is None


def test_a_guests_reading_is_there_after_signing_in(client, ada, token):
    client.post(reverse("mood-keep"), {"reading": token})
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert MoodAnalysis.objects.get().user == ada


def test_somebody_who_signed_in_meanwhile_keeps_it_at_once(ada_page, ada, token):
    answer = ada_page.post(reverse("mood-keep"), {"reading": token})
    row = MoodAnalysis.objects.get(user=ada)
    assert answer.url == reverse("mood", args=[row.pk])


@pytest.mark.parametrize("token", ["", "junk", "x" * 10_000])
def test_a_reading_that_was_not_signed_here_is_refused(client, db, token):
    assert client.post(reverse("mood-keep"), {"reading": token}).status_code == 400
    assert not client.session.keys()
