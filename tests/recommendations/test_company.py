"""Other people's likes in the ranking: how far they are trusted, and what of a person goes before the model."""

import pytest

from accounts import services as accounts
from accounts.models import User
from recommendations.catalogue import state
from recommendations.feedback import opinions
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.ranking.blend import Asked, Scorer, split_of
from recommendations.ranking.collaborative import SEEN, empty, fit_ease
from recommendations.ranking.company import Company, company_of
from recommendations.retrieval import item_model
from recommendations.types import Term
from recommendations.viewers import viewer_of
from tests.recommendations.invented import a_film, crowd, films_of

FILMS = films_of(120)
MODEL = crowd(FILMS)


def _people_like(films, count=8):
    """So many people, who all like these films; and the model that is fitted to them."""
    people = User.objects.bulk_create(User(email=f"fan-{number}@example.org") for number in range(count))
    said = [FilmFeedback(user=user, film=film, kind=FeedbackKind.LIKE) for user in people for film in films]
    FilmFeedback.objects.bulk_create(said)
    item_model.fit()


def _history(count):
    return dict.fromkeys(MODEL.ids[:count], 1.0)


def test_trust_grows_with_what_the_model_knows_of_a_person():
    trusts = [company_of(MODEL, _history(count)).trust for count in (0, 1, 3, 10)]
    assert trusts[0] == 0.0
    assert trusts == sorted(set(trusts))
    assert trusts[-1] < 1.0


def test_film_that_the_model_does_not_know_adds_no_trust():
    assert company_of(MODEL, {999_999: 1.0}).trust == 0.0


def test_empty_model_says_nothing_and_takes_nothing_from_the_rest():
    company = company_of(empty(), {1: 1.0})
    for film in FILMS[:20]:
        assert split_of(film, Asked({}, company=company)) == split_of(film, Asked({}, company=Company()))


def test_being_widely_liked_counts_less_the_more_is_known_of_a_person():
    best = max(MODEL.ids, key=lambda film_id: MODEL.likes[MODEL.place(film_id)])
    counts = [company_of(MODEL, _history(count)).liked(best) for count in (0, 1, 3, 10)]
    assert counts[0] > 0
    assert counts == sorted(counts, reverse=True)


def test_what_six_people_like_does_not_outweigh_a_mood():
    """On a young installation everybody may like one film; that is not yet what everybody likes."""
    film = a_film(1, moods={"fear": 1.0}, mood_weight=12.0, acclaim=0.3, standing=0.4)
    fitting = a_film(2, moods={"joy": 1.0}, mood_weight=12.0, acclaim=0.3, standing=0.4)
    few = fit_ease([{1, 3} for _ in range(6)])
    scorer = Scorer(Asked({"joy": 1.0}, company=company_of(few, {})))
    assert scorer.split(film).of(Term.POPULARITY) > scorer.split(fitting).of(Term.POPULARITY)
    assert scorer.total(film) < scorer.total(fitting)


@pytest.mark.django_db
def test_likes_ratings_and_films_watched_go_before_the_model_and_refusals_do_not(ada, film):
    liked, loved, watched, refused = (film(title) for title in ("Shrek 2", "Up", "Antz", "Cars"))
    opinions.like(user=ada, film_id=liked.pk)
    opinions.dislike(user=ada, film_id=refused.pk)
    accounts.mark_seen(user=ada, film_id=loved.pk, title="Up", year=2009, rating=9)
    accounts.mark_seen(user=ada, film_id=watched.pk, title="Antz", year=1998, rating=None)
    _people_like([liked, loved, watched, refused])
    company = viewer_of(ada, version=state.version()).company
    assert company.history == {liked.pk: 1.0, loved.pk: 1.0, watched.pk: SEEN}
    assert company.fond == {liked.pk, loved.pk}


@pytest.mark.django_db
def test_people_with_the_same_likes_bring_a_film_up_and_are_told_of_by_its_title(ada, film):
    liked, near = film("Shrek 2"), film("Casablanca", 1942)
    opinions.like(user=ada, film_id=liked.pk)
    _people_like([liked, near])
    viewer = viewer_of(ada, version=state.version())
    assert [pull.title for pull in viewer.pulls.strongest(a_film(near.pk), 0.3, 3)] == ["Shrek 2"]
