"""Text in another encoding than UTF-8 is refused, wherever it comes in: half of it would be lost in silence."""

from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from emotions.models import MoodAnalysis

pytestmark = pytest.mark.django_db
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
TEXT = "/api/v1/emotion/analyze/text"


def parts(words):
    return b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + words + b"\r\n--b--\r\n"


@pytest.fixture
def ada_page(client, ada):
    client.force_login(ada)
    return client


@pytest.mark.parametrize(
    ("body", "kind"), [(b"text=caf%E9+sad", FORM), (b"text=caf\xe9 sad", FORM), (parts(b"caf\xe9 sad"), PARTS)]
)
def test_a_form_in_another_encoding_changes_nothing_and_says_so(ada_page, body, kind):
    page = ada_page.post(reverse("mood-read"), body, content_type=kind)
    assert page.status_code == 400
    assert "not UTF-8" in page.content.decode()
    assert "Nothing was changed." in page.content.decode()
    assert not MoodAnalysis.objects.exists()


def test_every_form_is_asked_for_utf8(ada_page, ada):
    body = b"display_name=Caf%E9&region=&language=en&theme=dark"
    assert ada_page.post(reverse("profile"), body, content_type=FORM).status_code == 400
    ada.refresh_from_db()
    assert ada.display_name == "Ada"


@pytest.mark.parametrize("words", ["café ✨", "a question mark in a box: \ufffd"])
def test_a_form_in_utf8_is_read_whatever_it_says(ada_page, words):
    assert ada_page.post(reverse("mood-read"), urlencode({"text": words}), content_type=FORM).status_code == 302


def test_a_form_in_parts_in_utf8_is_read(ada_page):
    assert ada_page.post(reverse("mood-read"), parts("café ✨".encode()), content_type=PARTS).status_code == 302


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"text": "glad"}'.encode("latin-1"), "application/json; charset=latin-1"),
        (b'{"text": "glad"}', "application/json; charset=utf-16"),
        (b'{"text": "caf\xe9"}', "application/json"),
        (b"\xff\xfe", "application/json"),
    ],
)
def test_json_in_another_encoding_is_a_typed_error(ada_page, body, kind):
    answer = ada_page.post(TEXT, body, content_type=kind)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_utf8")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", 'application/json; charset="UTF8"'])
def test_json_that_says_it_is_utf8_is_read(ada_page, kind):
    assert ada_page.post(TEXT, '{"text": "a café"}'.encode(), content_type=kind).status_code == 200


def test_an_argument_in_another_encoding_is_said_in_one_line():
    with pytest.raises(CommandError):
        call_command("classify", "text", "caf\udce9 sad")
