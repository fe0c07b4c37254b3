"""The item–item model: closed form, additive, and blind to what too few people like."""

import numpy as np
import pytest
from django.core.management import call_command

from accounts.models import User, WatchEntry
from recommendations.models import Film, FilmFeedback
from recommendations.ranking import collaborative as model
from recommendations.retrieval import item_model
from recommendations.retrieval.models import FittedPairs

LIKES = [{1, 2}, {1, 2, 3}, {2, 3}, {1, 4}, {3, 4, 5}, {1, 2, 5}]


def _reference(likes, ids, strength):
    """Each film's weights solved on their own, by ridge regression on all the others."""
    held = np.array([[float(film in films) for film in ids] for films in likes])
    weights = np.zeros((len(ids), len(ids)))
    for place in range(len(ids)):
        others = [other for other in range(len(ids)) if other != place]
        known = held[:, others]
        ridge = known.T @ known + strength * np.eye(len(others))
        weights[others, place] = np.linalg.solve(ridge, known.T @ held[:, place])
    return weights


def test_closed_form_is_the_ridge_regression_of_each_film_on_the_others():
    ids = (1, 2, 3, 4, 5)
    found = model.weights_of(model.gram_of(LIKES, ids), 2.0)
    np.testing.assert_allclose(found, _reference(LIKES, ids, 2.0), atol=1e-10)
    assert not np.diag(found).any()


def test_pulls_add_up_to_the_score_and_scores_to_the_totals():
    fitted = model.fit_ease(LIKES, strength=2.0, keep=3)
    history = {1: 1.0, 3: -0.5, 4: 0.2, 99: 1.0}
    scores = fitted.scores(history)
    for film_id in fitted.ids:
        pulls = fitted.pulls(film_id, history)
        assert sum(pulls.values()) == pytest.approx(scores.get(film_id, 0.0), abs=1e-12)
        assert film_id not in pulls
        assert fitted.totals(history)[fitted.place(film_id)] == pytest.approx(scores.get(film_id, 0.0))
    assert fitted.pulls(99, history) == {}


def test_film_keeps_only_its_largest_weights():
    whole, cut = model.fit_ease(LIKES, strength=2.0, keep=9), model.fit_ease(LIKES, strength=2.0, keep=2)
    for film_id in cut.ids:
        of_all = {source: abs(value) for source, value in whole.pulls(film_id, dict.fromkeys(whole.ids, 1.0)).items()}
        kept = cut.pulls(film_id, dict.fromkeys(cut.ids, 1.0))
        assert len(kept) <= 2
        assert min(abs(value) for value in kept.values()) >= sorted(of_all.values())[-2] - 1e-6


def test_neighbours_come_strongest_first():
    fitted = model.fit_ease(LIKES, strength=2.0, keep=9)
    weights = [weight for _, weight in fitted.neighbours(1, 3)]
    assert fitted.neighbours(1, 1)[0][0] == 2
    assert weights == sorted(weights, reverse=True)


def test_film_that_was_only_seen_is_no_film_anybody_likes():
    fitted = model.fit_ease([{1: 1.0, 2: 0.5}, {1: 1.0, 3: 1.0}], strength=1.0, keep=9)
    assert (fitted.ids, fitted.likes, fitted.people) == ((1, 3), (2, 1), 2)


def test_shared_director_binds_films_that_nobody_likes_together():
    apart = model.fit_ease([{1}, {2}, {3}], strength=1.0, keep=9)
    bound = model.fit_ease(
        [{1}, {2}, {3}], strength=1.0, keep=9, traits={1: ["director:A"], 2: ["director:A"], 3: ["director:B"]}
    )
    assert not any(apart.scores({1: 1.0}).values())
    assert bound.scores({1: 1.0})[2] > 0
    assert bound.scores({1: 1.0}).get(3, 0.0) == 0


def test_nobody_likes_anything_gives_a_model_that_says_nothing():
    fitted = model.fit_ease([], strength=1.0, keep=9)
    assert fitted.scores({1: 1.0}) == {}
    assert fitted.neighbours(1, 5) == []
    assert fitted.share(1) == 0


# --- Kept in the database


@pytest.fixture
def crowd(db):
    """Ten people who like the same three films; four of them like a fourth too."""
    films = list(Film.objects.filter(listed=True)[:6])
    people = [User.objects.create_user(f"person{number}@example.org") for number in range(10)]
    FilmFeedback.objects.bulk_create(
        FilmFeedback(user=person, film=film, kind="like") for person in people for film in films[:3]
    )
    FilmFeedback.objects.bulk_create(FilmFeedback(user=person, film=films[3], kind="like") for person in people[:4])
    WatchEntry.objects.bulk_create(
        WatchEntry(user=person, film_id=films[4].pk, title="", rating=9 if number < 6 else 3)
        for number, person in enumerate(people)
    )
    return films


@pytest.mark.django_db
def test_fresh_installation_has_an_empty_model():
    assert item_model.current().ids == ()
    assert not item_model.due()


def test_film_that_too_few_people_like_is_not_in_the_model(crowd):
    fitted = item_model.fit()
    known = {film.pk for film in (*crowd[:3], crowd[4])}
    assert set(item_model.current().ids) == known
    assert item_model.current().share(crowd[4].pk) == pytest.approx(0.6)
    assert (fitted.people, fitted.films) == (10, 4)


def test_model_is_read_anew_when_it_is_fitted_anew_and_not_before(crowd):
    item_model.fit()
    first = item_model.current()
    assert item_model.current() is first
    FilmFeedback.objects.filter(film=crowd[0]).delete()
    assert item_model.current() is first
    item_model.fit()
    assert crowd[0].pk not in item_model.current().ids


def test_model_is_due_after_enough_change_and_not_after_a_little(crowd, ada):
    assert item_model.due()
    item_model.fit()
    assert not item_model.due()
    films = list(Film.objects.filter(listed=True)[:25])
    FilmFeedback.objects.create(user=ada, film=films[0], kind="like")
    assert not item_model.due()
    FilmFeedback.objects.bulk_create(FilmFeedback(user=ada, film=film, kind="like") for film in films[1:])
    assert item_model.due()


def test_forgotten_opinions_make_it_due_too(crowd):
    item_model.fit()
    FilmFeedback.objects.all().delete()
    assert item_model.due()


def test_broken_bytes_rank_as_if_there_was_no_model(crowd):
    item_model.fit()
    row = FittedPairs.objects.get()
    FittedPairs.objects.update(data=b"not an array", version="0" * 32)
    assert item_model.current().ids == ()
    assert item_model.unpacked(bytes(row.data)).ids == item_model.unpacked(bytes(row.data)).ids


def test_bytes_hold_no_pickle_and_nobody(crowd):
    item_model.fit()
    data = bytes(FittedPairs.objects.get().data)
    assert b"pickle" not in data
    assert b"person0" not in data


def test_command_says_what_the_model_stands_on(crowd, capsys):
    call_command("fit_item_model")
    assert "4 films that 5 people or more like" in capsys.readouterr().out
    call_command("fit_item_model", "--if-due")
    assert "nothing to do" in capsys.readouterr().out
