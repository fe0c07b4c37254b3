"""Any sequence classifier in the hub's layout, from a folder or fetched by id: safetensors alone, no foreign code.

How it is fetched, loaded in the background and its labels turned into moods, see `ml.hub`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.config import MlConfig
from ml.errors import WeightsMissing
from ml.hub import UNCALIBRATED, HubModel, hush, whole
from ml.moods import LABEL_MAPS
from ml.text.slow_tokenizer import PlainTokenizer
from ml.text.windowed import Runner, WindowedClassifier
from ml.text.windows import Windows, windows
from ml.types import NO_WORDS, ModelSpec
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW: Final = 128  # tokens; a longer text is read in several windows
KNOWN_LABELS: Final = {label: mood for table in LABEL_MAPS.values() for label, mood in table.items()}


class HubClassifier(HubModel, WindowedClassifier):
    """Reads texts with the tokenizer that stands beside the weights."""

    known_labels = KNOWN_LABELS
    setting = "EMOTION_TEXT_LABELS"

    def __init__(self, spec: ModelSpec, config: MlConfig) -> None:
        super().__init__(spec, config)
        self.pads = self.device == "cuda"

    def read_folder(self, card: Card) -> Any:
        """Read tokenizer and weights."""
        tokenizer, module = read_classifier(card.folder)
        self.tokenizer, self.columns = PlainTokenizer(tokenizer), int(module.config.num_labels)
        self.window = min(WINDOW, _longest(tokenizer, module.config))
        self.run = self._runner(module)
        return module.config

    def _runner(self, module: Any) -> Runner:
        import torch

        ready = self.on_device(module)

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            tokens, there = (torch.from_numpy(array).to(self.device) for array in (ids, mask))
            logits: NDArray[np.float32] = ready(input_ids=tokens, attention_mask=there).logits.float().cpu().numpy()
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


def read_classifier(folder: Path) -> tuple[Any, Any]:
    """Return tokenizer and sequence classifier of a folder. WeightsCorrupted when a weight of it is missing."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    hush()
    here: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **here)
    module, report = AutoModelForSequenceClassification.from_pretrained(
        folder, use_safetensors=True, output_loading_info=True, **here
    )
    whole(folder.name, report)
    files = {"tokenizer.json", *tokenizer.vocab_files_names.values()}
    if not any((folder / name).is_file() for name in files):  # transformers makes an empty one then
        raise WeightsMissing(f"{folder.name} has no tokenizer.")
    return tokenizer, module


def _longest(tokenizer: Any, config: Any) -> int:
    """Return how many tokens the model reads at once; some keep two places for themselves."""
    return min(int(tokenizer.model_max_length), int(getattr(config, "max_position_embeddings", WINDOW + 2)) - 2)
