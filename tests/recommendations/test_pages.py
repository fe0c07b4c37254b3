"""The pages about films, as a browser gets them."""

import re
from html import escape, unescape

import pytest
from django.urls import reverse

from accounts import services as accounts
from emotions.models import MoodAnalysis
from recommendations.catalogue import state
from recommendations.feedback import opinions
from recommendations.models import CatalogueState, Film, FilmFeedback, FilmRow

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
HAPPY = "I can't stop smiling today, she said yes!"


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942).pk


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def _read(client, text=HAPPY):
    return client.post(reverse("mood-read"), {"text": text})


def _say(client, film_id, action, **extra):
    fields = {"action": action, **extra.pop("fields", {})}
    return client.post(reverse("film-feedback", args=[film_id]), fields, **extra)


def test_guest_sees_films_at_once_and_nothing_is_kept(client):
    page = _read(client)
    assert page.status_code == 200
    assert [len(row.films) for row in page.context["rows"]] == [12] * 4
    assert page.context["keep_token"]
    assert not MoodAnalysis.objects.exists()


def test_signed_in_reading_gets_an_address_of_its_own(signed_in, ada):
    answer = _read(signed_in)
    reading = MoodAnalysis.objects.get(user=ada)
    assert answer.url == reverse("mood", args=[reading.pk])
    assert HAPPY in signed_in.get(answer.url).content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(("text", "status"), [("", 400), ("   \n", 400), ("a" * 5001, 400)])
def test_unusable_text_comes_back_in_the_box_with_its_error(signed_in, text, status):
    page = _read(signed_in, text)
    assert page.status_code == status
    assert page.context["form_text"] == text
    assert page.context["error"]
    assert not MoodAnalysis.objects.exists()


@pytest.mark.parametrize("text", ["😀😀😀", "<script>alert(1)</script>", "'; DROP TABLE accounts_user; --"])
def test_odd_text_is_read_or_refused_and_never_run(client, text):
    page = _read(client, text)
    assert page.status_code in {200, 400}
    assert "<script>alert(1)</script>" not in page.content.decode()


def test_too_many_guest_readings_keep_the_words_and_say_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", {"guest": "1/hour"})
    _read(client)
    page = _read(client)
    assert page.status_code == 429
    assert page.context["form_text"] == HAPPY
    assert int(page["Retry-After"]) > 0


def test_reading_of_another_person_is_not_there(client, ada, ben):
    client.force_login(ben)
    address = _read(client).url
    client.force_login(ada)
    assert client.get(address).status_code == 404


def test_films_follow_a_correction(signed_in):
    address = _read(signed_in).url
    signed_in.post(f"{address}/correct", {"mood": "fear"})
    assert "horror" in {row.key for row in signed_in.get(address).context["rows"]}


def test_pointing_at_a_mood_offers_films_without_a_reading(client):
    page = client.get(reverse("mood-pick", args=["sadness"]))
    assert page.context["picked"] == "sadness"
    assert page.context["reading"] is None
    assert len(page.context["rows"]) == 4


def test_mood_we_do_not_know_is_not_there(client):
    assert client.get("/mood/pick/hunger").status_code == 404


def test_page_says_where_the_catalogue_ends(client):
    assert "ends in 2014" in client.get(reverse("mood-pick", args=["joy"])).content.decode()


def test_page_without_a_catalogue_says_how_to_load_it(client):
    CatalogueState.objects.all().delete()
    FilmRow.objects.all().delete()
    page = client.get(reverse("mood-pick", args=["joy"]))
    assert page.context["rows"] == ()
    assert "load_catalogue" in page.content.decode()


def test_film_page_shows_the_film(client, casablanca):
    page = client.get(reverse("film", args=[casablanca])).content.decode()
    assert "Casablanca" in page
    assert "Michael Curtiz" in page


def test_film_page_explains_the_evening_that_led_there(client, casablanca):
    page = client.get(reverse("film", args=[casablanca]), {"mood": "love"})
    assert page.context["film"].reason.startswith("Mostly your mood: tender")
    assert page.context["back"] == reverse("mood-pick", args=["love"])


