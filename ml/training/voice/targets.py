"""What a labelled clip teaches, when corpora name the same voices differently and none knows all nine classes.

Three cross-entropies are summed. Over all nine classes, where a label may hide another that its corpus does not know
(RAVDESS has no boredom: its neutral may be bored; EmoDB has no calm: its neutral may be calm). Over the corpus's own
classes alone. And over the five that are always available, where the label stands for one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ml.moods import VOICE5, VOICE9
from ml.training.voice.corpora import LabelledClip, labels_by_corpus

if TYPE_CHECKING:
    import torch

ABSENT: Final = -1e4  # logit of a class that does not count
SISTERS: Final[Mapping[str, str]] = MappingProxyType({"calm": "neutral", "boredom": "neutral"})  # of the five
APART: Final = ("neutral", "sad", "calm", "boredom")  # the quiet classes: told apart by those who know them


@dataclass(frozen=True, slots=True)
class Targets:
    """Of n clips: which classes the label may mean and may not, (n, 9); the corpus's own; the five's, or -1."""

    meant: torch.Tensor
    possible: torch.Tensor
    own: torch.Tensor
    truth: torch.Tensor
    five: torch.Tensor

    def at(self, rows: torch.Tensor) -> Targets:
        """Return those of some clips."""
        return Targets(self.meant[rows], self.possible[rows], self.own[rows], self.truth[rows], self.five[rows])


def targets(clips: Sequence[LabelledClip]) -> Targets:
    """Return what `clips` teach. A class that a corpus does not know may hide behind its "neutral" alone."""
    import torch

    known = labels_by_corpus(clips)
    meant, possible, own = (torch.zeros(len(clips), len(VOICE9), dtype=torch.bool) for _ in range(3))
    for at, clip in enumerate(clips):
        strange = [label for label in SISTERS if label not in known[clip.corpus]]
        for to, label in enumerate(VOICE9):
            own[at, to] = label in known[clip.corpus]
            meant[at, to] = label == clip.label or (clip.label == "neutral" and label in strange)
            possible[at, to] = meant[at, to] or not (clip.label in APART and label in strange)
    five = [SISTERS.get(clip.label, clip.label) for clip in clips]
    return Targets(
        meant,
        possible,
        own,
        torch.tensor([VOICE9.index(clip.label) for clip in clips]),
        torch.tensor([VOICE5.index(label) if label in VOICE5 else -1 for label in five]),
    )


def loss(logits: torch.Tensor, goal: Targets, smoothing: float = 0.0) -> torch.Tensor:
    """Return each clip's loss (n,) for logits (n, 9); `smoothing` is shared out among the possible classes."""
    every = logits.masked_fill(~goal.possible, ABSENT).log_softmax(dim=1)
    right = every.masked_fill(~goal.meant, ABSENT).logsumexp(dim=1)
    spread = every.masked_fill(~goal.possible, 0.0).clamp(min=-30.0).sum(dim=1) / goal.possible.sum(dim=1)
    own = logits.masked_fill(~goal.own, ABSENT).log_softmax(dim=1).gather(1, goal.truth[:, None])[:, 0]
    return -((1 - smoothing) * right + smoothing * spread) - own + _of_five(logits, goal.five)


def _of_five(logits: torch.Tensor, five: torch.Tensor) -> torch.Tensor:
    import torch

    groups = [[VOICE9.index(one) for one in VOICE9 if SISTERS.get(one, one) == label] for label in VOICE5]
    joined = torch.stack([logits[:, group].logsumexp(dim=1) for group in groups], dim=1).log_softmax(dim=1)
    chosen = joined.gather(1, five.clamp(min=0)[:, None])[:, 0]
    return torch.where(five >= 0, -chosen, torch.zeros_like(chosen))
