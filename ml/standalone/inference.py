"""Read moods from text without Django and without the project: `python inference.py "some words" …`.

Prints one JSON object for each text. What it needs stands in `requirements.txt`; the code in `moodflix_text/` is the
product's own, so a text is read in the same windows and gets the same scores. Where sentencex is not installed, a text
of more than one window is read as its first tokens alone, and says "truncated".
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.config import MlConfig
from ml.text.emoji import spell
from ml.text.encoder import EncoderClassifier
from ml.text.windowed import Runner
from ml.text.windows import Windows
from ml.types import ModelSpec, Prediction
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HERE: Final = Path(__file__).parent
SCRIPT: Final = "model.pt"  # of an export as TorchScript


class Standalone(EncoderClassifier):
    """The model of one folder: `model.onnx` or `model.pt`, the tokenizer, `labels.json` and `calibration.json`."""

    def __init__(self, folder: Path = HERE) -> None:
        spec = ModelSpec(_read(folder, "labels.json")["name"], "text", "primary", "", folder.name, "", ("en",))
        runtime = "torch" if (folder / SCRIPT).exists() else "onnx"
        super().__init__(spec, MlConfig(device="cpu", weights_dir=folder.resolve().parent), runtime)
        self.folder = folder

    def find_card(self) -> Card:
        """Return what the two JSON files say."""
        values = {**_read(self.folder, "labels.json"), **_read(self.folder, "calibration.json")}
        return Card(self.folder, {}, values)

    def preprocess(self, text: str) -> Prepared:
        """Return the text's windows, or its first tokens where there is nothing to find its sentences with."""
        if find_spec("sentencex"):
            return super().preprocess(text)
        ids = self.tokenizer.encode(spell(text)).ids
        cut = len(ids) > self.window
        first = (*ids[: self.window - 1], ids[-1]) if cut else tuple(ids)
        return Prepared(Windows((first,), cut), ("truncated",) if cut else ())

    def _torch(self, folder: Path, heads: Mapping[str, int]) -> Runner:
        import torch

        module = torch.jit.load(folder / SCRIPT)  # type: ignore[no-untyped-call]

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            outputs: NDArray[np.float32] = torch.cat(module(torch.tensor(ids), torch.tensor(mask)), dim=1).numpy()
            return outputs[:, : self.columns]

        return run


def told(prediction: Prediction) -> dict[str, Any]:
    """Return what is printed of a reading."""
    return {
        "mood": prediction.mood,
        "confidence": prediction.confidence,
        "sure": prediction.is_sure,
        "scores": dict(prediction.scores),
        "labels": dict(prediction.labels),
        "present": list(prediction.present),
        "unfamiliar": prediction.unfamiliar,
        "warnings": list(prediction.warnings),
    }


def _read(folder: Path, name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return values


def main() -> None:
    """Read the texts of the command line."""
    for prediction in Standalone().predict(sys.argv[1:]):
        sys.stdout.write(json.dumps(told(prediction), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
