"""What every classifier in the hub's layout has in common, whatever it reads: a folder or an id, safetensors alone.

It is fetched and read in the background. Its labels become moods by a deployment's own table (`ml.own_labels`) or,
without one, by the names that it knows. Its scores are its own: unless a `card.json` or that table brings a
temperature, each reading warns that they are "uncalibrated".
"""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ml.base import Classifier, Prepared, resolve_device, torch_precision
from ml.calibration import sigmoid, softmax
from ml.config import MlConfig
from ml.errors import LabelsUnmapped, MlError, ModelLoading, RuntimeMissing, WeightsCorrupted
from ml.moods import MOODS
from ml.own_labels import OwnLabels, own_labels
from ml.types import ModelSpec, Prediction
from ml.weights import CARD, Card, fetch_hub, verified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

logger = logging.getLogger(__name__)
UNCALIBRATED: Final = "uncalibrated"
PRESENT: Final = 0.5  # probability from which on a label counts as there
PATIENCE: Final = 0.4  # of the deadline: how long the input that starts the loading waits for it


class HubModel(Classifier):
    """Runs as floats with torch, on the CPU or CUDA. Loads in the background; until then the next tier answers.

    Subclasses say in `read_folder` how weights are read, and in `known_labels` which labels need no table.
    """

    runtime = "torch"
    background = True
    known_labels: Mapping[str, str]
    setting: ClassVar[str]  # that names the deployment's table
    labels: Sequence[str]
    moods: Mapping[str, str]
    several = False  # the labels do not exclude each other
    uncalibrated = True

    def __init__(self, spec: ModelSpec, config: MlConfig) -> None:
        super().__init__(spec, config)
        self.device = resolve_device(config.device)
        self.precision = torch_precision(config, self.device)
        self._start = threading.Lock()
        self._loading: threading.Thread | None = None

    @property
    def own(self) -> OwnLabels:
        """The deployment's own table for what this model reads."""
        return own_labels(self.config.text_labels)

    def predict(self, inputs: Sequence[Any]) -> list[Prediction]:
        """Read `inputs`, in their order. ModelLoading while the model is being fetched or read."""
        if not self.loaded:
            self._begin()
        return super().predict(inputs)

    def _begin(self) -> None:
        """Load in the background, once at a time; who starts it waits for a part of the deadline, others do not."""
        with self._start:
            if self.trouble is not None:
                raise self.trouble.with_traceback(None)
            first = self._loading is None or not self._loading.is_alive()
            if first:
                self._loading = threading.Thread(target=self._load_quietly, name=f"load {self.spec.name}", daemon=True)
                self._loading.start()
            thread = self._loading
        if first and thread is not None:
            thread.join(PATIENCE * self.config.deadline_seconds)
        if not self.loaded and self.trouble is None:
            raise ModelLoading(f"{self.spec.name} is still being loaded.")

    def _load_quietly(self) -> None:
        try:
            self.load()
        except MlError as error:
            logger.warning("%s: %s", self.spec.name, error.message)

    def find_card(self) -> Card:
        """Fetch the model unless it is here; without a card of its own, what the deployment says of it is one."""
        folder = fetch_hub(self.spec.weights or "", self.config.cache_dir)
        if (folder / CARD).is_file():
            return verified(folder)
        own = self.own
        return Card(folder, {}, {"temperature": own.temperature or 1.0, "threshold": own.threshold})

    def load_weights(self, card: Card) -> None:
        """Read labels and weights. LabelsUnmapped, RuntimeMissing, or WeightsCorrupted for all else."""
        own = self.own
        self.uncalibrated = not card.files and own.temperature is None
        try:
            config = self.read_folder(card)
            self.labels = [str(config.id2label[at]).lower() for at in range(config.num_labels)]
            self.moods = self.moods_of(self.labels, own)
            self.several = config.problem_type == "multi_label_classification"
            if own.multi_label is not None:
                self.several = own.multi_label
        except MlError:
            raise
        except ImportError as error:
            raise RuntimeMissing(f"{self.spec.name} needs {error.name or error}.") from error
        except Exception as error:  # whatever transformers meets in a damaged folder
            raise WeightsCorrupted(f"{self.spec.name} cannot be read ({type(error).__name__}: {error}).") from error

    @abstractmethod
    def read_folder(self, card: Card) -> Any:
        """Read what stands in the card's folder and return its configuration (labels and kind of problem)."""

    def moods_of(self, labels: Sequence[str], own: OwnLabels) -> dict[str, str]:
        """Return the mood of each label. LabelsUnmapped names those that have none."""
        known = {**self.known_labels, **own.moods}
        if strange := [label for label in labels if label not in known]:
            words = f"No mood is known for the labels {', '.join(strange)}: {self.setting} can say one."
            raise LabelsUnmapped(words)
        return {label: known[label] for label in labels}

    def postprocess(self, card: Card, item: Prepared, row: Floats, latency_ms: float) -> Prediction:
        """Turn the labels' logits into their probabilities, and these into the moods that they stand for."""
        tempered = row / card.temperature
        shares = sigmoid(tempered) if self.several else softmax(tempered[None])[0]
        labels = dict(zip(self.labels, map(float, shares), strict=True))
        return Prediction(
            self.spec.modality,
            gathered(labels, self.moods, several=self.several),
            self.spec.name,
            self.spec.tier,
            latency_ms,
            card.threshold,
            item.warnings,
            labels=labels,
            present=tuple(name for name in sorted(labels, key=lambda one: -labels[one]) if labels[name] >= PRESENT),
        )

    def on_device(self, module: Any) -> Any:
        """Return a module ready to answer, where and in what precision the configuration wants it."""
        import torch

        kinds = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
        return module.to(self.device, kinds[self.precision]).eval()


def gathered(labels: Mapping[str, float], moods: Mapping[str, str], *, several: bool) -> dict[str, float]:
    """Return the scores of all moods, which sum to 1.

    Of labels that exclude each other a mood has the sum. Of labels that do not, it has the largest, over the sum of
    these: many fine labels for one mood must not outweigh one label for another.
    """
    found = dict.fromkeys(MOODS, 0.0)
    for label, score in labels.items():
        mood = moods[label]
        found[mood] = max(found[mood], score) if several else found[mood] + score
    total = sum(found.values())
    return {mood: score / total for mood, score in found.items()}


def whole(folder_name: str, report: Mapping[str, Any]) -> None:
    """Hold what transformers says of the weights it read: WeightsCorrupted when one is missing, or does not fit."""
    if absent := sorted({*report["missing_keys"], *map(str, report["mismatched_keys"])}):
        raise WeightsCorrupted(f"{folder_name} holds no weights for {absent[0]}: it is no trained sequence classifier.")


def hush() -> None:
    """Keep transformers from writing bars and warnings: what is wrong with a folder is told by errors."""
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]
