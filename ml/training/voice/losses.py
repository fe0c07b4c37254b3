"""What a clip's label says when corpora with different classes are learnt together.

A corpus knows only the classes that its speakers were asked for: RAVDESS no boredom, EmoDB neither calm nor surprise.
So a neutral clip of RAVDESS may as well be boredom, and what counts is the probability of both together; of a sad one,
which may sound bored, nothing is said about boredom; a happy one is neither. Beside this stand the plain questions that
a person will ask: which of the corpus's own classes, and which of the five that every model knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml.moods import VOICE5, VOICE9
from ml.training.voice.corpora import LabelledClip, labels_by_corpus

if TYPE_CHECKING:
    import torch

ABSENT: Final = -1e4  # the logit of a class that is left out
QUIET: Final = frozenset({"calm", "boredom"})  # close to neutral, and not asked for everywhere
NEAR: Final = QUIET | {"sad"}  # labels that say nothing about a quiet class their corpus does not know
FIVE: Final[Mapping[str, tuple[str, ...]]] = {
    label: ("neutral", *sorted(QUIET)) if label == "neutral" else (label,) for label in VOICE5
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Of each clip (n, 9): classes that may be (`possible`), that fit its label, that its corpus knows; and more."""

    possible: torch.Tensor
    fitting: torch.Tensor
    own: torch.Tensor
    truth: torch.Tensor  # (n,) the label's place
    five: torch.Tensor  # (n,) its place among the five, -1 where it is none of them
    weight: torch.Tensor  # (n,)

    def loss(self, logits: torch.Tensor, smoothing: float = 0.0) -> torch.Tensor:
        """Return the weighted mean of the three questions' cross-entropies."""
        told = logits.masked_fill(~self.possible, ABSENT)
        shares = told.log_softmax(dim=1)
        partial = -shares.masked_fill(~self.fitting, ABSENT).logsumexp(dim=1)
        if smoothing:
            evenly = -(shares * self.possible).sum(dim=1) / self.possible.sum(dim=1)
            partial = (1 - smoothing) * partial + smoothing * evenly
        known = logits.masked_fill(~self.own, ABSENT).log_softmax(dim=1)
        plain = -known.gather(1, self.truth[:, None]).squeeze(1)
        return (self.weight * (partial + plain + self._of_five(told))).sum() / self.weight.sum()

    def _of_five(self, logits: torch.Tensor) -> torch.Tensor:
        """Return the cross-entropy among the five (n,); 0 for a clip that is none of them."""
        import torch

        members = torch.tensor([[label in FIVE[name] for label in VOICE9] for name in VOICE5], device=logits.device)
        sums = logits[:, None].masked_fill(~members, ABSENT).logsumexp(dim=2).log_softmax(dim=1)
        found = -sums.gather(1, self.five.clamp(min=0)[:, None]).squeeze(1)
        return found * (self.five >= 0)


@dataclass(frozen=True, slots=True)
class Targets:
    """Which classes each corpus knows, and how much its clips weigh."""

    known: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]

    @classmethod
    def of(cls, clips: Sequence[LabelledClip], weights: Mapping[str, float]) -> Targets:
        """Read from the clips which classes their corpora know."""
        return cls(labels_by_corpus(clips), weights)

    def batch(self, clips: Sequence[LabelledClip], device: str = "cpu") -> Batch:
        """Return what is known about the clips."""
        import torch

        def table(rows: Sequence[Sequence[bool]]) -> torch.Tensor:
            return torch.tensor(rows, device=device)

        five = {label: at for at, name in enumerate(VOICE5) for label in FIVE[name]}
        return Batch(
            table([[self._possible(clip, label) for label in VOICE9] for clip in clips]),
            table([[self._fits(clip, label) for label in VOICE9] for clip in clips]),
            table([[label in self.known[clip.corpus] for label in VOICE9] for clip in clips]),
            torch.tensor([VOICE9.index(clip.label) for clip in clips], device=device),
            torch.tensor([five.get(clip.label, -1) for clip in clips], device=device),
            torch.tensor([self.weights.get(clip.corpus, 1.0) for clip in clips], device=device),
        )

    def _hidden(self, clip: LabelledClip, label: str) -> bool:
        """Whether a class may hide behind the clip's label, since its speakers were not asked for it."""
        return label in QUIET and label not in self.known[clip.corpus]

    def _possible(self, clip: LabelledClip, label: str) -> bool:
        return not (self._hidden(clip, label) and clip.label in NEAR)

    def _fits(self, clip: LabelledClip, label: str) -> bool:
        return label == clip.label or (clip.label == "neutral" and self._hidden(clip, label))
