"""The index of vectors: built in the background, never waited for, kept up to date by triggers."""

import random

import numpy as np
import pytest

from ml.moods import MOODS
from recommendations.catalogue import state
from recommendations.film_moods import kept
from recommendations.film_moods.types import Evidence, Source
from recommendations.models import Film, FilmGenre
from recommendations.ranking.affinity import focus, usable_mix
from recommendations.ranking.blend import Asked, Weights
from recommendations.retrieval import vector_tasks, vectors
from recommendations.retrieval.features import read
from recommendations.retrieval.layout import Musts, film_vectors, query_vector
from recommendations.retrieval.models import StaleFilm, VectorIndex

pytestmark = [pytest.mark.django_db]
SOME = 400


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    vectors.forget()
    yield
    vectors.forget()


@pytest.fixture
def some():
    """Only the best known films are listed, so that building takes no time."""
    ids = list(Film.objects.values_list("pk", flat=True)[:SOME])
    Film.objects.exclude(pk__in=ids).update(listed=False)
    return ids


def query(seed=1, **musts):
    mix = usable_mix({mood: random.Random(seed).random() ** 3 for mood in MOODS})
    return query_vector(Asked(focus(mix)), Weights(), Musts(**musts))


def truly_nearest(ids, asked, count):
    films = list(read(ids))
    order = np.argsort(-(film_vectors(films) @ asked))
    return [films[place].id for place in order[:count]]


@pytest.mark.services
def test_the_index_finds_what_lies_nearest(some):
    assert vectors.nearest(query(), 5) == []
    assert vectors.due() == "build"
    assert vectors.refresh() == SOME
    assert (vectors.due(), StaleFilm.objects.count()) == ("", 0)
    for seed in range(4):
        asked = query(seed, genres=("Drama",))
        found, truth = vectors.nearest(asked, 20), truly_nearest(some, asked, 20)
        assert len(set(found) & set(truth)) >= 19


@pytest.mark.services
def test_a_change_is_caught_up_with_film_by_film(some):
    vectors.refresh()
    asked = query(genres=("Documentary",))
    film = Film.objects.get(pk=truly_nearest(some, query(genres=("War",)), 1)[0])
    genre = FilmGenre.objects.filter(genre__name="Documentary").values_list("genre_id", flat=True)[0]
    FilmGenre.objects.filter(film=film).delete()
    FilmGenre.objects.create(film=film, genre_id=genre)
    gone = vectors.nearest(asked, 3)[0]
    Film.objects.filter(pk=gone).update(listed=False)
    assert vectors.due() == "update"
    assert vectors.refresh() == 1
    found = vectors.nearest(asked, 30)
    assert film.pk in found
    assert gone not in found
    assert VectorIndex.objects.get().films == SOME - 1


@pytest.mark.services
def test_evidence_of_a_mood_is_heard_of_by_every_cache(some):
    vectors.refresh()
    before = state.version()
    kept.put(some[0], Evidence(Source.PEOPLE, {"joy": 1.0}, 2.0))
    assert vectors.due() == "update"
    vectors.refresh()
    assert state.version() != before


@pytest.mark.services
def test_writing_the_same_again_is_no_change(some):
    vectors.refresh()
    film = Film.objects.get(pk=some[0])
    film.save()
    Film.objects.filter(pk=some[1]).update(title="Another title")
    assert vectors.due() == ""


def test_other_code_makes_other_vectors_and_builds_anew(some):
    vectors.refresh()
    VectorIndex.objects.update(layout="of before")
    vectors.forget()
    assert vectors.nearest(query(), 5) == []
    assert vectors.due() == "build"


def test_a_build_that_was_cut_short_is_due_again(some, monkeypatch):
    def breaks(_chunk):
        raise OSError("no room left")

    vectors.refresh()
    VectorIndex.objects.update(layout="of before")
    with monkeypatch.context() as patched:
        patched.setattr(vectors, "read", breaks)
        with pytest.raises(OSError, match="no room"):
            vectors.refresh()
    assert vectors.due() == "build"


def test_a_damaged_file_is_as_good_as_none(some, settings):
    vectors.refresh()
    token = VectorIndex.objects.get().token
    if token == vectors.IN_TABLE:
        pytest.skip("vectors lie in the database")
    path = vectors.embedded_vectors.path_of(token)
    path.write_bytes(path.read_bytes()[:100])
    vectors.forget()
    assert vectors.nearest(query(), 5) == []


def test_the_old_file_goes_when_a_new_one_stands(some, settings):
    vectors.refresh()
    Film.objects.filter(pk=some[0]).update(standing=0.01)
    vectors.refresh()
    files = list((settings.DATA_DIR / "vectors").glob("*"))
    assert len(files) == (VectorIndex.objects.get().token != vectors.IN_TABLE)


def test_the_background_job_starts_what_is_due(some, django_capture_on_commit_callbacks):
    vectors.refresh()
    Film.objects.filter(pk=some[0]).update(standing=0.02)
    assert vector_tasks.look_at_vectors() == "update"
    assert vector_tasks.look_at_vectors() == ""


def test_only_one_builds_at_a_time(some):
    assert vectors.claim()
    assert not vectors.claim()
    vectors.refresh()
    assert vectors.claim()
