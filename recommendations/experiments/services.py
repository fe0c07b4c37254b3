"""Staff's moves: which strategy is live, and when an experiment starts and ends."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from moodflix_site.common.errors import BadInput, Conflict
from recommendations.catalogue import state
from recommendations.experiments.models import Experiment, LiveStrategy
from recommendations.experiments.strategies import STRATEGIES

PAIR = 2
OTHER_RUNS = "Another experiment is running. End it first."


@transaction.atomic
def go_live(*, strategy: str) -> None:
    """Rank by this strategy for everybody who is in no experiment. Raises BadInput for an unknown one."""
    if strategy not in STRATEGIES:
        raise BadInput("There is no strategy by that name.")
    LiveStrategy.objects.update_or_create(pk=LiveStrategy.ONLY, defaults={"strategy": strategy})
    state.bump()


def start(*, experiment_id: int) -> None:
    """From draft to running. Raises BadInput where its arms cannot be compared, Conflict where another one runs."""
    _check_arms(Experiment.objects.get(pk=experiment_id))
    try:
        _move(experiment_id, Experiment.Status.DRAFT, status=Experiment.Status.RUNNING, started_at=timezone.now())
    except IntegrityError as error:
        raise Conflict(OTHER_RUNS) from error


def end(*, experiment_id: int) -> None:
    """For good: what was logged stays until it is forgotten, and everybody gets the live strategy. Raises Conflict."""
    _move(experiment_id, Experiment.Status.RUNNING, status=Experiment.Status.ENDED, ended_at=timezone.now())


@transaction.atomic
def _move(experiment_id: int, before: str, **changes: object) -> None:
    if not Experiment.objects.filter(pk=experiment_id, status=before).update(**changes):
        raise Conflict
    state.bump()


def _check_arms(experiment: Experiment) -> None:
    names = list(experiment.arms.values_list("strategy", flat=True))
    if not set(names) <= set(STRATEGIES):
        raise BadInput("One of the strategies is not there any more.")
    if experiment.kind == Experiment.Kind.INTERLEAVED and len(names) != PAIR:
        raise BadInput("Interleaving takes exactly two arms.")
    if len(names) < PAIR:
        raise BadInput("An experiment takes two arms at least.")
