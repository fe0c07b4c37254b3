"""Steering on its page: by touch, by key, by a sentence, and with no scripts at all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE


def test_turning_the_dial_changes_the_films_the_address_and_what_is_said(open_page):
    page = open_page()
    page.goto("/mood/pick/sadness")
    before = steps.cards(page)
    page.get_by_role("radio", name="Match").focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url("/mood/pick/sadness?dial=lift")
    expect(page.locator("[data-dial-say]")).to_contain_text("Lift: starts from where you are")
    expect(page.locator("[data-steer-status]")).to_contain_text("Lift: ")
    expect(page.get_by_role("radio", name="Lift")).to_be_focused()
    expect(page.get_by_role("list", name="What is set").get_by_text("Lift")).to_be_visible()
    assert steps.cards(page) != before
    page.reload()
    expect(page.get_by_role("radio", name="Lift")).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sentence_becomes_chips_and_each_can_be_taken_away(open_page, scripts):
    page = open_page(PHONE, scripts=scripts)
    page.goto("/mood/pick/joy")
    page.get_by_label("In one sentence").fill("90 minutes, no horror, a zither")
    page.get_by_role("button", name="Show these films").first.click()
    chips = page.get_by_role("list", name="What is set").get_by_role("listitem")
    expect(chips).to_have_count(3)
    expect(page.get_by_text("We did not understand “zither”")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    chips.get_by_role("link", name="No horror").click()
    expect(chips).to_have_count(2)
    expect(page).to_have_url("/mood/pick/joy?most=90")


def test_what_a_sentence_set_stays_when_the_dial_turns_and_the_form_is_sent_again(open_page):
    page = open_page()
    page.goto("/mood/pick/joy")
    page.get_by_label("In one sentence").fill("a romcom, 100 minutes")
    page.locator(".dial label", has_text="Calm").click()
    expect(page.get_by_role("link", name="At most 1 h 40")).to_be_visible()
    expect(page.get_by_label("In one sentence")).to_have_value("")
    page.get_by_role("button", name="Show these films").first.click()
    expect(page).to_have_url("/mood/pick/joy?dial=calm&all=Romance&all=Comedy&most=100")


def test_the_open_panel_and_the_narrowed_search_are_accessible(open_page):
    page = open_page(PHONE, scheme="light")
    for address, summary in (("/mood/pick/joy", "More ways to steer"), ("/search", "Narrow it down")):
        page.goto(address)
        page.get_by_text(summary).click()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})
        assert found.response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
