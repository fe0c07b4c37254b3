"""The reasons hold: take a term out, rank again, and see. For a thousand invented people, films and moods."""

import random

import numpy as np
import pytest

from recommendations.ranking.blend import Asked, Scorer, Weights, rank, split_of, top
from recommendations.ranking.company import company_of
from recommendations.ranking.counterfactual import SHIFT, Place, ordinal, places, without_mood
from recommendations.ranking.panel import panel_of
from recommendations.ranking.pulls import Pulls
from recommendations.ranking.reasons import LEADS, reason
from recommendations.ranking.taste import Opinion, Taste, taste_from
from recommendations.types import Term
from tests.recommendations.invented import TODAY, a_film, crowd, films_of, someone

FILMS = films_of(120)
MODEL = crowd(FILMS)
PANEL = panel_of(FILMS)
NUMBERS = {film.id: number for number, film in enumerate(FILMS)}


def _case(seed):
    """One person with weights of their own, and a film that stands somewhere in the first forty."""
    dice = random.Random(seed)
    weights = Weights(0.5 * dice.random(), 0.6 * dice.random(), 0.4 * dice.random(), dice.choice([0.04, 0.4]))
    asked = someone(FILMS, seed, MODEL)
    order = top(PANEL, Scorer(asked, weights).totals(PANEL), 40)
    return asked, weights, FILMS[dice.choice(order)]


def test_text_and_split_agree_with_ranking_again_without_each_term():
    said = 0
    for seed in range(1000):
        asked, weights, film = _case(seed)
        scorer, number = Scorer(asked, weights), NUMBERS[film.id]
        split, terms = scorer.split(film), scorer.terms(PANEL)
        totals = scorer.totals(PANEL)
        again = {term: Scorer(asked, weights.without(term)).totals(PANEL) for term in Term}
        lost = {term: totals[number] - again[term][number] for term in Term}
        for term in Term:
            assert split.of(term) == pytest.approx(lost[term], abs=1e-9)
        assert reason(split).startswith(LEADS[max(lost, key=lost.__getitem__)]) or max(lost.values()) <= 1e-9
        place = places(PANEL, terms, [film.id])[film.id]
        assert place.place == 1 + top(PANEL, totals, len(FILMS)).index(number)
        reranked = 1 + top(PANEL, again[Term.MOOD], len(FILMS)).index(number)
        assert place.without_mood == (reranked if asked.mix else None)
        if text := without_mood(place):
            said += 1
            assert text == f"Without your mood it would be {ordinal(reranked)}."
            assert reranked >= place.place + SHIFT
    assert said > 100


def test_places_agree_with_the_ranking_film_by_film():
    for seed in range(15):
        asked, weights, film = _case(seed)
        place = places(PANEL, Scorer(asked, weights).terms(PANEL), [film.id])[film.id]
        for at, used in ((place.place, weights), (place.without_mood, weights.without(Term.MOOD))):
            if at is not None:
                assert rank(FILMS, asked, used)[at - 1].film.id == film.id


def test_pulls_and_favourites_are_the_taste_term():
    pulled = 0
    for seed in range(200):
        asked, weights, film = _case(seed)
        shares = Pulls(asked.taste, asked.company).of(film, weights.taste)
        pulled += len(shares.pulls)
        whole = sum(pull.value for pull in shares.pulls) + shares.favourites
        assert whole == pytest.approx(split_of(film, asked, weights).taste, abs=1e-9)
    assert pulled > 500


def test_pull_is_what_the_mean_opinions_lose_without_that_film():
    """With the sums held as they are: what the film put into them, and nothing else."""
    asked = next(case for case in (someone(FILMS, seed) for seed in range(50)) if len(case.taste.opinions) > 10)
    one = asked.taste.opinions[3]
    silent = [
        opinion if opinion is not one else type(one)(one.film, 0.0, one.age_days) for opinion in asked.taste.opinions
    ]
    without = taste_from(silent, favourite_genres=[key.partition(":")[2] for key in asked.taste.favourites])
    for film in FILMS[:80]:
        pulls = {pull.film_id: pull.value for pull in Pulls(asked.taste, asked.company).of(film, 1.0).pulls}
        lost = split_of(film, asked).taste - split_of(film, Asked(asked.mix, without)).taste
        assert Weights().taste * pulls.get(one.film.id, 0.0) == pytest.approx(lost, abs=1e-9)


def test_strongest_pull_comes_first_and_carries_its_title():
    asked = next(case for case in (someone(FILMS, seed, MODEL) for seed in range(50)) if len(case.taste.opinions) > 20)
    pulls, compared = Pulls(asked.taste, asked.company), 0
    for film in FILMS[:40]:
        all_of_them = pulls.of(film, 0.3).pulls
        assert [pull.value for pull in all_of_them] == sorted((pull.value for pull in all_of_them), reverse=True)
        assert all(pull.title == f"Film {pull.film_id}" for pull in all_of_them)
        lifts = tuple(pull for pull in all_of_them if pull.value > 0 and pull.film_id != film.id)
        assert pulls.strongest(film, 0.3, 3) == lifts[:3]
        compared += len(lifts) > 3
    assert compared > 5


