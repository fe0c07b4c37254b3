"""Who is tested on what: nothing that is hidden is shown, and nobody is learnt from who is tested."""

import numpy as np
import pytest

from ml.moods import MOODS
from recommendations.evaluation import crowd, ldos, moods, movielens, ours, protocol, run
from tests.recommendations.evaluation import tiny


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return movielens.load(tiny.write(tmp_path_factory.mktemp("movielens")))


def test_folds_are_the_same_for_a_seed_and_others_for_another(data):
    first, again, other = (protocol.folds(data, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert [fold.cases for fold in first] != [fold.cases for fold in other]


def test_everybody_is_tested_once_on_people_that_are_not_learnt_from(data):
    folds = protocol.folds(data)
    tested = [case.person.id for fold in folds for case in fold.cases]
    assert sorted(tested) == [person.id for person in data.people]
    for fold in folds:
        assert {case.person.id for case in fold.cases}.isdisjoint(person.id for person in fold.training)


def test_a_fifth_is_hidden_and_none_of_it_shown(data):
    for case in (case for fold in protocol.folds(data) for case in fold.cases):
        likes = set(case.person.likes)
        assert len(case.hidden) == max(1, round(0.2 * len(likes)))
        assert case.hidden | set(case.shown) == likes
        assert case.hidden.isdisjoint(case.shown)
        assert case.meant in case.hidden
        assert case.visible(3) == case.shown[:3]


def test_choosing_never_sees_a_test_person(data):
    fold = protocol.folds(data)[0]
    inner = protocol.held_out(fold.training)
    seen = {person.id for person in inner.training} | {case.person.id for case in inner.cases}
    assert seen == {person.id for person in fold.training}


def test_catalogue_is_met_by_imdb_id_and_other_films_by_their_own_list(data):
    by_id = {film.id: film for film in data.films}
    assert by_id[1].title == "The Godfather"
    assert by_id[1].directors == ("Francis Ford Coppola",)
    assert (by_id[4].title, by_id[4].year, by_id[4].directors) == ("Film 4", 1984, ())
    assert set(by_id[5].genres) == {"Horror", "Science Fiction"}
    assert data.known == 3


def test_hidden_likes_change_nothing_of_a_list(data):
    """Two people who show the same likes get the same ten, whatever else they hide."""
    fold = protocol.folds(data)[0]
    people, shelf = crowd.Crowd(fold.training, data.ids), ours.shelf_of(data.films)
    model, case = ours.model_of(people, shelf), fold.cases[0]
    other = protocol.Case(case.person, frozenset(data.ids) - set(case.shown), case.shown, data.ids[0])
    for strategy in (crowd.ease(people, strength=10.0), crowd.item_knn(people, near=5, shrinkage=1.0)):
        np.testing.assert_array_equal(strategy(case, 3), strategy(other, 3))
    lists = [ours.Ours(shelf, model, ours.Tuning()).tops(one, 3, {"ours": {}}) for one in (case, other)]
    assert lists[0] == lists[1]
    assert set(lists[0]["ours"]).isdisjoint(case.visible(3))


def test_list_is_what_the_products_ranking_gives(data):
    from recommendations.ranking.blend import Asked, rank
    from recommendations.ranking.company import company_of
    from recommendations.ranking.taste import Opinion, taste_from

    fold = protocol.folds(data)[0]
    people, shelf = crowd.Crowd(fold.training, data.ids), ours.shelf_of(data.films)
    model, case = ours.model_of(people, shelf), fold.cases[0]
    held, mix = case.visible(3), moods.only(MOODS.index("fear"))
    taste = taste_from([Opinion(shelf.by_id[film_id], 1.0, 0.0) for film_id in held])
    asked = Asked(mix, taste, company=company_of(model, dict.fromkeys(held, 1.0), fond=held))
    ranked = [entry.film.id for entry in rank(data.films, asked) if entry.film.id not in held]
    assert ours.Ours(shelf, model, ours.Tuning()).tops(case, 3, {"it": mix})["it"] == ranked[:10]


# --- Moods


def test_committed_confusion_is_of_the_shipped_model_and_all_moods():
    held = moods.committed()
    assert held.model == "text-minilm"
    assert held.counts.shape == (len(MOODS), len(MOODS))
    assert held.counts.sum() == 10782
    assert 0.6 < held.counts.trace() / held.counts.sum() < 0.8


def test_what_is_behind_a_reading_follows_from_bayes():
    held = moods.committed()
    priors = np.full(len(MOODS), 1 / len(MOODS))
    behind = held.behind(priors)
    np.testing.assert_allclose(behind.sum(axis=1), 1)
    joy, love = MOODS.index("joy"), MOODS.index("love")
    assert behind[joy, love] == pytest.approx(held.read_as[love, joy] / held.read_as[:, joy].sum())


def test_said_mood_is_drawn_from_the_films_profile(data):
    drawn = [moods.felt(data.films[0], moods.committed(), seed=(1, number)).said for number in range(400)]
    shares = np.bincount(drawn, minlength=len(MOODS)) / len(drawn)
    np.testing.assert_allclose(shares, [data.films[0].moods[mood] for mood in MOODS], atol=0.1)
    assert moods.felt(data.films[0], moods.committed(), seed=(1, 7)) == moods.felt(
        data.films[0], moods.committed(), seed=(1, 7)
    )


# --- LDOS-CoMoDa


def _evening(person, genre, emotion):
    row = ["0"] * ldos.COLUMNS
    row[ldos.PERSON], row[ldos.EMOTION], row[ldos.GENRES] = person, str(emotion), [str(genre), "-1", "-1"]
    return ",".join(row)


def test_agreement_is_seen_where_people_feel_what_genres_carry_and_not_where_they_feel_the_reverse(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(ldos, "RESAMPLES", 100)
    comedy, horror, happy, scared = 7, 14, 2, 3
    for name, felt in (("agrees", (happy, scared)), ("differs", (scared, happy))):
        lines = [
            _evening(f"p{at % 20}", genre, emotion)
            for genre, emotion in zip((comedy, horror), felt, strict=True)
            for at in range(40)
        ]
        (tmp_path / name).write_text("\n".join(lines))
    agrees, differs = (ldos.check(ldos.load(tmp_path / name), seed=1) for name in ("agrees", "differs"))
    assert agrees.lift.low > 1.5
    assert differs.lift.high < 0.5
    assert agrees.separation["joy"].value == 1.0
    assert differs.separation["joy"].value == 0.0
    assert (agrees.evenings, agrees.people) == (80, 20)


def test_file_of_another_make_is_refused(tmp_path):
    (tmp_path / "short.csv").write_text("1,2,3\n")
    with pytest.raises(ValueError, match="30"):
        ldos.load(tmp_path / "short.csv")


def test_every_strategy_has_a_way_to_be_run():
    assert set(run.OPTIONS) <= {name.partition(":")[0] for name in run.STRATEGIES}
