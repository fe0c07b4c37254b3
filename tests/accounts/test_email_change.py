import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
CHANGE = {"action_add": "", "email": "Ada.New@example.org"}


@pytest.fixture
def proven(signed_in):
    """Ada, who has just typed her password again."""
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return signed_in


def _confirm(client, mail):
    link = re.search(r"http://testserver(\S+/confirm-email/\S+)", mail.body)[1]
    assert "Is this yours?" in client.get(link).text
    return client.post(link)


def test_new_address_counts_only_once_confirmed(proven, ada, mailoutbox):
    proven.post("/accounts/email/", CHANGE)
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    _confirm(proven, mailoutbox[-1])
    ada.refresh_from_db()
    assert ada.email == "ada.new@example.org"


def test_old_address_is_told_and_no_longer_signs_in(proven, ada, mailoutbox):
    proven.post("/accounts/email/", CHANGE)
    _confirm(proven, mailoutbox[-1])
    other = Client()
    other.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in other.session
    assert EmailAddress.objects.get().email == "ada.new@example.org"


def test_address_changes_only_after_the_password_was_typed_again(signed_in, mailoutbox):
    answer = signed_in.post("/accounts/email/", CHANGE)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not mailoutbox
    signed_in.post(answer["Location"], {"password": PASSWORD, "next": "/accounts/email/"})
    assert mailoutbox[0].to == ["ada.new@example.org"]


def test_account_without_confirmed_address_can_prove_itself(client, staff):
    client.force_login(staff)
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/you/"})
    assert answer["Location"] == "/you/"


def test_somebody_elses_address_cannot_be_taken_over(proven, ada, ben, mailoutbox):
    EmailAddress.objects.create(user=ben, email=ben.email, verified=True, primary=True)
    proven.post("/accounts/email/", {"action_add": "", "email": "BEN@example.org"})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert EmailAddress.objects.get(verified=True).user == ben


def test_present_address_stays_in_use_while_the_new_one_waits(proven, ada):
    EmailAddress.objects.update(verified=False)
    proven.post("/accounts/email/", CHANGE)
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert "Waiting for ada.new@example.org." in proven.get("/accounts/email/").text


@pytest.mark.parametrize("action", ["action_primary", "action_remove"])
def test_forged_form_cannot_make_an_unconfirmed_address_the_one(proven, ada, action):
    proven.post("/accounts/email/", CHANGE)
    wanted = "ada.new@example.org" if action == "action_primary" else ada.email
    proven.post("/accounts/email/", {action: "", "email": wanted})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_address_that_signs_somebody_else_in_cannot_be_confirmed(proven, ada, ben, mailoutbox):
    proven.post("/accounts/email/", {"action_add": "", "email": ben.email})
    answer = _confirm(proven, mailoutbox[-1])
    ada.refresh_from_db()
    assert answer.status_code == 409
    assert ada.email == "ada@example.org"


def test_used_confirmation_link_says_so(proven, mailoutbox):
    proven.post("/accounts/email/", CHANGE)
    _confirm(proven, mailoutbox[0])
    link = re.search(r"http://testserver(\S+/confirm-email/\S+)", mailoutbox[0].body)[1]
    assert "This link has had its day." in proven.get(link).text
