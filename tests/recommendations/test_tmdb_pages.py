"""A film's page with TMDB: one request for everything, said plainly, and never a page that waits or breaks for it."""

import time

import pytest

from recommendations.models import Film, FilmFeedback
from recommendations.tmdb import enrich, feed, films, upkeep
from recommendations.tmdb.ids import film_id_of
from tests.recommendations.tmdb_said import NOON, detailed, said

pytestmark = pytest.mark.django_db
NOTICE = "This product uses the TMDB API but is not endorsed or certified by TMDB."


@pytest.fixture
def invented(tmdb):
    """A film that only TMDB knows, with everything filled in: (what TMDB holds, our id)."""
    held = next(film for film in tmdb.films.values() if film["id"] > 9_000_010 and _whole(film))
    feed.find(held["title"])
    tmdb.requests.clear()
    return held, film_id_of(held["id"])


def _whole(film):
    return not film["adult"] and film["videos"]["results"] and film["keywords"]["keywords"]


@pytest.fixture
def known(tmdb):
    """A film of both: (what TMDB holds, the embedded row)."""
    held = next(film for film in tmdb.films.values() if film["id"] < 2_000)
    return held, Film.objects.get(imdb_id=held["imdb_id"])


def living_in(user, region):
    user.profile.region = region
    user.profile.save()


