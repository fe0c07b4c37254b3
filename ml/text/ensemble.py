"""Several registered models as one: a linear pool of their calibrated probabilities, or the best of them by validation.

Why linear and not log-linear: members trained on the same rows make the same mistakes, and a product of their
probabilities would count them twice. A linear pool is never surer than its surest member. It is not calibrated anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ml import pool
from ml.base import Classifier, Prepared
from ml.chosen import members_of
from ml.config import MlConfig
from ml.errors import InvalidInput, MlError, NoUsableModel
from ml.moods import MOODS
from ml.registry import spec as spec_of
from ml.text.classifier import TextClassifier
from ml.types import ModelSpec, Prediction
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Ensemble(TextClassifier):
    """Members are read one after the other in one thread; one that fails drops out of that answer and is named."""

    runtime = "members'"
    device = "members'"
    precision = "members'"

    def __init__(self, spec: ModelSpec, config: MlConfig) -> None:
        super().__init__(spec, config)
        self.members = members_of(spec.name)

    def find_card(self) -> Card:
        """Load the members; NoUsableModel names them all when none can be loaded. Their own cards count."""
        failed = {}
        for name in self.members.weights:
            try:
                self._member(name).load()
            except MlError as error:
                failed[name] = error
        if len(failed) == len(self.members.weights):
            raise NoUsableModel(f"No member can answer ({', '.join(_notes(failed))}).")
        return Card(self.config.weights_dir, {}, {"temperature": 1.0, "threshold": 0.0})

    def load_weights(self, card: Card) -> None:
        """Read nothing: the members hold their own weights."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Read `texts`, in their order. InvalidInput as a member says it; NoUsableModel when all members fail."""
        self.load()
        answers: dict[str, list[Prediction]] = {}
        failed: dict[str, MlError] = {}
        for name in self._order():
            try:
                answers[name] = self._member(name).predict(texts)
            except InvalidInput:
                raise
            except MlError as error:
                failed[name] = error
            if self.members.pool == "best" and answers:
                break
        if not answers:
            raise NoUsableModel(f"No member can answer ({', '.join(_notes(failed))}).")
        rows = [dict(zip(answers, row, strict=True)) for row in zip(*answers.values(), strict=True)]
        return [self._joined(row, _notes(failed)) for row in rows]

    def _order(self) -> list[str]:
        """Return the members, the weightiest first; of "best" by macro-F1 on validation data."""
        names, weights = list(self.members.weights), self.members.weights
        if self.members.pool != "best":
            return sorted(names, key=lambda name: -weights[name])
        return sorted(names, key=lambda name: -self._validated(name))

    def _validated(self, name: str) -> float:
        """Return the macro-F1 on the validation rows that the member's card tells of; 0 for one that fails to load."""
        try:
            card = self._member(name).load()
        except MlError:
            return 0.0
        return float(card.values.get("validation", {}).get("macro_f1", 0.0))

    def _joined(self, answers: Mapping[str, Prediction], notes: Sequence[str]) -> Prediction:
        """Return the mean of the members' scores by their weights; finer labels are those of the first that has any."""
        total = sum(self.members.weights[name] for name in answers)
        shares = {name: self.members.weights[name] / total for name in answers}
        every = list(answers.values())
        finer = next((one for one in every if one.labels), every[0])
        return Prediction(
            self.spec.modality,
            {mood: sum(shares[name] * one.scores[mood] for name, one in answers.items()) for mood in MOODS},
            self.spec.name,
            self.spec.tier,
            sum(one.latency_ms for one in every),
            sum(shares[name] * one.threshold for name, one in answers.items()),
            tuple(dict.fromkeys([*(note for one in every for note in one.warnings), *notes])),
            unfamiliar=any(one.unfamiliar for one in every),
            labels=finer.labels,
            present=finer.present,
            feelings=finer.feelings,
            intensity=finer.intensity,
        )

    def _member(self, name: str) -> Classifier:
        return pool.get(spec_of(name))

    def preprocess(self, text: str) -> Prepared:
        """Never called: members prepare the text themselves."""
        raise NotImplementedError

    def forward(self, features: Sequence[Any]) -> NDArray[np.floating[Any]]:
        """Never called: members compute themselves."""
        raise NotImplementedError


def _notes(failed: Mapping[str, MlError]) -> list[str]:
    return [f"{name}:{error.code}" for name, error in failed.items()]
