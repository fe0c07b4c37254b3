"""What is drawn to learn from, and how likely each film was."""

from collections import Counter

import pytest

from recommendations.ranking.blend import Candidate
from recommendations.ranking.explore import AMONG, PLACE, chances, explore, uniform
from tests.recommendations.invented import films_of

RANKED = [Candidate(film, 1.0 - 0.01 * place) for place, film in enumerate(films_of(60))]
ROW = RANKED[:12]


def _ids(entries):
    return [entry.film.id for entry in entries]


def test_draw_follows_its_propensities():
    """Over many evenings each film stands in the place as often as its propensity says."""
    (chance,) = chances([ROW], [RANKED], rate=0.3, among=5)
    rounds, came, told = 20_000, Counter(), {}
    for number in range(rounds):
        stood = explore(ROW, chance, key=f"person:{number}")[PLACE]
        came[stood.candidate.film.id] += 1
        told[stood.candidate.film.id] = stood.propensity
    assert len(came) == 6
    assert sum(told.values()) == pytest.approx(1.0)
    for film_id, count in came.items():
        assert count / rounds == pytest.approx(told[film_id], abs=4 * (told[film_id] / rounds) ** 0.5)


def test_other_places_are_certain_and_stay():
    (chance,) = chances([ROW], [RANKED], rate=0.5)
    for number in range(50):
        placed = explore(ROW, chance, key=str(number))
        rest = [one for place, one in enumerate(placed) if place != PLACE]
        assert [one.candidate for one in rest] == [*ROW[:PLACE], *ROW[PLACE + 1 :]]
        assert {(one.propensity, one.explored) for one in rest} == {(1.0, False)}


def test_film_that_was_drawn_is_marked_and_one_that_stayed_is_not():
    (chance,) = chances([ROW], [RANKED], rate=0.5)
    seen = [explore(ROW, chance, key=str(number))[PLACE] for number in range(400)]
    assert {one.candidate.film.id for one in seen if not one.explored} == {ROW[PLACE].film.id}
    assert {one.candidate.film.id for one in seen if one.explored} == set(_ids(RANKED[12 : 12 + AMONG]))


def test_same_key_draws_the_same_and_another_day_may_not():
    (chance,) = chances([ROW], [RANKED], rate=0.5)
    assert explore(ROW, chance, key="a:2026-11-20:joy") == explore(ROW, chance, key="a:2026-11-20:joy")
    assert len({explore(ROW, chance, key=f"a:{day}:joy")[PLACE].candidate.film.id for day in range(30)}) > 5


def test_rows_of_a_page_draw_from_films_of_their_own():
    rows = [RANKED[:12], RANKED[12:24]]
    found = chances(rows, [RANKED, RANKED], rate=1.0, among=10)
    drawn = [_ids(chance.others) for chance in found]
    assert set(drawn[0]).isdisjoint(drawn[1])
    assert (set(drawn[0]) | set(drawn[1])).isdisjoint(_ids(RANKED[:24]))


def test_nothing_left_to_draw_or_no_wish_to_leaves_the_row_alone():
    for row, ranked, rate in ((ROW, ROW, 0.5), (ROW, RANKED, 0.0), ([], RANKED, 0.5)):
        (chance,) = chances([row], [ranked], rate=rate)
        assert chance is None
        assert [one.candidate for one in explore(row, chance, key="x")] == list(row)


def test_short_row_draws_for_its_last_place():
    (chance,) = chances([ROW[:2]], [RANKED], rate=1.0)
    placed = explore(ROW[:2], chance, key="x")
    assert placed[0].candidate == ROW[0]
    assert placed[1].explored


def test_draws_are_spread_evenly():
    drawn = [uniform(f"key {number}") for number in range(4000)]
    assert all(0 <= value < 1 for value in drawn)
    tenths = Counter(int(10 * value) for value in drawn)
    assert all(count == pytest.approx(400, abs=90) for count in tenths.values())
