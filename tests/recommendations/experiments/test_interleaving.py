"""Two rankings in one row, by team draft."""

from collections import Counter

import pytest

from recommendations.experiments.interleaving import Pick, credit, interleave, placements

A, B = [1, 2, 3, 4, 5], [3, 1, 6, 7, 8]


def test_every_film_stands_once_and_both_teams_pick_as_often():
    picks = interleave(A, B, seed="page", limit=6)
    assert len({pick.film_id for pick in picks}) == 6
    assert Counter(pick.team for pick in picks) == {"a": 3, "b": 3}


def test_the_same_seed_draws_the_same_row():
    assert interleave(A, B, seed="page") == interleave(A, B, seed="page")
    assert len({interleave(A, B, seed=str(number), limit=4) for number in range(40)}) > 1


def test_each_team_picks_its_best_free_film():
    taken = set()
    for pick in interleave(A, B, seed="x", limit=6):
        ranking = A if pick.team == "a" else B
        assert pick.film_id == next(film for film in ranking if film not in taken)
        taken.add(pick.film_id)


def test_a_team_without_films_leaves_the_rest_to_the_other():
    assert [pick.film_id for pick in interleave([], [1, 2, 3], seed="x")] == [1, 2, 3]
    assert interleave([], [], seed="x", limit=3) == ()


def test_placements_are_the_shares_of_many_draws():
    exact = placements(A, B, limit=5)
    draws = 4000
    counted = Counter(
        (pick.film_id, place)
        for number in range(draws)
        for place, pick in enumerate(interleave(A, B, seed=str(number), limit=5))
    )
    assert exact.keys() == counted.keys()
    assert all(abs(exact[key] - counted[key] / draws) < 0.04 for key in exact)


@pytest.mark.parametrize("limit", [1, 4, 5, 12])
def test_placements_of_each_position_add_up_to_one(limit):
    exact = placements(list(range(20)), list(range(19, -1, -1)), limit=limit)
    for place in range(limit):
        assert sum(chance for (_, at), chance in exact.items() if at == place) == pytest.approx(1)


def test_credit_goes_to_the_team_that_picked_the_film():
    picks = (Pick(1, "a"), Pick(2, "b"), Pick(3, "a"))
    assert credit(picks, {1: 1.0, 2: 0.2}) == pytest.approx(0.8)
    assert credit(picks, {}) == 0
