"""A person's own answers, gathered: did films help, over all, after which mood, at which stop of the dial?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from accounts.models import User
from emotions.wording import WORDS
from ml.moods import MOODS
from recommendations.feedback import helped
from recommendations.feedback.helped import Change
from recommendations.feedback.models import MoodCheck
from recommendations.steering.types import Dial

NEWEST: Final = 500  # answers
DIALS: Final = {
    Dial.MATCH: "to match your mood",
    Dial.LIFT: "to lift you",
    Dial.CALM: "to calm you",
    Dial.CATHARTIC: "to go through it",
    Dial.SURPRISE: "to surprise you",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What films did in one group of evenings. `group` is "all", "mood" or "dial", `key` its mood or stop.

    `arousal` is None where too few answers named a mood. `sentence` says it all.
    """

    group: str
    key: str
    valence: Change
    arousal: Change | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Effects:
    """`answers` counts those that said something; `missing` how many more it takes until there is a figure."""

    answers: int
    found: tuple[Effect, ...]

    @property
    def missing(self) -> int:
        return max(0, helped.LEAST - self.answers)


def effects_of(user: User) -> Effects:
    """From the newest `NEWEST` answers. One query."""
    checks = list(MoodCheck.objects.filter(user=user, after_valence__isnull=False)[:NEWEST])
    return Effects(len(checks), tuple(_groups(checks)))


def _groups(checks: Sequence[MoodCheck]) -> Iterator[Effect]:
    """All evenings, then those of one mood or stop; a part that is the whole is not said twice."""
    yield from _effect("all", "", "Films you chose here", checks)
    for mood in MOODS:
        own = [check for check in checks if check.before_mood == mood]
        if len(own) < len(checks):
            yield from _effect("mood", mood, f"Films you chose while {WORDS[mood].felt}", own)
    for dial, purpose in DIALS.items():
        own = [check for check in checks if check.dial == dial]
        if len(own) < len(checks):
            yield from _effect("dial", dial.value, f"Films you asked {purpose}", own)


def _effect(group: str, key: str, words: str, checks: Sequence[MoodCheck]) -> Iterator[Effect]:
    pairs = [(check.after_valence, check.before_valence) for check in checks]
    valence = helped.change([after - before for after, before in pairs if after is not None])
    energies = [(check.after_arousal, check.before_arousal) for check in checks]
    arousal = helped.change([after - before for after, before in energies if after is not None])
    if valence:
        energy = f" Energy: {helped.stirred(arousal)}." if arousal else ""
        yield Effect(group, key, valence, arousal, f"{words}: {helped.pleasant(valence)}.{energy}")
