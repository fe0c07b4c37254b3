"""The ranking: pure functions over real films."""

import random
from dataclasses import fields

import pytest

from ml.moods import MOODS
from recommendations.catalogue import state
from recommendations.catalogue.franchise import franchise
from recommendations.film_moods.profiles import genre_moods as moods_of
from recommendations.models import Film
from recommendations.ranking.affinity import usable_mix
from recommendations.ranking.blend import Asked, Scorer, Weights, rank, shortlist, split_of
from recommendations.ranking.fit import TYPICAL
from recommendations.ranking.reasons import FELT, LEADS, reason
from recommendations.ranking.taste import Opinion, Taste, taste_from
from recommendations.ranking.variety import Variety
from recommendations.retrieval.features import features
from recommendations.types import Split, Term

pytestmark = pytest.mark.django_db
MIX = usable_mix({"sadness": 0.6, "love": 0.3, "neutral": 0.1})


@pytest.fixture
def films():
    """The 400 best known films of the catalogue."""
    return list(features(Film.objects.values_list("pk", flat=True)[:400], version=state.version()).values())


def _random_user(films, seed):
    """A mix, a taste, a language and a few seen films, as they might be."""
    dice = random.Random(seed)
    mix = usable_mix({mood: dice.random() ** 4 for mood in MOODS})
    opinions = [
        Opinion(film, dice.uniform(-1, 1), dice.uniform(0, 800)) for film in dice.sample(films, dice.randint(0, 25))
    ]
    seen = frozenset(film.id for film in dice.sample(films, 10))
    return Asked(mix, taste_from(opinions), frozenset({"French"} if dice.random() < 0.3 else ()), seen)


def test_split_adds_up_to_the_score(films):
    for seed in range(40):
        split = split_of(films[seed], _random_user(films, seed))
        assert split.total == pytest.approx(sum(part.value for part in split.parts))
        for term in Term:
            assert split.of(term) == pytest.approx(sum(part.value for part in split.parts if part.term is term))


def test_reason_names_the_term_whose_removal_costs_the_film_most(films):
    """Take each term out, rank again, and see what the film lost: for every random user, the text agrees."""
    for seed in range(200):
        asked, some = _random_user(films, seed), random.Random(seed).sample(films, 40)
        ranked = rank(some, asked)
        film = random.Random(seed).choice(ranked[:24])
        lost = {}
        for term in Term:
            again = {entry.film.id: entry.split.total for entry in rank(some, asked, Weights().without(term))}
            lost[term] = film.split.total - again[film.film.id]
        assert reason(film.split).startswith(LEADS[max(lost, key=lost.__getitem__)])


def _named(films, asked=None):
    """The films that come for their name, each with its sentence."""
    asked = asked or Asked({})
    return [(film, reason(split_of(film, asked))) for film in films if film.standing > 0.45]


def test_film_with_poor_reviews_is_never_called_well_reviewed(film):
    poor = Film.objects.filter(rating__lt=5.5, standing__gt=0.45).values_list("pk", flat=True)
    named = _named(features(poor, version=state.version()).values())
    assert len(named) > 50
    assert {text for _, text in named} == {"Mostly its name: widely known, though not for its reviews."}


def test_film_that_is_liked_and_known_is_called_both(film):
    known = features([film("Casablanca", 1942).pk, film("Toy Story").pk], version=state.version()).values()
    assert {text for _, text in _named(known)} == {"Mostly its name: widely known and well reviewed."}


def test_film_that_critics_liked_and_few_know_is_called_well_reviewed():
    quiet = Film.objects.filter(rating__gt=8.5, reviews__range=(20, 30), box_office=None, oscars=0)
    named = _named(features(quiet.values_list("pk", flat=True), version=state.version()).values())
    assert "Mostly its name: well reviewed." in {text for _, text in named}


def test_reason_is_made_from_the_split_alone(films):
    split = split_of(films[0], _random_user(films, 3))
    copy = Split(**{name: getattr(split, name) for name in (field.name for field in fields(Split))})
    assert reason(copy) == reason(split)