def test_nobody_is_told_what_their_mood_did_where_it_did_little():
    assert without_mood(Place(3, None)) == ""
    assert without_mood(Place(9, 9 + SHIFT - 1)) == ""
    assert without_mood(Place(14, 3)) == ""
    assert without_mood(Place(2, 14)) == "Without your mood it would be 14th."


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd"), (111, "111th")]
)
def test_places_are_said_as_people_say_them(number, words):
    assert ordinal(number) == words


def test_film_outside_the_candidates_has_no_place():
    assert places(PANEL, Scorer(Asked({"joy": 1.0})).terms(PANEL), [999_999]) == {}


def test_twins_share_neither_place_nor_luck():
    panel = panel_of([a_film(5, id=number) for number in (9, 4, 7)])
    found = places(panel, Scorer(Asked({"joy": 1.0})).terms(panel), [4, 7, 9])
    assert [found[number].place for number in (4, 7, 9)] == [1, 2, 3]
    assert np.unique([found[number].without_mood for number in (4, 7, 9)]).size == 3


def _liking(film_id):
    """Somebody who liked this film, among a crowd."""
    return company_of(MODEL, {film_id: 1.0}, fond=[film_id])


def test_film_one_liked_is_named_where_the_company_counts_most():
    source = max(MODEL.ids, key=lambda film_id: MODEL.likes[MODEL.place(film_id)])
    target, _ = MODEL.neighbours(source, 1)[0]
    split = split_of(FILMS[NUMBERS[target]], Asked({}, company=_liking(source)), Weights(popularity=0.0, novelty=0.0))
    told = f"Mostly your taste: it goes with Film {source}, which you liked."
    assert reason(split, {source: f"Film {source}"}) == told
    assert "Film" not in reason(split)


def test_film_one_did_not_like_is_never_called_liked():
    for source in MODEL.ids[:40]:
        company = _liking(source)
        cool = type(company)(company.model, company.history, company.scores, company.known)
        for target, _ in MODEL.neighbours(source, 3):
            split = split_of(FILMS[NUMBERS[target]], Asked({}, Taste(), company=cool), Weights(popularity=0.0))
            assert "which you liked" not in reason(split, {source: "Heat"})


def _alone(term_weight, **asked):
    return Weights(0.0, 0.0, 0.0, term_weight, 1.0), Asked({}, **asked)


def test_recent_film_is_called_recent_and_an_old_one_never():
    known = {"acclaim": 0.3, "standing": 0.7}
    weights, asked = _alone(1.0, today=TODAY)
    new = a_film(1, release_date=TODAY, **known)
    assert reason(split_of(new, asked, weights)) == "Mostly something new: a recent film."
    old = a_film(1, release_date=TODAY.replace(year=2020), **known)
    assert "recent" not in reason(split_of(old, asked, weights))


def test_big_name_is_never_called_anything_else():
    weights, asked = _alone(1.0)
    for film in FILMS:
        text = reason(split_of(film, asked, weights))
        assert ("not one of the big names" in text) is (film.standing - film.acclaim < 0.25)


def test_words_that_were_asked_for_are_spoken_of_where_the_film_has_them():
    heist = a_film(1, keywords=("heist",), title="The Job")
    asked = Asked({}, words=("heists",))
    assert "t has what you asked for." in reason(split_of(heist, asked))
    assert "asked for" not in reason(split_of(a_film(1, keywords=("space",)), asked))


def test_actors_and_keywords_are_named_once_they_are_a_habit():
    liked = [a_film(number, genres=(), directors=(), actors=("Ruth Gordon",), keywords=()) for number in range(1, 4)]
    taste = taste_from([Opinion(film, 1.0, 0) for film in liked])
    film = a_film(50, genres=(), directors=(), actors=("Ruth Gordon",), keywords=(), year=1890)
    split = split_of(film, Asked({}, taste), Weights(popularity=0.0, novelty=0.0))
    assert reason(split) == "Mostly your taste: you go for films with Ruth Gordon."


def test_film_of_which_nothing_is_known_is_not_given_a_mood():
    blank = a_film(3, genres=(), mood_weight=0.0, acclaim=0.0, standing=0.0)
    text = reason(split_of(blank, Asked({"joy": 1.0}), Weights(popularity=0.0, novelty=0.0)))
    assert text == "Mostly your mood: little speaks against it."


def test_profile_on_little_evidence_counts_less_than_the_same_on_much():
    joyful = {"joy": 1.0}
    fits = [split_of(a_film(1, moods=joyful, mood_weight=weight), Asked({"joy": 1.0})).mood for weight in (0, 1, 3, 12)]
    sad = [split_of(a_film(1, moods=joyful, mood_weight=weight), Asked({"fear": 1.0})).mood for weight in (0, 1, 3, 12)]
    assert fits == sorted(set(fits))
    assert sad == sorted(set(sad), reverse=True)
