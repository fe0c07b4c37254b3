"""Candidates from several sources, all within what a person may be offered."""

import pytest

from recommendations.catalogue import state
from recommendations.models import Film
from recommendations.ranking.blend import Asked
from recommendations.ranking.collaborative import fit_ease
from recommendations.ranking.company import company_of
from recommendations.ranking.taste import Opinion, taste_from
from recommendations.retrieval import candidates, vectors
from recommendations.retrieval.features import features
from recommendations.retrieval.offer import Offer
from recommendations.retrieval.row_specs import row_specs
from recommendations.steering.types import Wishes
from recommendations.viewers import Viewer

pytestmark = [pytest.mark.django_db]
EVEN = {"sadness": 1.0}


@pytest.fixture(autouse=True)
def shallow(settings, tmp_path, monkeypatch):
    """Walks of a few films, so that what they miss is plain to see; an index of the best known films alone."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(candidates, "DEPTH", 10)
    best = list(Film.objects.values_list("pk", flat=True)[:600])
    Film.objects.exclude(pk__in=best).update(listed=False)
    state.bump()
    vectors.forget()
    yield
    vectors.forget()


@pytest.fixture
def version():
    return state.version()


@pytest.fixture
def dramas(version):
    return next(spec for spec in row_specs(version=version) if spec.genres == ("Drama",) and not spec.keywords)


def test_before_there_is_an_index_the_walk_answers_alone(dramas, version):
    offer = Offer(viewer=Viewer(), version=version)
    assert [film.id for film in offer.candidates(dramas, Asked(EVEN))] == [film.id for film in offer.films(dramas)]


def test_vectors_bring_films_that_the_walk_misses(dramas, version):
    vectors.refresh()
    offer = Offer(viewer=Viewer(), version=version)
    walked, found = offer.films(dramas), offer.candidates(dramas, Asked(EVEN))
    new = [film for film in found if film not in walked]
    assert found[: len(walked)] == walked
    assert len(new) >= 20
    assert len({film.id for film in found}) == len(found)
    assert all("Drama" in film.genres for film in found)
    assert max(film.moods["sadness"] for film in new) > max(film.moods["sadness"] for film in walked) - 1e-9


def test_no_source_steps_over_a_limit(dramas, version):
    vectors.refresh()
    viewer = Viewer(refused_genres=frozenset({"Crime"}))
    wishes = Wishes(year_from=1960, year_to=1989, runtime_max=130, exclude_genres=("War",), include_genres=("Romance",))
    films = Offer(viewer=viewer, version=version, wishes=wishes).candidates(dramas, Asked(EVEN))
    assert films
    for film in films:
        assert 1960 <= film.year <= 1989
        assert film.runtime <= 130
        assert {"Drama", "Romance"} <= set(film.genres)
        assert {"War", "Crime"}.isdisjoint(film.genres)


def test_films_of_people_one_likes_are_looked_up(dramas, version):
    liked = [film for film in features(_by("Ingmar Bergman"), version=version).values() if film.listed]
    taste = taste_from([Opinion(film, 1.0, 0.0) for film in liked[:1]])
    found = Offer(viewer=Viewer(taste=taste), version=version).candidates(dramas, Asked(EVEN, taste=taste))
    dramatic = {film.id for film in liked if "Drama" in film.genres}
    assert len(dramatic) > 1
    assert dramatic <= {film.id for film in found}


def test_films_that_people_of_the_same_likes_like_are_among_them(dramas, version):
    ids = [film.id for film in Offer(viewer=Viewer(), version=version).films(dramas)]
    far = Film.objects.filter(genres__name="Drama", listed=True).exclude(pk__in=ids).values_list("pk", flat=True).last()
    model = fit_ease([{ids[0]: 1.0, far: 1.0}] * 6 + [{ids[1]: 1.0}] * 3)
    asked = Asked(EVEN, company=company_of(model, {ids[0]: 1.0}))
    found = Offer(viewer=Viewer(), version=version).candidates(dramas, asked)
    assert far in {film.id for film in found}


def test_walks_hold_years_and_running_times_by_the_database(dramas, version):
    bounds = candidates.Bounds(year_from=1950, year_to=1955, runtime_max=100)
    films = candidates.pool(dramas, version=version, bounds=bounds)
    assert films
    assert all(1950 <= film.year <= 1955 and film.runtime <= 100 for film in films)


def _by(name):
    return [pk for pk, directors in Film.objects.values_list("pk", "directors") if name in directors]
