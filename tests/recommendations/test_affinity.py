"""From a mood mix to rows."""

import math

import pytest

from emotions.errors import UnknownMood
from ml.moods import MOODS
from recommendations.catalogue import state
from recommendations.errors import UnusableScores
from recommendations.models import FilmRow
from recommendations.ranking.affinity import RowSpec, focus, usable_mix
from recommendations.ranking.row_choice import choose_rows, row_reason
from recommendations.retrieval.candidates import pool
from recommendations.retrieval.row_specs import row_specs


def _spec(key, **weights):
    return RowSpec(key, key, ("Drama",), (), (), "the genre Drama", weights)


JOYS = [_spec(f"joy{n}", joy=1 - n / 10) for n in range(5)]
LOVES = [_spec(f"love{n}", love=1 - n / 10) for n in range(5)]


def _keys(mix, specs, limit=4):
    return [row.spec.key for row in choose_rows(specs, usable_mix(mix), limit=limit)]


def test_one_mood_gets_all_the_rows():
    assert _keys({"joy": 1}, JOYS + LOVES) == ["joy0", "joy1", "joy2", "joy3"]


def test_even_mix_shares_the_rows_evenly():
    keys = _keys({"joy": 0.5, "love": 0.5}, JOYS + LOVES)
    assert sorted(keys) == ["joy0", "joy1", "love0", "love1"]


def test_second_mood_of_a_sixty_forty_mix_gets_its_own_row():
    assert any(key.startswith("love") for key in _keys({"joy": 0.6, "love": 0.4}, JOYS + LOVES))


def test_trace_of_a_mood_takes_no_row_from_the_rest():
    assert _keys({"joy": 0.97, "love": 0.03}, JOYS + LOVES) == ["joy0", "joy1", "joy2", "joy3"]


def test_row_that_answers_two_moods_beats_one_that_answers_the_stronger():
    both = _spec("both", joy=0.7, love=0.7)
    assert _keys({"joy": 0.55, "love": 0.45}, [*JOYS, both], limit=1) == ["both"]


def test_traces_of_every_mood_do_not_blur_the_leading_one():
    noisy = usable_mix(dict.fromkeys(MOODS, 0.05) | {"joy": 0.65})
    assert focus(noisy)["joy"] > 0.85


def test_films_of_a_row_are_held_against_what_the_row_is_for():
    mix = usable_mix({"joy": 0.5, "love": 0.5})
    assert focus(mix, {"joy": 1.0})["joy"] > focus(mix)["joy"] > focus(mix, {"love": 1.0})["joy"] > 0


@pytest.mark.parametrize("mood", ["neutral", "anger", "surprise"])
def test_mood_of_more_than_a_quarter_of_the_leader_earns_a_row(mood):
    own = [_spec("own", **{mood: 1})]
    assert "own" in _keys({"joy": 0.63, mood: 0.63 * 0.3}, JOYS + own)
    assert "own" not in _keys({"joy": 0.63, mood: 0.63 * 0.2}, JOYS + own)


def test_row_of_another_mood_comes_only_when_the_mix_has_no_more():
    fear = _spec("fear", fear=1)
    assert _keys({"joy": 1}, [fear, *JOYS]) == ["joy0", "joy1", "joy2", "joy3"]
    assert _keys({"joy": 1}, [fear, JOYS[0]]) == ["joy0", "fear"]


def test_nearest_mood_lends_its_rows_first():
    assert _keys({"joy": 1}, [_spec("fear", fear=1), _spec("love", love=1)], limit=1) == ["love"]


def test_borrowed_row_says_whose_it_is():
    (row,) = choose_rows([_spec("love", love=1)], usable_mix({"joy": 1}), limit=1)
    assert row_reason(row) == "No more rows are for joy; this one is for love, close to it. Stands on the genre Drama."


def test_row_without_any_weight_is_never_chosen():
    assert _keys({"joy": 1}, [_spec("none", joy=0)]) == []


def test_row_that_cannot_be_filled_takes_no_seat():
    rows = choose_rows(JOYS, usable_mix({"joy": 1}), limit=2, fillable=lambda spec: spec.key != "joy0")
    assert [row.spec.key for row in rows] == ["joy1", "joy2"]


def test_reason_names_both_moods_of_a_row_that_serves_two():
    (row,) = choose_rows([_spec("both", joy=0.8, love=0.9)], usable_mix({"joy": 0.9, "love": 0.04}), limit=1)
    assert row_reason(row).startswith("For joy and a trace of love.")


def test_reason_names_the_share_and_what_the_row_stands_on():
    (row,) = choose_rows([_spec("drama", sadness=1)], usable_mix({"sadness": 0.7, "joy": 0.3}), limit=1)
    assert row_reason(row) == "For the sadness in it (70 %). Stands on the genre Drama."


def test_mix_is_scaled_to_one():
    assert usable_mix({"joy": 2, "love": 6})["love"] == 0.75


def test_mood_we_do_not_know_is_refused():
    with pytest.raises(UnknownMood):
        usable_mix({"joy": 1, "hunger": 1})


@pytest.mark.parametrize("mix", [{}, {"joy": 0}, {"joy": -1, "love": 2}, {"joy": math.nan}, {"joy": math.inf}])
def test_mix_without_a_usable_share_is_refused(mix):
    with pytest.raises(UnusableScores):
        usable_mix(mix)


@pytest.mark.django_db
@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_has_rows_of_its_own_to_fill_a_page(mood):
    assert len([spec for spec in row_specs(version=state.version()) if spec.weights.get(mood)]) >= 4


@pytest.mark.django_db
@pytest.mark.services
def test_every_row_has_films_to_choose_from():
    version = state.version()
    sizes = {spec.key: len(pool(spec, version=version)) for spec in row_specs(version=version)}
    assert min(sizes.values()) >= 60, sizes


@pytest.mark.django_db
def test_every_row_says_what_it_stands_on():
    assert all(spec.stands_on for spec in row_specs(version=state.version()))


@pytest.mark.django_db
def test_row_that_staff_switch_off_is_gone_at_once():
    assert "horror" in {spec.key for spec in row_specs(version=state.version())}
    FilmRow.objects.filter(key="horror").update(active=False)
    state.bump()
    assert "horror" not in {spec.key for spec in row_specs(version=state.version())}


@pytest.mark.django_db
@pytest.mark.services
def test_films_of_a_row_have_all_its_genres_and_none_of_the_others(film):
    version = state.version()
    spec = next(spec for spec in row_specs(version=version) if spec.key == "romantic-comedy")
    ids = [film.id for film in pool(spec, version=version)]
    assert film("Annie Hall").pk in ids
    assert film("Casablanca", 1942).pk not in ids


@pytest.mark.django_db
def test_pool_grows_with_what_it_must_leave_out():
    version = state.version()
    spec = next(spec for spec in row_specs(version=version) if spec.key == "drama")
    first = {film.id for film in pool(spec, version=version)}
    deeper = pool(spec, version=version, allows=lambda film: film.id not in first)
    assert len(deeper) >= 200
    assert first.isdisjoint(film.id for film in deeper)


@pytest.mark.django_db
def test_pool_goes_as_deep_as_refused_genres_ask_for():
    version = state.version()
    spec = next(spec for spec in row_specs(version=version) if spec.key == "drama")
    alone = pool(spec, version=version, allows=lambda film: film.genres == ("Drama",))
    assert len(alone) >= 150
