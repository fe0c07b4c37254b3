import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"password1": "another long sentence", "password2": "another long sentence"}


def _link(mail):
    return re.search(r"http://testserver(\S+/reset/key/\S+)", mail.body)[1]


@pytest.fixture
def link(client, ada, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "ADA@example.org"})
    return _link(mailoutbox[0])


def _choose(client, link):
    form = client.get(link, follow=True)
    return client.post(form.context["action_url"], NEW, follow=True) if "action_url" in form.context else form


def test_link_from_the_mail_sets_a_new_password(client, ada, link):
    _choose(client, link)
    ada.refresh_from_db()
    assert ada.check_password(NEW["password1"])


def test_key_does_not_stay_in_the_address_bar(client, link):
    form = client.get(link, follow=True)
    assert link not in form.redirect_chain[-1][0]


def test_used_link_is_refused(client, ada, link):
    _choose(client, link)
    client.cookies.clear()
    assert "This link has had its day." in client.get(link, follow=True).text


def test_expired_link_is_refused(client, ada, link, settings):
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link has had its day." in client.get(link, follow=True).text
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_link_dies_with_the_next_sign_in(client, ada, link):
    ada.last_login = timezone.now() + timedelta(seconds=1)
    ada.save()
    assert "This link has had its day." in client.get(link, follow=True).text


def test_forged_link_is_refused(client, ada, link):
    assert "This link has had its day." in client.get(link[:-3] + "aa/", follow=True).text


def test_unknown_address_gets_the_same_page_and_an_honest_mail(client, mailoutbox):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "If that address has an account" in answer.text
    assert "There is no account with it" in mailoutbox[0].body


def test_weak_new_password_is_refused(client, ada, link):
    form = client.get(link, follow=True)
    client.post(form.context["action_url"], {"password1": "password", "password2": "password"})
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_mail_holds_plain_words_and_no_markup(link, mailoutbox):
    assert mailoutbox[0].subject == "MoodFlix: Choose a new password"
    assert not re.search(r"<|&#|\{", mailoutbox[0].body)


def test_asking_again_and_again_is_paused(client, ada):
    answers = [client.post("/accounts/password/reset/", {"email": ada.email}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
