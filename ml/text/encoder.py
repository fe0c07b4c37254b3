"""The fine-tuned encoder: every head from one pass. ONNX Runtime on the CPU, torch on CUDA, from the same file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.base import Prepared, resolve_device, torch_precision
from ml.calibration import sigmoid, softmax
from ml.config import MlConfig
from ml.errors import RuntimeMissing
from ml.moods import MOODS
from ml.onnx_session import open_session
from ml.text import slow_tokenizer
from ml.text.emoji import spell
from ml.text.familiarity import Familiarity, load_familiarity
from ml.text.windowed import Runner, WindowedClassifier
from ml.text.windows import windows
from ml.torch_weights import GRAPH
from ml.types import NO_WORDS, ModelSpec, Prediction
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    Floats = NDArray[np.floating[Any]]

LABELS_HEAD, BALANCED_HEAD, POOLED = "goemotions", "balanced", "pooled"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of an output row belong to which head, in the order of the graph's outputs."""

    columns: Mapping[str, slice]

    @classmethod
    def of(cls, sizes: Mapping[str, int]) -> Layout:
        """Lay the outputs out side by side."""
        ends = {name: sum(list(sizes.values())[: at + 1]) for at, name in enumerate(sizes)}
        return cls({name: slice(end - sizes[name], end) for name, end in ends.items()})

    def __len__(self) -> int:
        return max(int(part.stop) for part in self.columns.values())


class EncoderClassifier(WindowedClassifier):
    """Reads `model.onnx`, `tokenizer.json`, what tells familiar texts and, for torch, `torch.json`.

    `runtime` "onnx" or "torch" forces one; by default torch serves CUDA, and the CPU too where the configuration
    wants floats there (`quantized` false), and ONNX Runtime everything else.
    """

    tokenizer: Tokenizer | slow_tokenizer.PlainTokenizer
    layout: Layout
    familiarity: Familiarity | None

    def __init__(self, spec: ModelSpec, config: MlConfig, runtime: str | None = None) -> None:
        super().__init__(spec, config)
        self.device = "cpu" if runtime == "onnx" else resolve_device(config.device)
        self.runtime = runtime or ("torch" if self.device == "cuda" or not config.quantized else "onnx")
        self.computed_in = torch_precision(config, self.device) if self.runtime == "torch" else "fp32"
        self.rounds = self.runtime == "torch" and config.quantized and self.computed_in == "fp32"
        self.pads = self.device == "cuda" and not self.rounds
        self.precision = f"int8 weights, {self.computed_in}" if self.runtime == "torch" else "int8"

    def load_weights(self, card: Card) -> None:
        """Read tokenizer and graph. RuntimeMissing where the runtime's library is not installed."""
        self.tokenizer = load_tokenizer(card.folder)
        heads = {name: len(labels) for name, labels in card.values["heads"].items()}
        self.layout = Layout.of({**heads, POOLED: int(card.values["width"])})
        self.columns = len(self.layout)
        self.window = int(card.values["max_tokens"])
        self.familiarity = load_familiarity(card)
        try:
            self.run = self._torch(card.folder, heads) if self.runtime == "torch" else self._onnx(card.folder)
        except ImportError as error:
            raise RuntimeMissing(f"{self.runtime} is not installed.") from error

    def preprocess(self, text: str) -> Prepared:
        """Return the text's windows; "truncated" when it is longer than the model reads, "no-words" without any.

        An emoji counts as the words that it is spelled out to.
        """
        spelled = spell(text)
        found = windows(self.tokenizer, spelled, self.window)
        warnings = ("truncated",) if found.cut else ()
        known = any(character.isalnum() for character in spelled)
        return Prepared(found, warnings if known else (*warnings, NO_WORDS))

    def postprocess(self, card: Card, item: Prepared, row: Floats, latency_ms: float) -> Prediction:
        """Turn one output row into what travels on: calibrated moods, the finer labels, and which are there."""
        parts = {name: row[part] for name, part in self.layout.columns.items()}
        moods = row[: len(MOODS)]
        known = self.familiarity is None or (self.config.calibration == "auto" and self.familiarity.knows(row))
        if self.familiarity is None or known:
            scores = softmax(moods[None], card.temperature)[0]
        else:
            scores = softmax(self.familiarity.modest(moods, parts[BALANCED_HEAD])[None])[0]
        labels, present = finer(card, parts.get(LABELS_HEAD))
        return Prediction(
            self.spec.modality,
            dict(zip(MOODS, map(float, scores), strict=True)),
            self.spec.name,
            self.spec.tier,
            latency_ms,
            card.threshold,
            item.warnings,
            unfamiliar=not known,
            labels=labels,
            present=present,
        )

    def _onnx(self, folder: Path) -> Runner:
        import numpy as np

        session = open_session(folder / GRAPH, self.config.threads)
        names = list(self.layout.columns)

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            outputs = session.run(names, {"input_ids": ids, "attention_mask": mask})
            joined: NDArray[np.float32] = np.concatenate(outputs, axis=1)
            return joined

        return run

    def _torch(self, folder: Path, heads: Mapping[str, int]) -> Runner:
        import torch

        from ml.text.torch_module import load_module

        module = load_module(folder, heads, self.computed_in, rounded=self.rounds).to(self.device)

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            found = module(*(torch.from_numpy(array).to(self.device) for array in (ids, mask)))
            outputs: NDArray[np.float32] = torch.cat(found, dim=1).cpu().numpy()
            return outputs[:, : self.columns]

        return run


def finer(card: Card, logits: Floats | None) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the probability of each finer label, and those that reach their own threshold, strongest first.

    Label by label a temperature and a threshold of the card, both from validation data.
    """
    if logits is None:
        return {}, ()
    names, thresholds = card.values["heads"][LABELS_HEAD], card.values["label_thresholds"]
    scores = dict(zip(names, map(float, sigmoid(logits / card.values["label_temperature"])), strict=True))
    present = sorted((name for name in names if scores[name] >= thresholds[name]), key=lambda name: -scores[name])
    return scores, tuple(present)


def load_tokenizer(folder: Path) -> Tokenizer | slow_tokenizer.PlainTokenizer:
    """Return the folder's tokenizer, without padding and without a limit."""
    if (folder / slow_tokenizer.FILES).is_file():
        return slow_tokenizer.load(folder)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
