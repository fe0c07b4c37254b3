"""What each training row should give: its labels as numbers, softened by a teacher where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ml.moods import GOEMOTIONS, MOODS
from ml.training.text.data import Example, mood_shares
from ml.training.text.losses import Targets

if TYPE_CHECKING:
    import torch

SMOOTHING: Final = 10.0  # rows of every mood added to a source's count: none has a prior of zero


@dataclass(frozen=True, slots=True)
class RowTargets:
    """The targets of all rows: `moods` (n, 8), `labels` (n, 28), NaN where unknown, and `log_prior` (n, 8).

    `weight` (n, 1) is how much a row counts for the moods.
    """

    moods: torch.Tensor
    labels: torch.Tensor
    log_prior: torch.Tensor
    weight: torch.Tensor

    def batch(self, rows: Sequence[int], device: str) -> Targets:
        """Return the targets of `rows` on `device`."""
        at = list(rows)
        weighed = self.moods[at] * self.weight[at]
        return Targets(weighed.to(device), self.labels[at].to(device), self.log_prior[at].to(device))


def of_rows(examples: Sequence[Example]) -> RowTargets:
    """Return the targets that the rows' own labels give; only GoEmotions' rows know the 28 labels."""
    import torch

    moods = torch.tensor([example.target for example in examples])
    known = [example.source == "goemotions" for example in examples]
    labels = torch.tensor([[float(label in example.labels) for label in GOEMOTIONS] for example in examples])
    labels[~torch.tensor(known)] = float("nan")
    weight = torch.tensor([[example.weight] for example in examples])
    return RowTargets(moods, labels, log_priors(examples), weight)


def log_priors(examples: Sequence[Example]) -> torch.Tensor:
    """Return the log mood mix of each row's source, smoothed, (n, 8)."""
    import torch

    by_source: dict[str, list[Example]] = {}
    for example in examples:
        by_source.setdefault(example.source, []).append(example)
    priors = {}
    for source, rows in by_source.items():
        counts = torch.tensor([mood_shares(rows)[mood] * len(rows) + SMOOTHING for mood in MOODS])
        priors[source] = (counts / counts.sum()).log()
    return torch.stack([priors[example.source] for example in examples])


def softened(targets: RowTargets, teacher: torch.Tensor, share: float) -> RowTargets:
    """Return the targets with `share` of them taken from the teacher's logits (n, 8 + 28 ...), where it has any.

    A row that says nothing of the 28 labels takes the teacher's word alone (Hinton et al., 2015).
    """
    import torch

    known = ~teacher[:, :1].isnan()
    moods = teacher[:, : len(MOODS)].softmax(dim=1)
    labels = _labels_of(teacher)
    own = torch.where(targets.labels.isnan(), labels, targets.labels)
    return replace(
        targets,
        moods=torch.where(known, (1 - share) * targets.moods + share * moods, targets.moods),
        labels=torch.where(known, (1 - share) * own + share * labels, targets.labels),
    )


def _labels_of(teacher: torch.Tensor) -> torch.Tensor:
    """Return the teacher's probabilities of the 28 labels, NaN from one that has no such head."""
    import torch

    if teacher.shape[1] < len(MOODS) + len(GOEMOTIONS):
        return torch.full((len(teacher), len(GOEMOTIONS)), float("nan"))
    return teacher[:, len(MOODS) : len(MOODS) + len(GOEMOTIONS)].sigmoid()
