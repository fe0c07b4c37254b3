"""What a recipe says of its data: the tables `[data]` and `[augment]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ml.errors import BadRecipe

KINDS: Final = ("synonyms", "word_order", "punctuation", "style")


@dataclass(frozen=True, slots=True)
class AugmentRecipe:
    """How training rows are varied. Each copy is made by one kind, drawn among `kinds`, and keeps its row's labels."""

    share: float = 0.3  # of the training rows get a copy
    kinds: tuple[str, ...] = KINDS
    rate: float = 0.15  # of a row's words are touched, one at least
    weight: float = 1.0  # of a copy, against its row's own
    seed: int = 20261120

    def __post_init__(self) -> None:
        _among("kind of augmentation", self.kinds, KINDS)
        if not (0 <= self.share <= 1 and 0 < self.rate <= 1 and self.weight > 0 and self.kinds):
            raise BadRecipe("augment: share and rate lie in [0, 1], weight is above 0, and kinds names at least one.")


@dataclass(frozen=True, slots=True)
class DataRecipe:
    """Which sets are trained on, which native development splits validate, and how rows are cleaned and chosen.

    `split`: "native" keeps each set's own splits; "stratified" pools train and validation rows of `sources` and
    divides them 80/10/10 by mood, as the reference systems do. Native tests are protected either way.
    """

    sources: tuple[str, ...]
    validation: tuple[str, ...]
    multi_label: str = "soft"  # "soft": equal shares; "single": rows with several moods are left out
    limit: int | None = None  # first N training rows after merging (tests only)
    split: str = "native"
    cap: int | None = None  # training rows a mood at most (stratified: rows before the division)
    balance: str = "none"  # "undersample": every mood is cut to the rarest one's count
    holdout: tuple[str, ...] = ()  # sources left out wholly: none of their rows, nor of their near duplicates
    weights: Mapping[str, float] = field(default_factory=dict)  # of a source's rows, 1 where it is not named
    duplicates: str = "remove"  # of a test in training or validation rows; "refuse": the run fails
    seed: int = 42  # of the draws
    augment: AugmentRecipe | None = None

    def __post_init__(self) -> None:
        _among("multi_label", (self.multi_label,), ("soft", "single"))
        _among("split", (self.split,), ("native", "stratified"))
        _among("balance", (self.balance,), ("none", "undersample"))
        _among("duplicates", (self.duplicates,), ("remove", "refuse"))
        if listed := sorted({*self.sources, *self.validation} & {*self.holdout}):
            raise BadRecipe(f"data: {', '.join(listed)} is held out, and cannot train or validate.")
        if strange := sorted(self.weights.keys() - {*self.sources}):
            raise BadRecipe(f"data: {', '.join(strange)} has a weight but is no source.")


def _among(name: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    if strange := sorted(set(values) - set(known)):
        raise BadRecipe(f"data: {name} is one of {', '.join(known)}, not {', '.join(strange)}.")
