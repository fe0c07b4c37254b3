import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts import consent_texts
from accounts.errors import ConsentRequired, UnknownModality, WordingChanged
from accounts.models import Consent, Modality
from accounts.selectors import consent_states
from accounts.services import grant_consent, require_consent, withdraw_consent

pytestmark = pytest.mark.django_db
ASKING = ("voice", "face", "scene")
NOW = {"action": "grant", "wording": consent_texts.WORDING}


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
@pytest.mark.parametrize("modality", ASKING)
def test_guest_is_never_heard_or_seen(nobody, modality):
    with pytest.raises(ConsentRequired) as refused:
        require_consent(user=nobody, modality=modality)
    assert (refused.value.code, refused.value.status) == ("consent_required", 403)


@pytest.mark.parametrize("modality", ASKING)
def test_nobody_is_heard_or_seen_before_saying_yes(ada, modality):
    with pytest.raises(ConsentRequired):
        require_consent(user=ada, modality=modality)


def test_sending_words_is_consent_to_read_them():
    require_consent(user=None, modality="text")
    require_consent(user=AnonymousUser(), modality="text")


def test_yes_to_one_modality_is_no_yes_to_another(ada):
    grant_consent(user=ada, modality="voice")
    require_consent(user=ada, modality="voice")
    with pytest.raises(ConsentRequired):
        require_consent(user=ada, modality="face")


def test_yes_of_one_person_is_no_yes_of_another(ada, ben):
    grant_consent(user=ada, modality="voice")
    with pytest.raises(ConsentRequired):
        require_consent(user=ben, modality="voice")


def test_consent_can_be_taken_back_and_given_again(ada):
    grant_consent(user=ada, modality="voice")
    assert withdraw_consent(user=ada, modality="voice")
    with pytest.raises(ConsentRequired):
        require_consent(user=ada, modality="voice")
    grant_consent(user=ada, modality="voice")
    require_consent(user=ada, modality="voice")


def test_history_of_consent_is_kept_row_by_row(ada):
    for _ in range(2):
        grant_consent(user=ada, modality="face")
        withdraw_consent(user=ada, modality="face")
    assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 2


def test_saying_yes_twice_makes_one_row(ada):
    assert grant_consent(user=ada, modality="face") == grant_consent(user=ada, modality="face")


def test_taking_back_nothing_is_harmless(ada):
    assert not withdraw_consent(user=ada, modality="face")


@pytest.mark.parametrize("modality", ["smell", "", "text", "voice\0"])
def test_there_is_nothing_to_grant_for_other_modalities(ada, modality):
    with pytest.raises(UnknownModality):
        grant_consent(user=ada, modality=modality)


def test_unknown_modality_never_passes_the_gate(ada):
    with pytest.raises(UnknownModality):
        require_consent(user=ada, modality="smell")


def test_wording_is_kept_with_the_yes(ada):
    assert grant_consent(user=ada, modality="voice").wording == consent_texts.WORDING


def test_yes_to_an_older_wording_no_longer_counts(ada):
    Consent.objects.create(user=ada, modality="voice", wording="2020-01")
    with pytest.raises(ConsentRequired):
        require_consent(user=ada, modality="voice")


def test_new_yes_closes_the_one_for_an_older_wording(ada):
    old = Consent.objects.create(user=ada, modality="voice", wording="2020-01")
    grant_consent(user=ada, modality="voice")
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert old.wording == "2020-01"
    require_consent(user=ada, modality="voice")


def test_yes_to_a_text_that_changed_meanwhile_is_refused(ada):
    with pytest.raises(WordingChanged):
        grant_consent(user=ada, modality="voice", wording="2020-01")
    assert not Consent.objects.exists()


def test_every_modality_has_its_text():
    assert [text.modality for text in consent_texts.TEXTS] == Modality.values


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_yeses_at_once_leave_one_open_row(ada, at_once):
    outcomes = at_once(lambda: grant_consent(user=ada, modality="voice").pk)
    assert len(set(outcomes)) == 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_page_says_for_each_modality_what_is_read_kept_and_how_to_undo(as_ada):
    page = as_ada.get("/you/").text
    for text in consent_texts.TEXTS:
        assert all(part in page for part in (text.title, text.read, text.kept, text.undo))


def test_person_grants_and_takes_back_on_the_page(as_ada, ada):
    as_ada.post("/you/consent", {**NOW, "modality": "voice"})
    require_consent(user=ada, modality="voice")
    as_ada.post("/you/consent", {"modality": "voice", "action": "withdraw"})
    with pytest.raises(ConsentRequired):
        require_consent(user=ada, modality="voice")


def test_page_shows_what_was_granted(as_ada, ada):
    grant_consent(user=ada, modality="scene")
    granted = {state.text.modality for state in consent_states(ada) if state.granted_at}
    assert granted == {"scene"}
    assert as_ada.get("/you/").text.count("Take it back</button>") == 1


def test_unclear_action_changes_nothing(as_ada):
    assert as_ada.post("/you/consent", {"modality": "voice", "action": "maybe"}).status_code == 400
    assert not Consent.objects.exists()


def test_link_grants_nothing(as_ada):
    assert as_ada.get("/you/consent?modality=voice&action=grant").status_code == 405


def test_forged_form_grants_nothing(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/you/consent", {**NOW, "modality": "voice"}).status_code == 403
    assert not Consent.objects.exists()


def test_forged_next_stays_on_the_site(as_ada):
    answer = as_ada.post("/you/consent", {**NOW, "modality": "voice", "next": "https://evil.example"})
    assert answer["Location"] == "/you/"
