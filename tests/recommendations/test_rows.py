"""The rows of a page, for real people over the real catalogue."""

from datetime import date

import pytest

from accounts.services import mark_seen
from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.errors import UnusableScores
from recommendations.evenings import rows_for
from recommendations.feedback import opinions
from recommendations.models import Film
from recommendations.types import Term

pytestmark = [pytest.mark.django_db, pytest.mark.services]
MIX = {"joy": 0.5, "love": 0.3, "surprise": 0.1, "neutral": 0.1}
DAY = date(2026, 11, 20)


def _rows(user=None, scores=MIX, **options):
    return rows_for(user=user, scores=scores, day=DAY, **options)


def _films(rows):
    return [card for row in rows for card in row.films]


def _ids(rows):
    return [card.id for card in _films(rows)]


@pytest.fixture
def profile(ada):
    return ada.profile


def test_page_has_four_rows_of_twelve():
    assert [len(row.films) for row in _rows()] == [12, 12, 12, 12]


def test_no_film_stands_twice_on_a_page():
    ids = _ids(_rows(scores={"sadness": 1}))
    assert len(ids) == len(set(ids))


def test_rows_answer_the_whole_mix_and_not_its_first_mood_alone():
    reasons = " ".join(row.reason for row in _rows())
    assert "joy" in reasons
    assert "love" in reasons