def test_film_page_gives_the_reason_of_the_card_that_led_there(client):
    row = client.get(reverse("mood-pick", args=["love"])).context["rows"][1]
    asked = {"mood": "love", "row": row.key}
    detail = client.get(reverse("film", args=[row.films[0].id]), asked).context["film"]
    assert (detail.reason, detail.split) == (row.films[0].reason, row.films[0].split)


def _why(html):
    """The reasons of all bars in the page, as they are read out."""
    return re.findall(r'<svg class="rb[^"]*" role="img" aria-label="([^"]+)"', html)


@pytest.mark.parametrize("place", ["mood", "mood-pick"])
def test_every_card_leads_to_a_film_page_with_its_own_split(signed_in, place):
    address = _read(signed_in).url if place == "mood" else reverse(place, args=["love"])
    html = signed_in.get(address).content.decode()
    cards = re.findall(r'<article class="film">.*?</article>', html, re.DOTALL)
    assert len(cards) == 48
    for card in cards[::12]:
        link = unescape(re.search(r'<h3><a href="([^"]+)"', card)[1])
        assert "&row=" in link
        assert _why(signed_in.get(link).content.decode())[0] == _why(card)[0]


def test_a_card_that_comes_back_still_leads_to_its_evening(signed_in, casablanca):
    evening = "mood=love&row=romance"
    fields = {"where": "slot", "evening": evening}
    slot = _say(signed_in, casablanca, "undo-dislike", fields=fields, **HTMX).content.decode()
    assert f'href="/film/{casablanca}?{escape(evening)}"' in slot


def test_film_of_a_reading_that_was_not_kept_names_no_row(client):
    assert "row=" not in _read(client).content.decode()


@pytest.mark.parametrize("number", [1, 2**63, 10**25])
def test_unknown_film_is_a_page_of_its_own(client, number):
    assert client.get(f"/film/{number}").status_code == 404


def test_similar_films_share_something_and_say_what(client, film):
    row = client.get(reverse("film", args=[film("Vertigo").pk])).context["similar"]
    assert "films by Alfred Hitchcock" in row.reason
    assert "Vertigo" not in [card.title for card in row.films]
    assert len(row.films) == 12


def test_refused_film_is_not_similar_to_anything(signed_in, ada, film):
    vertigo = film("Vertigo").pk
    first = signed_in.get(reverse("film", args=[vertigo])).context["similar"].films[0]
    opinions.dislike(user=ada, film_id=first.id)
    assert first.id not in [card.id for card in signed_in.get(reverse("film", args=[vertigo])).context["similar"].films]


def test_like_by_plain_form_goes_back_to_where_it_came_from(signed_in, ada, casablanca):
    answer = _say(signed_in, casablanca, "like", fields={"next": "/search?q=casablanca"})
    assert answer.url == "/search?q=casablanca"
    assert FilmFeedback.objects.get(user=ada).kind == "like"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_form_never_leads_to_another_site(signed_in, casablanca, address):
    assert _say(signed_in, casablanca, "like", fields={"next": address}).url == reverse("history")


def test_refusal_by_htmx_leaves_an_undo_in_place_of_the_card(signed_in, casablanca):
    answer = _say(signed_in, casablanca, "dislike", **HTMX).content.decode()
    assert answer.lstrip().startswith("<li")
    assert "undo-dislike" in answer
    assert 'class="film"' not in answer


def test_undo_by_htmx_brings_the_card_back(signed_in, casablanca):
    _say(signed_in, casablanca, "dislike", **HTMX)
    answer = _say(signed_in, casablanca, "undo-dislike", fields={"where": "slot", "next": "/"}, **HTMX).content.decode()
    assert 'class="film"' in answer


def test_like_by_htmx_turns_the_button_over(signed_in, casablanca):
    answer = _say(signed_in, casablanca, "like", fields={"where": "card"}, **HTMX).content.decode()
    assert "undo-like" in answer


def test_rating_is_kept_and_shown(signed_in, casablanca):
    _say(signed_in, casablanca, "seen", fields={"rating": "9"})
    assert signed_in.get(reverse("film", args=[casablanca])).context["feedback"].rating == 9


