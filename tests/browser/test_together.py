"""An evening of two, one of them without an account and on a phone: what one does, the other's open page shows."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def _come_in(page, address, name, button, mood):
    page.goto(address)
    page.get_by_label("What shall the others call you?").fill(name)
    page.get_by_role("button", name=button).click()
    page.get_by_role("button", name=mood).click()
    expect(page.get_by_role("heading", name="You feel like this")).to_be_visible()


def test_two_people_settle_on_a_film_and_see_each_other_do_so(open_page, someone):
    host, guest = open_page(state=someone[0]), open_page(PHONE, scheme="light")
    _come_in(host, "/together/", "Ada", "Start an evening", "Joy")
    _come_in(guest, host.get_by_label("Whoever has this link").input_value(), "Cleo", "Come in", "Sadness")
    assert guest.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    expect(host.locator(".choices > li")).to_have_count(12)  # by asking again: nobody reloaded

    first = host.locator(".choice h3").first.inner_text()
    expect(guest.locator(".choice h3").first).to_have_text(first)
    host.get_by_role("button", name="This one").first.focus()
    host.keyboard.press("Enter")
    expect(host.get_by_role("heading", name="This one it is")).to_be_visible()
    expect(guest.get_by_role("heading", name="This one it is")).to_be_visible()
    expect(guest.locator(".choice h3")).to_have_text(first)
