"""A recording on its card: what was said beside how it was said, how it went on, and the one question."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from emotions.presentation import view_of
from emotions.templatetags import voice_art
from emotions.types import Reading, SegmentView
from ml.types import Prediction, SegmentReading
from tests.emotions.readings import PLAIN, mix
from tests.pages.test_pages import INLINE

WORDS = replace(PLAIN, scores=mix(joy=0.7))
VOICE = Prediction("voice", mix(fear=0.6, love=0.0), "voice-moonshine", "primary", 9.0, 0.4, labels={"fearful": 0.6})
FUSED = replace(
    VOICE,
    scores=mix(joy=0.45, fear=0.35),
    parts=(VOICE, WORDS),
    weights={"voice": 0.3, "text": 0.7},
    disagreement=0.6,
    segments=(SegmentReading(0, 3, mix(fear=0.8)), SegmentReading(5, 9, mix(joy=0.6))),
)


def card(prediction=FUSED, *, analysis_id=7, text="All is well.", **heard):
    reading = view_of(Reading(prediction, analysis_id, seconds=9.0, **heard), text=text)
    return render_to_string("recommendations/_mood_card.html", {"reading": reading})


def segments(moods, *, step=3):
    return [
        SegmentView(
            number,
            step * number,
            step * number + step,
            f"at{number}",
            f"to{number}",
            mood,
            mood,
            0.7,
            mix(**{mood: 0.7}),
            1.0,
        )
        for number, mood in enumerate(moods)
    ]


def test_words_and_voice_stand_side_by_side_each_with_its_mix_and_its_say():
    page = card()
    both = page[page.index('id="parts-h"') : page.index('id="vline-h"')]
    assert re.findall(r"<b>(Your \w+):</b>\s*(\w+)", both) == [("Your words", "happy"), ("Your voice", "afraid")]
    assert re.findall(r"(\d+) % of the say", both) == ["70", "30"]
    assert both.count('class="strip"') == 2


def test_where_they_differ_one_press_says_which_is_right():
    asked = card()
    asked = asked[asked.index('class="ask"') : asked.index("Something else")]
    assert "Which is right?" in asked
    assert re.findall(r'name="right" value="(\w+)"', asked) == ["text", "voice"]
    assert "Your words: happy" in asked
    assert "Your voice: afraid" in asked


def test_a_guest_says_which_is_right_by_a_link():
    page = card(analysis_id=None)
    assert re.findall(r'class="btn m-\w+" href="(/mood/pick/\w+)"', page)[:2] == ["/mood/pick/joy", "/mood/pick/fear"]
    assert "<form" not in page


def test_a_voice_alone_has_no_sides_and_says_why():
    page = card(replace(VOICE, segments=FUSED.segments[:1]), text=None, notes=("words-off", "faint"))
    for absent in ("parts-h", "vline", "We understood", "of the say"):
        assert absent not in page
    assert "You asked us not to write the words down" in page
    assert "very quiet" in page


def test_what_was_understood_is_shown_as_understood_and_never_as_markup():
    page = card(text="<b>All</b> is well.")
    assert "We understood: " in page
    assert "<b>All" not in page
    assert INLINE.search(page) is None


def test_the_recording_can_be_played_only_where_it_was_kept():
    assert "<audio" not in card()
    assert 'preload="none" src="/mood/7/recording"' in card(recording=True)


def test_the_line_of_time_has_a_gap_where_nobody_speaks_and_the_same_in_words():
    page = card()
    line = page[page.index('class="vline"') : page.index('class="ends')]
    assert 'aria-label="From 0:00 fear, from 0:05 joy"' in line
    drawn = re.findall(r'class="mf" x="([\d.]+%)" y="[\d.]+%" width="([\d.]+%)"', line)
    assert set(drawn) == {("0.00%", "33.33%"), ("55.56%", "44.44%")}
    assert re.findall(r"(\d:\d\d) to (\d:\d\d)", page) == [("0:00", "0:03"), ("0:05", "0:09")]


@pytest.mark.parametrize("count", [2, 40, 41, 200])
def test_a_long_line_is_drawn_in_forty_columns_at_most_and_covers_all(count):
    drawn = voice_art.columns(segments(["joy", "fear"] * (count // 2) + ["joy"] * (count % 2)))
    assert len(drawn) == min(count, -(-count // -(-count // 40)))
    assert (drawn[0].start, drawn[-1].end) == (0, 3 * count)
    assert all(sum(one.scores.values()) == pytest.approx(1) for one in drawn)


def test_neighbours_of_one_mood_are_one_stretch_and_many_turns_are_cut_short():
    parts = segments(["joy", "joy", "fear"])
    assert [(one.mood, one.at, one.until) for one in voice_art.voice_stretches(parts)] == [
        ("joy", "at0", "to1"),
        ("fear", "at2", "to2"),
    ]
    assert voice_art.in_words(segments(["joy", "fear"] * 5)).endswith(", and so on")