@pytest.mark.parametrize("rating", ["0", "11", "nine", "9.5", "９", "-1", "1e1"])
def test_rating_that_is_none_changes_nothing(signed_in, casablanca, rating):
    assert _say(signed_in, casablanca, "seen", fields={"rating": rating}).status_code == 400
    assert not signed_in.get(reverse("film", args=[casablanca])).context["feedback"].seen


def test_unknown_action_changes_nothing(signed_in, casablanca):
    assert _say(signed_in, casablanca, "adore").status_code == 400
    assert not FilmFeedback.objects.exists()


def test_feedback_on_an_unknown_film_is_not_found(signed_in):
    assert _say(signed_in, 1, "like").status_code == 404


def test_feedback_is_never_given_by_looking(signed_in, casablanca):
    assert signed_in.get(reverse("film-feedback", args=[casablanca]), {"action": "like"}).status_code == 405


def test_feedback_of_a_guest_leads_to_sign_in(client, casablanca):
    answer = _say(client, casablanca, "like")
    assert answer.url.startswith(f"{reverse('account_login')}?next=")
    assert not FilmFeedback.objects.exists()


def test_forged_form_changes_nothing(ada, casablanca):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    assert _say(strict, casablanca, "like").status_code == 403
    assert not FilmFeedback.objects.exists()


def test_search_page_counts_and_shows(client):
    page = client.get(reverse("search"), {"q": "casablanca"})
    assert page.context["total"] == page.context["page"].paginator.count > 0
    assert page.context["page"][0].title == "Casablanca"


@pytest.mark.parametrize("query", ["AND OR *", '"', "\0casablanca", "x" * 5000, "'; DROP TABLE x; --"])
def test_search_page_survives_whatever_is_typed(client, query):
    assert client.get(reverse("search"), {"q": query}).status_code == 200


def test_history_shows_what_was_made_of_films(signed_in, ada, film):
    opinions.like(user=ada, film_id=film("Casablanca", 1942).pk)
    opinions.dislike(user=ada, film_id=film("Gigli").pk)
    opinions.mark_seen(user=ada, film_id=film("Vertigo").pk, rating=8)
    context = signed_in.get(reverse("history")).context
    assert [card.title for card in context["liked"]] == ["Casablanca"]
    assert [card.title for card in context["refused"]] == ["Gigli"]
    assert [entry.film.title for entry in context["seen"]] == ["Vertigo"]


