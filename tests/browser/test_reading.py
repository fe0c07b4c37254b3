"""The finer reading on its page: sentences by touch and by key, and a correction that is said aloud."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE, SMALL

LINES = "I miss my sister and I cried on the bus. Then she called! Now I am so happy that I could dance."


def test_each_sentence_shows_when_it_is_pointed_at_or_walked_to_without_scripts(open_page):
    page = open_page(PHONE, scripts=False)
    steps.say(page, LINES)
    said = page.locator(".tline__said:visible")
    expect(said).to_contain_text("cried on the bus")
    page.locator(".tline label").nth(2).click()
    expect(said).to_contain_text("I could dance")
    expect(page.get_by_role("radio", name="Sentence 3")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    page.mouse.move(0, 0)
    expect(said).to_contain_text("Then she called")


def test_a_correction_is_said_aloud_and_the_heading_takes_the_focus(open_page):
    page = open_page()
    steps.sign_up(page)
    steps.say(page, LINES)
    page.locator("details.correct summary").first.click()
    page.locator("details.correct").get_by_role("button", name="Surprise").press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Surprise, you said.")
    expect(heading).to_be_focused()
    expect(page.locator("#toasts[role=status]")).to_contain_text("Surprise it is.")


def test_long_words_of_any_script_keep_within_a_small_phone_and_scroll_by_key(open_page):
    page = open_page(SMALL)
    steps.say(page, "ما زلت أفكر في أختي. اشتقت إليها كثيرا! 我很想念我的妹妹。" + "我" * 200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".said q").evaluate("quote => getComputedStyle(quote).direction") == "rtl"
    rule = {"type": "rule", "values": ["scrollable-region-focusable"]}
    assert Axe().run(page, options={"runOnly": rule}).response["violations"] == []
    page.get_by_label("Your words").focus()
    expect(page.get_by_label("Your words")).to_be_focused()
