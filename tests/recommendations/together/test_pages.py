"""The pages of an evening together, as browsers get them, and the same over REST."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from recommendations.together import selectors, services
from recommendations.together.models import Evening, Member

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
SAD = "I miss my sister so much that it hurts."


def at(evening, name="room"):
    return reverse(f"together-{name}", args=[evening.token])


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def visitor():
    """A browser of somebody without an account."""
    return Client()


def come_in(browser, evening, name="Cleo"):
    return browser.post(at(evening, "join"), {"name": name})


def test_guest_may_look_but_not_start(visitor):
    page = visitor.get(reverse("together"))
    assert page.status_code == 200
    assert "Sign in to start" in page.content.decode()
    assert "login" in visitor.post(reverse("together-start"), {"name": "Cleo"}).url


def test_signed_in_person_starts_an_evening_and_gets_its_link(signed_in):
    answer = signed_in.post(reverse("together-start"), {"name": "Ada"})
    evening = Evening.objects.get()
    assert answer.url == at(evening)
    page = signed_in.get(answer.url)
    assert f"http://testserver{at(evening)}" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"


def test_name_that_cannot_be_used_is_said_at_its_field(signed_in, evening, visitor):
    page = signed_in.post(reverse("together-start"), {"name": " "})
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()
    page = come_in(visitor, evening, "Ada")
    assert page.status_code == 409
    assert "goes by that name already" in page.content.decode()


def test_guest_comes_in_by_the_link_and_is_known_again(visitor, evening):
    assert "Come in" in visitor.get(at(evening)).content.decode()
    come_in(visitor, evening)
    page = visitor.get(at(evening)).content.decode()
    assert "Who is here" in page
    assert "Cleo" in page


def test_another_browser_with_the_link_is_not_the_guest(visitor, evening):
    come_in(visitor, evening)
    other = Client()
    assert "Who is here" not in other.get(at(evening)).content.decode()
    assert other.post(at(evening, "mood"), {"mood": "joy"}).status_code == 404
    assert other.get(at(evening, "state")).status_code == 286


def test_two_people_say_a_mood_and_get_one_list(signed_in, evening, visitor):
    come_in(visitor, evening)
    signed_in.post(at(evening, "mood"), {"mood": "joy"})
    visitor.post(at(evening, "mood"), {"text": SAD})
    pages = [browser.get(at(evening)) for browser in (signed_in, visitor)]
    lists = [[choice.film.id for choice in page.context["room"].films] for page in pages]
    assert lists[0] == lists[1]
    assert len(lists[0]) == 12
    assert "fits" in pages[0].content.decode()
    assert SAD not in pages[0].content.decode()
    assert "sadness" not in pages[0].context["room"].yours.mix or pages[0].context["room"].yours.mix["sadness"] == 0


def test_words_that_cannot_be_read_stay_in_the_box(visitor, evening):
    come_in(visitor, evening)
    page = visitor.post(at(evening, "mood"), {"text": "   "})
    assert page.status_code == 400
    assert "Count me in" in page.content.decode()


def test_guests_words_count_against_the_guests_budget(visitor, evening, monkeypatch):
    come_in(visitor, evening)
    monkeypatch.setattr(
        "rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES",
        {"guest": "1/hour", "write": "120/min", "read": "240/min"},
    )
    visitor.post(at(evening, "mood"), {"text": SAD})
    page = visitor.post(at(evening, "mood"), {"text": SAD})
    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0


def test_page_that_asks_again_is_told_only_what_is_new(signed_in, evening, visitor):
    room = signed_in.get(at(evening)).context
    asked = {"seen": f"{room['room'].version}-{room['pace']}"}
    assert signed_in.get(at(evening, "state"), asked).status_code == 204
    come_in(visitor, evening)
    told = signed_in.get(at(evening, "state"), asked)
    assert told.status_code == 200
    assert "Cleo" in told.content.decode()


def test_asking_slows_down_when_nothing_moves_and_ends_with_the_evening(signed_in, evening, host):
    from datetime import timedelta

    from django.utils import timezone

    Evening.objects.update(changed_at=timezone.now() - timedelta(minutes=11))
    assert 'hx-trigger="every 30s"' in signed_in.get(at(evening, "state")).content.decode()
    services.end(member=host)
    assert signed_in.get(at(evening, "state")).status_code == 286


def test_film_is_refused_and_chosen_with_and_without_htmx(signed_in, evening, both_ready):
    first = signed_in.get(at(evening)).context["room"].films[0].film.id
    plain = signed_in.post(at(evening, "film"), {"film": first, "action": "refuse"})
    assert plain.url == at(evening)
    second = signed_in.get(at(evening)).context["room"].films[0].film.id
    swapped = signed_in.post(at(evening, "film"), {"film": second, "action": "choose"}, **HTMX)
    assert "<html" not in swapped.content.decode()
    assert Evening.objects.get().film_id == second
    again = signed_in.post(at(evening, "film"), {"film": first, "action": "choose"}, **HTMX)
    assert 'role="alert"' in again.content.decode()


@pytest.mark.parametrize(
    "fields", [{"action": "burn", "film": "1"}, {"action": "refuse", "film": "x" * 40}, {"action": "choose"}]
)
def test_odd_forms_are_refused(signed_in, evening, both_ready, fields):
    assert signed_in.post(at(evening, "film"), fields).status_code == 400


def test_limits_are_the_others_to_feel_and_not_to_see(signed_in, evening, visitor, host):
    come_in(visitor, evening)
    visitor.post(at(evening, "limits"), {"genre": ["Horror", "War"], "avoid": ["war"]})
    page = signed_in.get(at(evening)).content.decode()
    assert "2 genres and 1 topic ruled out for tonight." in page
    assert 'value="Horror" checked' not in page
    assert 'value="Horror" checked' in visitor.get(at(evening)).content.decode()


def test_guest_sees_no_button_to_keep_and_the_owner_keeps(signed_in, evening, visitor):
    come_in(visitor, evening)
    for browser in (signed_in, visitor):
        browser.post(at(evening, "mood"), {"mood": "joy"})
    film = signed_in.get(at(evening)).context["room"].films[0].film
    visitor.post(at(evening, "film"), {"film": film.id, "action": "choose"})
    assert "Keep this evening" not in visitor.get(at(evening)).content.decode()
    signed_in.post(at(evening, "keep"))
    assert film.title in signed_in.get(reverse("together")).content.decode().replace("&#x27;", "'")


def test_guest_who_leaves_is_gone_and_the_owner_ends_it_for_all(signed_in, evening, visitor, host):
    come_in(visitor, evening)
    visitor.post(at(evening, "leave"))
    assert Member.objects.count() == 1
    assert "Come in" in visitor.get(at(evening)).content.decode()
    signed_in.post(at(evening, "leave"))
    assert not Evening.objects.exists()
    assert visitor.get(at(evening)).status_code == 404


def test_room_of_six_takes_few_queries(signed_in, evening, both_ready, django_assert_max_num_queries):
    for number in range(4):
        services.join(token=evening.token, user=None, name=f"Guest {number}")
    signed_in.get(at(evening))
    with django_assert_max_num_queries(10):
        signed_in.get(at(evening, "state"))


# --- REST


def ask(client, method, path, **body):
    return client.generic(method.upper(), f"/api/v1/together{path}", json.dumps(body), content_type="application/json")


def test_program_starts_joins_and_chooses(signed_in, ben):
    started = ask(signed_in, "post", "", name="Ada")
    assert started.status_code == 201
    token, friend = started.json()["token"], Client()
    friend.force_login(ben)
    assert ask(friend, "get", f"/{token}").json()["error"]["code"] == "not_at_this_evening"
    assert ask(friend, "put", f"/{token}/seat", name="Ben").status_code == 200
    ask(signed_in, "post", f"/{token}/mood", emotions={"joy": 1})
    told = ask(friend, "post", f"/{token}/mood", text=SAD).json()
    assert len(told["films"]) == 12
    assert told["yours"]["emotions"]["sadness"] > 0.3
    assert ask(friend, "put", f"/{token}/limits", genres=["Horror"], avoid=["war"]).json()["yours"]["genres"] == [
        "Horror"
    ]
    film = ask(signed_in, "get", f"/{token}").json()["films"][0]["film"]["id"]
    assert ask(friend, "post", f"/{token}/films/{film}", action="choose").json()["chosen"]["film"]["id"] == film
    assert ask(signed_in, "post", f"/{token}/films/1", action="choose").json()["error"]["code"] in {
        "already_chosen",
        "not_on_the_list",
    }
    assert ask(friend, "post", f"/{token}/keep").json()["kept"] is True
    assert ask(friend, "put", f"/{token}/link", open=False).json()["error"]["code"] == "not_yours_to_end"
    assert ask(signed_in, "put", f"/{token}/link", open=False).json()["open"] is False
    assert ask(friend, "delete", f"/{token}/seat").status_code == 204
    assert ask(signed_in, "delete", f"/{token}").status_code == 204
    assert ask(signed_in, "get", f"/{token}").json()["error"]["code"] == "unknown_evening"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("post", "", {"name": 5}), ("post", "/{}/mood", {}), ("put", "/{}/limits", {"genres": ["Poetry"]}),
     ("post", "/{}/films/1", {"action": "burn"})],
    ids=["name", "mood", "limits", "film"],
)  # fmt: skip
def test_unusable_bodies_are_told_by_field(signed_in, evening, host, method, path, body):
    answer = ask(signed_in, method, path.format(evening.token), **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


def test_guests_have_no_api(client, evening):
    assert ask(client, "get", f"/{evening.token}").status_code == 401
    assert selectors.version_of(evening.members.get()) == 1