@pytest.mark.parametrize("mood", ["anger", "disgust", "fear", "joy", "love", "neutral", "sadness", "surprise"])
def test_films_are_known_and_well_reviewed(mood):
    films = Film.objects.filter(pk__in=_ids(_rows(scores={mood: 1})))
    reviewed = sorted(film.reviews for film in films)
    assert reviewed[len(reviewed) // 2] >= 40
    assert sum(film.rating or 0 for film in films) / len(films) >= 7


def test_every_card_says_why():
    assert all(card.reason.startswith("Mostly ") for card in _films(_rows()))


def test_refused_film_never_comes_back(ada):
    first = _films(_rows(ada))[0]
    opinions.dislike(user=ada, film_id=first.id)
    for mood in ("joy", "love", "surprise", "neutral"):
        assert first.id not in _ids(_rows(ada, {mood: 1}, limit_rows=8, limit_films=24, include_seen=True))


@pytest.mark.parametrize("mood", MOODS)
def test_cards_of_a_guest_say_different_things_in_few_words(mood):
    said = [card.reason for card in _films(_rows(scores={mood: 1}))]
    assert len(set(said)) >= 8
    assert max(map(len, said)) <= 70
    assert sum(len(text) <= 60 for text in said) >= 40


def _places(rows):
    return {card.id: row.key for row in rows for card in row.films}


def _kept(before, after):
    """How many films stay on the page, and how many of these change their row."""
    stay = before.keys() & after.keys()
    return len(stay), sum(before[film_id] != after[film_id] for film_id in stay)


@pytest.mark.parametrize("mood", MOODS)
def test_refusing_one_film_leaves_the_rest_of_the_page(ada, mood):
    before = _rows(ada, {mood: 1})
    opinions.dislike(user=ada, film_id=before[0].films[0].id)
    stay, moved = _kept(_places(before), _places(_rows(ada, {mood: 1})))
    assert stay >= 40
    assert moved <= 8  # where one film fewer or a shift of taste hands it on to the next row


@pytest.mark.parametrize("mood", MOODS)
def test_asking_for_adult_films_lets_in_no_others(ada, profile, mood):
    before = _places(_rows(ada, {mood: 1}))
    profile.include_adult = True
    profile.save()
    after = _places(_rows(ada, {mood: 1}))
    let_in = Film.objects.filter(pk__in=after.keys() - before.keys(), adult=True).count()
    stay, moved = _kept(before, after)
    assert stay >= len(before) - 2 * let_in
    assert moved <= let_in


def test_refusal_taken_back_brings_the_film_back(ada):
    first = _films(_rows(ada))[0]
    opinions.dislike(user=ada, film_id=first.id)
    opinions.undo(user=ada, film_id=first.id, kind="dislike")
    assert first.id in _ids(_rows(ada))


def test_refused_genre_never_comes(ada, profile):
    profile.refused_genres = ["Animation", "Musical"]
    profile.save()
    assert not any({"Animation", "Musical"} & set(card.genres) for card in _films(_rows(ada, {"joy": 1})))


def test_row_of_a_refused_genre_is_left_out(ada, profile):
    profile.refused_genres = ["Comedy"]
    profile.save()
    assert "comedy" not in {row.key for row in _rows(ada, {"joy": 1})}


def test_seen_film_is_not_offered_again(ada):
    first = _films(_rows(ada))[0]
    opinions.mark_seen(user=ada, film_id=first.id)
    assert first.id not in _ids(_rows(ada))


@pytest.mark.parametrize("mood", MOODS)
def test_film_just_seen_stays_on_the_page_of_somebody_who_asks_for_seen_films(ada, mood):
    first = _rows(ada, {mood: 1}, include_seen=True)[0].films[0]
    opinions.mark_seen(user=ada, film_id=first.id)
    (card,) = [card for card in _films(_rows(ada, {mood: 1}, include_seen=True)) if card.id == first.id]
    assert "You have seen it." in card.reason
    assert card.split.constraint < first.split.constraint


def test_somebody_who_saw_the_best_four_hundred_still_gets_rows(ada):
    for film in Film.objects.filter(genres__name="Drama")[:450]:
        mark_seen(user=ada, film_id=film.pk, title=film.title, year=film.year)
    assert all(len(row.films) == 12 for row in _rows(ada, {"sadness": 1}, limit_rows=1))


def test_adult_film_comes_only_to_those_who_asked(ada, profile):
    def adult(user):
        ids = _ids(_rows(user, {"disgust": 1}, limit_rows=8, limit_films=24))
        return Film.objects.filter(pk__in=ids, adult=True).exists()

    assert not adult(None)
    assert not adult(ada)
    Film.objects.filter(pk__in=_ids(_rows(ada, {"disgust": 1}))[:3]).update(adult=True)
    profile.include_adult = True
    profile.save()
    assert adult(ada)


def test_opinions_of_one_person_change_nothing_for_another(ada, ben):
    before = _ids(_rows(ben))
    for card in _films(_rows(ada))[:10]:
        opinions.dislike(user=ada, film_id=card.id)
    assert _ids(_rows(ben)) == before
    assert not any(card.feedback for card in _films(_rows(ben)))


def test_taste_moves_the_rows(ada):
    before = _ids(_rows(ada, {"fear": 1}))
    for film in Film.objects.filter(genres__name="Science Fiction")[:8]:
        opinions.like(user=ada, film_id=film.pk)
    after = _films(_rows(ada, {"fear": 1}))
    assert [card.id for card in after] != before
    assert any(card.split.taste > 0 for card in after)


@pytest.mark.parametrize(
    ("mood", "genre"),
    [("joy", "Musical"), ("joy", "Science Fiction"), ("anger", "War"), ("sadness", "Fantasy"), ("surprise", "Romance")],
)
def test_favourite_genre_brings_films_and_leaves_the_mood_in_front(ada, profile, mood, genre):
    def of_it():
        return [card for card in _films(_rows(ada, {mood: 1})) if genre in card.genres]

    before = of_it()
    profile.favourite_genres = [genre]
    profile.save()
    after = of_it()
    assert len(after) >= len(before) + 2
    cards = _films(_rows(ada, {mood: 1}))
    assert sum(card.split.main is Term.MOOD for card in cards) >= 40
    assert all(card.split.taste < card.split.mood for card in after)


def test_favourite_genre_that_no_film_of_the_page_could_have_changes_nothing(ada, profile):
    before = _ids(_rows(ada, {"neutral": 1}, genres=["Documentary"], limit_rows=1))
    profile.favourite_genres = ["Western"]
    profile.save()
    rows = _rows(ada, {"neutral": 1}, genres=["Documentary"], limit_rows=1)
    assert not any("Western" in card.genres for card in _films(rows))
    assert _ids(rows) == before


def test_liked_film_carries_its_like(ada):
    first = _films(_rows(ada))[0]
    opinions.like(user=ada, film_id=first.id)
    assert {card.id: card.feedback for card in _films(_rows(ada))}[first.id] == "like"


def test_genre_filter_keeps_to_its_genres():
    assert all("Science Fiction" in card.genres for card in _films(_rows(genres=["Science Fiction"])))


def test_genre_filter_still_fills_the_rows():
    assert [len(row.films) for row in _rows(scores={"love": 1}, genres=["Western", "War"], limit_rows=1)] == [12]


def test_same_mix_on_the_same_day_gives_the_same_page():
    assert _rows() == _rows()


def test_another_day_gives_another_page():
    assert _ids(_rows()) != _ids(rows_for(user=None, scores=MIX, day=date(2026, 11, 21)))


def test_unlisted_film_is_not_offered():
    first = _films(_rows())[0]
    film = Film.objects.get(pk=first.id)
    film.listed = False
    film.save()
    assert first.id not in _ids(_rows())


def test_empty_mix_is_refused():
    with pytest.raises(UnusableScores):
        rows_for(user=None, scores={})


def test_warm_page_of_a_guest_reads_two_versions(django_assert_num_queries):
    _rows()
    with django_assert_num_queries(2):
        _rows()


def test_warm_page_of_a_person_takes_eight_queries(ada, django_assert_max_num_queries):
    for card in _films(_rows(ada))[:5]:
        opinions.like(user=ada, film_id=card.id)
    _rows(ada)
    with django_assert_max_num_queries(8):
        _rows(ada)


def test_cold_page_takes_a_bounded_number_of_queries(ada, django_assert_max_num_queries):
    Film.objects.first().save()  # a new version: every cache of this process is empty
    with django_assert_max_num_queries(36):
        _rows(ada)


def _refuse(profile, *genres):
    profile.refused_genres = list(genres)
    profile.save()


@pytest.mark.parametrize(
    ("mood", "refused"),
    [
        ("sadness", ("Drama", "Romance")),
        ("joy", ("Comedy",)),
        ("joy", ("Comedy", "Animation", "Family", "Adventure")),
        ("fear", ("Horror", "Thriller", "Mystery")),
        ("love", ("Romance",)),
        ("neutral", ("Documentary", "Drama", "Biography")),
        ("surprise", ("Mystery", "Science Fiction", "Fantasy")),
        ("disgust", ("Comedy", "Crime", "Documentary")),
    ],
)
def test_refusing_a_moods_own_genres_still_leaves_four_rows_of_twelve(ada, profile, mood, refused):
    _refuse(profile, *refused)
    rows = _rows(ada, {mood: 1})
    assert [len(row.films) for row in rows] == [12] * 4
    assert not any(set(refused) & set(card.genres) for card in _films(rows))


def test_row_borrowed_from_a_near_mood_says_so(ada, profile):
    _refuse(profile, "Drama", "Romance")
    reasons = [row.reason for row in _rows(ada, {"sadness": 1})]
    assert all(reason.startswith("No more rows are for sadness") for reason in reasons)
    assert not any("fear" in reason or "anger" in reason for reason in reasons)


def test_refusing_most_genres_leaves_what_is_left(ada, profile):
    _refuse(profile, *(set(NAMES) - {"Drama", "Western"}))
    rows = _rows(ada, {"joy": 1})
    assert rows
    assert all(set(card.genres) <= {"Drama", "Western"} for card in _films(rows))


def test_joyful_reading_with_some_love_gets_a_row_for_both():
    for love in (0.03, 0.1, 0.2):
        rows = _rows(scores={"joy": 0.9 - love, "love": love, "neutral": 0.1})
        assert "romantic-comedy" in {row.key for row in rows}
