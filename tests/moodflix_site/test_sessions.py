"""Sessions: how long what a guest left in one stays, and that the old ones go."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from moodflix_site.common import tasks
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def left_of(session_key):
    return Session.objects.get(session_key=session_key).expire_date - timezone.now()


def send_while_signed_out(client):
    client.post(reverse("profile"), {"display_name": "Ada"})
    return client.session.session_key


def test_old_sessions_are_deleted_and_live_ones_stay():
    for age in (-1, 1):
        session = SessionStore()
        session.set_expiry(timezone.now() + timedelta(days=age))
        session.save()
    tasks.end_old_sessions()
    assert Session.objects.get().expire_date > timezone.now()


def test_a_form_sent_while_signed_out_waits_an_hour_at_most(client):
    assert timedelta() < left_of(send_while_signed_out(client)) <= HOUR


def test_a_kept_guest_reading_waits_an_hour_at_most(client):
    page = client.post(reverse("mood-read"), {"text": "I am so happy today."}).content.decode()
    client.post(reverse("mood-keep"), {"reading": re.search(r'name="reading" value="([^"]+)"', page)[1]})
    assert timedelta() < left_of(client.session.session_key) <= HOUR


def test_signing_in_ends_the_short_life_of_the_session(client, ada):
    send_while_signed_out(client)
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD, "remember": "on"})
    assert left_of(client.session.session_key) > timedelta(days=1)


def test_signing_up_ends_the_short_life_of_the_session(client):
    send_while_signed_out(client)
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert "_auth_user_id" in client.session
    assert left_of(client.session.session_key) > timedelta(days=1)
