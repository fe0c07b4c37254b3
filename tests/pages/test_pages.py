import re

import pytest
from django.template.loader import render_to_string

PLACES = ("/", "/about", "/status", "/search", "/accounts/login/", "/accounts/signup/", "/nowhere")
OWN_PLACES = ("/history", "/you/")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.IGNORECASE)


def _links(html):
    return {link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', html) if not link.startswith("/static/")}


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_no_page_carries_inline_styles_or_scripts(client, place):
    assert INLINE.search(client.get(place).content.decode()) is None


@pytest.mark.parametrize("place", OWN_PLACES)
def test_no_page_of_a_person_carries_inline_styles_or_scripts(as_ada, place):
    assert INLINE.search(as_ada.get(place).content.decode()) is None


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_no_page_names_another_host(client, place):
    html = client.get(place).content.decode().replace("http://www.w3.org", "")
    assert re.search(r'(?:src|href|action)="(?:https?:)?//', html) is None


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_a_page_leads_somewhere(client, place):
    for link in _links(client.get(place).content.decode()):
        assert client.get(link).status_code in {200, 302}, link


@pytest.mark.parametrize("place", ["/", *OWN_PLACES])
def test_every_link_leads_somewhere_for_a_person(as_ada, place):
    for link in _links(as_ada.get(place).content.decode()):
        assert as_ada.get(link).status_code in {200, 302, 405}, link


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_every_page_has_one_heading_a_title_and_a_way_past_the_header(client, place):
    html = client.get(place).content.decode()
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r"<title>[^<·]*\S · MoodFlix</title>", html)
    assert 'class="skip" href="#main"' in html


@pytest.mark.django_db
def test_the_theme_of_the_cookie_is_written_by_the_server(client):
    assert '<html lang="en">' in client.get("/").content.decode()
    client.cookies["theme"] = "light"
    assert '<html lang="en" data-theme="light">' in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["I miss my sister.", ""])
def test_the_theme_switch_leads_back_to_a_page_that_is_there(client, words):
    client.cookies["theme"] = "light"
    found = re.findall(r'name="next" value="([^"]+)"', client.post("/mood", {"text": words}).content.decode())
    assert len(found) == 2
    assert {client.get(place).status_code for place in found} == {200}


@pytest.mark.django_db
def test_home_asks_offers_examples_and_all_eight_moods(client):
    html = client.get("/").content.decode()
    assert "How are you feeling" in html
    assert html.count("data-example") >= 3
    assert html.count('class="chip m-') == 8


def test_an_error_page_needs_neither_request_nor_database():
    page = render_to_string("site/error.html", {"status": 500, "title": "Something broke", "message": "On our side."})
    assert "Something broke." in page
    assert "Sign in" in page