def test_history_is_for_its_owner_alone(client, ada, ben, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    assert client.get(reverse("history")).status_code == 302
    client.force_login(ben)
    assert list(client.get(reverse("history")).context["liked"]) == []


def test_older_refusal_can_be_found_and_undone(signed_in, ada):
    films = list(Film.objects.all()[:45])
    for film in films:
        opinions.dislike(user=ada, film_id=film.pk)
    last = signed_in.get(reverse("history"), {"refused": "4"})
    assert films[0].pk in [card.id for card in last.context["refused"]]
    assert f'action="{reverse("film-feedback", args=[films[0].pk])}"' in last.content.decode()
    assert "?refused=3#refused-h" in last.content.decode()
    _say(signed_in, films[0].pk, "undo-dislike")
    assert not FilmFeedback.objects.filter(film=films[0]).exists()


def test_seen_film_that_left_the_catalogue_can_be_undone(signed_in, ada):
    accounts.mark_seen(user=ada, film_id=10**12, title="Home Movie", year=1999)
    page = signed_in.get(reverse("history")).content.decode()
    assert "Home Movie" in page
    assert f'action="{reverse("film-feedback", args=[10**12])}"' in page
    assert _say(signed_in, 10**12, "undo-seen").status_code == 302
    assert "Home Movie" not in signed_in.get(reverse("history")).content.decode()


def test_history_links_no_page_that_is_shut(signed_in, ada, film):
    gone = film("Vertigo")
    opinions.like(user=ada, film_id=gone.pk)
    Film.objects.filter(pk=gone.pk).update(listed=False)
    state.bump()
    page = signed_in.get(reverse("history")).content.decode()
    assert "Vertigo" in page
    assert f'href="{reverse("film", args=[gone.pk])}"' not in page


def test_history_does_not_say_that_nobody_sees_it(signed_in):
    assert "Nobody else" not in signed_in.get(reverse("history")).content.decode()


@pytest.fixture
def adult_film(film):
    return Film.objects.filter(adult=True, listed=True).first()


@pytest.mark.parametrize("action", ["like", "dislike", "seen"])
def test_adult_film_is_for_those_who_asked(client, ada, adult_film, action):
    address = reverse("film", args=[adult_film.pk])
    assert client.get(address).status_code == 404
    client.force_login(ada)
    assert client.get(address).status_code == 404
    assert _say(client, adult_film.pk, action).status_code == 404
    ada.profile.include_adult = True
    ada.profile.save()
    assert client.get(address).status_code == 200
    assert _say(client, adult_film.pk, action).status_code == 302


def test_unlisted_film_takes_no_opinion_but_gives_one_back(signed_in, ada, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    Film.objects.filter(pk=casablanca).update(listed=False)
    state.bump()
    assert _say(signed_in, casablanca, "dislike").status_code == 404
    assert _say(signed_in, casablanca, "undo-like").status_code == 302
    assert not FilmFeedback.objects.exists()


@pytest.mark.parametrize("whose", ["foreign", "gone"])
def test_film_page_passes_over_a_reading_that_is_not_ones_own(client, ada, ben, casablanca, whose):
    client.force_login(ben)
    number = _read(client).url.rsplit("/", 1)[1]
    client.force_login(ada)
    page = client.get(reverse("film", args=[casablanca]), {"reading": number if whose == "foreign" else "999999"})
    assert page.status_code == 200
    assert page.context["back"] == ""


@pytest.mark.parametrize("place", ["mood", "mood-pick"])
def test_seen_films_are_offered_again_when_asked(signed_in, ada, place):
    address = _read(signed_in).url if place == "mood" else reverse(place, args=["joy"])
    first = signed_in.get(address).context["rows"][0].films[0]
    opinions.mark_seen(user=ada, film_id=first.id, rating=10)
    plain = signed_in.get(address)
    assert first.id not in [card.id for row in plain.context["rows"] for card in row.films]
    assert 'href="?seen=1"' in plain.content.decode()
    asked = signed_in.get(address, {"seen": "1"})
    assert asked.context["include_seen"]
    assert f'href="{address}"' in asked.content.decode()
    link = unescape(re.search(r'<h3><a href="([^"]+)"', asked.content.decode())[1])
    assert signed_in.get(link).context["back"] == f"{address}?seen=1"


def test_guest_is_not_asked_about_seen_films(client):
    assert "seen=1" not in client.get(reverse("mood-pick", args=["joy"])).content.decode()


@pytest.fixture
def opinionated(signed_in, ada):
    """Somebody with things to say, whose films this process has read before."""
    for film in Film.objects.all()[:3]:
        opinions.like(user=ada, film_id=film.pk)
    for film in Film.objects.all()[3:6]:
        opinions.mark_seen(user=ada, film_id=film.pk, rating=8)
    accounts.mark_seen(user=ada, film_id=10**12, title="Home Movie", year=1999)
    return signed_in


def test_film_page_reads_its_visitor_once(opinionated, casablanca, django_assert_max_num_queries):
    address = reverse("film", args=[casablanca])
    opinionated.get(address)
    with django_assert_max_num_queries(18):
        opinionated.get(address)


def test_history_reads_each_list_once(opinionated, django_assert_max_num_queries):
    opinionated.get(reverse("history"))
    with django_assert_max_num_queries(18):
        opinionated.get(reverse("history"))


def test_press_of_a_button_reads_only_what_it_shows(opinionated, casablanca, django_assert_max_num_queries):
    _say(opinionated, casablanca, "like", **HTMX)
    with django_assert_max_num_queries(11):
        _say(opinionated, casablanca, "like", **HTMX)


def test_every_form_of_the_result_page_carries_its_csrf_token(signed_in):
    page = signed_in.get(reverse("mood-pick", args=["joy"])).content.decode()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL)
    assert forms
    assert all("csrfmiddlewaretoken" in form for form in forms)