def page_of(client, film_id):
    response = client.get(f"/film/{film_id}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_film_page_asks_tmdb_once_and_shows_who_plays_whom(client, tmdb, invented):
    held, film_id = invented

    page = page_of(client, film_id)
    page_of(client, film_id)

    assert [path for path, _ in tmdb.requests] == [f"/movie/{held['id']}"]
    for actor in held["credits"]["cast"][:3]:
        assert actor["name"] in page
        assert actor["character"] in page
    assert held["overview"] in page


def test_the_trailer_is_a_plain_link_and_nothing_is_loaded_from_there(client, invented):
    held, film_id = invented
    page = page_of(client, film_id)

    assert f'href="https://www.youtube.com/watch?v={held["videos"]["results"][0]["key"]}"' in page
    assert "<iframe" not in page
    assert 'src="https://www.youtube' not in page


def test_where_to_watch_speaks_of_the_persons_country_and_owns_up_to_its_one_link(client, ada, invented):
    held, film_id = invented
    living_in(ada, "DE")
    client.force_login(ada)
    offer = held["watch/providers"]["results"]["DE"]

    page = page_of(client, film_id)

    assert "In Germany, as JustWatch knows it." in page
    assert offer["flatrate"][0]["provider_name"] in page
    assert page.count(offer["link"]) == 1
    assert "TMDB gives one link a country, not one a service. Availability by JustWatch." in page


def test_without_a_country_the_page_asks_for_one_instead_of_guessing(client, ada, invented):
    assert "Sign in</a> and say where you live" in page_of(client, invented[1])
    client.force_login(ada)
    assert "Say where you live" in page_of(client, invented[1])


def test_a_country_nobody_shows_it_in_is_said_so(client, ada, invented):
    living_in(ada, "NZ")
    client.force_login(ada)

    assert "JustWatch names nobody in your country just now." in page_of(client, invented[1])


def test_an_embedded_film_is_found_by_its_imdb_id_when_its_page_is_opened(client, tmdb, known):
    held, row = known
    page = page_of(client, row.pk)

    assert [path for path, _ in tmdb.requests] == [f"/find/{row.imdb_id}", f"/movie/{held['id']}"]
    assert held["overview"] in page
    assert row.title in page
    assert Film.objects.get(pk=row.pk).tmdb_id == held["id"]


def test_a_film_that_tmdb_does_not_know_is_not_asked_for_at_every_visit(client, tmdb):
    row = Film.objects.exclude(imdb_id__in=[film["imdb_id"] or "" for film in tmdb.films.values()]).first()
    page_of(client, row.pk)
    page_of(client, row.pk)

    assert [path for path, _ in tmdb.requests] == [f"/find/{row.imdb_id}"]


@pytest.mark.parametrize("fault", ["500", "truncated", "html"])
def test_a_film_page_stands_without_tmdb_and_says_what_is_missing(client, tmdb, known, fault):
    tmdb.fault = fault
    page = page_of(client, known[1].pk)

    assert enrich.MISSING in page
    assert known[1].title in page


def test_a_slow_tmdb_holds_a_film_page_up_once_and_not_for_long(client, tmdb, known, monkeypatch):
    monkeypatch.setattr(enrich.details, "__kwdefaults__", {"limit_seconds": 0.3})
    tmdb.fault, tmdb.slowness = "slow", 5.0
    started = time.monotonic()
    page_of(client, known[1].pk)
    first, asked = time.monotonic() - started, len(tmdb.requests)
    page_of(client, known[1].pk)
    tmdb.slowness = 0.2

    assert first < 3
    assert len(tmdb.requests) == asked


def test_the_film_that_waited_leads_to_the_one_it_is(client, tmdb, known):
    held, row = known
    number = film_id_of(held["id"])
    Film.objects.create(id=number, source="tmdb", tmdb_id=held["id"], same_as=row.pk, listed=False, title="x")

    assert row.title in page_of(client, number)


def test_films_that_tmdb_names_beside_one_come_among_the_close_ones(client, tmdb, invented):
    held, film_id = invented
    response = client.get(f"/film/{film_id}")

    named = {film["id"] for film in held["recommendations"]}
    close = response.context["similar"]
    numbers = set(Film.objects.filter(pk__in=[film.id for film in close.films]).values_list("tmdb_id", flat=True))
    assert numbers & named
    assert "what TMDB names beside it" in close.reason


def test_posters_come_in_sizes_over_the_drawn_one(client, tmdb, invented):
    held, film_id = invented
    page = page_of(client, film_id)

    poster = page[page.index('<img class="still"') :].split(">")[0]
    assert f"https://image.tmdb.org/t/p/w342{held['poster_path']}" in poster
    assert f"https://image.tmdb.org/t/p/w780{held['poster_path']} 780w" in poster
    assert 'width="342" height="513"' in poster
    assert f'alt="Poster of {held["title"]}"' in poster
    assert page.index('<svg class="art"') < page.index('<img class="still"')


def test_pages_with_tmdbs_content_carry_its_notice_and_the_others_do_not(client, tmdb, settings):
    assert NOTICE in page_of(client, Film.objects.first().pk)

    settings.TMDB_API_KEY = ""
    page = page_of(client, Film.objects.first().pk)
    assert NOTICE not in page
    assert "<img" not in page


def test_background_work_settles_films_that_wait(tmdb, known):
    held, row = known
    feed.told([(_listed(held), NOON)])
    assert Film.objects.get(tmdb_id=held["id"]).same_as == row.pk

    upkeep.complete(limit=5)

    assert Film.objects.get(tmdb_id=held["id"]).pk == row.pk


def _listed(held):
    return said(held["id"], title=held["title"], year=int(held["release_date"][:4]))


def test_background_work_finds_embedded_films_by_imdb_id_and_remembers_those_it_did_not(tmdb):
    before = Film.objects.filter(source="embedded", tmdb_id=None).order_by("-standing", "pk")[:20]
    numbers = [row.pk for row in before]

    found = upkeep.match(limit=20)

    assert Film.objects.filter(pk__in=numbers, tmdb_id__isnull=False).count() == found > 0
    assert Film.objects.filter(pk__in=numbers, tmdb_id=None, asked_at=None).count() == 0
    assert len(tmdb.requests) == 20


def test_what_people_spoke_of_is_asked_for_again_before_it_has_to_go(tmdb, ada, invented):
    held, film_id = invented
    films.tell_details(detailed(_listed(held), imdb_id=held["imdb_id"]))
    FilmFeedback.objects.create(user=ada, film_id=film_id, kind="like")
    Film.objects.filter(pk=film_id).update(fetched_at=NOON - upkeep.NEARING * 1.1)

    upkeep.complete(limit=1)

    assert [path for path, _ in tmdb.requests] == [f"/movie/{held['id']}"]
    assert Film.objects.get(pk=film_id).fetched_at > NOON - upkeep.NEARING


def test_a_film_whose_name_had_to_go_can_still_be_taken_back_from_the_history(client, ada, invented):
    FilmFeedback.objects.create(user=ada, film_id=invented[1], kind="like")
    films.forget()
    client.force_login(ada)

    page = client.get("/history").content.decode()

    assert "A film we may not name any more" in page
    assert f"/film/{invented[1]}/feedback" in page
    assert client.get(f"/film/{invented[1]}").status_code == 404


def test_a_round_ends_when_tmdb_answers_nothing(tmdb):
    tmdb.fault = "500"
    assert upkeep.match(limit=60) == 0
    assert Film.objects.filter(asked_at__isnull=False).count() == 0


def test_stocking_brings_more_films_than_a_page_would(tmdb):
    heard = upkeep.stock()

    assert heard > 40
    assert Film.objects.filter(source="tmdb", listed=True).count() > 30


def test_search_brings_in_what_only_tmdb_knows_and_asks_once(client, tmdb):
    held = next(film for film in tmdb.films.values() if film["id"] > 9_000_010 and _whole(film))

    first = client.get("/search", {"q": held["title"]}).content.decode()
    client.get("/search", {"q": held["title"]})

    assert f"/film/{film_id_of(held['id'])}" in first
    assert [path for path, _ in tmdb.requests] == ["/search/movie"]


def test_search_says_when_tmdb_could_not_be_asked(client, tmdb):
    tmdb.fault = "500"
    found = client.get("/search", {"q": "Casablanca"}).content.decode()
    nothing = client.get("/search", {"q": "zzyzxqq"}).content.decode()

    assert feed.OUTAGE in found
    assert "TMDB does not answer just now" in nothing


def test_an_empty_search_says_where_it_looked(client, tmdb, settings):
    assert "Neither the built-in catalogue nor TMDB" in client.get("/search", {"q": "zzyzxqq"}).content.decode()
    settings.TMDB_API_KEY = ""
    assert "knows films from 1940 to 2014." in client.get("/search", {"q": "zzyzxqq"}).content.decode()


def test_without_a_key_staff_are_told_which_setting_brings_newer_films(client, ada, staff):
    client.force_login(ada)
    assert "TMDB_API_KEY" not in client.get("/about").content.decode()
    client.force_login(staff)
    for page in ("/about", "/status"):
        assert "TMDB_API_KEY" in client.get(page).content.decode()


def test_the_status_page_tells_how_tmdb_fares(client, tmdb):
    assert "TMDB</b>, new films and posters as usual" in client.get("/status").content.decode()

    tmdb.revoke()
    feed.find("anything")

    assert "TMDB</b>, refuses this site’s key" in client.get("/status").content.decode()
    assert client.get("/api/v1/health").json()["services"]["tmdb"] is False


def test_without_a_key_tmdb_is_no_part_of_the_house(client, db):
    assert "TMDB</b>" not in client.get("/status").content.decode()
    assert "tmdb" not in client.get("/api/v1/health").json()["services"]
