"""Bytes from outside become text, or a typed error before they do harm."""

import io

import pytest

from moodflix_site.common.errors import TooLarge
from moodflix_site.common.text import NotUtf8, TextTooLong, UnusableText, decode_text, read_bounded, read_text


def test_utf8_is_read_with_and_without_a_mark():
    assert decode_text("müde ✨".encode()) == decode_text("müde ✨".encode("utf-8-sig")) == "müde ✨"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", "müde".encode("latin-1"), b"\xc3", b"\xed\xa0\xbd"])
def test_other_encodings_are_a_typed_error(data):
    with pytest.raises(NotUtf8) as caught:
        decode_text(data)
    assert (caught.value.status, caught.value.code) == (400, "not_utf8")


def test_nul_is_refused():
    with pytest.raises(UnusableText):
        decode_text(b"a\0b")


def test_an_endless_stream_is_read_no_further_than_its_limit():
    with io.FileIO("/dev/zero") as endless, pytest.raises(TooLarge):
        read_bounded(endless, limit=1000)


def test_the_limit_itself_is_allowed():
    assert read_bounded(io.BytesIO(b"x" * 1000), limit=1000) == b"x" * 1000


def test_a_text_file_counts_characters_not_bytes():
    assert read_text(io.BytesIO("✨".encode() * 50), max_characters=50) == "✨" * 50
    with pytest.raises(TextTooLong):
        read_text(io.BytesIO(b"x" * 51), max_characters=50)


def test_a_text_file_beyond_its_characters_is_read_no_further():
    with io.FileIO("/dev/zero") as endless, pytest.raises(TextTooLong):
        read_text(endless, max_characters=50)
