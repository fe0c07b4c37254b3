"""Secondary tier: a small network over log-mel spectrograms. ONNX Runtime on the CPU, torch on CUDA, from one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.base import Prepared, resolve_device, torch_precision
from ml.config import MlConfig
from ml.errors import RuntimeMissing, WeightsCorrupted
from ml.onnx_session import open_session
from ml.types import AudioClip, ModelSpec
from ml.voice.classifier import VoiceClassifier
from ml.voice.logmel import log_mel, normalised
from ml.voice.windows import parts
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Spectrogram = NDArray[np.float32]
    Run = Callable[[Spectrogram], NDArray[np.float32]]  # one spectrogram (64, frames) in, logits (9,) out


class LogMelCnn(VoiceClassifier):
    """Reads `model.onnx`. `runtime` "onnx" or "torch" forces one; by default torch serves CUDA."""

    run: Run

    def __init__(self, spec: ModelSpec, config: MlConfig, runtime: str | None = None) -> None:
        super().__init__(spec, config)
        self.device = "cpu" if runtime == "onnx" else resolve_device(config.device)
        self.runtime = runtime or ("torch" if self.device == "cuda" else "onnx")
        self.precision = torch_precision(config, self.device) if self.runtime == "torch" else "fp32"

    def load_weights(self, card: Card) -> None:
        """Read the graph. RuntimeMissing where the runtime's library is not installed."""
        try:
            self.run = self._torch(card) if self.runtime == "torch" else self._onnx(card.folder)
        except ImportError as error:
            raise RuntimeMissing(f"{self.spec.name} needs {error.name or error}.") from error

    def preprocess(self, clip: AudioClip) -> Prepared:
        """Return the clip's spectrogram; of a long clip one for each of its parts."""
        return Prepared([normalised(log_mel(part)) for part in parts(clip.samples)])

    def forward(self, features: Sequence[Sequence[Spectrogram]]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, classes): one spectrogram at a time, since padding would change the mean over time."""
        import numpy as np

        return np.stack([np.mean([self.run(part) for part in spectrograms], axis=0) for spectrograms in features])

    def _onnx(self, folder: Path) -> Run:
        session = open_session(folder / "model.onnx", self.config.threads)

        def run(spectrogram: Spectrogram) -> NDArray[np.float32]:
            logits: NDArray[np.float32] = session.run(["logits"], {"spectrograms": spectrogram[None]})[0][0]
            return logits

        return run

    def _torch(self, card: Card) -> Run:
        import onnx
        import torch
        from onnx import numpy_helper

        from ml.voice.cnn_module import CnnShape, load

        graph = onnx.load(card.folder / "model.onnx").graph
        tensors = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
        kinds = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
        kind, shape = kinds[self.precision], card.values["shape"]
        try:
            module = load(CnnShape(tuple(shape["channels"]), shape["hidden"]), tensors).to(self.device, kind)
        except (KeyError, RuntimeError) as error:
            raise WeightsCorrupted(f"{self.spec.name}: the graph is not that of the card's shape.") from error

        def run(spectrogram: Spectrogram) -> NDArray[np.float32]:
            given = torch.from_numpy(spectrogram)[None].to(self.device, kind)
            logits: NDArray[np.float32] = module(given)[0].float().cpu().numpy()
            return logits

        return run