def test_taste_is_spoken_of_only_where_it_counts_and_stands_on_three_opinions(films):
    """Whatever the person: what the text says of taste is in the split, on the side it says."""
    spoken = 0
    for seed in range(500):
        film = random.Random(seed).choice(films)
        split = split_of(film, _random_user(films, seed))
        text = reason(split)
        for words, sign in (("you tend to pass on ", -1), ("And you go for ", 1)):
            if words in text:
                spoken += 1
                named = text.split(words)[1].split(".")[0].removeprefix("films by ").removeprefix("the ")
                backed = [part for part in split.parts if part.term is Term.TASTE and part.value * sign > 0]
                assert any(named.removesuffix("s") in part.source and part.evidence >= 3 for part in backed)
                assert split.taste * sign >= 0.05 * sum(abs(split.of(term)) for term in Term)
    assert spoken > 10


def test_two_refusals_are_not_yet_a_habit(film):
    vertigo, psycho = features([film("Vertigo").pk, film("Psycho", 1960).pk], version=state.version()).values()
    for said, told in ((2, False), (3, True)):
        taste = taste_from([Opinion(vertigo, -1.0, 0)] * said)
        text = reason(split_of(psycho, Asked(usable_mix({"fear": 1}), taste)))
        assert ("you tend to pass on" in text) is told


def test_one_like_is_not_yet_what_somebody_goes_for(film):
    vertigo, psycho = features([film("Vertigo").pk, film("Psycho", 1960).pk], version=state.version()).values()
    for said, told in ((1, "close to films you chose"), (3, "you go for films by Alfred Hitchcock")):
        taste = taste_from([Opinion(vertigo, 1.0, 0)] * said)
        split = split_of(psycho, Asked({}, taste), Weights(popularity=0.0))
        assert reason(split).startswith(f"Mostly your taste: {told}.")


def test_mood_that_a_card_names_is_the_films_own(films):
    named = 0
    for film in films:
        text = reason(split_of(film, Asked(usable_mix({"joy": 1}))))
        for mood, felt in FELT.items():
            if f", and {felt} too" in text or f", a little {felt}" in text:
                named += 1
                assert film.moods[mood] == max(share for other, share in film.moods.items() if other != "joy")
    assert named > 100


def test_film_that_a_card_calls_praised_was_praised(films):
    texts = [(film, reason(split_of(film, Asked(MIX)))) for film in films]
    assert min(film.rating for film, text in texts if "Highly praised." in text) >= 7.5
    assert min(film.rating for film, text in texts if "Well reviewed." in text) >= 6.9


def test_film_of_the_asked_mood_beats_an_equal_of_another(film):
    known = features([film("Ordinary People").pk, film("Airplane!").pk], version=state.version()).values()
    assert rank(known, Asked(usable_mix({"sadness": 1})))[0].film.title == "Ordinary People"
    assert rank(known, Asked(usable_mix({"joy": 1})))[0].film.title == "Airplane!"


def test_mixed_film_answers_a_mixed_mood_best():
    joyful, mixed = moods_of(("Comedy",)), moods_of(("Romance", "Comedy"))
    both = Asked(usable_mix({"joy": 0.5, "love": 0.5}))

    def fit(moods):
        return sum((share * moods[mood]) ** 0.5 for mood, share in both.mix.items())

    assert fit(mixed) > fit(joyful)


def test_profile_is_a_distribution():
    for genres in [(), ("Drama",), ("Horror", "Comedy"), ("A genre of tomorrow",)]:
        assert sum(moods_of(genres).values()) == pytest.approx(1)


def test_film_without_a_genre_could_be_anything():
    assert min(moods_of(()).values()) > 0


def test_seen_film_falls_and_the_text_says_so(films):
    top = rank(films, Asked(MIX))[0].film
    seen = split_of(top, Asked(MIX, seen=frozenset({top.id})))
    assert seen.total < split_of(top, Asked(MIX)).total
    assert "You have seen it." in reason(seen)


def test_language_one_likes_is_a_plus(film):
    (amelie,) = features([film("Amélie").pk], version=state.version()).values()
    french = split_of(amelie, Asked(MIX, languages=frozenset({"French"})))
    assert french.constraint > 0 == split_of(amelie, Asked(MIX, languages=frozenset({"Korean"}))).constraint


def test_liked_director_lifts_the_other_films(film):
    vertigo, psycho = features([film("Vertigo").pk, film("Psycho", 1960).pk], version=state.version()).values()
    taste = taste_from([Opinion(vertigo, 1.0, 0)])
    assert any(source == "director:Alfred Hitchcock" and value > 0 for source, value in taste.parts(psycho))


def test_old_opinion_weighs_less_than_a_new_one(film):
    vertigo, psycho = features([film("Vertigo").pk, film("Psycho", 1960).pk], version=state.version()).values()
    against_now = taste_from([Opinion(vertigo, 1.0, 2000), Opinion(psycho, -1.0, 0)])
    assert against_now.means["director:Alfred Hitchcock"] < 0


