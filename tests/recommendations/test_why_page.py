"""What the pages show behind a reason, and the button that leaves a film out of it."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from recommendations.catalogue import state
from recommendations.evenings import rows_for
from recommendations.feedback import opinions
from recommendations.feedback.models import IgnoredFilm
from recommendations.models import FilmFeedback
from recommendations.retrieval.features import features
from recommendations.templatetags.why import standing
from recommendations.viewers import viewer_of
from tests.recommendations.invented import TODAY

pytestmark = pytest.mark.django_db
LIKED = ("Toy Story 2", "Monsters, Inc.", "Finding Nemo", "Shrek 2")


@pytest.fixture
def fond(ada, film):
    """Ada, who likes four animated films."""
    for title in LIKED:
        opinions.like(user=ada, film_id=film(title).pk)
    return ada


def _page(client):
    return client.get(reverse("mood-pick", args=["joy"])).content.decode()


def test_guest_sees_the_split_and_the_place_but_no_films_of_theirs(client):
    page = _page(client)
    assert page.count('<details class="whys">') >= 40
    assert "It ranks 1st for this row." in page
    assert re.search(r"Without your mood it would be \d+(st|nd|rd|th)\.", page)
    assert "pulled it up" not in page


def test_person_sees_which_films_pulled_one_up(client, fond, film):
    client.force_login(fond)
    page = _page(client)
    assert "Films of yours that pulled it up:" in page
    for title in LIKED:
        assert f'formaction="{reverse("film-ignore", args=[film(title).pk])}"' in page


def test_film_that_is_left_out_no_longer_pulls_and_stays_liked(client, fond, film):
    client.force_login(fond)
    out, before = film("Shrek 2"), viewer_of(fond, version=state.version())
    answer = client.post(reverse("film-ignore", args=[out.pk]), {"next": "/mood/pick/joy"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/mood/pick/joy"
    after = viewer_of(fond, version=state.version())
    assert out.pk in before.pulls.titles
    assert out.pk not in after.pulls.titles
    assert before.taste.evidence["genre:Animation"] == after.taste.evidence["genre:Animation"] + 1
    assert out.pk not in after.company.history
    assert reverse("film-ignore", args=[out.pk]) not in _page(client)
    assert FilmFeedback.objects.filter(user=fond, film=out, kind="like").exists()
    assert after.opinions[out.pk] == "like"


def test_what_one_person_leaves_out_another_still_uses(fond, ben, film):
    out = film("Shrek 2")
    opinions.like(user=ben, film_id=out.pk)
    IgnoredFilm.objects.create(user=fond, film_id=out.pk)
    assert out.pk in viewer_of(ben, version=state.version()).pulls.titles


def test_film_page_names_the_films_behind_it(client, fond, film):
    client.force_login(fond)
    page = client.get(reverse("film", args=[film("Toy Story").pk]), {"mood": "joy"}).content.decode()
    assert "Films of yours that pulled it up:" in page
    assert page.count("formaction=") == 4


def test_film_is_never_said_to_pull_itself(fond, film):
    viewer = viewer_of(fond, version=state.version())
    liked = features([film("Finding Nemo").pk], version=state.version()).popitem()[1]
    assert liked.id not in {pull.film_id for pull in viewer.pulls.strongest(liked, 0.3, 5)}


def test_same_evening_draws_the_same_page(fond):
    first, again = (rows_for(user=fond, scores={"joy": 1}, day=TODAY) for _ in range(2))
    assert first == again


def test_explored_film_says_why_it_is_there(fond):
    card = rows_for(user=fond, scores={"joy": 1}, day=TODAY)[0].films[0]
    assert standing(replace(card, explored=True, place=31)).startswith(
        "The ranking has it 31st: we put it here to learn"
    )
    assert standing(replace(card, place=None)) == ""


def test_film_page_says_the_same_place_as_the_row_it_was_found_in(client, fond):
    client.force_login(fond)
    row = rows_for(user=fond, scores={"joy": 1})[0]
    for card in row.films[:3]:
        page = client.get(reverse("film", args=[card.id]), {"mood": "joy", "row": row.key}).content.decode()
        assert standing(card) in page


def test_film_page_that_no_row_led_to_names_no_place(client, film):
    page = client.get(reverse("film", args=[film("Toy Story").pk]), {"mood": "joy"}).content.decode()
    assert "Why this one" in page
    assert "for this row" not in page
