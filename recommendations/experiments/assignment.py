"""Who gets which strategy: the live one, or by a stable draw the arm of the running experiment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from accounts.models import User
from recommendations.access import Visitor
from recommendations.catalogue import state
from recommendations.experiments.models import Experiment, LiveStrategy
from recommendations.experiments.strategies import DEFAULT, Strategy, answering, named
from recommendations.types import Term

BITS: Final = 64


@dataclass(frozen=True, slots=True)
class Assigned:
    """`strategy` answers; on an `interleaved` page `rival` does, too, as team b.

    `arm` is the strategy that the person was assigned to, "" outside an experiment: it stays when the strategy
    declines, so that an experiment compares people as they were drawn.
    """

    strategy: Strategy = DEFAULT
    experiment_id: int | None = None
    arm: str = ""
    rival: Strategy | None = None

    @property
    def interleaved(self) -> bool:
        return self.rival is not None

    def for_viewer(self, known: Collection[Term]) -> Assigned:
        """With the default in place of a strategy that declines; `known`: the terms there is something to go by.

        An interleaved page on which either declines is the default's alone.
        """
        if self.rival and not (self.rival.answers(known) and self.strategy.answers(known)):
            return Assigned()
        return replace(self, strategy=answering(self.strategy, known))


@dataclass(frozen=True, slots=True)
class Desk:
    """What staff set, as one version of the catalogue's state has it: `arms` are (strategy, share)."""

    live: Strategy = DEFAULT
    experiment_id: int | None = None
    interleaved: bool = False
    salt: str = ""
    share: float = 0.0
    arms: tuple[tuple[str, int], ...] = ()


def strategy_for(user: Visitor, *, version: int | None = None) -> Assigned:
    """The strategy for this person. A guest is in no experiment: nothing about a guest is kept to compare by.

    `version` is `catalogue.state.version()` where the caller has read it; staff's changes make a new one.
    """
    desk = _desk(state.version() if version is None else version)
    if not isinstance(user, User) or not desk.arms:
        return Assigned(desk.live)
    if draw(desk.salt, "part", user.pk) >= desk.share:
        return Assigned(desk.live)
    if desk.interleaved:
        first, second = (named(name) for name, _ in desk.arms[:2])
        return Assigned(first, desk.experiment_id, "interleaved", second)
    arm = pick(desk.arms, draw(desk.salt, "arm", user.pk))
    return Assigned(named(arm), desk.experiment_id, arm)


def draw(salt: str, purpose: str, user_id: int) -> float:
    """From 0 up to 1, evenly over people, always the same for one person, salt and purpose."""
    digest = blake2b(f"{salt}:{purpose}:{user_id}".encode(), digest_size=BITS // 8).digest()
    return int.from_bytes(digest) / float(2**BITS)


def pick(arms: Sequence[tuple[str, int]], at: float) -> str:
    """The arm that `at` (0 up to 1) falls into when they lie side by side, each as wide as its share."""
    total, edge = sum(share for _, share in arms), 0.0
    for name, share in arms:
        edge += share / total
        if at < edge:
            return name
    return arms[-1][0]


@lru_cache(maxsize=4)
def _desk(version: int) -> Desk:  # noqa: ARG001 - what makes a new version's desk a new one
    row = LiveStrategy.objects.filter(pk=LiveStrategy.ONLY).first()
    live = named(row.strategy) if row else DEFAULT
    experiment = Experiment.objects.filter(status=Experiment.Status.RUNNING).prefetch_related("arms").first()
    if experiment is None:
        return Desk(live)
    return Desk(
        live,
        experiment.pk,
        experiment.kind == Experiment.Kind.INTERLEAVED,
        experiment.salt,
        experiment.share,
        tuple((arm.strategy, arm.share) for arm in experiment.arms.all()),
    )
