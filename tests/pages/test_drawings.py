import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from emotions.presentation import view_of
from emotions.templatetags import mood_art
from emotions.types import Reading
from ml.moods import MOODS
from ml.types import Prediction
from moodflix_site.common.templatetags import ui
from recommendations.templatetags import film_art
from recommendations.types import Split

MIX = {"sadness": 0.461, "love": 0.243, "neutral": 0.139, "fear": 0.071, "surprise": 0.04, "joy": 0.03, "anger": 0.009}
MIX["disgust"] = 1 - sum(MIX.values())
READING = Reading(Prediction("text", MIX, "text-minilm", "primary", 4.0, 0.4), 7)
WHEN = datetime(2026, 11, 20, 21, 14, tzinfo=UTC)


def _card(reading, **context):
    return render_to_string("recommendations/_mood_card.html", {"reading": reading, **context})


def test_percents_of_a_mix_add_up_to_a_hundred():
    for mix in (MIX, dict.fromkeys(MOODS, 1 / 8), {**dict.fromkeys(MOODS, 0.0), "joy": 1.0}):
        assert sum(mood_art.whole_percents(mood_art.ordered(mix))) == 100


def test_the_strip_names_the_whole_mix_largest_first():
    strip = mood_art.gel_strip(MIX)
    assert 'aria-label="Mood mix: sadness 46 %, love 24 %, neutral 14 %, fear 7 %' in strip
    assert re.findall(r"url\(#p-(\w+)\)", strip) == [mood for mood, _ in mood_art.ordered(MIX)]


def test_the_strip_draws_a_sign_only_where_a_part_is_wide_enough():
    assert re.findall(r'href="#g-(\w+)"', mood_art.gel_strip(MIX)) == ["sadness", "love", "neutral"]
    assert "href" not in mood_art.gel_strip(MIX, thin=True)


def test_all_eight_moods_have_a_bar_with_a_word_and_a_figure():
    bars = mood_art.mood_bars(MIX)
    for mood in MOODS:
        assert mood.capitalize() in bars
    assert bars.count("<li") == 8


@pytest.mark.parametrize(
    ("valence", "arousal", "words"),
    [
        (-0.9, -0.9, "very low, energy very calm"),
        (0.0, 0.0, "in between"),
        (0.9, 0.9, "very high, energy very stirred"),
    ],
)
def test_the_plot_says_where_the_reading_sits(valence, arousal, words):
    assert words in mood_art.light_plot(MIX, valence, arousal)["words"]


def test_doubt_makes_the_pool_of_light_larger():
    sure = {**dict.fromkeys(MOODS, 0.0), "joy": 1.0}
    unsure = dict.fromkeys(MOODS, 1 / 8)
    assert float(mood_art.light_plot(sure, 0, 0)["outer"]) < float(mood_art.light_plot(unsure, 0, 0)["outer"])


def test_every_icon_and_glyph_stands_in_the_sprite():
    sprite = render_to_string("components/sprite.html")
    for name in ui.ICONS:
        assert f'id="i-{name}"' in sprite
    for mood in MOODS:
        assert f'id="g-{mood}"' in sprite
        assert f'id="p-{mood}"' in sprite


def test_an_unknown_icon_fails_loudly():
    with pytest.raises(ValueError, match="no icon"):
        ui.icon("smile")


@pytest.mark.parametrize(("minutes", "words"), [(104, "1 h 44"), (120, "2 h 00"), (45, "45 min"), (0, ""), (None, "")])
def test_lengths_read_as_people_say_them(minutes, words):
    assert ui.running_time(minutes) == words


def test_the_reason_bar_adds_up_and_keeps_its_order():
    split = Split(0.4, 0.2, 0.1, 0.1, 0.05)
    assert sum(film_art.widths(split)) == 100
    drawn = re.findall(r'class="(rb-\w+)"', film_art.reason_bar(split))
    assert drawn == ["rb-mood", "rb-taste", "rb-pop", "rb-new", "rb-con"]


def test_a_part_that_lowered_the_score_takes_no_width():
    assert "taste" not in film_art.reason_bar(Split(0.4, -0.2, 0.1, 0.0, 0.0))


@pytest.mark.parametrize(
    ("directors", "line"),
    [
        ("Fritz Lang", "Fritz Lang, 1953"),
        ("Joel Coen, Ethan Coen", "Joel Coen, Ethan Coen, 1953"),
        ("Danny Boyle, Loveleen Tandan, Somebody Else", "Danny Boyle &amp; others, 1953"),
        (None, '<small dir="auto">1953</small>'),
    ],
)
def test_the_billing_line_names_as_many_as_fit(directors, line):
    film = SimpleNamespace(
        id=1, title="Heat", year=1953, genres=("Crime",), director=directors, mood="anger", poster_path=None
    )
    assert line in film_art.poster(film)


def test_a_film_without_a_reason_has_no_bar():
    assert film_art.reason_bar(Split(0, 0, 0, 0, 0)) == ""


@pytest.mark.parametrize(
    ("half", "words"), [(1, "½ star"), (2, "1 star"), (3, "1½ stars"), (9, "4½ stars"), (None, "")]
)
def test_ratings_read_in_stars(half, words):
    assert film_art.stars(half) == words


def test_the_mood_card_shows_the_doubt_the_model_and_its_measured_score():
    reading = replace(view_of(READING, text="Long day.", made_at=WHEN), held_out_accuracy=0.687)
    card = _card(reading)
    for words in (
        reading.headline,
        reading.sureness,
        "46 %",
        "text-minilm",
        "our first choice",
        "69 % of the time",
        "Long day.",
    ):
        assert words.replace("'", "&#x27;") in card


def test_an_unsure_reading_asks_and_offers_neither():
    unsure = replace(READING, prediction=replace(READING.prediction, threshold=0.9))
    card = _card(view_of(unsure, made_at=WHEN))
    assert "Not sure: sadness or love?" in card
    assert "More sad, or more tender?" in card
    assert ">Something else</summary>" in card


def test_a_corrected_reading_leads_with_the_persons_word():
    card = _card(view_of(READING, made_at=WHEN, corrected="love"))
    assert "Love, you said." in card
    assert "We had read sadness." in card


def test_a_weaker_model_is_said_in_words():
    weaker = replace(
        READING, prediction=replace(READING.prediction, tier="secondary", warnings=("tier-secondary", "m:x"))
    )
    card = _card(view_of(weaker, made_at=WHEN))
    assert "our second choice" in card
    assert "a little less sure" in card
    assert "m:x" not in card


def test_a_persons_words_are_never_markup():
    assert "<script>" not in _card(view_of(READING, text="<script>alert(1)</script>", made_at=WHEN))


def test_a_guests_card_offers_no_form_that_needs_a_row():
    card = _card(view_of(replace(READING, analysis_id=None), made_at=WHEN))
    assert "<form" not in card
    assert "/mood/pick/love" in card
