from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import erase_everything
from accounts.registries import register_personal_data
from accounts.selectors import watch_entries
from accounts.services import grant_consent, mark_seen
from accounts.tokens import create_token, user_for_token
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def _fill(user):
    grant_consent(user=user, modality="voice")
    mark_seen(user=user, film_id=7, title="Seven", year=1995)
    return create_token(user=user, name="my script")


def _texts_of_every_row():
    """Every text and every reference in the database, sessions decoded."""
    for model in apps.get_models():
        if model is Session:
            yield from (str(session.get_decoded()) for session in Session.objects.all())
            continue
        names = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.BinaryField)]
        yield from (str(row) for row in model._default_manager.values(*names))


def _mentions(person):
    key, address = f"'user_id': {person.pk}", person.email
    return [text for text in _texts_of_every_row() if key in text or address in text]


def test_erasure_leaves_nothing_of_the_person(signed_in, ada, ben):
    _fill(ada)
    assert len(_mentions(ada)) > 5
    signed_in.post("/you/erase", {"password": PASSWORD})
    assert _mentions(ada) == []
    assert not User.objects.filter(email="ada@example.org").exists()


def test_erasure_leaves_everything_of_everybody_else(signed_in, ben):
    secret = _fill(ben).secret
    before = sorted(_mentions(ben))
    signed_in.post("/you/erase", {"password": PASSWORD})
    assert sorted(_mentions(ben)) == before
    assert user_for_token(secret) == ben
    assert watch_entries(ben).get().film_id == 7


def test_person_is_signed_out_everywhere(signed_in, ada):
    other = Client()
    other.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    answer = signed_in.post("/you/erase", {"password": PASSWORD}, follow=True)
    assert "It is all gone." in answer.text
    assert signed_in.get("/you/").status_code == 302
    assert other.get("/you/").status_code == 302


def test_person_with_a_similar_address_stays_signed_in(signed_in):
    shorter = User.objects.create_user("da@example.org", PASSWORD)
    erase_everything(user=shorter)
    assert signed_in.get("/you/").status_code == 200


def test_sessions_past_their_time_go_unread(ada, caplog):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    erase_everything(user=ada)
    assert not Session.objects.exists()
    assert "Session data corrupted" not in caplog.text  # as reading it would have said


def test_tokens_are_shut_out(as_ada, ada):
    secret = _fill(ada).secret
    as_ada.post("/you/erase", {"password": PASSWORD})
    assert user_for_token(secret) is None


def test_every_registered_room_erases_its_rows(as_ada, ada, own_registries):
    erased = []
    register_personal_data("journal", lambda user: [], lambda user: erased.append(user.email) or 3)
    assert erase_everything(user=ada)["journal"] == 3
    assert erased == ["ada@example.org"]


def test_nothing_is_erased_when_one_room_fails(ada, own_registries):
    def fail(user):
        raise RuntimeError("disk full")

    _fill(ada)
    own_registries._personal_data = {"broken": own_registries.PersonalData("broken", lambda user: [], fail)} | (
        own_registries._personal_data
    )
    with pytest.raises(RuntimeError):
        erase_everything(user=ada)
    assert watch_entries(User.objects.get()).get().film_id == 7


def test_wrong_password_deletes_nothing(as_ada, ada):
    answer = as_ada.post("/you/erase", {"password": "guess"})
    assert answer.status_code == 400
    assert "Nothing was deleted" in answer.text
    assert User.objects.get() == ada


def test_guessing_the_password_is_paused(as_ada, ada):
    for _ in range(5):
        as_ada.post("/you/erase", {"password": "guess"})
    answer = as_ada.post("/you/erase", {"password": PASSWORD})
    assert "Too many tries" in answer.text
    assert User.objects.get() == ada


def test_password_of_somebody_else_deletes_nothing(as_ada, ada, ben):
    ben.set_password("a password of my own")
    ben.save()
    as_ada.post("/you/erase", {"password": "a password of my own"})
    assert User.objects.filter(pk=ada.pk).exists()


def test_looking_at_the_page_deletes_nothing(as_ada, ada):
    answer = as_ada.get("/you/erase")
    assert "Deleting is at once and for good." in answer.text
    assert User.objects.get() == ada


def test_forged_form_deletes_nothing(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/you/erase", {"password": PASSWORD}).status_code == 403
    assert User.objects.get() == ada


def test_erasing_twice_is_harmless(ada):
    erase_everything(user=ada)
    assert erase_everything(user=ada) == {}


def test_half_finished_sign_up_of_the_person_ends_too(client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.post("/accounts/signup/", {"email": "noor@example.org", "password1": "a quiet evening in"})
    noor = User.objects.get()
    erase_everything(user=noor)
    assert _mentions(noor) == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_erasing_at_once_from_two_devices_ends_well(ada, at_once):
    _fill(ada)
    outcomes = at_once(lambda: erase_everything(user=User(pk=ada.pk)), times=4)
    assert sorted(map(bool, outcomes)) == [False, False, False, True]
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
