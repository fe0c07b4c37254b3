import subprocess
import sys
from itertools import pairwise

import pytest

from ml.moods import MOODS
from recommendations.art.poster_art import COMPOSITION_BY_MOOD, drawing, fit, initial, plan, poster
from recommendations.art.poster_shapes import COMPOSITIONS
from recommendations.catalogue import table
from recommendations.catalogue.genres import NAMES
from tests.server import ROOT

LONG = "Night of the Day of the Dawn of the Son of the Bride of the Return of the Revenge of the Terror, Part Two"
CJK = "となりのトトロと千と千尋の神隠しともののけ姫の物語"
FILMS = tuple(table.read())[::15]


def _whole(film):
    return poster(film.id, film.title, film.genres, "joy", f"{film.directors[:1]}, {film.year}")


def test_a_film_looks_the_same_in_every_process():
    code = (
        "from recommendations.art.poster_art import poster\n"
        "print(poster(7, 'Heat', ('Crime',), 'anger', 'Michael Mann'))"
    )
    ways = {
        subprocess.run(
            [sys.executable, "-c", f"from django.conf import settings; settings.configure(); {code}"],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert ways == {f"{poster(7, 'Heat', ('Crime',), 'anger', 'Michael Mann')}\n"}


def test_a_drawing_is_small_and_holds_no_id_style_script_or_colour():
    for film in FILMS:
        art = drawing(film.id, plan(film.id, film.genres, "fear").composition, initial(film.title))
        assert len(art.encode()) <= 3072
        for part in (" id=", "style", "script", "fill=", "url(", "#"):
            assert part not in art


def test_all_compositions_and_both_zones_occur():
    plans = [plan(film.id, film.genres, "love") for film in FILMS]
    assert {one.composition for one in plans} == set(COMPOSITIONS)
    assert {one.zone for one in plans} == {"top", "bottom"}
    assert len({one.stock for one in plans}) == 6


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_offers_a_composition_to_a_film_without_genres(mood):
    assert COMPOSITION_BY_MOOD[mood] in {plan(film_id, (), mood).composition for film_id in range(200)}


@pytest.mark.parametrize("genre", NAMES)
def test_every_genre_of_the_catalogue_gets_a_poster(genre):
    assert 'class="frame st-' in poster(1, "A", (genre,), "joy", "")


def test_neighbours_in_the_catalogue_look_different():
    plans = [plan(film.id, ("Drama",), "sadness") for film in FILMS]
    same = sum(one == other for one, other in pairwise(plans))
    assert same < len(plans) / 10


def test_a_title_is_escaped_on_the_poster_and_as_its_letter():
    made = poster(1, "<b>&", ("Documentary",), "joy", "<i>")
    assert "<b>" not in made
    assert "<i>" not in made
    assert "&lt;b&gt;&amp;" in made
    assert "<script" not in drawing(1, "letter", "<script>")


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("The Third Man", "T"),
        ("Once", "O"),
        ("'71", "7"),
        ("…And Justice", "A"),
        ("七人の侍", "七"),
        ("??", "?"),
        ("", "?"),
    ],
)
def test_the_letter_is_the_first_that_carries_the_title(title, letter):
    assert initial(title) == letter


@pytest.mark.parametrize("zone", ["top", "bottom"])
@pytest.mark.parametrize("voice", ["wide", "tall", "plain"])
def test_short_titles_keep_their_voice_and_long_ones_lose_the_billing(voice, zone):
    assert fit("Heat", voice, zone).voice == voice
    assert fit("Heat", voice, zone).billed
    long = fit(LONG * 2, voice, zone)
    assert long.voice == "tall"
    assert not long.billed


@pytest.mark.parametrize("title", [LONG, CJK, "جدایی نادر از سیمین", "Ll" * 30])
def test_no_title_is_cut(title):
    assert title in poster(3, title, ("Drama",), "sadness", "")


def test_writing_without_spaces_is_set_by_the_character():
    assert fit(CJK, "wide", "top").size < fit(CJK[:4], "wide", "top").size


def test_the_whole_poster_is_hidden_from_assistive_technology():
    assert 'aria-hidden="true"' in _whole(FILMS[0]).split(">")[0]
