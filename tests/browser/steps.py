"""What a person does on the pages, step by step, so that tests and screenshots read as stories."""

from itertools import count

from playwright.sync_api import Locator, Page, expect

PASSWORD = "a long walk in the rain"
HAPPY = "I can't stop smiling today, she said yes!"
HEAVY = "Long day. I miss my sister and I cried on the bus home."
_numbers = count(1)


def sign_up(page: Page, email: str = "") -> None:
    """Makes an account through the form; ends where the site sends a new person."""
    page.goto("/accounts/signup/")
    page.get_by_label("email").fill(email or f"guest{next(_numbers)}@example.org")
    page.locator("input[name=password1]").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page).not_to_have_url("/accounts/signup/")


def say(page: Page, words: str = HAPPY) -> None:
    """Types a mood and sends it; ends on the films."""
    page.goto("/")
    page.get_by_label("How are you feeling, in your words?").fill(words)
    page.get_by_role("button", name="Find my film").click()
    page.wait_for_load_state()  # scripts have run, so that a press is a swap
    expect(page.locator("ul.reel").first).to_be_visible()


def cards(page: Page) -> list[str]:
    """The addresses of all films on the page, without what led to them."""
    links = page.locator(".film h3 a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    return [str(link) for link in links]


def card(page: Page, film: str) -> Locator:
    """The card of one film; `film` is its address."""
    return page.locator(f'.film:has(h3 a[href^="{film}"])')


def press(page: Page, film: str, button: str) -> None:
    """Presses a button on the card of one film."""
    card(page, film).get_by_role("button", name=button).click()
