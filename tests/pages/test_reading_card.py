"""The finer reading, drawn: full where a model tells it, and nothing of it where none does."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from emotions.presentation import view_of
from emotions.templatetags import feeling_art, mood_art
from emotions.types import Reading
from ml.moods import JOURNAL
from tests.emotions.readings import FULL, PLAIN, TEXT, mix
from tests.pages.test_pages import INLINE


def card(prediction, *, analysis_id=7, text=TEXT, **context):
    reading = view_of(Reading(prediction, analysis_id), text=text)
    return render_to_string("recommendations/_mood_card.html", {"reading": reading, **context})


def test_mixed_feelings_are_chips_with_a_bar_each():
    chips = feeling_art.feeling_chips(view_of(Reading(FULL)).present)
    assert re.findall(r"<span>(\w+)</span>", chips) == ["Sadness", "Relief"]
    assert re.findall(r'class="mf" width="(\d+)%"', chips) == ["80", "45"]
    assert 'href="#g-joy"' in chips


def test_a_feeling_of_no_known_mood_has_a_word_and_no_sign():
    own = replace(PLAIN, labels={"inner_peace": 0.7}, present=("inner_peace",))
    chips = feeling_art.feeling_chips(view_of(Reading(own)).present)
    assert "<span>Inner peace</span>" in chips
    assert "href" not in chips


def test_the_twelve_of_the_journal_are_drawn_strongest_first_and_marked_as_derived():
    page = card(FULL)
    drawn = re.findall(r"<li><span>(\w+)</span>", page)
    assert drawn == [name.capitalize() for name in reversed(JOURNAL)]
    assert page.count("erived, not measured") == 2
    assert re.search(r"Tired</span>.*?: much<", page)
    assert not re.search(r"Tired</span>[^%]*\d+ %", page)


@pytest.mark.parametrize(("strength", "full"), [("mild", 1), ("moderate", 2), ("strong", 3)])
def test_strength_is_drawn_in_three_steps(strength, full):
    assert feeling_art.strength_meter(strength).count('class="fl"') == full


def test_an_unfamiliar_text_in_another_language_is_said_to_be_so():
    page = card(FULL)
    assert "unlike the texts we learned from" in page
    assert "<dd>German</dd>" in page
    assert "<dt>Language</dt>" not in card(replace(FULL, language="en"))


def test_nothing_is_drawn_of_what_no_model_told():
    page = card(PLAIN)
    for absent in ("feels", "twelve", "tline", "Derived", "unlike the texts", "Strength", "Language"):
        assert absent not in page


def test_every_sentence_has_a_tile_its_words_and_a_place_in_the_list():
    page = card(FULL)
    assert page.count('class="tile"') == page.count('type="radio"') == 2
    assert re.findall(r"Sentence (\d): (\w+)<", page) == [("1", "sadness"), ("2", "joy")]
    for sentence in ("I miss my sister.", "She called, at last."):
        assert page.count(f'<q dir="auto">{sentence}</q>') == 2
    assert "All of them as a list" in page


def test_a_tile_shows_the_whole_mix_with_patterns_and_the_leading_sign_at_its_foot():
    tile = feeling_art.sentence_tile(mix(joy=0.5, surprise=0.3))
    heights = [
        float(height) for height in re.findall(r'url\(#p-\w+\)" y="[\d.]+%" width="100%" height="([\d.]+)%', tile)
    ]
    assert sum(heights) == pytest.approx(100, abs=0.1)
    assert re.findall(r'href="#g-(\w+)"', tile) == ["joy"]
    assert 'y="50.00%" width="100%" height="50.00%"' in tile


def test_a_timeline_without_its_words_is_not_drawn():
    assert "tline" not in card(FULL, text=None)


def test_words_of_a_person_are_never_markup_in_a_timeline():
    text = "<b>I miss</b> her. <i>She</i> is far away."
    assert "<i>She" not in card(FULL, text=text)


def test_the_question_stands_above_everything_with_two_answers_and_another_way():
    page = card(replace(FULL, threshold=0.9))
    assert page.index("More sad, or more relieved?") < page.index(TEXT)
    asked = page[page.index('class="ask"') : page.index('class="said"')]
    assert re.findall(r'name="mood" value="(\w+)"', asked)[:2] == ["sadness", "joy"]
    assert ">Something else</summary>" in asked
    assert "Not quite?" not in page


def test_a_guest_answers_the_question_by_links():
    page = card(replace(FULL, threshold=0.9), analysis_id=None)
    assert re.findall(r'class="btn m-\w+" href="(/mood/pick/\w+)"', page) == ["/mood/pick/sadness", "/mood/pick/joy"]
    assert "<form" not in page


def test_a_full_card_carries_no_inline_styles_or_scripts():
    assert INLINE.search(card(replace(FULL, threshold=0.9))) is None


def test_the_heading_takes_the_focus_only_after_a_swap():
    assert "autofocus" not in card(FULL)
    assert 'tabindex="-1" autofocus' in card(FULL, swapped=True)


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("ar", "Arabic"), ("zh", "Chinese"), ("xx", "xx")])
def test_languages_are_called_by_their_names(code, name):
    assert feeling_art.language_name(code) == name


@pytest.mark.parametrize("code", ["language-poor", "no-timeline", "uncalibrated"])
def test_what_a_reading_warns_of_is_said_in_words(code):
    words = mood_art.warning_words(code)
    assert words.endswith(".")
    assert words in card(replace(FULL, warnings=(code,), language=""))
