"""Any sequence classifier in the hub's layout, from a folder or fetched by id: safetensors alone, no foreign code.

Its labels become moods by the deployment's own table (`ml.own_labels`) or, without one, by the names that the labelled
sets use (`ml.moods.LABEL_MAPS`). Its scores are its own: unless a `card.json` or that table brings a temperature, each
reading warns that they are "uncalibrated".
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared, resolve_device, torch_precision
from ml.calibration import sigmoid, softmax
from ml.config import MlConfig
from ml.errors import LabelsUnmapped, MlError, ModelLoading, RuntimeMissing, WeightsCorrupted, WeightsMissing
from ml.moods import LABEL_MAPS, MOODS
from ml.own_labels import OwnLabels, own_labels
from ml.text.slow_tokenizer import PlainTokenizer
from ml.text.windowed import Runner, WindowedClassifier
from ml.text.windows import Windows, windows
from ml.types import NO_WORDS, ModelSpec, Prediction
from ml.weights import CARD, Card, fetch_hub, verified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

logger = logging.getLogger(__name__)
UNCALIBRATED: Final = "uncalibrated"
PRESENT: Final = 0.5  # probability from which on a label counts as there
WINDOW: Final = 128  # tokens; a longer text is read in several windows
PATIENCE: Final = 0.4  # of the deadline: how long the text that starts the loading waits for it
KNOWN_LABELS: Final = {label: mood for table in LABEL_MAPS.values() for label, mood in table.items()}


class HubClassifier(WindowedClassifier):
    """Runs as floats with torch, on the CPU or CUDA. Loads in the background; until then the next tier answers."""

    runtime = "torch"
    background = True

    def __init__(self, spec: ModelSpec, config: MlConfig) -> None:
        super().__init__(spec, config)
        self.device = resolve_device(config.device)
        self.precision = torch_precision(config, self.device)
        self.pads = self.device == "cuda"
        self._start = threading.Lock()
        self._loading: threading.Thread | None = None

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Read `texts`, in their order. ModelLoading while the model is being fetched or read."""
        if not self.loaded:
            self._begin()
        return super().predict(texts)

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
        own = own_labels(self.config.text_labels)
        return Card(folder, {}, {"temperature": own.temperature or 1.0, "threshold": own.threshold})

    def load_weights(self, card: Card) -> None:
        """Read tokenizer, labels and weights. LabelsUnmapped, RuntimeMissing, or WeightsCorrupted for all else."""
        own = own_labels(self.config.text_labels)
        self.uncalibrated = not card.files and own.temperature is None
        try:
            tokenizer, module = read_classifier(card.folder)
            self.labels = [str(module.config.id2label[at]).lower() for at in range(module.config.num_labels)]
            self.moods = moods_of(self.labels, own)
            self.several = module.config.problem_type == "multi_label_classification"
            if own.multi_label is not None:
                self.several = own.multi_label
            self.tokenizer, self.columns = PlainTokenizer(tokenizer), len(self.labels)
            self.window = min(WINDOW, _longest(tokenizer, module.config))
            self.run = self._runner(module)
        except MlError:
            raise
        except ImportError as error:
            raise RuntimeMissing(f"{self.spec.name} needs {error.name or error}.") from error
        except Exception as error:  # whatever transformers meets in a damaged folder
            raise WeightsCorrupted(f"{self.spec.name} cannot be read ({type(error).__name__}: {error}).") from error

    def _runner(self, module: Any) -> Runner:
        import torch

        kinds = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
        module = module.to(self.device, kinds[self.precision]).eval()

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            tokens, there = (torch.from_numpy(array).to(self.device) for array in (ids, mask))
            logits: NDArray[np.float32] = module(input_ids=tokens, attention_mask=there).logits.float().cpu().numpy()
            return logits

        return run

    def preprocess(self, text: str) -> Prepared:
        """Return the text's windows; "truncated" when it is longer than the model reads, "no-words" without any."""
        found = self._windows(text)
        warnings = [UNCALIBRATED] if self.uncalibrated else []
        warnings += ["truncated"] if found.cut else []
        warnings += [] if any(character.isalnum() for character in text) else [NO_WORDS]
        return Prepared(found, tuple(warnings))

    def _windows(self, text: str) -> Windows:
        if self.tokenizer.wraps:
            return windows(self.tokenizer, text, self.window)
        ids = self.tokenizer.encode(text).ids
        return Windows((tuple(ids[: self.window]),), len(ids) > self.window)

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


def moods_of(labels: Sequence[str], own: OwnLabels) -> dict[str, str]:
    """Return the mood of each label. LabelsUnmapped names those that have none."""
    known = {**KNOWN_LABELS, **own.moods}
    if strange := [label for label in labels if label not in known]:
        raise LabelsUnmapped(f"No mood is known for the labels {', '.join(strange)}: EMOTION_TEXT_LABELS can say one.")
    return {label: known[label] for label in labels}


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


def read_classifier(folder: Path) -> tuple[Any, Any]:
    """Return tokenizer and sequence classifier of a folder. WeightsCorrupted when a weight of it is missing."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]
    here: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **here)
    module, report = AutoModelForSequenceClassification.from_pretrained(
        folder, use_safetensors=True, output_loading_info=True, **here
    )
    if absent := sorted({*report["missing_keys"], *map(str, report["mismatched_keys"])}):
        raise WeightsCorrupted(f"{folder.name} holds no weights for {absent[0]}: it is no trained sequence classifier.")
    files = {"tokenizer.json", *tokenizer.vocab_files_names.values()}
    if not any((folder / name).is_file() for name in files):  # transformers makes an empty one then
        raise WeightsMissing(f"{folder.name} has no tokenizer.")
    return tokenizer, module


def _longest(tokenizer: Any, config: Any) -> int:
    """Return how many tokens the model reads at once; some keep two places for themselves."""
    return min(int(tokenizer.model_max_length), int(getattr(config, "max_position_embeddings", WINDOW + 2)) - 2)
