""" "This film felt …": said, counted, shown, exported and erased."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from emotions.errors import UnknownMood
from recommendations.errors import UnknownFilm
from recommendations.film_moods import people
from recommendations.film_moods.models import FilmMoodVote, MoodEvidence
from recommendations.film_moods.personal_data import erase_felt, export_felt
from recommendations.film_moods.selectors import own_mood
from recommendations.film_moods.services import say_felt
from recommendations.models import Film
from recommendations.types import MoodBasis


@pytest.fixture
def crowd(db):
    """Five people who have nothing else to do with films."""
    create = get_user_model().objects.create_user
    return [create(email=f"person{number}@example.org", password="long enough 4 anybody") for number in range(5)]


@pytest.fixture
def alien(film):
    return film("Alien")


def say(crowd, film, *moods):
    for person, mood in zip(crowd, moods, strict=False):
        say_felt(user=person, film_id=film.pk, mood=mood)


def test_two_people_count_for_nothing_yet(crowd, alien):
    say(crowd, alien, "joy", "joy")
    assert own_mood(user=None, film_id=alien.pk).profile.basis is MoodBasis.GENRES


def test_the_third_makes_it_count_for_everybody(crowd, alien):
    before = own_mood(user=None, film_id=alien.pk).profile.moods["joy"]
    say(crowd, alien, "joy", "joy", "joy")
    profile = own_mood(user=None, film_id=alien.pk).profile
    assert profile.basis is MoodBasis.PEOPLE
    assert profile.moods["joy"] > before


def test_a_new_answer_takes_the_place_of_the_old(crowd, alien):
    say(crowd, alien, "joy", "joy", "joy")
    say(crowd, alien, "fear")
    assert FilmMoodVote.objects.filter(film=alien).count() == 3
    assert MoodEvidence.objects.get(film=alien).moods == pytest.approx({"fear": 0.3333, "joy": 0.6667})


def test_below_three_again_the_sum_goes(crowd, alien):
    say(crowd, alien, "joy", "joy", "joy")
    say_felt(user=crowd[0], film_id=alien.pk, mood="")
    assert not MoodEvidence.objects.filter(film=alien).exists()


def test_nothing_but_a_mood_can_be_said_and_only_of_films_one_may_see(crowd, alien):
    with pytest.raises(UnknownMood):
        say_felt(user=crowd[0], film_id=alien.pk, mood="boredom")
    Film.objects.filter(pk=alien.pk).update(listed=False)
    with pytest.raises(UnknownFilm):
        say_felt(user=crowd[0], film_id=alien.pk, mood="joy")


def test_one_takes_along_and_erases_ones_own_answers_alone(crowd, alien):
    say(crowd, alien, "joy", "joy", "fear")
    (row,) = export_felt(crowd[2])
    assert (row["title"], row["felt"]) == ("Alien", "fear")
    assert erase_felt(crowd[2]) == 1
    assert FilmMoodVote.objects.count() == 2
    assert not MoodEvidence.objects.exists()


def test_an_account_that_is_gone_is_gone_from_the_sums(crowd, alien):
    say(crowd, alien, "joy", "joy", "joy")
    crowd[0].delete()
    people.recount()
    assert not MoodEvidence.objects.exists()


def test_the_page_says_where_the_mood_comes_from_and_asks_who_is_signed_in(client, ada, alien):
    page = client.get(reverse("film", args=[alien.pk])).content.decode()
    assert "Worked out from its genres alone" in page
    assert "Its genres:" in page
    assert "Say how it felt" not in page
    client.force_login(ada)
    assert "Say how it felt" in client.get(reverse("film", args=[alien.pk])).content.decode()


def test_saying_it_works_without_a_script_and_with_one(client, ada, alien):
    client.force_login(ada)
    address, home = reverse("film-felt", args=[alien.pk]), reverse("film", args=[alien.pk])
    assert client.post(address, {"mood": "fear", "next": home}).url == home
    assert FilmMoodVote.objects.get().mood == "fear"
    swapped = client.post(address, {"mood": "joy"}, headers={"HX-Request": "true"}).content.decode()
    assert "You said it felt: joy" in swapped
    assert "<html" not in swapped


def test_a_guest_is_asked_to_sign_in_first(client, alien):
    answer = client.post(reverse("film-felt", args=[alien.pk]), {"mood": "joy"})
    assert answer.status_code == 302
    assert not FilmMoodVote.objects.exists()


def test_looking_is_not_saying(client, ada, alien):
    client.force_login(ada)
    assert client.get(reverse("film-felt", args=[alien.pk])).status_code == 405


def test_staff_set_a_mood_by_hand_and_it_overrules(admin_desk, crowd, alien):
    say(crowd, alien, "joy", "joy", "joy")
    admin_desk(alien, fear=3, surprise=1, detail="We watched it.")
    profile = own_mood(user=None, film_id=alien.pk)
    assert profile.profile.moods["fear"] == pytest.approx(0.75)
    assert profile.profile.basis is MoodBasis.STAFF
    assert profile.sources == (("Our staff: We watched it.", 100),)


@pytest.fixture
def admin_desk(client, django_user_model, db):
    """Fills in the mood that staff set on a film's admin page."""
    chief = django_user_model.objects.create_superuser(email="chief@example.org", password="long enough 4 anybody")
    client.force_login(chief)

    def save(film, *, detail, **moods):
        address = reverse("admin:recommendations_film_change", args=[film.pk])
        form = client.get(address).context["adminform"].form
        sent = {name: _sent(form.initial.get(name)) for name in form.fields}
        for formset in client.get(address).context["inline_admin_formsets"]:
            management = formset.formset.management_form
            sent |= {f"{management.prefix}-{name}": value for name, value in management.initial.items()}
            for row in formset.formset.initial_forms:
                sent |= {f"{row.prefix}-{name}": _sent(row.initial.get(name)) for name in row.fields}
                sent |= {f"{row.prefix}-id": row.instance.pk, f"{row.prefix}-film": film.pk}
            if "fear" in formset.formset.empty_form.fields:
                prefix = management.prefix
                sent |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-0-detail": detail, f"{prefix}-0-film": film.pk}
                sent |= {f"{prefix}-0-{mood}": value for mood, value in moods.items()}
        answer = client.post(address, sent)
        assert answer.status_code == 302, answer.context["errors"]

    return save


def _sent(value):
    return json.dumps(value) if isinstance(value, list) else "" if value in (None, False) else value
