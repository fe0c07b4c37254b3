"""Many films scored at once: the same numbers as film by film."""

import random

import numpy as np
import pytest

from recommendations.ranking.blend import Asked, Scorer, Weights, best, rank, shortlist, split_of, top
from recommendations.ranking.panel import Panels, panel_of
from recommendations.types import Term
from tests.recommendations.invented import a_film, crowd, films_of, someone

FILMS = films_of(300)
MODEL = crowd(FILMS)
PANEL = panel_of(FILMS)


def test_panel_agrees_with_the_split_in_every_term():
    for seed in range(60):
        dice = random.Random(seed)
        asked = someone(FILMS, seed, MODEL)
        scorer = Scorer(asked, Weights(*(dice.choice([0.0, dice.uniform(0.05, 1)]) for _ in Term)))
        terms, totals = scorer.terms(PANEL), scorer.totals(PANEL)
        for place in dice.sample(range(len(FILMS)), 60):
            split = scorer.split(FILMS[place])
            assert totals[place] == pytest.approx(split.total, abs=1e-9)
            for term in Term:
                assert terms[term][place] == pytest.approx(split.of(term), abs=1e-9)


def test_parts_add_up_to_their_terms_whoever_asks():
    for seed in range(60):
        split = split_of(FILMS[seed], someone(FILMS, seed, MODEL), Weights(novelty=0.3))
        for term in Term:
            assert split.of(term) == pytest.approx(sum(part.value for part in split.parts if part.term is term))


def test_invented_people_use_every_kind_of_part():
    splits = [split_of(film, someone(FILMS, seed, MODEL)) for seed in range(40) for film in FILMS[:40]]
    kinds = {part.source.partition(":")[0] for split in splits for part in split.parts if part.term is not Term.MOOD}
    assert kinds == {
        *("genre", "keyword", "director", "actor", "decade", "film", "acclaim", "renown", "liked"),
        *("fresh", "unlike", "lesser-known", "language", "service", "words", "seen"),
    }


def test_shortlist_is_the_head_of_the_whole_ranking():
    for seed in range(10):
        asked = someone(FILMS, seed, MODEL)
        assert shortlist(FILMS, Scorer(asked), 50) == rank(FILMS, asked)[:50]


def test_id_breaks_ties_at_the_edge_of_a_shortlist():
    twins = [a_film(5, id=number) for number in (9, 4, 7, 2)]
    panel = panel_of(twins)
    totals = Scorer(Asked({})).totals(panel)
    assert [entry.film.id for entry in best(panel, totals, 3)] == [2, 4, 7]


def test_top_of_nothing_is_nothing():
    assert top(panel_of([]), np.zeros(0), 5) == []
    assert Scorer(Asked({"joy": 1.0})).totals(panel_of([])).shape == (0,)


def test_same_list_is_turned_into_arrays_once():
    panels = Panels()
    assert panels.get(FILMS) is panels.get(list(FILMS))


def test_film_that_changed_gives_another_panel():
    panels = Panels()
    before = panels.get(FILMS[:3])
    changed = [*FILMS[:2], a_film(3, acclaim=0.55, standing=0.9)]
    assert panels.get(changed) is not before
    assert panels.get(changed).acclaim[2] == 0.55


def test_panels_give_way_to_newer_ones():
    panels = Panels(films=250)
    first = panels.get(FILMS[:200])
    panels.get(FILMS[100:300])
    assert panels.get(FILMS[:200]) is not first
