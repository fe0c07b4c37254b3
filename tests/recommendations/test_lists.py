"""Long lists: everything for one person, and everything in a row."""

import pytest
from django.urls import reverse

from emotions.models import MoodAnalysis, Source
from emotions.services import analyse
from recommendations.feedback import opinions
from recommendations.feedback.services import save
from recommendations.lists import LONGEST, PAGE_SIZE
from recommendations.models import Film

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def _ids(page):
    return [film.id for film in page.context["page"]]


def _text(page):
    return page.content.decode().replace("&#x27;", "'")


def test_the_list_goes_on_over_pages_without_repeating_a_film(signed_in):
    pages = [_ids(signed_in.get(reverse("for-you"), {"page": number})) for number in (1, 2, 3)]
    assert [len(ids) for ids in pages] == [PAGE_SIZE] * 3
    assert len({film_id for ids in pages for film_id in ids}) == 3 * PAGE_SIZE


def test_it_ends_and_the_last_page_says_so(signed_in):
    page = signed_in.get(reverse("for-you"), {"page": 9999})
    assert page.context["page"].number == LONGEST // PAGE_SIZE
    assert page.context["more"] == ""
    assert f"{LONGEST} of {LONGEST} films" in _text(page)


@pytest.mark.parametrize("number", ["0", "-3", "x", "9" * 40, ""])
def test_an_odd_page_number_gives_a_page(signed_in, number):
    assert signed_in.get(reverse("for-you"), {"page": number}).status_code == 200


def test_the_next_page_is_a_plain_link_that_keeps_what_was_asked(signed_in):
    page = signed_in.get(reverse("for-you"), {"mood": "none", "page": 1})
    assert page.context["more"] == "?mood=none&page=2"
    assert 'href="?mood=none&amp;page=2"' in _text(page)


def test_a_guest_gets_the_best_known_films_and_an_invitation(client):
    page = client.get(reverse("for-you"))
    assert len(_ids(page)) == PAGE_SIZE
    assert "Sign in" in _text(page)


def test_films_close_to_what_one_liked_come_first(signed_in, ada, film):
    opinions.like(user=ada, film_id=film("Casablanca", 1942).pk)
    rows = signed_in.get(reverse("for-you")).context["rows"]
    assert [row.title for row in rows] == ["Because you liked Casablanca"]


def test_the_watchlist_waits_on_the_first_page_only(signed_in, ada, film):
    save(user=ada, film_id=film("Casablanca", 1942).pk)
    assert [row.key for row in signed_in.get(reverse("for-you")).context["rows"]] == ["saved"]
    assert not signed_in.get(reverse("for-you"), {"page": 2}).context["rows"]


def test_tonights_reading_is_followed_and_can_be_left_out(signed_in, ada):
    analyse(user=ada, modality="text", text="I am so sad that I could cry all night.", keep=True, source=Source.PAGE)
    followed = signed_in.get(reverse("for-you"))
    assert followed.context["reading"].analysis_id == MoodAnalysis.objects.get(user=ada).pk
    plain = signed_in.get(reverse("for-you"), {"mood": "none"})
    assert plain.context["reading"] is None
    assert _ids(plain) != _ids(followed)


def test_nobody_follows_somebody_elses_reading(signed_in, ben):
    analyse(user=ben, modality="text", text="I am so sad that I could cry all night.", keep=True, source=Source.PAGE)
    assert signed_in.get(reverse("for-you")).context["reading"] is None


def test_a_row_shows_all_its_films_for_the_evening_that_led_there(client):
    page = client.get(reverse("row", args=["comedy"]), {"mood": "joy"})
    assert page.context["back"] == reverse("mood-pick", args=["joy"])
    genres = Film.objects.filter(pk__in=_ids(page), genres__name="Comedy").count()
    assert genres == PAGE_SIZE


def test_a_row_that_is_not_there_is_not_found(client):
    assert client.get(reverse("row", args=["no-such-row"])).status_code == 404
