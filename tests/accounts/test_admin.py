import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, User
from accounts.registries import register_personal_data
from accounts.services import grant_consent, mark_seen
from accounts.tokens import create_token
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LISTS = ["user", "consent", "apitoken", "watchentry"]


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def rows(ada):
    grant_consent(user=ada, modality="voice")
    mark_seen(user=ada, film_id=7, title="Seven", year=1995)
    return create_token(user=ada, name="my script")


@pytest.mark.parametrize("name", LISTS)
def test_staff_find_rows_by_address(desk, rows, ben, name):
    mark_seen(user=ben, film_id=7, title="Seven", year=1995)
    page = desk.get(reverse(f"admin:accounts_{name}_changelist"), {"q": "ada@example.org"})
    assert page.context["cl"].result_count == 1
    assert "ada@example.org" in page.text


@pytest.mark.parametrize("name", LISTS)
def test_person_who_is_no_staff_stays_out(client, ada, name):
    client.force_login(ada)
    assert client.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 302


def test_the_desk_has_no_door_of_its_own(client, staff):
    answer = client.post(reverse("admin:login"), {"username": staff.email, "password": PASSWORD})
    assert answer["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_guessing_a_staff_password_is_paused_and_the_way_leads_back_to_the_desk(client, staff):
    door = client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0]
    welcome = client.post(door, {"login": staff.email, "password": PASSWORD})
    assert welcome["Location"] == reverse("admin:index")
    client.logout()
    for _ in range(5):
        client.post(door, {"login": staff.email, "password": "guess"})
    assert "Too many tries" in client.post(door, {"login": staff.email, "password": PASSWORD}).text


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_however_many_people(desk, name, django_assert_max_num_queries):
    for number in range(15):
        user = User.objects.create_user(f"person{number}@example.org", PASSWORD)
        grant_consent(user=user, modality="voice")
        mark_seen(user=user, film_id=7, title="Seven", year=1995)
        create_token(user=user, name="x")
    with django_assert_max_num_queries(10):
        desk.get(reverse(f"admin:accounts_{name}_changelist"))


def test_token_shows_its_start_and_never_its_fingerprint(desk, rows):
    page = desk.get(reverse("admin:accounts_apitoken_change", args=[rows.row.pk])).text
    assert rows.row.prefix in page
    assert rows.row.digest not in page


@pytest.mark.parametrize("name", ["consent", "apitoken", "watchentry"])
def test_rows_of_a_person_are_not_made_or_changed_by_staff(desk, rows, name):
    assert desk.get(reverse(f"admin:accounts_{name}_add")).status_code == 403
    pk = User.objects.get(email="ada@example.org")
    row = {"consent": pk.consents, "apitoken": pk.api_tokens, "watchentry": pk.watch_entries}[name].get()
    page = desk.get(reverse(f"admin:accounts_{name}_change", args=[row.pk])).text
    assert 'name="_save"' not in page


def test_staff_revoke_a_token(desk, rows):
    desk.post(reverse("admin:accounts_apitoken_delete", args=[rows.row.pk]), {"post": "yes"})
    assert not ApiToken.objects.exists()


def test_consent_is_not_deleted_by_staff(desk, rows, ada):
    url = reverse("admin:accounts_consent_delete", args=[ada.consents.get().pk])
    assert desk.post(url, {"post": "yes"}).status_code == 403


def test_staff_make_a_user_by_address(desk):
    desk.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "New@Example.org",
            "display_name": "",
            "usable_password": "true",
            "password1": "a quiet evening in",
            "password2": "a quiet evening in",
        },
    )
    made = User.objects.get(email="new@example.org")
    assert made.profile.theme == "system"
    assert made.check_password("a quiet evening in")


def _change(desk, user, **changes):
    url = reverse("admin:accounts_user_change", args=[user.pk])
    page = desk.get(url)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    inline = page.context["inline_admin_formsets"][0].formset
    data |= {f"profile-{name}": value for name, value in inline.management_form.initial.items()}
    for each in inline.forms:
        data |= {each.add_prefix(name): each[name].value() for name in each.fields}
    data = {name: value for name, value in (data | changes).items() if value is not None}
    return desk.post(url, data)


def test_staff_change_a_user_with_the_profile_inline(desk, ada):
    answer = _change(desk, ada, display_name="Ada L", **{"profile-0-region": "NL"})
    assert answer.status_code == 302, answer.context["errors"]
    ada = User.objects.get(pk=ada.pk)
    assert (ada.display_name, ada.profile.region) == ("Ada L", "NL")


@pytest.mark.parametrize("genres", ["5", '{"a": 1}', "[1]", '["Comedy"'])
def test_genres_that_are_no_list_of_names_are_refused(desk, ada, genres):
    answer = _change(desk, ada, **{"profile-0-favourite_genres": genres})
    assert answer.status_code == 200
    assert User.objects.get(pk=ada.pk).profile.favourite_genres == []


def test_confirmed_addresses_are_searchable(desk, ada):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    page = desk.get(reverse("admin:account_emailaddress_changelist"), {"q": "ada@"})
    assert page.context["cl"].result_count == 1


def test_old_address_no_longer_signs_in_after_staff_changed_it(desk, ada):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    _change(desk, ada, email="Other@example.org")
    assert EmailAddress.objects.get(user=ada).email == "other@example.org"
    client = Client()
    client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_address_of_somebody_else_is_refused_in_any_case(desk, ada, ben):
    answer = _change(desk, ada, email="BEN@example.org")
    assert answer.status_code == 200
    assert User.objects.get(pk=ada.pk).email == "ada@example.org"


def test_deleting_a_user_erases_everything_registered(desk, ada, rows, own_registries):
    erased = []
    register_personal_data("journal", lambda user: [], lambda user: erased.append(user.pk) or 1)
    key = ada.pk
    desk.post(reverse("admin:accounts_user_delete", args=[key]), {"post": "yes"})
    assert erased == [key]
    assert not User.objects.filter(pk=key).exists()


def test_deleting_several_users_erases_everything_of_each(desk, ada, ben, rows):
    body = {"action": "delete_selected", "_selected_action": [ada.pk, ben.pk], "post": "yes"}
    desk.post(reverse("admin:accounts_user_changelist"), body)
    assert not User.objects.filter(pk__in=[ada.pk, ben.pk]).exists()


def test_history_of_the_admin_names_nobody(desk, ada):
    from django.contrib.admin.models import LogEntry

    desk.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"})
    assert "ada@example.org" not in str(list(LogEntry.objects.values()))
