"""A person's way through the house: sign up, say how it feels, like, refuse, look back."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE


def test_films_follow_the_words_and_refused_films_stay_away(open_page):
    page = open_page()
    steps.sign_up(page)
    steps.say(page)
    expect(page.locator("ul.reel")).to_have_count(4)
    for reel in page.locator("ul.reel").all():
        expect(reel.locator("> li")).to_have_count(12)

    liked, refused = steps.cards(page)[:2]
    steps.press(page, liked, "Like")
    expect(steps.card(page, liked).get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts[role=status] .toast")).to_contain_text("Undo")

    steps.press(page, refused, "Not for me")
    expect(steps.card(page, refused)).to_have_count(0)
    expect(page.get_by_role("button", name="Undo and bring back")).to_be_focused()
    page.reload()
    assert refused not in steps.cards(page)

    page.goto("/history")
    expect(page.get_by_role("region", name="Liked").locator(f'a[href="{liked}"]')).to_be_visible()
    expect(page.get_by_role("region", name="Not for you").locator(f'a[href="{refused}"]')).to_be_visible()
    expect(page.locator(".tl")).to_contain_text(steps.HAPPY)


def test_the_same_way_without_scripts(open_page):
    page = open_page(PHONE, scripts=False)
    steps.sign_up(page)
    steps.say(page)
    liked, refused = steps.cards(page)[:2]
    steps.press(page, liked, "Like")
    expect(steps.card(page, liked).get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "true")
    steps.press(page, refused, "Not for me")
    assert refused not in steps.cards(page)
    page.goto("/history")
    expect(page.locator(f'a[href="{refused}"]')).to_be_visible()
    page.locator(f'.line:has(a[href="{refused}"])').get_by_role("button", name="Undo").click()
    expect(page.locator(f'a[href="{refused}"]')).to_have_count(0)


def test_undo_brings_a_refused_film_back(open_page):
    page = open_page()
    steps.sign_up(page)
    steps.say(page)
    film = steps.cards(page)[3]
    steps.press(page, film, "Not for me")
    page.get_by_role("button", name="Undo and bring back").click()
    expect(steps.card(page, film)).to_be_visible()
    page.reload()
    assert film in steps.cards(page)


def test_a_film_is_put_off_from_its_card_and_saved_for_later(open_page):
    page = open_page(PHONE)
    steps.sign_up(page)
    steps.say(page)
    later, saved = steps.cards(page)[:2]
    steps.card(page, later).get_by_text("More about").click()
    steps.press(page, later, "Not for 30 days")
    expect(page.get_by_role("button", name="Undo and bring back")).to_be_focused()
    steps.press(page, saved, "Save for later")
    page.locator(".toast").wait_for()
    page.locator(".tabs").get_by_role("link", name="Watchlist").click()
    assert steps.cards(page) == [saved]
    steps.press(page, saved, "Save for later")
    page.get_by_role("button", name="Undo and bring back").click()
    expect(steps.card(page, saved)).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("region", name="Put off").locator(f'a[href="{later}"]')).to_be_visible()


def test_undo_in_the_message_takes_a_like_back(open_page):
    page = open_page()
    steps.sign_up(page)
    steps.say(page)
    card = page.locator(".film").first
    card.get_by_role("button", name="Like").click()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(card.get_by_role("button", name="Like")).to_have_attribute("aria-pressed", "false")
    page.goto("/history")
    expect(page.get_by_role("region", name="Liked").locator(".line")).to_have_count(0)


def test_a_rating_given_on_the_film_page_is_kept(open_page, someone):
    state, places = someone
    page = open_page(state=state)
    page.goto(places["film"])
    page.locator(".stars label").nth(8).click()
    page.get_by_role("button", name="Keep rating").click()
    expect(page.locator(".filmpage").get_by_role("button", name="Seen it")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator(".stars input[value='9']")).to_be_checked()


def test_a_guest_keeps_a_reading_by_signing_up(open_page):
    page = open_page()
    steps.say(page, steps.HEAVY)
    page.get_by_role("button", name="Keep this reading").click()
    expect(page).to_have_url(re.compile("/accounts/signup/"))
    page.get_by_label("email").fill("keeper@example.org")
    page.locator("input[name=password1]").fill(steps.PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.goto("/history")
    expect(page.locator(".tl > li")).to_have_count(1)


def test_a_corrected_reading_says_so(open_page):
    page = open_page()
    steps.sign_up(page)
    steps.say(page, steps.HEAVY)
    page.locator("details.correct summary").click()
    page.locator("details.correct").get_by_role("button", name="Surprise").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Surprise, you said.")


@pytest.mark.parametrize("scripts", [True, False])
def test_pointing_at_a_mood_needs_no_words(open_page, scripts):
    page = open_page(PHONE, scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="Fear").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fear, then.")
    expect(page.locator("ul.reel")).to_have_count(4)


def test_words_that_are_too_many_come_back_with_the_reason(open_page, watch):
    watch.expected = ("400 (Bad Request)",)
    page = open_page()
    page.goto("/")
    box = page.get_by_label("How are you feeling, in your words?")
    box.fill("a" * 5001)
    expect(page.locator("[data-count]")).to_have_text("1 too many")
    page.get_by_role("button", name="Find my film").click()
    expect(page.get_by_role("alert")).to_contain_text("5,001 characters")
    expect(box).to_have_value("a" * 5001)
