"""Films and asks as vectors: pure."""

import random

import numpy as np
import pytest

from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.film_moods.profiles import genre_moods
from recommendations.ranking.affinity import focus, usable_mix
from recommendations.ranking.blend import Asked, Scorer, Weights
from recommendations.ranking.panel import panel_of
from recommendations.ranking.taste import Taste, traits
from recommendations.retrieval.layout import DIMENSIONS, REACH, Musts, film_vectors, query_vector
from recommendations.types import FilmFeatures


def a_film(draw, number):
    genres = tuple(draw.sample(NAMES, draw.randint(1, 3)))
    year, acclaim = draw.randint(1940, 2025), draw.uniform(0, 0.5)
    return FilmFeatures(
        number, f"Film {number}", year, None, 100, genres, (), (draw.choice(["English", "French", "Xhosa"]),), None,
        acclaim + draw.uniform(0, 0.3), acclaim, adult=number % 9 == 0, listed=True, moods=genre_moods(genres),
        traits=traits(genres, (), year // 10 * 10), mood_weight=draw.uniform(0.3, 4),
    )  # fmt: skip


@pytest.fixture
def films():
    draw = random.Random(11)
    return [a_film(draw, number) for number in range(200)]


def an_ask(draw, **more):
    mix = usable_mix({mood: draw.random() ** 3 for mood in MOODS})
    taste = {f"genre:{name}": draw.uniform(-0.6, 0.6) for name in draw.sample(NAMES, 9)}
    taste |= {f"decade:{decade}": draw.uniform(-0.5, 0.5) for decade in (1950, 1980, 2010)}
    return Asked(focus(mix), taste=Taste(taste), languages=frozenset({"French"}), **more)


ANY = Musts(adult=True)


@pytest.mark.parametrize("seed", range(5))
def test_the_inner_product_is_the_score_of_the_blend_but_for_a_constant(films, seed):
    asked = an_ask(random.Random(seed))
    totals = Scorer(asked, Weights()).totals(panel_of(films))
    products = film_vectors(films) @ query_vector(asked, Weights(), ANY)
    apart = totals - products
    assert apart == pytest.approx(np.full(len(films), apart[0]), abs=1e-5)


def test_every_vector_has_the_same_length(films):
    vectors = film_vectors(films)
    assert vectors.shape == (len(films), DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(REACH, abs=1e-5)


def test_films_that_have_what_they_must_have_come_first(films):
    musts = Musts(genres=("Drama",), without=("Horror",))
    order = np.argsort(-(film_vectors(films) @ query_vector(an_ask(random.Random(3)), Weights(), musts)))
    wanted = [
        "Drama" in film.genres and "Horror" not in film.genres and not film.adult
        for film in (films[place] for place in order)
    ]
    assert 5 < sum(wanted) < len(films)
    assert wanted == sorted(wanted, reverse=True)


def test_no_films_are_no_vectors():
    assert film_vectors([]).shape == (0, DIMENSIONS)
