"""Rows that are not all alike: marginal relevance over a page."""

from itertools import combinations

from recommendations.ranking.blend import Asked, Candidate, Scorer, best
from recommendations.ranking.panel import panel_of
from recommendations.ranking.variety import NEAR_TIE, Variety
from tests.recommendations.invented import a_film, films_of

FILMS = films_of(300)
PANEL = panel_of(FILMS)
RANKED = best(PANEL, Scorer(Asked({"joy": 0.7, "love": 0.3})).totals(PANEL), 200)


def _film(number, **given):
    return a_film(number, **{"year": 1900 + 10 * number, "directors": (), "keywords": (), **given})


def _alike(entries):
    """The mean share of genres that two films of the row have in common."""
    pairs = [(set(one.film.genres), set(other.film.genres)) for one, other in combinations(entries, 2)]
    return sum(len(one & other) / max(1, len(one | other)) for one, other in pairs) / len(pairs)


def test_film_of_another_theme_comes_before_one_more_of_the_same():
    same = [Candidate(_film(number, genres=("War",)), 0.5 - 0.01 * number) for number in range(1, 4)]
    other = Candidate(_film(4, genres=("Comedy",)), 0.46)
    assert other in Variety().pick([*same, other], 2)


def test_much_better_film_comes_however_alike():
    first, second = (Candidate(_film(number, genres=("War",)), 0.5) for number in (1, 2))
    other = Candidate(_film(3, genres=("Comedy",)), 0.4)
    assert Variety().pick([first, second, other], 2) == [first, second]


def test_row_is_less_alike_than_the_head_of_the_ranking_at_little_cost():
    kinds = (("Comedy",), ("Comedy",), ("Comedy",), ("Comedy", "Romance"), ("Music",), ("Family", "Animation"))
    ranked = [Candidate(a_film(n, genres=kinds[n % 6]), 0.6 - 0.002 * n - 0.01 * (n % 6)) for n in range(60)]
    ranked.sort(key=lambda entry: -entry.total)
    row, head = Variety().pick(ranked, 12), ranked[:12]
    assert _alike(row) < 0.85 * _alike(head)
    assert sum(entry.total for entry in row) > 0.95 * sum(entry.total for entry in head)


def test_films_shown_earlier_in_the_session_do_not_come_again():
    first = Variety().pick(RANKED, 12)
    shown = {entry.film.id for entry in first}
    again = Variety(shown=shown).pick(RANKED, 12)
    assert len(again) == 12
    assert shown.isdisjoint(entry.film.id for entry in again)


def test_reach_covers_what_was_shown():
    assert Variety(shown=range(30)).reach(12) == 30 + Variety().reach(12)


def test_films_that_came_some_other_way_are_not_picked_again():
    page = Variety()
    page.take([entry.film.id for entry in RANKED[:5]])
    assert page.pick(RANKED, 12) == Variety().pick(RANKED[5:], 12)


def test_same_day_picks_the_same_whatever_came_before():
    assert Variety(day="2026-11-20").pick(RANKED, 12) == Variety(day="2026-11-20").pick(RANKED, 12)


def test_day_moves_no_film_past_a_clearly_better_one():
    better, worse = Candidate(_film(1, genres=()), 0.5), Candidate(_film(2, genres=()), 0.5 - NEAR_TIE)
    assert all(Variety(day=str(day)).pick([better, worse], 1) == [better] for day in range(50))


def test_films_without_a_genre_are_not_alike():
    blank = [Candidate(_film(number, genres=()), 0.5) for number in range(1, 5)]
    assert len(Variety().pick(blank, 4)) == 4
    assert Variety().pick([], 4) == []
