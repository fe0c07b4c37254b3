"""Speaking to the first page: with the fake microphone of Chromium, by keyboard, without scripts, and when it fails."""

import re
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.chromium import speech
from tests.browser.conftest import PHONE, SMALL

LENT = """
window.lent = [];
const ask = navigator.mediaDevices?.getUserMedia?.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = async (what) => (lent.push(await ask(what)), lent.at(-1));
"""
FREE = "lent.length > 0 && lent.every(stream => stream.getTracks().every(track => track.readyState === 'ended'))"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa"]}


@pytest.fixture(autouse=True)
def listening(site):
    """These tests are about installations with a voice model."""
    with urlopen(f"{site}/?way=speak", timeout=10) as answer:
        if 'id="speak"' not in answer.read().decode():
            pytest.skip("no voice model may answer here")


@pytest.fixture
def agree(open_page):
    """Opens the recorder for a guest who has said yes."""

    def opened(*args, **options):
        page = open_page(*args, **options)
        page.add_init_script(LENT)
        page.goto("/?way=speak")
        page.get_by_role("button", name="Yes, listen").click()
        expect(page.get_by_label("recording", exact=False).last).to_be_visible()
        return page

    return opened


def _do(page, name):
    return page.locator(f"[data-do={name}]")


def _record(page, milliseconds):
    _do(page, "record").click()
    expect(_do(page, "stop")).to_be_focused()
    page.wait_for_timeout(milliseconds)
    _do(page, "stop").click()
    expect(_do(page, "send")).to_be_focused()


def _barriers(page):
    return [found["id"] for found in Axe().run(page, options={"runOnly": RULES}).response["violations"]]


def test_a_voice_is_recorded_played_back_and_heard_by_keyboard_alone(open_page):
    page = open_page(permissions=["microphone"])
    page.add_init_script(LENT)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto("/")
    page.get_by_role("radio", name="Type it").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="May we listen?")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(_do(page, "record")).to_be_visible()
    _do(page, "record").focus()
    page.keyboard.press("Space")
    expect(_do(page, "stop")).to_be_focused()
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"0:04 of 0:30, 2\d s left"))
    assert page.locator(".wave .on").count() > 3
    page.keyboard.press("Space")
    expect(_do(page, "send")).to_be_focused()
    expect(page.locator("[data-status]")).to_contain_text("Nothing has left your browser yet")
    assert page.evaluate(FREE)
    assert len(sent) == 1  # the yes
    player = page.locator("[data-play]")
    player.evaluate("player => player.play()")
    assert 3 < player.evaluate("player => player.duration") < 6
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#result")).to_contain_text("Your voice")
    expect(page.locator("ul.reel").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("radio", name="Type it")).to_be_visible()


def test_a_microphone_that_is_refused_is_said_so_and_a_file_still_works(agree):
    page = agree(PHONE)
    _do(page, "record").click()
    expect(page.get_by_role("alert")).to_contain_text("switched off for this page")
    expect(_do(page, "record")).to_be_focused()
    page.locator("#recording").set_input_files(speech())
    expect(_do(page, "send")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_file_is_heard_without_scripts_and_what_was_typed_stays_when_it_is_not(open_page, watch):
    watch.expected = ("400 (Bad Request)",)
    page = open_page(SMALL, scripts=False)
    page.goto("/")
    page.get_by_label("How are you feeling, in your words?").fill("I typed this.")
    page.locator("label[for=way-speak]").click()
    page.get_by_role("button", name="Yes, listen").click()
    page.get_by_role("button", name="Find my film").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no recording yet")
    page.locator("label[for=way-type]").click()
    expect(page.get_by_label("How are you feeling, in your words?")).to_have_value("I typed this.")
    page.locator("label[for=way-speak]").click()
    page.get_by_label("A recording of your voice").set_input_files(speech())
    page.get_by_role("button", name="Find my film").click()
    expect(page.locator("#result")).to_contain_text("Your voice")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL[0]


def test_a_recording_that_did_not_arrive_is_still_there(agree, watch):
    watch.expected = ("ERR_FAILED",)
    page = agree(permissions=["microphone"])
    _record(page, 1200)
    page.route("**/mood/listen", lambda route: route.abort())
    _do(page, "send").click()
    expect(page.get_by_role("alert")).to_contain_text("Your recording is still here")
    expect(page.locator("[data-play]")).to_be_visible()
    _do(page, "drop").click()
    expect(_do(page, "record")).to_be_focused()


def test_the_microphone_is_given_back_when_a_recording_is_thrown_away(agree):
    page = agree(permissions=["microphone"])
    _do(page, "record").click()
    expect(_do(page, "stop")).to_be_visible()
    _do(page, "drop").click()
    expect(_do(page, "record")).to_be_visible()
    assert page.evaluate(FREE)


def test_the_recorder_raises_no_barrier_while_it_records_and_after(agree):
    page = agree(PHONE, "light", permissions=["microphone"], reduced_motion="reduce")
    _do(page, "record").click()
    expect(_do(page, "stop")).to_be_visible()
    page.wait_for_timeout(800)
    assert _barriers(page) == []
    _do(page, "stop").click()
    expect(_do(page, "send")).to_be_visible()
    assert _barriers(page) == []


def test_a_kept_recording_plays_from_its_owners_pages(open_page):
    page = open_page()
    steps.sign_up(page, "speaker@example.org")
    page.goto("/?way=speak")
    page.get_by_role("button", name="Yes, listen").click()
    page.get_by_label("Or choose a recording").set_input_files(speech())
    page.get_by_label("Keep this recording").check()
    _do(page, "send").click()
    expect(page).to_have_url(re.compile(r"/mood/\d+$"))
    player = page.get_by_label("Your recording of")
    with page.expect_response("**/recording"):
        player.evaluate("player => player.play()")
    assert player.evaluate("player => player.duration") > 9
    assert _barriers(page) == []
