"""Who gets which strategy."""

from collections import Counter
from dataclasses import replace

import pytest

from moodflix_site.common.errors import BadInput, Conflict
from recommendations.catalogue import state
from recommendations.experiments import services, strategies
from recommendations.experiments.assignment import draw, pick, strategy_for
from recommendations.experiments.models import Arm, Experiment
from recommendations.experiments.strategies import DEFAULT, STRATEGIES, USUAL, answering, named
from recommendations.types import Term

NOTHING = frozenset()


def running(*arms, kind="ab", share=1.0):
    experiment = Experiment.objects.create(key="trial", title="Trial", kind=kind, share=share)
    for name in arms:
        Arm.objects.create(experiment=experiment, strategy=name)
    services.start(experiment_id=experiment.pk)
    return experiment


def test_a_strategy_that_cannot_answer_leaves_it_to_the_default():
    taste = STRATEGIES["taste-first"]
    assert answering(taste, NOTHING) is DEFAULT
    assert answering(taste, {Term.TASTE}) is taste
    assert named("gone") is DEFAULT


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="registered already"):
        strategies.register([replace(DEFAULT, explore=0.5)])


def test_a_persons_sliders_turn_a_strategys_weights():
    asked = replace(USUAL, taste=2 * USUAL.taste)
    assert DEFAULT.steered(asked) == asked
    assert STRATEGIES["taste-first"].steered(asked).taste == pytest.approx(4 * USUAL.taste)
    assert STRATEGIES["popularity"].steered(asked).mood == 0


def test_arms_are_drawn_by_their_shares_and_stay():
    arms = (("default", 3), ("mood-first", 1))
    drawn = [pick(arms, draw("salt", "arm", number)) for number in range(2000)]
    assert drawn == [pick(arms, draw("salt", "arm", number)) for number in range(2000)]
    assert Counter(drawn)["default"] / 2000 == pytest.approx(0.75, abs=0.03)


def test_another_salt_draws_people_anew():
    first, second = ([draw(salt, "arm", number) < 0.5 for number in range(2000)] for salt in ("one", "two"))
    assert sum(a == b for a, b in zip(first, second, strict=True)) / 2000 == pytest.approx(0.5, abs=0.04)


@pytest.mark.django_db
def test_live_strategy_is_for_everybody_who_is_in_no_experiment(ada):
    services.go_live(strategy="mood-first")
    assert strategy_for(ada).strategy.name == strategy_for(None).strategy.name == "mood-first"
    with pytest.raises(BadInput):
        services.go_live(strategy="best ever")


@pytest.mark.django_db
def test_person_keeps_to_their_arm_and_a_guest_is_in_none(ada):
    experiment = running("default", "mood-first")
    assigned = strategy_for(ada)
    assert assigned.experiment_id == experiment.pk
    assert assigned.arm == assigned.strategy.name
    assert strategy_for(ada) == assigned
    assert strategy_for(None).experiment_id is None


@pytest.mark.django_db
def test_arm_stays_when_its_strategy_declines(ada):
    experiment = running("taste-first", "mood-first")
    assigned = strategy_for(ada)
    declined = assigned.for_viewer(NOTHING)
    assert declined.strategy is DEFAULT
    assert (declined.arm, declined.experiment_id) == (assigned.arm, experiment.pk)


@pytest.mark.django_db
def test_only_the_share_takes_part(ada):
    running("default", "mood-first", share=0.0)
    assert strategy_for(ada).experiment_id is None


@pytest.mark.django_db
def test_interleaved_page_has_both_strategies_or_is_the_defaults_alone(ada):
    running("default", "taste-first", kind="interleaved")
    assigned = strategy_for(ada)
    assert assigned.interleaved
    assert assigned.for_viewer({Term.TASTE}).rival.name == "taste-first"
    assert assigned.for_viewer(NOTHING).experiment_id is None


@pytest.mark.django_db
def test_only_one_experiment_runs_and_none_twice():
    experiment = running("default", "mood-first")
    other = Experiment.objects.create(key="other", title="Other")
    for name in ("default", "popularity"):
        Arm.objects.create(experiment=other, strategy=name)
    with pytest.raises(Conflict):
        services.start(experiment_id=other.pk)
    services.end(experiment_id=experiment.pk)
    services.start(experiment_id=other.pk)
    with pytest.raises(Conflict):
        services.start(experiment_id=experiment.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "arms"), [("ab", ("default",)), ("interleaved", ("default", "popularity", "curious"))]
)
def test_arms_that_cannot_be_compared_do_not_start(kind, arms):
    with pytest.raises(BadInput):
        running(*arms, kind=kind)


@pytest.mark.django_db
def test_assignment_is_read_once_a_version(ada, django_assert_num_queries):
    running("default", "mood-first")
    version = state.version()
    strategy_for(ada, version=version)
    with django_assert_num_queries(0):
        strategy_for(ada, version=version)
