"""Arrays kept by film: the same panel as one made from scratch, whatever lists came before."""

import random
from dataclasses import replace

import numpy as np
import pytest

from recommendations.catalogue.genres import NAMES
from recommendations.film_moods.profiles import genre_moods
from recommendations.ranking.bank import Bank
from recommendations.ranking.blend import Asked, Scorer
from recommendations.ranking.panel import panel_of
from recommendations.ranking.taste import Taste, traits
from recommendations.types import FilmFeatures

DRAW = random.Random(5)
TASTE = Taste({f"genre:{name}": DRAW.uniform(-1, 1) for name in NAMES} | {"director:Ann 3": 0.8, "decade:1980": 0.4})
ASKED = Asked({"joy": 0.6, "fear": 0.4}, taste=TASTE)


def a_film(number):
    genres, year = tuple(DRAW.sample(NAMES, DRAW.randint(0, 3))), DRAW.choice([None, 1955, 1984, 2003])
    people, decade = (f"Ann {number % 7}",), year // 10 * 10 if year else None
    return FilmFeatures(
        number, f"Film {number}", year, None, 90, genres, people, ("English",), None, DRAW.random(), 0.1,
        adult=False, listed=True, moods=genre_moods(genres), traits=traits(genres, people, decade),
    )  # fmt: skip


FILMS = [a_film(number) for number in range(1, 60)]


@pytest.mark.parametrize("size", [1, 7, 59])
def test_a_picked_panel_ranks_like_one_made_from_scratch(size):
    bank = Bank()
    for _ in range(5):
        films = DRAW.sample(FILMS, size)
        expected, found = (Scorer(ASKED).totals(panel) for panel in (panel_of(films), bank.panel(films)))
        assert found == pytest.approx(expected)


def test_a_film_whose_features_changed_is_turned_again():
    bank, before = Bank(), FILMS[:3]
    bank.panel(before)
    after = [before[0], replace(before[1], standing=0.99), before[2]]
    assert bank.panel(after).renown == pytest.approx(panel_of(after).renown)


def test_a_full_bank_begins_anew():
    bank = Bank(room=10)
    for start in range(0, 50, 10):
        films = FILMS[start : start + 10]
        assert np.allclose(bank.panel(films).moods, panel_of(films).moods)


def test_no_films_are_an_empty_panel():
    assert len(Bank().panel([])) == 0
