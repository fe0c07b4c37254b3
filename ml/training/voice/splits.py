"""Splits by speaker, and no others: who is heard in training is never heard in validation or in a test."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

from ml.errors import BadRecipe
from ml.training.voice.corpora import LabelledClip

BY_SPEAKER: Final = "speaker"
LEAKAGE: Final = (
    "Voices are split by speaker only. In a split by clip the same person speaks in training and in the test, often "
    "the same sentence in the same room: the model then knows the voice rather than the mood, and its score says "
    'nothing about people it has not heard. Write split = "speaker".'
)


def require_by_speaker(split: str) -> None:
    """BadRecipe, which explains speaker leakage, for any split but the one by speaker."""
    if split != BY_SPEAKER:
        raise BadRecipe(f'A split by "{split}" was asked for. {LEAKAGE}')


def by_speaker(clips: Sequence[LabelledClip], share: float, seed: int) -> tuple[list[LabelledClip], list[LabelledClip]]:
    """Return training and validation clips: of every corpus about `share` of the speakers validate, at least one.

    The sexes take turns. With a share of 0 nobody validates. BadRecipe for a corpus of a single speaker.
    """
    held: set[str] = set()
    for corpus in sorted({clip.corpus for clip in clips}) if share else ():
        speakers = _by_turns([clip for clip in clips if clip.corpus == corpus], seed)
        if len(speakers) == 1:
            raise BadRecipe(f"{corpus} has one speaker: nobody would be left to validate on. {LEAKAGE}")
        held |= {*speakers[: max(1, round(share * len(speakers)))]}
    return [clip for clip in clips if clip.speaker not in held], [clip for clip in clips if clip.speaker in held]


def _by_turns(clips: Sequence[LabelledClip], seed: int) -> list[str]:
    """Return the speakers in a drawn order in which the sexes take turns."""
    sexes = {clip.speaker: clip.sex for clip in clips}
    order = sorted(sexes)
    random.Random(seed).shuffle(order)
    ranks: dict[str, int] = {}
    return sorted(order, key=lambda speaker: _turn(ranks, sexes[speaker]))


def _turn(ranks: dict[str, int], sex: str) -> int:
    ranks[sex] = ranks.get(sex, -1) + 1
    return ranks[sex]


def check_folds(clips: Sequence[LabelledClip]) -> tuple[int, ...]:
    """Return the folds there are. BadRecipe for a clip without one, a single fold, or a speaker in two of them."""
    if any(clip.fold is None for clip in clips):
        raise BadRecipe("Every row of the folds needs a fold.")
    where: dict[str, int | None] = {}
    for clip in clips:
        if where.setdefault(clip.speaker, clip.fold) != clip.fold:
            raise BadRecipe(f"{clip.speaker} stands in two folds. {LEAKAGE}")
    folds = tuple(sorted({clip.fold for clip in clips if clip.fold is not None}))
    if len(folds) == 1:
        raise BadRecipe("There must be two folds at least.")
    return folds
