import pytest
from django.test import Client

from accounts.consent_texts import ASKING
from accounts.models import Profile
from accounts.registries import register_genres

pytestmark = pytest.mark.django_db
FORM = {
    "display_name": "Ada",
    "region": "NL",
    "language": "nl",
    "theme": "dark",
    "favourite_genres": ["Comedy", "Drama"],
}


def test_guest_is_asked_to_sign_in(client):
    assert client.get("/you/")["Location"] == "/accounts/login/?next=/you/"


def test_page_keeps_what_the_person_chose(as_ada, ada, genres):
    answer = as_ada.post("/you/", FORM, follow=True)
    kept = Profile.objects.get(user=ada)
    assert (kept.region, kept.language, kept.theme) == ("NL", "nl", "dark")
    assert kept.favourite_genres == ["Comedy", "Drama"]
    assert "Kept. The next films will know." in answer.text


def test_theme_of_the_profile_reaches_the_cookie(as_ada, genres):
    assert as_ada.post("/you/", FORM).cookies["theme"].value == "dark"


def test_genre_cannot_be_wanted_and_refused(as_ada, ada, genres):
    answer = as_ada.post("/you/", {**FORM, "refused_genres": ["Comedy"]})
    assert answer.status_code == 400
    assert "Comedy" in answer.context["form"].errors["refused_genres"][0]
    assert Profile.objects.get(user=ada).favourite_genres == []


def test_refused_form_keeps_what_was_typed(as_ada, genres):
    answer = as_ada.post("/you/", {**FORM, "region": "XX"})
    form = answer.context["form"]
    assert form.errors["region"]
    assert form["display_name"].value() == "Ada"
    assert 'value="Comedy" id="id_favourite_genres_0" checked' in answer.text


def test_unknown_genre_is_refused(as_ada, genres):
    answer = as_ada.post("/you/", {**FORM, "favourite_genres": ["Tax law"]})
    assert answer.context["form"].errors["favourite_genres"]


def test_genre_the_catalogue_lost_stays_until_the_person_drops_it(as_ada, ada, own_registries):
    Profile.objects.filter(user=ada).update(refused_genres=["Western"])
    register_genres(lambda: ("Comedy",))
    as_ada.post("/you/", {**FORM, "favourite_genres": [], "refused_genres": ["Western"]})
    assert Profile.objects.get(user=ada).refused_genres == ["Western"]


def test_page_works_where_no_catalogue_is_registered(as_ada, own_registries):
    assert "More of these" not in as_ada.get("/you/").text


def test_name_is_escaped_wherever_it_is_shown(as_ada, ada):
    ada.display_name = "<script>alert(1)</script>"
    ada.save()
    assert "<script>alert" not in as_ada.get("/you/").text


def test_page_is_never_cached(as_ada):
    assert "no-store" in as_ada.get("/you/")["Cache-Control"]


def test_page_asks_the_database_a_fixed_number_of_times(as_ada, ada, django_assert_max_num_queries):
    from accounts.tokens import create_token

    for number in range(10):
        create_token(user=ada, name=f"program {number}")
    with django_assert_max_num_queries(8):
        as_ada.get("/you/")


def test_forged_form_changes_nothing(ada, genres):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post("/you/", FORM).status_code == 403
    assert Profile.objects.get(user=ada).region == ""


def test_one_person_changes_nothing_of_another(as_ada, ben, genres):
    as_ada.post("/you/", {**FORM, "user": ben.pk})
    assert Profile.objects.get(user=ben).region == ""


def test_form_sent_after_the_session_ran_out_changes_nothing(client, ada, genres):
    answer = client.post("/you/", FORM)
    assert answer.status_code == 302
    assert Profile.objects.get(user=ada).region == ""


def test_permissions_that_nothing_uses_yet_say_so(as_ada):
    assert as_ada.get("/you/").text.count("Nothing reads this yet.") == len(ASKING - {"voice"})


def test_topics_to_avoid_and_services_are_kept(as_ada, ada):
    as_ada.post("/you/", {**FORM, "favourite_genres": [], "avoid_topics": ["suicide", "gore"], "services": ["8"]})
    kept = Profile.objects.get(user=ada)
    assert (kept.avoid_topics, kept.services) == (["suicide", "gore"], [8])


@pytest.mark.parametrize(("field", "value"), [("avoid_topics", "taxes"), ("services", "nine")])
def test_unknown_topic_or_service_is_refused(as_ada, field, value):
    assert as_ada.post("/you/", {**FORM, "favourite_genres": [], field: [value]}).context["form"].errors[field]
