"""One list for several people, by pure functions."""

import random

import pytest

from recommendations.together.fairness import LEAD, GroupFilm, fits, gave_way, leader, order, owed, worth


def test_fit_is_the_share_of_candidates_that_score_lower():
    assert fits([3.0, 1.0, 2.0, 5.0, 4.0]) == [0.5, 0.0, 0.25, 1.0, 0.75]
    assert fits([1.0, 1.0, 2.0]) == [0.25, 0.25, 1.0]
    assert fits([7.0]) == [1.0]
    assert fits([]) == []


def test_fit_does_not_turn_on_the_scale_of_a_persons_scores():
    scores = [0.2, -1.0, 0.4, 0.41]
    assert fits(scores) == fits([100 * score + 3 for score in scores])


def test_film_is_worth_what_it_is_worth_to_the_worst_off():
    loved_by_one, fine_for_both = GroupFilm(1, {1: 1.0, 2: 0.1}), GroupFilm(2, {1: 0.5, 2: 0.5})
    assert order([loved_by_one, fine_for_both], {}) == [fine_for_both, loved_by_one]


def test_among_films_as_bad_for_the_worst_off_the_mean_decides():
    first, second = GroupFilm(1, {1: 0.5, 2: 0.6}), GroupFilm(2, {1: 0.5, 2: 0.9})
    assert order([first, second], {}) == [second, first]


def test_list_bends_towards_whoever_is_owed():
    for_ada, for_ben = GroupFilm(1, {1: 0.9, 2: 0.5}), GroupFilm(2, {1: 0.5, 2: 0.9})
    assert order([for_ada, for_ben], {1: 0.4, 2: 0.0})[0] is for_ada
    assert order([for_ada, for_ben], {1: 0.0, 2: 0.4})[0] is for_ben


def test_owing_everybody_the_same_changes_nothing():
    draw = random.Random(4)
    films = [GroupFilm(number, {1: draw.random(), 2: draw.random(), 3: draw.random()}) for number in range(50)]
    assert order(films, {}) == order(films, dict.fromkeys((1, 2, 3), 0.6))


def test_latest_evening_weighs_most():
    assert owed([0.8, 0.0]) > owed([0.0, 0.8])
    assert owed([]) == 0
    assert owed([0.5, 0.5, 0.5]) == pytest.approx(0.5)


def test_nobody_leads_without_a_clear_reason():
    assert leader({1: 0.3, 2: 0.3}) is None
    assert leader({1: 0.3, 2: 0.3 - LEAD / 2}) is None
    assert leader({1: 0.2, 2: 0.6}) == 2
    assert leader({1: 0.9}) is None
    assert leader({}) is None


def test_over_many_evenings_turns_even_out_what_people_give_up():
    """Two people who want different things: with memory neither gives way for long; without it one always does."""

    def season(remembering):
        draw, history, given = random.Random(8), {1: [], 2: []}, {1: 0.0, 2: 0.0}
        for _ in range(60):
            films = [GroupFilm(n, {1: x, 2: max(0.0, min(1.0, 0.7 - x + draw.random() * 0.2))})
                     for n, x in enumerate(draw.random() for _ in range(80))]  # fmt: skip
            films = [film for film in films if film.fits[1] > film.fits[2] + 0.1 or film.fits[2] > film.fits[1] + 0.2]
            chosen = order(films, {who: owed(history[who]) for who in history} if remembering else {})[0]
            for who, before in history.items():
                before.insert(0, gave_way(chosen.fits[who]))
                given[who] += before[0]
        return abs(given[1] - given[2]) / 60

    assert season(remembering=True) < 0.6 * season(remembering=False)


@pytest.mark.parametrize("seed", range(20))
def test_no_film_on_top_leaves_somebody_worse_off_than_another_film_would_leave_anybody(seed):
    draw = random.Random(seed)
    films = [GroupFilm(number, {who: draw.random() for who in range(draw.randint(2, 6))}) for number in range(40)]
    best = order(films, {})[0]
    assert best.worst == max(film.worst for film in films)
    assert worth(best, {}) == best.worst
