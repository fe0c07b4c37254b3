import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import ELSEWHERE
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def _try(client, email="ada@example.org", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_person_signs_in_with_the_address_in_any_case(client, ada):
    _try(client, email="Ada@Example.Org")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_wrong_password_keeps_the_address_and_marks_the_password(client, ada):
    answer = _try(client, password="something else")
    assert 'value="ada@example.org"' in answer.text
    assert "Type your password again." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "something else" not in answer.text


def test_unknown_address_and_wrong_password_get_the_same_answer(client, ada):
    wrong = _try(client, password="something else").context["form"].errors
    unknown = _try(client, email="nobody@example.org").context["form"].errors
    assert wrong == unknown


def test_guessing_is_paused_after_five_wrong_tries(client, ada):
    for _ in range(5):
        _try(client, password="something else")
    answer = _try(client)
    assert "Too many tries" in answer.text
    assert "_auth_user_id" not in client.session


def test_closed_account_cannot_sign_in(client, ada):
    ada.is_active = False
    ada.save()
    answer = client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD}, follow=True)
    assert "This account is closed." in answer.text
    assert "_auth_user_id" not in client.session


def test_sign_in_lasts_only_as_long_as_the_browser_unless_asked(client, ada):
    _try(client)
    assert client.session.get_expire_at_browser_close()


def test_sign_in_is_kept_when_asked(client, ada):
    _try(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_person_goes_on_to_where_they_were_headed(client, ada):
    assert _try(client, next="/history")["Location"] == "/history"


@pytest.mark.parametrize("forged", ELSEWHERE)
def test_forged_next_leads_home(client, ada, forged):
    assert _try(client, next=forged)["Location"] == "/"


def test_link_does_not_sign_anybody_out(signed_in):
    assert signed_in.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in signed_in.session


def test_sign_out_ends_the_session(signed_in):
    signed_in.post("/accounts/logout/")
    assert "_auth_user_id" not in signed_in.session


def test_forged_sign_in_is_refused(ada):
    answer = _try(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403


def test_changing_the_password_signs_out_other_devices(signed_in, ada):
    other = Client()
    _try(other)
    new = {"oldpassword": PASSWORD, "password1": "another long sentence", "password2": "another long sentence"}
    assert signed_in.post("/accounts/password/change/", new)["Location"] == "/you/"
    assert signed_in.get("/you/").status_code == 200
    assert other.get("/you/").status_code == 302


def test_password_does_not_change_without_the_old_one(signed_in, ada):
    new = {"oldpassword": "guess", "password1": "another long sentence", "password2": "another long sentence"}
    signed_in.post("/accounts/password/change/", new)
    assert User.objects.get().check_password(PASSWORD)


def test_sign_in_page_follows_the_house_look(client, ada):
    page = client.get("/accounts/login/").text
    assert 'class="panel auth__card"' in page
    assert "Come on in." in page
    assert "placeholder" not in page


PAGES = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/", "/accounts/password/reset/key/done/", "/accounts/inactive/",
    "/accounts/confirm-email/", "/accounts/confirm-email/no-such-key/",
]  # fmt: skip
OWN_PAGES = ["/accounts/logout/", "/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_at_the_door_wears_our_look(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "auth__card" in answer.text
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", OWN_PAGES)
def test_every_account_page_wears_our_look(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status_code == 200
    assert "auth__card" in answer.text
    assert "style=" not in answer.text