def test_one_opinion_is_not_yet_a_taste(film):
    (vertigo,) = features([film("Vertigo").pk], version=state.version()).values()
    one = taste_from([Opinion(vertigo, 1.0, 0)])
    many = taste_from([Opinion(vertigo, 1.0, 0)] * 10)
    assert one.means["genre:Mystery"] < many.means["genre:Mystery"] < 1


def test_favourite_genre_counts_before_the_first_film(films):
    assert Taste().parts(films[0]) == []
    assert taste_from([], favourite_genres=["Drama"]).means["genre:Drama"] > 0


def test_dislike_is_said_when_a_film_comes_all_the_same(film):
    vertigo, psycho = features([film("Vertigo").pk, film("Psycho", 1960).pk], version=state.version()).values()
    split = split_of(psycho, Asked(usable_mix({"fear": 1}), taste_from([Opinion(vertigo, -1.0, 0)] * 5)))
    assert "Not quite your taste" in reason(split)


def test_ranking_is_the_same_whatever_the_order_of_its_input(films):
    shuffled = films[:]
    random.Random(1).shuffle(shuffled)
    assert [entry.film.id for entry in rank(films, Asked(MIX))] == [
        entry.film.id for entry in rank(shuffled, Asked(MIX))
    ]


def test_shortlist_is_the_head_of_the_whole_ranking(films):
    for seed in range(20):
        asked = _random_user(films, seed)
        assert shortlist(films, Scorer(asked), 50) == rank(films, asked)[:50]


def test_series_does_not_fill_a_row(films):
    picked = Variety().pick(rank(films, Asked(usable_mix({"joy": 0.6, "surprise": 0.4}))), 12)
    series = [franchise(entry.film.title) for entry in picked]
    assert max(series.count(name) for name in series) == 1


def test_director_does_not_fill_a_row(films):
    picked = Variety().pick(rank(films, Asked(usable_mix({"fear": 1}))), 12)
    directors = [name for entry in picked for name in entry.film.directors]
    assert max(directors.count(name) for name in directors) <= 2


def test_second_row_of_a_page_takes_none_of_the_first(films):
    page, ranked = Variety(), rank(films, Asked(MIX))
    first, second = page.pick(ranked, 12), page.pick(ranked, 12)
    assert {entry.film.id for entry in first}.isdisjoint(entry.film.id for entry in second)


def test_row_stands_in_the_order_of_its_scores(films):
    totals = [entry.split.total for entry in Variety(day="2026-11-20").pick(rank(films, Asked(MIX)), 12)]
    assert totals == sorted(totals, reverse=True)


def test_another_day_draws_other_films_of_about_the_same_score(films):
    ranked = rank(films, Asked(MIX))
    today, tomorrow = (Variety(day=day).pick(ranked, 12) for day in ("2026-11-20", "2026-11-21"))
    ids = [{entry.film.id for entry in picked} for picked in (today, tomorrow)]
    assert ids[0] != ids[1]
    assert abs(sum(e.split.total for e in today) - sum(e.split.total for e in tomorrow)) < 12 * 0.02


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toy Story 3", "Toy Story"),
        ("The Godfather Part II", "The Godfather"),
        ("Star Wars: Episode IV – A New Hope", "Star Wars: Episode V – The Empire Strikes Back"),
        ("Harry Potter and the Deathly Hallows – Part 2", "Harry Potter and the Prisoner of Azkaban"),
        ("Rocky IV", "Rocky"),
    ],
)
def test_films_of_one_series_share_a_key(one, other):
    assert franchise(one) == franchise(other)


@pytest.mark.parametrize("title", ["Se7en", "2001: A Space Odyssey", "III", "$", "8½", "I, Robot"])
def test_odd_title_still_has_a_key(title):
    assert franchise(title) or title == "$"


def test_typical_profile_is_the_catalogues():
    """The constant that thin profiles are drawn towards, beside the mean of every tenth film."""
    some = list(Film.objects.order_by("pk").values_list("pk", flat=True)[::10])
    known = features(some, version=state.version()).values()
    for mood, share in TYPICAL.items():
        assert sum(film.moods[mood] for film in known) / len(known) == pytest.approx(share, abs=0.02)
    assert sum(TYPICAL.values()) == pytest.approx(1)
