"""What a ranking goes by for one person: the mood as it was steered, the weights of whoever answers, and the limits.

Rows, long lists and a film's own page all take it from here, so that a film's reason is the same wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from recommendations.access import Visitor
from recommendations.catalogue import state
from recommendations.experiments.assignment import Assigned, strategy_for
from recommendations.ranking.affinity import focus
from recommendations.ranking.blend import Asked, Weights
from recommendations.retrieval.offer import Offer
from recommendations.steering import targets
from recommendations.steering.types import Steer, Wishes
from recommendations.tmdb import client, feed
from recommendations.types import Term
from recommendations.viewers import Viewer, viewer_of

NO_MOOD: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Aim:
    """`mix` is the mood that films should have, empty where none is asked. `steered` are the weights by the sliders,
    `weights` those as the assigned strategy turns them. `at_service` as in `Offer`.
    """

    viewer: Viewer
    mix: Mapping[str, float]
    steered: Weights
    assigned: Assigned
    wishes: Wishes
    at_service: frozenset[int] | None
    version: int

    @property
    def weights(self) -> Weights:
        return self.assigned.strategy.steered(self.steered)

    @property
    def known(self) -> Collection[Term]:
        """The terms that a strategy has something to go by."""
        return _known(self.viewer, self.mix)

    def is_stale(self) -> bool:
        """Whether TMDB has told something since that changes what can be offered."""
        if not client.configured():
            return False
        return state.version() != self.version or feed.streaming(self.wishes) != self.at_service

    def offer(self, *, include_seen: bool = False) -> Offer:
        return Offer(self.viewer, self.version, include_seen, self.wishes, self.at_service)

    def asks(self, turned: Mapping[str, float] = NO_MOOD, *, today: date | None = None) -> Asked:
        """The ask of one row, whose weights by mood are `turned`."""
        mix = focus(self.mix, turned) if self.mix else {}
        on_services = self.at_service or frozenset()
        return self.viewer.asks(mix, words=self.wishes.words, on_services=on_services, today=today)


def aim_of(user: Visitor, *, scores: Mapping[str, float] = NO_MOOD, steer: Steer | None = None) -> Aim:
    """`scores` by mood on any positive scale, empty for no mood. Raises UnknownMood or UnusableScores."""
    steer, version = steer or Steer(), state.version()
    viewer = viewer_of(user, version=version)
    mix = targets.aim(scores, steer) if scores or steer.target else {}
    wishes = viewer.wishes(steer.wishes)
    assigned = strategy_for(user, version=version).for_viewer(_known(viewer, mix))
    return Aim(viewer, mix, targets.weights(steer), assigned, wishes, feed.streaming(wishes), version)


def _known(viewer: Viewer, mix: Mapping[str, float]) -> Collection[Term]:
    """The terms that a strategy has something to go by."""
    known = {Term.POPULARITY, Term.NOVELTY, Term.CONSTRAINT}
    known |= {Term.TASTE} if viewer.taste.means else set()
    return known | ({Term.MOOD} if mix and max(mix.values()) > 1 / len(mix) else set())
