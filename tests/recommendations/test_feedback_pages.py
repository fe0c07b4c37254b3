"""Pages and programs around what somebody does with films; every form works without scripts."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from rest_framework.test import APIClient

from recommendations.feedback import mood_checks, services
from recommendations.feedback.models import FilmEvent, IgnoredFilm, KindRefusal, MoodCheck, Saved
from tests.recommendations.test_feedback_kept import reading_of
from tests.recommendations.test_feedback_mood_checks import _answered, _happened

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
FORM, BUTTON = (re.compile(rf"<{tag}\b.*?</{tag}>", re.DOTALL) for tag in ("form", "button"))


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942)


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def press(client, page, words, **extra):
    """Sends the form of a page that holds the button with these words, as a browser without scripts would."""
    for form in FORM.findall(page.content.decode()):
        for button in BUTTON.findall(form):
            label = re.search(r'aria-label="([^"]*)"', button)
            said = label[1] if label else re.sub(r"<[^>]+>", "", button)
            if unescape(said).strip().startswith(words):
                fields = dict(_field(field) for field in re.findall(r'<input type="hidden"[^>]*>', form))
                fields |= dict([_field(button)] if 'name="' in button else [])
                return client.post(unescape(re.search(r'action="([^"]*)"', form)[1]), fields, **extra)
    raise AssertionError(f"no button says {words}")


def _field(tag):
    return tuple(unescape(re.search(rf'{part}="([^"]*)"', tag)[1]) for part in ("name", "value"))


def _film(client, film, **query):
    return client.get(reverse("film", args=[film.pk]), query)


@pytest.mark.parametrize("words", ["Like", "Save for later", "Not for me", "Seen it", "Not for 30 days", "No more War"])
def test_every_button_of_a_film_page_works_without_scripts_and_is_taken_back(signed_in, casablanca, words):
    before = _film(signed_in, casablanca).context["feedback"]
    answer = press(signed_in, _film(signed_in, casablanca), words)
    assert answer.url == reverse("film", args=[casablanca.pk])
    assert [str(message) for message in get_messages(answer.wsgi_request)]
    assert _film(signed_in, casablanca).context["feedback"] != before
    press(signed_in, _film(signed_in, casablanca), words)
    assert _film(signed_in, casablanca).context["feedback"] == before


@pytest.mark.parametrize("words", ["Not tonight", "Not for 30 days", "No more War"])
def test_card_that_is_put_away_by_htmx_leaves_an_undo_in_its_place(signed_in, words):
    page = signed_in.get(reverse("search"), {"q": "casablanca 1942"})
    page = page if page.context["total"] else signed_in.get(reverse("search"), {"q": "casablanca"})
    film_id = page.context["page"][0].id
    answer = press(signed_in, page, words, **HTMX)
    assert answer["HX-Retarget"] == f"li:has(#fb-{film_id})"
    assert 'value="undo-' in answer.content.decode()
    back = press(signed_in, answer, "Undo", **HTMX).content.decode()
    assert f'id="fb-{film_id}"' in back


@pytest.mark.parametrize("place", ["watchlist", "search"])
def test_card_says_that_its_film_is_saved(signed_in, ada, casablanca, place):
    services.save(user=ada, film_id=casablanca.pk)
    card = signed_in.get(reverse(place), {"q": "casablanca"}).content.decode()
    assert f'id="fb-{casablanca.pk}-save" name="action" value="undo-save" aria-pressed="true"' in card


def test_what_was_put_away_is_not_offered_on_the_next_page(signed_in, ada):
    def offered():
        rows = signed_in.get(reverse("mood-pick", args=["joy"])).context["rows"]
        return {film.id: film for row in rows for film in row.films}

    first, second, third = list(offered().values())[:3]
    services.put_off(user=ada, film_id=first.id)
    services.put_away(user=ada, film_id=second.id)
    services.refuse_kind(user=ada, film_id=third.id, key=f"genre:{third.genres[0]}")
    after = offered()
    assert after
    assert not {first.id, second.id, third.id} & after.keys()
    assert not [film.title for film in after.values() if third.genres[0] in film.genres]


def test_film_opened_from_a_row_is_noted_with_its_evening(signed_in, ada, casablanca):
    reading = reading_of(ada, hours=1)
    _film(signed_in, casablanca, reading=reading.pk, row="drama")
    event = FilmEvent.objects.get(user=ada)
    assert (event.kind, event.reading_id) == ("opened", reading.pk)


@pytest.mark.parametrize("how", ["from nowhere", "looked ahead", "head", "guest"])
def test_what_is_no_opening_is_not_noted(client, ada, casablanca, how):
    address = reverse("film", args=[casablanca.pk]) + ("" if how == "from nowhere" else "?row=drama")
    if how != "guest":
        client.force_login(ada)
    if how == "head":
        client.head(address)
    else:
        client.get(address, headers={"Sec-Purpose": "prefetch"} if how == "looked ahead" else {})
    assert not FilmEvent.objects.exists()


def test_seen_from_a_film_page_keeps_the_evening(signed_in, ada, casablanca):
    reading = reading_of(ada, hours=3)
    press(signed_in, _film(signed_in, casablanca, reading=reading.pk, row="drama"), "Seen it")
    assert FilmEvent.objects.get(kind="seen").reading_id == reading.pk


def test_trailer_that_is_followed_is_noted(signed_in, ada, casablanca):
    reading = reading_of(ada, hours=1)
    fields = {"kind": "trailer", "evening": f"reading={reading.pk}&row=drama"}
    assert signed_in.post(reverse("film-noted", args=[casablanca.pk]), fields).status_code == 204
    event = FilmEvent.objects.get(user=ada)
    assert (event.kind, event.reading_id) == ("trailer", reading.pk)
    assert signed_in.post(reverse("film-noted", args=[casablanca.pk]), {"kind": "seen"}).status_code == 400


# --- Watchlist


def test_empty_watchlist_says_what_will_be_here(signed_in):
    page = signed_in.get(reverse("watchlist")).content.decode()
    assert "Nothing waits here yet" in page


def test_watchlist_is_for_its_owner_alone(client, ada, ben, casablanca):
    services.save(user=ada, film_id=casablanca.pk)
    assert client.get(reverse("watchlist")).status_code == 302
    client.force_login(ben)
    assert not client.get(reverse("watchlist")).context["page"].object_list


@pytest.mark.parametrize(("words", "left"), [("Save for later", False), ("Seen it", False), ("Like", True)])
def test_buttons_of_the_watchlist_work_without_scripts(signed_in, ada, casablanca, words, left):
    services.save(user=ada, film_id=casablanca.pk)
    answer = press(signed_in, signed_in.get(reverse("watchlist")), words)
    assert answer.url == reverse("watchlist")
    assert bool(signed_in.get(answer.url).context["page"].object_list) is left


def test_film_taken_off_by_htmx_can_be_put_back(signed_in, ada, casablanca):
    services.save(user=ada, film_id=casablanca.pk)
    gone = press(signed_in, signed_in.get(reverse("watchlist")), "Save for later", **HTMX)
    assert not Saved.objects.exists()
    back = press(signed_in, gone, "Undo", **HTMX).content.decode()
    assert Saved.objects.exists()
    assert 'name="where" value="watchlist"' in back
    assert 'value="undo-save" aria-pressed="true"' in back


def test_pages_of_the_watchlist_keep_their_order(signed_in, ada, film, monkeypatch):
    monkeypatch.setattr("recommendations.feedback.watchlist.PAGE_SIZE", 1)
    for title in ("Vertigo", "Gigli"):
        services.save(user=ada, film_id=film(title).pk)
    page = signed_in.get(reverse("watchlist"), {"order": "mood", "mood": "joy"}).content.decode()
    assert 'href="?order=mood&amp;mood=joy&amp;page=2"' in page


# --- History


def test_history_lists_what_is_left_out_and_takes_it_back_without_scripts(signed_in, ada, casablanca):
    services.put_off(user=ada, film_id=casablanca.pk)
    services.refuse_kind(user=ada, film_id=casablanca.pk, key="director:Michael Curtiz")
    services.ignore(user=ada, film_id=casablanca.pk)
    page = signed_in.get(reverse("history")).content.decode()
    assert "Films by Michael Curtiz" in page
    assert "back on" in page
    for _ in range(3):
        press(signed_in, signed_in.get(reverse("history")), "Undo")
    context = signed_in.get(reverse("history")).context
    assert not any((context["put_off"].object_list, context["kinds"], context["ignored"].object_list))


def test_film_is_left_out_of_use_and_used_again(signed_in, ada, casablanca):
    address = reverse("film-ignore", args=[casablanca.pk])
    assert signed_in.post(address, {"next": "/search"}).url == "/search"
    assert IgnoredFilm.objects.filter(user=ada).exists()
    answer = signed_in.post(address, {"undo": "1"}, **HTMX).content.decode()
    assert 'aria-pressed="false"' in answer
    assert not IgnoredFilm.objects.exists()


def test_page_of_a_film_one_has_seen_lets_it_be_left_out_of_use(signed_in, ada, casablanca):
    services.mark_seen(user=ada, film_id=casablanca.pk)
    for ignored in (True, False):
        press(signed_in, _film(signed_in, casablanca), "Don’t use this one")
        assert IgnoredFilm.objects.filter(user=ada).exists() is ignored


@pytest.mark.parametrize("name", ["film-ignore", "kind-allow", "mood-check", "mood-check-undo"])
def test_forms_are_never_sent_by_looking_and_never_by_a_guest(client, casablanca, name):
    address = reverse(name, args=[casablanca.pk] if name == "film-ignore" else [])
    assert client.get(address).status_code == 405
    assert client.post(address).url.startswith(reverse("account_login"))
    assert not IgnoredFilm.objects.exists()


def test_kind_we_do_not_know_changes_nothing(signed_in):
    assert signed_in.post(reverse("kind-allow"), {"kind": "colour:blue"}).status_code == 400
    assert not KindRefusal.objects.exists()


# --- Did it help?


def _asked(user, film):
    return _happened(user, film, minutes=(film.runtime or 100) + 5)


@pytest.mark.parametrize("place", ["history", "film"])
@pytest.mark.parametrize(("words", "valence"), [("Good", 0.4), ("Joy", 0.85), ("I’d rather not say", None)])
def test_question_is_answered_without_scripts_and_asked_once(signed_in, ada, casablanca, place, words, valence):
    _asked(ada, casablanca)
    address = reverse(place, args=[casablanca.pk] if place == "film" else [])
    assert press(signed_in, signed_in.get(address), words).url == address
    assert MoodCheck.objects.get(user=ada).after_valence == valence
    assert signed_in.get(address).context["question"] is None


def test_question_stands_on_the_page_of_its_own_film_alone(signed_in, ada, casablanca, film):
    _asked(ada, casablanca)
    assert _film(signed_in, film("Vertigo", 1958)).context["question"] is None


def test_nobody_is_asked_again_who_said_so(signed_in, ada, casablanca):
    _asked(ada, casablanca)
    press(signed_in, signed_in.get(reverse("history")), "Don’t ask me again")
    page = signed_in.get(reverse("history"))
    assert page.context["question"] is None
    press(signed_in, page, "Ask me again")
    assert signed_in.get(reverse("history")).context["question"]


def test_answer_by_htmx_says_thanks_and_can_be_taken_back(signed_in, ada, casablanca):
    _asked(ada, casablanca)
    answer = press(signed_in, signed_in.get(reverse("history")), "Good", **HTMX)
    assert "Thank you" in answer.content.decode()
    press(signed_in, answer, "Undo")
    assert not MoodCheck.objects.exists()


@pytest.mark.parametrize(
    "fields", [{}, {"answer": "step:9"}, {"answer": "step:1"}, {"answer": "step:1", "reading": "x", "film": "1"}]
)
def test_answer_that_cannot_be_used_changes_nothing(signed_in, fields):
    assert signed_in.post(reverse("mood-check"), fields).status_code == 400
    assert not MoodCheck.objects.exists()


def test_history_says_what_films_did_only_once_there_are_enough(signed_in, ada, casablanca):
    for _ in range(4):
        _answered(ada, casablanca, -0.4, 0.0)
    assert "with 1 more" in " ".join(signed_in.get(reverse("history")).content.decode().split())
    _answered(ada, casablanca, -0.4, 0.0)
    assert "Films you chose here: lighter afterwards, +0.4" in signed_in.get(reverse("history")).content.decode()


# --- Staff


@pytest.mark.parametrize("name", ["filmevent", "kindrefusal"])
def test_staff_look_and_change_nothing(client, staff, ada, casablanca, name):
    services.put_away(user=ada, film_id=casablanca.pk)
    services.refuse_kind(user=ada, film_id=casablanca.pk, key="genre:War")
    client.force_login(staff)
    row = {"filmevent": FilmEvent, "kindrefusal": KindRefusal}[name].objects.get(user=ada)
    assert client.get(reverse(f"admin:recommendations_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:recommendations_{name}_change", args=[row.pk])).status_code == 200
    assert (
        client.post(reverse(f"admin:recommendations_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )


def test_staff_have_no_desk_for_how_films_left_people(client, staff):
    client.force_login(staff)
    assert "moodcheck" not in client.get(reverse("admin:index")).content.decode()


# --- Programs


@pytest.fixture
def api(ada):
    client = APIClient()
    client.force_authenticate(ada)
    return lambda method, path, body=None: getattr(client, method)(f"/api/v1/{path}", body, format="json")


def test_program_saves_and_reads_the_watchlist(api, casablanca):
    state = api("post", f"films/{casablanca.pk}/feedback", {"action": "save"}).json()
    assert state["saved"] is True
    found = api("get", "watchlist?order=shortest").json()
    assert (found["count"], found["results"][0]["title"]) == (1, "Casablanca")
    assert api("get", "watchlist?page=2").status_code == 404
    assert api("get", "watchlist?order=sideways").status_code == 400


def test_program_refuses_a_kind_and_allows_it_again(api, casablanca):
    state = api("post", f"films/{casablanca.pk}/feedback", {"action": "kind", "kind": "genre:War"}).json()
    assert {"key": "genre:War", "title": "War", "refused": True} in state["kinds"]
    assert api("get", "left-out").json()["kinds"] == [{"key": "genre:War", "name": "genre", "title": "War"}]
    assert api("post", "left-out/kinds", {"kind": "genre:War"}).json()["kinds"] == []
    refused = api("post", f"films/{casablanca.pk}/feedback", {"action": "kind", "kind": "genre:Western"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_kind")


def test_program_leaves_a_film_out_of_use(api, casablanca):
    assert api("post", f"films/{casablanca.pk}/ignore", {}).json()["ignored"] is True
    assert [film["film_id"] for film in api("get", "left-out").json()["ignored"]] == [casablanca.pk]
    assert api("post", f"films/{casablanca.pk}/ignore", {"ignored": False}).json()["ignored"] is False


def test_program_tells_what_happened(api, ada, casablanca):
    reading = reading_of(ada, hours=1)
    body = {"kind": "trailer", "reading_id": reading.pk, "dial": "lift"}
    assert api("post", f"films/{casablanca.pk}/events", body).status_code == 204
    assert (FilmEvent.objects.get().kind, FilmEvent.objects.get().reading_id) == ("trailer", reading.pk)
    assert api("post", f"films/{casablanca.pk}/events", {"kind": "seen"}).status_code == 400
    assert api("post", "films/1/events", {"kind": "opened"}).status_code == 404


def test_program_answers_and_takes_it_back(api, ada, casablanca):
    reading = _asked(ada, casablanca)
    question = api("get", "mood-checks").json()["question"]
    assert (question["reading_id"], question["film_id"]) == (reading.pk, casablanca.pk)
    body = {"reading_id": reading.pk, "film_id": casablanca.pk, "answer": "mood:joy"}
    assert api("post", "mood-checks", body).json()["after_valence"] == 0.85
    assert api("get", "mood-checks").json()["answers"] == 1
    assert api("delete", f"mood-checks/{reading.pk}").status_code == 204
    assert api("patch", "mood-checks", {"asking": False}).json() | {"effects": []} == {
        "asking": False, "question": None, "answers": 0, "missing": 5, "effects": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "watchlist"),
        ("get", "left-out"),
        ("post", "left-out/kinds"),
        ("get", "mood-checks"),
        ("post", "films/1/ignore"),
    ],
)
def test_guest_is_told_to_sign_in(client, method, path):
    assert getattr(client, method)(f"/api/v1/{path}").status_code == 401


def test_evening_of_another_person_cannot_be_answered(api, ben, casablanca):
    reading = _asked(ben, casablanca)
    body = {"reading_id": reading.pk, "film_id": casablanca.pk, "answer": "mood:joy"}
    answer = api("post", "mood-checks", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "nothing_asked")
    assert mood_checks.pending(ben)
