"""Texts in other languages and scripts, on the page."""

from dataclasses import replace
from html import escape

import pytest
from django.urls import reverse

from ml import config
from ml.text.normalise import check_text, normalise

TEXTS = {
    "Arabic": ("ar", "أنا حزين جدا اليوم وأشتاق إلى أمي"),
    "Hebrew": ("he", "אני עצוב מאוד היום, מתגעגע לאמא"),
    "Persian": ("fa", "امروز خیلی غمگین هستم و دلم گرفته است"),
    "Chinese": ("zh", "我今天非常难过，想念我的妹妹"),
    "Japanese": ("ja", "今日はとても悲しいです。妹に会いたい。"),
    "Korean": ("ko", "오늘 너무 슬퍼요. 동생이 보고 싶어요."),
    "Thai": ("th", "วันนี้ฉันเศร้ามากและคิดถึงน้องสาว"),
    "Hindi": ("hi", "आज मैं बहुत दुखी हूँ और बहन की याद आती है"),
}
MIXED = 'I said \u202eشكرا\u202c and left <b>早く</b> & "ok" \u2067שלום\u2069'


@pytest.fixture(autouse=True)
def patience():
    """A busy machine must not make a lower tier step in."""
    before = config.current()
    config.configure(replace(before, deadline_seconds=60))
    yield
    config.configure(before)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def read(client, text):
    return client.post(reverse("mood-read"), {"text": text}, follow=True)


@pytest.mark.parametrize(("name", "told"), TEXTS.items())
def test_words_of_any_script_stand_on_the_page_as_they_were_written(as_ada, name, told):
    _, text = told
    answer = read(as_ada, text)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<q dir="auto">{escape(text)}</q>' in page
    assert f"We read {name} poorly, so take this with care." in page
    assert f"<dd>{name}</dd>" in page


def test_a_language_that_is_read_well_is_named_without_a_warning(as_ada):
    page = read(as_ada, "Ich bin so traurig, ich vermisse meine Oma sehr.").content.decode()
    assert "<dd>German</dd>" in page
    assert "poorly" not in page
    assert "text-multilingual" in page


def test_directions_and_markup_in_one_text_leave_the_page_whole(as_ada):
    page = read(as_ada, MIXED).content.decode()
    assert "<b>早く</b>" not in page
    assert escape("<b>早く</b>") in page
    assert page.rstrip().endswith("</html>")
    assert normalise(check_text(MIXED, 5000)).isprintable()


def test_the_form_lets_the_text_choose_its_direction(client, db):
    assert 'name="text" rows="3" dir="auto"' in client.get("/").content.decode()
