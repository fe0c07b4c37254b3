"""Pages as they are offered and written down: by the live strategy, by both of an interleaved pair, with odds."""

import pytest

from recommendations.evenings import Evening, offer_films
from recommendations.experiments import services
from recommendations.experiments.models import Arm, Experiment, Impression
from recommendations.experiments.strategies import STRATEGIES

pytestmark = pytest.mark.django_db


def evening(number):
    return Evening({"joy": 0.7, "love": 0.3}, name=f"reading={number}")


def test_guest_sees_films_and_leaves_nothing():
    assert offer_films(user=None, evening=evening(1)).rows
    assert not Impression.objects.exists()


def test_page_loaded_again_counts_once(ada):
    offer_films(user=ada, evening=evening(1))
    offer_films(user=ada, evening=evening(1))
    assert Impression.objects.count() == 48


def test_places_that_may_be_drawn_carry_their_odds_and_what_others_would_have_put_there(ada):
    services.go_live(strategy="curious")
    rate = STRATEGIES["curious"].explore
    for number in range(4):
        offer_films(user=ada, evening=evening(number))
    told = Impression.objects.exclude(rivals={})
    assert {entry.position for entry in told} == {4}
    assert told.count() == 16
    for entry in told:
        assert entry.propensity == pytest.approx(rate / 20 if entry.explored else 1 - rate)
        assert entry.rivals["curious"] == (0.0 if entry.explored else 1.0)
        assert {"default", "popularity", "mood-first"} <= entry.rivals.keys()
        assert "taste-first" not in entry.rivals  # nothing is known of Ada's taste
    assert set(Impression.objects.filter(rivals={}).values_list("propensity", flat=True)) == {1.0}


def test_interleaved_page_has_films_of_both_teams(ada):
    made = Experiment.objects.create(key="trial", title="Trial", kind="interleaved")
    for name in ("default", "popularity"):
        Arm.objects.create(experiment=made, strategy=name)
    services.start(experiment_id=made.pk)
    rows = offer_films(user=ada, evening=evening(1)).rows
    teams = dict(Impression.objects.values_list("film_id", "team"))
    assert set(teams.values()) == {"a", "b"}
    assert all({teams[film.id] for film in row.films} == {"a", "b"} for row in rows)
    assert set(Impression.objects.values_list("arm", flat=True)) == {"interleaved"}
