import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import Profile, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {"email": "noor@example.org", "password1": "a quiet evening in"}


def test_new_person_is_signed_in_and_has_a_profile(client):
    answer = client.post("/accounts/signup/", {**NEW, "display_name": "Noor"})
    assert answer.status_code == 302
    noor = User.objects.get(email="noor@example.org")
    assert client.session["_auth_user_id"] == str(noor.pk)
    assert (noor.display_name, noor.profile.language) == ("Noor", "en")


def test_address_is_kept_in_lower_case(client):
    client.post("/accounts/signup/", {**NEW, "email": "Noor@Example.ORG"})
    assert User.objects.get().email == "noor@example.org"


def test_name_cannot_hide_control_or_turning_characters(client):
    client.post("/accounts/signup/", {**NEW, "display_name": "No\u202eor\n the  first"})
    assert User.objects.get().display_name == "Noor the first"


def test_weak_password_is_refused_beside_its_field(client):
    answer = client.post("/accounts/signup/", {**NEW, "password1": "password"})
    assert answer.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_password_like_the_address_is_refused(client):
    client.post("/accounts/signup/", {**NEW, "password1": "noor@example.org"})
    assert not User.objects.exists()


def test_address_survives_a_refused_form(client):
    answer = client.post("/accounts/signup/", {**NEW, "password1": "1234"})
    assert 'value="noor@example.org"' in answer.text
    assert "1234" not in answer.text


def test_duplicate_address_in_other_case_makes_no_second_account(client, ada):
    client.post("/accounts/signup/", {**NEW, "email": "ADA@example.org"})
    assert User.objects.get() == ada


def test_database_refuses_a_second_account_in_other_case(ada):
    with pytest.raises(IntegrityError):
        User(email="Ada@Example.org").save()


def _sign_up_when_confirming(client, settings, email):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    answer = client.post("/accounts/signup/", {**NEW, "email": email})
    page = client.get(answer["Location"]).text.replace(email, "the address")
    client.cookies.clear()
    return answer.status_code, answer["Location"], re.sub(r'value="\w{64}"|"x-csrftoken": "\w+"', "", page)


def test_signing_up_tells_nobody_whether_an_address_is_taken(client, settings, ada, mailoutbox):
    taken = _sign_up_when_confirming(client, settings, ada.email)
    free = _sign_up_when_confirming(client, settings, "free@example.org")
    assert taken == free
    assert [mail.to for mail in mailoutbox] == [[ada.email], ["free@example.org"]]
    assert "You have an account already" in mailoutbox[0].subject


def test_where_mail_is_only_printed_a_taken_address_is_said_beside_the_field(client, settings, ada):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    answer = client.post("/accounts/signup/", {**NEW, "email": ada.email})
    assert "already" in answer.context["form"].errors["email"][0]


def test_confirming_is_asked_for_as_soon_as_mail_can_arrive(tmp_path):
    """Settings are read in a process of their own, with and without a mail server."""
    import os
    import subprocess
    import sys

    def verification(**extra):
        code = "from django.conf import settings; print(settings.ACCOUNT_EMAIL_VERIFICATION)"
        unset = ("EMAIL_URL", "ACCOUNT_EMAIL_VERIFICATION")
        env = {name: value for name, value in os.environ.items() if name not in unset}
        env |= {"DJANGO_SETTINGS_MODULE": "moodflix_site.settings", "MOODFLIX_DATA_DIR": str(tmp_path), **extra}
        return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout

    assert verification().strip() == "optional"
    assert verification(EMAIL_URL="smtp://mail.example.org:25").strip() == "mandatory"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_sign_ups_at_once_make_one_account_and_no_error_page(at_once, settings):
    from django.test import Client

    settings.ACCOUNT_RATE_LIMITS = False
    answers = at_once(lambda: Client().post("/accounts/signup/", NEW).status_code, times=4)
    assert set(answers) <= {200, 302}
    assert User.objects.count() == 1


def test_mail_that_cannot_leave_does_not_stop_a_sign_up(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post("/accounts/signup/", NEW, follow=True)
    assert User.objects.count() == 1
    assert "We couldn’t send the email" in answer.text
    assert "We’ve sent a link" not in answer.text


def test_too_many_sign_ups_from_one_address_are_paused(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    answers = [client.post("/accounts/signup/", {"email": "x"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_superuser_made_on_the_command_line_has_a_profile(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "Root@Example.org", verbosity=0)
    root = User.objects.get()
    assert root.email == "root@example.org"
    assert Profile.objects.get(user=root)


def test_user_from_a_bulk_import_gets_a_profile_when_needed(client):
    get_user_model().objects.bulk_create([User(email="bulk@example.org")])
    client.force_login(User.objects.get())
    assert client.get("/you/").status_code == 200


def test_fixture_brings_its_own_profile(tmp_path, ada):
    ada.profile.region = "NL"
    ada.profile.save()
    call_command("dumpdata", "accounts.user", "accounts.profile", output=str(tmp_path / "people.json"), verbosity=0)
    User.objects.all().delete()
    call_command("loaddata", str(tmp_path / "people.json"), verbosity=0)
    assert Profile.objects.get().region == "NL"


def test_forged_form_is_refused(db):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accounts/signup/", NEW)
    assert answer.status_code == 403
    assert not User.objects.exists()
