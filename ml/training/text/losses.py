"""What training minimises: one term for each head, in one backward pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch

MOODS_HEAD, LABELS_HEAD, BALANCED_HEAD = "moods", "goemotions", "balanced"
LABELS_SCALE: Final = 10.0  # a mean over 28 mostly absent labels is about a tenth of the moods' cross-entropy


@dataclass(frozen=True, slots=True)
class Targets:
    """What a batch of n rows should give, on one device.

    `moods` (n, 8) are distributions, each times how much its row counts; `labels` (n, 28) are 0..1, NaN for rows that
    say nothing of them; `log_prior` (n, 8) is the logarithm of the mood mix of each row's source.
    """

    moods: torch.Tensor
    labels: torch.Tensor
    log_prior: torch.Tensor


@dataclass(frozen=True, slots=True)
class LossWeights:
    """How much each head counts; `classes` (8,) weighs the moods."""

    classes: torch.Tensor
    labels: float
    balanced: float


def total(logits: dict[str, torch.Tensor], targets: Targets, weights: LossWeights) -> torch.Tensor:
    """Return the weighted sum of the heads' losses; a head that `logits` lacks is left out.

    The balanced head sees its logits plus the source's own mix (logit adjustment, Menon et al., 2021, source by
    source): what a source's habit explains it need not learn, so that "a tweet" alone does not speak against neutral.
    """
    loss = soft_cross_entropy(logits[MOODS_HEAD], targets.moods, weights.classes)
    if LABELS_HEAD in logits:
        loss = loss + weights.labels * LABELS_SCALE * known_binary_cross_entropy(logits[LABELS_HEAD], targets.labels)
    if BALANCED_HEAD in logits:
        adjusted = logits[BALANCED_HEAD] + targets.log_prior
        loss = loss + weights.balanced * soft_cross_entropy(adjusted, targets.moods, weights.classes)
    return loss


def soft_cross_entropy(logits: torch.Tensor, target: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the weighted cross-entropy of soft targets, averaged by weight; logits and target (n, moods)."""
    mass = target * weights
    loss: torch.Tensor = -(mass * logits.log_softmax(dim=1)).sum() / mass.sum()
    return loss


def known_binary_cross_entropy(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the mean binary cross-entropy over the known targets (n, labels); 0 where none is known."""
    from torch.nn.functional import binary_cross_entropy_with_logits

    known = ~target.isnan()
    losses = binary_cross_entropy_with_logits(logits, target.nan_to_num(), reduction="none")
    mean: torch.Tensor = (losses * known).sum() / known.sum().clamp(min=1)
    return mean
