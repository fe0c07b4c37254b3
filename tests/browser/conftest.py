"""A real server with its own data folder, a real Chromium, and pages that refuse to look away.

Every page opened here fails its test when it speaks to another host, breaks the content policy or logs an error.
"""

import os

import pytest

from tests.browser import steps
from tests.browser.chromium import ARGUMENTS, executable, microphone
from tests.server import serving

# The limits are tested elsewhere; here one machine plays many people.
LIMITS = {f"THROTTLE_{name}": "10000/min" for name in ("ANALYZE", "RECOMMEND", "WRITE", "READ", "GUEST")}
WIDE, PHONE, SMALL = (1280, 900), (390, 844), (320, 700)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = executable()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no Chromium: set CHROMIUM to its path")
    return {"executable_path": path, "args": [*ARGUMENTS, *microphone()]}


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of MoodFlix as `make run` serves it, on an installation of its own."""
    with serving(tmp_path_factory.mktemp("site"), extra=LIMITS) as address:
        yield address


class Watch:
    """What must not happen on any page."""

    def __init__(self, site):
        self.site, self.wrong, self.expected = site, [], ()

    def add(self, what):
        if not any(part in what for part in self.expected):
            self.wrong.append(what)

    def follow(self, page):
        page.on("console", lambda message: message.type == "error" and self.add(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.add(f"script: {error}"))
        page.on("request", self._request)

    def _request(self, request):
        if not request.url.startswith((self.site, "data:", f"blob:{self.site}")):
            self.add(f"request to {request.url}")


@pytest.fixture
def watch(site):
    watch = Watch(site)
    yield watch
    assert watch.wrong == []


@pytest.fixture
def open_page(browser, site, watch):
    """Opens a page of its own: `open_page(size=PHONE, scheme="light", scripts=False, state=someone)`."""
    contexts = []

    def open_one(size=WIDE, scheme="dark", *, scripts=True, state=None, **options):
        width, height = size
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            storage_state=state,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def someone(browser, site):
    """A person with a reading, a liked film and a seen one, all made through the pages: (state, addresses)."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    steps.sign_up(page, "someone@example.org")
    steps.say(page, steps.HEAVY)
    places = {"result": page.url.removeprefix(site), "film": steps.cards(page)[1]}
    for name in ("Like", "Seen it"):
        page.locator(".film").first.get_by_role("button", name=name).click()
        page.locator(".toast").wait_for()
    state = context.storage_state()
    context.close()
    return state, places
