"""The primary model of voices: an encoder of speech with two heads. ONNX Runtime on the CPU, torch on CUDA."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared, resolve_device, torch_precision
from ml.config import MlConfig
from ml.errors import RuntimeMissing
from ml.onnx_session import open_session
from ml.torch_weights import GRAPH
from ml.types import SAMPLE_RATE, AudioClip, ModelSpec
from ml.voice.classifier import VoiceClassifier
from ml.weights import Card

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Runner = Callable[[Floats], tuple[Floats, Floats]]  # samples (n,) -> logits (classes,), shares (frames,)

LONGEST: Final = 10.0  # seconds that are read at once: attention grows with the square of it


class VoiceEncoder(VoiceClassifier):
    """Reads `model.onnx` and, for torch, `torch.json`.

    `runtime` "onnx" or "torch" forces one; by default torch serves CUDA, and the CPU too where the configuration
    wants floats there (`quantized` false), and ONNX Runtime everything else.
    """

    def __init__(self, spec: ModelSpec, config: MlConfig, runtime: str | None = None) -> None:
        super().__init__(spec, config)
        self.device = "cpu" if runtime == "onnx" else resolve_device(config.device)
        self.runtime = runtime or ("torch" if self.device == "cuda" or not config.quantized else "onnx")
        self.computed_in = torch_precision(config, self.device) if self.runtime == "torch" else "fp32"
        self.rounds = self.runtime == "torch" and config.quantized and self.computed_in == "fp32"
        self.precision = f"int8 weights, {self.computed_in}" if self.runtime == "torch" else "int8"

    def load_weights(self, card: Card) -> None:
        """Read the graph. RuntimeMissing where the runtime's library is not installed."""
        self.classes = tuple(card.values["classes"])
        try:
            self.run = self._torch(card.folder) if self.runtime == "torch" else self._onnx(card.folder)
        except ImportError as error:
            raise RuntimeMissing(f"{self.runtime} is not installed.") from error

    def preprocess(self, given: AudioClip) -> Prepared:
        """Return the samples; the module brings them to its level itself."""
        return Prepared(given.samples)

    def forward(self, features: Sequence[Any]) -> NDArray[np.floating[Any]]:
        """Return logits (n, classes): of a long clip the mean over its parts, each as its length weighs."""
        import numpy as np

        return np.stack([self._mean([(len(part), self.run(part)[0]) for part in parts_of(one)]) for one in features])

    def attention(self, clip: AudioClip) -> NDArray[np.float64]:
        """Return how much each frame (41.7 a second) had a say in what the tuned branch made of it; the sum is 1."""
        import numpy as np

        from ml.base import no_gradients

        self.load()
        parts = parts_of(self.admit(clip).samples)
        with no_gradients(self.runtime):
            shares = [self.run(part)[1] * (len(part) / len(clip.samples)) for part in parts]
        return np.concatenate(shares, dtype=np.float64)

    def _mean(self, read: Sequence[tuple[int, Floats]]) -> NDArray[np.floating[Any]]:
        import numpy as np

        lengths, logits = zip(*read, strict=True)
        return np.average(np.stack(logits), axis=0, weights=lengths)

    def _onnx(self, folder: Path) -> Runner:
        session = open_session(folder / GRAPH, self.config.threads)

        def run(samples: Floats) -> tuple[Floats, Floats]:
            logits, shares = session.run(["logits", "shares"], {"samples": samples[None]})
            return logits[0], shares[0]

        return run

    def _torch(self, folder: Path) -> Runner:
        import numpy as np
        import torch

        from ml.voice.torch_module import load_module

        module = load_module(folder, self.computed_in, rounded=self.rounds).to(self.device)

        def run(samples: Floats) -> tuple[Floats, Floats]:
            found = module(torch.from_numpy(np.array(samples))[None].to(self.device))
            logits, shares = (each[0].float().cpu().numpy() for each in found)
            return logits, shares

        return run


def parts_of(samples: Floats) -> list[Floats]:
    """Return the samples cut into equal parts of at most LONGEST seconds."""
    import numpy as np

    count = -(-len(samples) // round(LONGEST * SAMPLE_RATE))
    return [np.ascontiguousarray(part, dtype=np.float32) for part in np.array_split(samples, max(1, count))]
