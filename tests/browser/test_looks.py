"""What holds on every page: both themes, every width, no shift, no barrier."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE, SMALL, WIDE

PAGES = ["/", "result", "film", "/search?q=heat", "/history", "/watchlist", "/you/", "/about", "/status", "/nowhere"]
GUEST_PAGES = ["/", "/accounts/login/", "/accounts/signup/", "/mood/pick/joy", "/search"]
MOVING = ["/", "result", "film", "/history"]
MOST_SHIFT = 0.02
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts.push(entry.value); })
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def visit(open_page, someone, watch):
    """Opens a page of the list, as somebody who is signed in."""
    state, places = someone
    watch.expected = ("404 (Not Found)",)

    def visit_one(place, *args, **options):
        page = open_page(*args, state=state, **options)
        page.add_init_script(SHIFTS)
        page.goto(places.get(place, place), wait_until="networkidle")
        return page

    return visit_one


def _barriers(page):
    """What axe finds serious or critical in the dark theme, and of contrast in the light one: only colours differ."""
    barriers = []
    for scheme, rules in (("dark", {}), ("light", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for found in Axe().run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]:
            if found["impact"] in {"serious", "critical"}:
                barriers += [f"{scheme} {found['id']}: {node['html'][:120]}" for node in found["nodes"]]
    return barriers


@pytest.mark.parametrize("place", PAGES)
def test_no_page_raises_a_barrier_in_either_theme(visit, place):
    assert _barriers(visit(place, WIDE)) == []


@pytest.mark.parametrize("place", GUEST_PAGES)
def test_no_page_raises_a_barrier_for_guests(open_page, place):
    page = open_page(PHONE)
    page.goto(place, wait_until="networkidle")
    assert _barriers(page) == []


@pytest.mark.parametrize("place", PAGES)
def test_nothing_is_wider_than_a_small_phone(visit, place):
    page = visit(place, SMALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("place", MOVING)
def test_nothing_shifts_while_a_page_loads_and_is_read(visit, place, size):
    page = visit(place, size)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(300)
    assert sum(page.evaluate("window.shifts")) <= MOST_SHIFT


def test_nothing_shifts_when_the_status_arrives(open_page):
    page = open_page((390, 2400))
    page.add_init_script(SHIFTS)
    page.goto("/", wait_until="networkidle")
    expect(page.locator(".dotted")).to_be_visible()
    assert sum(page.evaluate("window.shifts")) <= MOST_SHIFT


def test_nothing_shifts_when_films_are_liked_and_refused(visit):
    page = visit("result")
    page.locator(".row").nth(1).scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    page.evaluate("window.shifts.length = 0")
    card = page.locator(".row").nth(1).locator(".film")
    card.nth(1).get_by_role("button", name="Like").click()
    page.locator(".toast").wait_for()
    card.nth(2).get_by_role("button", name="Not for me").click()
    page.locator(".gone").wait_for()
    page.wait_for_timeout(300)
    assert sum(page.evaluate("window.shifts")) <= MOST_SHIFT


GROUND = "getComputedStyle(document.documentElement).backgroundColor"
HAZE, STAGE = "rgb(10, 18, 20)", "rgb(235, 224, 189)"


def test_the_theme_follows_the_device_until_somebody_chooses(open_page):
    page = open_page(scheme="light")
    page.goto("/")
    assert page.evaluate(GROUND) == STAGE
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == HAZE
    with page.expect_response("**/you/theme"):
        page.get_by_role("button", name="Switch to the light theme").click()
    assert page.evaluate(GROUND) == STAGE
    expect(page.get_by_role("button", name="Switch to the dark theme")).to_be_focused()
    page.goto("/about")
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.evaluate(GROUND) == STAGE


def test_the_theme_switch_works_without_scripts(open_page):
    page = open_page(scheme="dark", scripts=False)
    page.goto("/about")
    page.get_by_role("button", name="Switch to the light theme").click()
    expect(page).to_have_url("/about")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Light or dark as my device says").click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_motion_rests_when_the_device_asks_for_it(visit):
    page = visit("result", reduced_motion="reduce")
    page.locator(".film").first.hover()
    assert page.locator(".film .frame").first.evaluate("frame => getComputedStyle(frame).translate") == "none"


def _until_scrolled(page, least):
    """Asks again and again; the content policy forbids Playwright's own waiting, which evaluates strings."""
    for _ in range(50):
        if page.evaluate("document.querySelector('ul.reel').scrollLeft") > least:
            return
        page.wait_for_timeout(50)
    pytest.fail("the row did not scroll")


def test_a_row_of_films_is_walked_with_the_keyboard(visit):
    page = visit("result")
    reel = page.locator("ul.reel").first
    reel.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    _until_scrolled(page, 100)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.closest('.film h3') !== null")
    assert focused
    page.keyboard.press("Enter")
    expect(page.locator(".filmpage")).to_be_visible()


def test_arrow_buttons_scroll_a_row(visit):
    page = visit("result")
    page.locator(".row__nav button").nth(1).click()
    _until_scrolled(page, 300)


def test_the_first_tab_stop_skips_to_the_main_part(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_question_and_the_box_stand_above_the_fold_of_a_phone(visit):
    page = visit("/", PHONE)
    button = page.get_by_role("button", name="Find my film").bounding_box()
    tabs = page.locator(".tabs").bounding_box()
    assert button["y"] + button["height"] <= tabs["y"]


def test_the_count_and_the_busy_state_tell_what_happens(open_page):
    page = open_page()
    page.goto("/")
    page.get_by_role("button", name="I can’t stop smiling").click()
    box = page.get_by_label("How are you feeling, in your words?")
    expect(box).to_be_focused()
    expect(page.locator("[data-count]")).to_have_text("41 of 5,000")
    page.evaluate("addEventListener('submit', event => event.preventDefault())")  # the page stays while we look
    page.get_by_role("button", name="Find my film").click()
    expect(page.locator("form[data-words]")).to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-busy]")).to_have_text("Reading your words…")


def test_a_failed_swap_keeps_the_films_and_says_so(visit, watch):
    watch.expected = ("ERR_FAILED", "htmx:")
    page = visit("result")
    before = steps.cards(page)
    page.route("**/feedback", lambda route: route.abort())
    page.locator(".film").nth(4).get_by_role("button", name="Not for me").click()
    expect(page.locator(".toast")).to_contain_text("nothing changed")
    assert steps.cards(page) == before
