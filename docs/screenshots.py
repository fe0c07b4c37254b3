"""`python -m docs.screenshots`: takes the pictures in docs/screenshots again.

From a real server and an account made through the pages: each page on a phone and a wide screen, in both themes.
"""

import re
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import steps
from tests.browser.chromium import ARGUMENTS, executable, speech
from tests.server import serving

FOLDER: Final = Path(__file__).resolve().parent / "screenshots"
SIZES: Final = {"phone": (390, 844), "desktop": (1280, 800)}
PER_ROW: Final = 12
EVENINGS: Final = (
    "Everything at work went wrong and nobody said sorry.",
    "It's raining, the tea is hot, and nothing has to happen.",
    "She got the job! We're all going over there with terrible wine.",
    "Long day. Not awful. I miss my sister and I don't want to think.",
)


def main() -> None:
    """Write the pictures; RuntimeError without a Chromium."""
    path = executable()
    if path is None:
        raise RuntimeError("no Chromium: set CHROMIUM to its path")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        state, places = _live_a_little(browser, site)
        for scheme in ("dark", "light"):
            for name, (width, height) in SIZES.items():
                context = browser.new_context(
                    base_url=site,
                    storage_state=state,
                    color_scheme=scheme,
                    viewport={"width": width, "height": height},
                )
                _take(context.new_page(), places, f"{name}-{scheme}")
                context.close()
        browser.close()


def _live_a_little(browser: Browser, site: str) -> tuple[Any, dict[str, str]]:
    """A person with four evenings, liked, refused and rated films: their cookies, and where their pages are."""
    page = browser.new_page(base_url=site)
    steps.sign_up(page, "ada@example.org")
    for row, words in enumerate(EVENINGS):
        steps.say(page, words)
        liked, seen, refused = steps.cards(page)[PER_ROW * row :][:3]
        for film, button in ((liked, "Like"), (seen, "Seen it"), (refused, "Not for me")):
            with page.expect_response("**/feedback"):
                steps.press(page, film, button)
    result = page.url.removeprefix(site)
    page.reload()
    film = page.locator(".film h3 a").first.get_attribute("href") or ""
    places = {
        "home": "/",
        "voice": _speak(page).removeprefix(site),
        "speak": "/?way=speak",
        "result": result,
        "steered": f"{result}?dial=lift&say=at+most+two+hours,+nothing+scary#steer",
        "film": film,
        "for-you": "/for-you",
        "history": "/history",
        "profile": "/you/",
    }
    return page.context.storage_state(), places


def _speak(page: Page) -> str:
    """Send a recording that somebody reads aloud; the address of its reading."""
    page.goto("/?way=speak")
    page.get_by_role("button", name="Yes, listen").click()
    page.get_by_label("Or choose a recording").set_input_files(speech())
    page.get_by_role("button", name="Find my film").click()
    page.wait_for_url(re.compile(r"/mood/\d+$"))
    return page.url


def _take(page: Page, places: dict[str, str], suffix: str) -> None:
    for name, place in places.items():
        page.goto(place, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=FOLDER / f"{name}-{suffix}.png")


if __name__ == "__main__":
    main()
