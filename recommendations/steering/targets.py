"""From a mood and a setting of the dial to the mix that films are held against. Pure.

Mood management (Zillmann, 1988) says that people choose what they watch to reach or keep a pleasant level of arousal;
work on the regulation of mood by media (Knobloch-Westerwick, 2006; Oliver and Raney, 2011) adds that people also go
*through* a feeling, for what it means to them. The dial offers each of these and leaves the choice to the person:

match      the mix as it was read
lift       every mood of the mix moves most of the way towards pleasant and half way to a lively calm
calm       every mood moves most of the way to low arousal and half way to pleasant
cathartic  the mix intensified: its squares, scaled to sum to 1
surprise   no mood at all: all eight alike, the mood term off and the novelty term up

A mood moves on the circumplex of pleasure and arousal (Russell, 1980; `ml.moods.AFFECT`). Where it arrives it is shared
out among the moods near by with a Gaussian kernel. How far it moves and how wide the kernel is are our own judgement.
A target mood takes the place of the mix before the dial's "cathartic" and instead of its other moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import dist, exp
from typing import Final, NamedTuple

from ml.moods import AFFECT, MOODS
from recommendations.ranking.affinity import usable_mix
from recommendations.ranking.blend import Weights
from recommendations.steering.types import Dial, Steer

WIDTH: Final = 0.3  # of the kernel, in units of valence and arousal
SURPRISE_NOVELTY: Final = 0.25  # what the novelty term counts at "surprise", about as much as fame does


class Pull(NamedTuple):
    """A point of the affect plane and how much of the way there a mood goes, along each axis."""

    valence: float
    arousal: float
    valence_share: float
    arousal_share: float


PULLS: Final[Mapping[Dial, Pull]] = {
    Dial.LIFT: Pull(0.85, 0.3, 0.85, 0.5),
    Dial.CALM: Pull(0.6, -0.25, 0.7, 0.85),
}
SAYS: Final[Mapping[Dial, str]] = {
    Dial.MATCH: "stays close to how you feel now.",
    Dial.LIFT: "starts from where you are and moves towards the brighter moods.",
    Dial.CALM: "fewer shocks, lower voices, gentler moods.",
    Dial.CATHARTIC: "more of what you feel, so that it can come out.",
    Dial.SURPRISE: "your mood steps aside, and films you are less likely to know come up.",
}


def aim(mix: Mapping[str, float], steer: Steer) -> dict[str, float]:
    """The mix that films should have: all eight moods, summing to 1. Raises UnknownMood or UnusableScores."""
    asked = usable_mix({steer.target: 1.0} if steer.target else mix)
    if steer.dial is Dial.SURPRISE and not steer.target:
        return dict.fromkeys(MOODS, 1 / len(MOODS))
    if steer.dial is Dial.CATHARTIC:
        return usable_mix({mood: share**2 for mood, share in asked.items()})
    if steer.dial in PULLS and not steer.target:
        return _moved(asked, PULLS[steer.dial])
    return asked


def weights(steer: Steer, usual: Weights | None = None) -> Weights:
    """What each term counts after the sliders; at "surprise" the mood is off and what is new counts."""
    usual, sliders = usual or Weights(), steer.sliders
    surprise = steer.dial is Dial.SURPRISE and not steer.target
    novelty = max(usual.novelty, SURPRISE_NOVELTY) if surprise else usual.novelty
    return replace(
        usual,
        mood=0.0 if surprise else usual.mood * sliders.mood,
        taste=usual.taste * sliders.taste,
        novelty=novelty * sliders.novelty,
    )


def _moved(mix: Mapping[str, float], pull: Pull) -> dict[str, float]:
    """Each mood's share, carried to where the pull takes it and shared out there."""
    moved = dict.fromkeys(MOODS, 0.0)
    for mood, share in mix.items():
        for near, part in _shared(*_towards(AFFECT[mood], pull)).items():
            moved[near] += share * part
    return moved


def _towards(start: tuple[float, float], pull: Pull) -> tuple[float, float]:
    valence, arousal = start
    return (
        valence + pull.valence_share * (pull.valence - valence),
        arousal + pull.arousal_share * (pull.arousal - arousal),
    )


def _shared(valence: float, arousal: float) -> dict[str, float]:
    """A point as a distribution over the moods, the nearest first."""
    near = {mood: exp(-0.5 * (dist((valence, arousal), AFFECT[mood]) / WIDTH) ** 2) for mood in MOODS}
    total = sum(near.values())
    return {mood: value / total for mood, value in near.items()}
