"""Consent in a browser: a guest's stands in their session, a person's in a row."""

import pytest
from django.contrib.sessions.models import Session

from accounts.browser_consent import asked_text
from accounts.consent_texts import WORDING
from accounts.errors import UnknownModality
from accounts.models import Consent
from accounts.selectors import open_consent

CONSENT = "/you/consent"
YES = {"modality": "voice", "action": "grant", "wording": WORDING, "next": "/"}
NO = {"modality": "voice", "action": "withdraw", "next": "/"}


def agreed(client):
    return client.session.get("consents", {}).get("voice") == WORDING


def test_a_guest_says_yes_for_this_browser_and_takes_it_back(client, db):
    assert not agreed(client)
    assert client.post(CONSENT, YES).status_code == 302
    assert agreed(client)
    assert 0 < client.session.get_expiry_age() <= 3600
    client.post(CONSENT, NO)
    assert not agreed(client)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"wording": "2020-01"}, 409), ({"wording": ""}, 409), ({"modality": "text"}, 400), ({"action": ""}, 400)],
    ids=["older wording", "no wording", "not asked about", "no action"],
)
def test_what_is_no_yes_leaves_no_trace_of_a_guest(client, db, changed, status):
    assert client.post(CONSENT, {**YES, **changed}).status_code == status
    assert not Session.objects.exists()


def test_a_persons_yes_is_a_row(client, ada):
    client.force_login(ada)
    client.post(CONSENT, YES)
    assert open_consent(ada, "voice")
    client.post(CONSENT, NO)
    assert not open_consent(ada, "voice")


def test_a_guests_yes_counts_for_nobody_who_signs_in(client, ada):
    client.post(CONSENT, YES)
    client.force_login(ada)
    assert not open_consent(ada, "voice")


def test_what_is_never_asked_about_has_no_text_to_ask_with():
    assert "what is said" in asked_text("voice").read
    with pytest.raises(UnknownModality):
        asked_text("text")
