"""What every classifier has in common: loaded once under a lock; preprocess, forward, postprocess."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import softmax
from ml.config import MlConfig
from ml.errors import MlError, RuntimeMissing, WeightsMissing
from ml.moods import MOODS
from ml.types import ModelSpec, Prediction
from ml.weights import Card, folder_of, verified

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RETRY_SECONDS: Final = 30.0  # a load that failed is not tried again sooner


@dataclass(frozen=True, slots=True)
class Prepared:
    """One input made ready for `forward`, and what there is to say about it."""

    features: Any
    warnings: tuple[str, ...] = ()


class Classifier(ABC):
    """A model of one process. Subclasses read their weights in `load_weights` and never see device or gradients."""

    runtime = "numpy"
    device = "cpu"
    precision = "fp32"
    background = False  # whether loading may take longer than a person waits
    columns: int = len(MOODS)  # of what `forward` returns; the first are the moods' logits

    def __init__(self, spec: ModelSpec, config: MlConfig) -> None:
        self.spec, self.config = spec, config
        self._lock = threading.Lock()
        self._card: Card | None = None
        self._failed: tuple[float, MlError] | None = None

    @property
    def trouble(self) -> MlError | None:
        """Why the last attempt to load failed, as long as it is not tried again."""
        if self._failed is None or time.monotonic() - self._failed[0] > RETRY_SECONDS:
            return None
        return self._failed[1]

    @property
    def loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._card is not None

    def load(self) -> Card:
        """Verify and read the weights unless that is done. WeightsMissing, WeightsCorrupted or RuntimeMissing.

        A failure is remembered for `RETRY_SECONDS`, so that not every text reads a damaged file again.
        """
        with self._lock:
            if self.trouble is not None:
                raise self.trouble.with_traceback(None)
            if self._card is None:
                self._card = self._read()
            return self._card

    def _read(self) -> Card:
        try:
            card = self.find_card()
            self.load_weights(card)
        except MlError as error:
            self._failed = (time.monotonic(), error)
            raise
        return card

    def find_card(self) -> Card:
        """Return the verified card of the weights' folder."""
        folder = folder_of(self.spec, self.config)
        if folder is None:
            raise WeightsMissing(f"{self.spec.name} names no weights.")
        return verified(folder)

    def predict(self, inputs: Sequence[Any]) -> list[Prediction]:
        """Read `inputs`, in their order. InvalidInput for one that `admit` refuses."""
        admitted = [self.admit(given) for given in inputs]
        card = self.load()
        started = time.perf_counter()
        prepared = [self.preprocess(given) for given in admitted]
        rows = self.rows(prepared)
        latency = (time.perf_counter() - started) * 1000 / max(1, len(inputs))
        return [self.postprocess(card, item, row, latency) for item, row in zip(prepared, rows, strict=True)]

    def rows(self, prepared: Sequence[Prepared]) -> NDArray[np.float64]:
        """Return what `forward` says of each input (n, columns), computed in batches of inputs of like size."""
        import numpy as np

        result = np.zeros((len(prepared), self.columns))
        order = sorted(range(len(prepared)), key=lambda at: len(prepared[at].features))
        with no_gradients(self.runtime):
            for start in range(0, len(order), self.config.batch_size):
                part = order[start : start + self.config.batch_size]
                result[part] = self.forward([prepared[at].features for at in part])
        return result

    def postprocess(self, card: Card, item: Prepared, row: NDArray[np.float64], latency_ms: float) -> Prediction:
        """Turn one row of `forward` into what travels on: calibrated probabilities of the moods."""
        scores = dict(zip(MOODS, map(float, softmax(row[None, : len(MOODS)], card.temperature)[0]), strict=True))
        return Prediction(
            self.spec.modality, scores, self.spec.name, self.spec.tier, latency_ms, card.threshold, item.warnings
        )

    @abstractmethod
    def admit(self, given: Any) -> Any:
        """Return one input checked and made even; InvalidInput for one that cannot be read."""

    @abstractmethod
    def load_weights(self, card: Card) -> None:
        """Read the verified files; called once."""

    @abstractmethod
    def preprocess(self, given: Any) -> Prepared:
        """Turn one admitted input into features; `len(features)` says how large they are."""

    @abstractmethod
    def forward(self, features: Sequence[Any]) -> NDArray[np.floating[Any]]:
        """Return the logits of a batch (n, columns)."""


def no_gradients(runtime: str) -> AbstractContextManager[Any]:
    """Return a context in which torch keeps no gradients; an empty one for the other runtimes."""
    from contextlib import nullcontext

    if runtime != "torch":
        return nullcontext()
    import torch

    return torch.inference_mode()


def resolve_device(wanted: str) -> str:
    """Return "cuda" or "cpu". "auto" takes a GPU that is there; RuntimeMissing when "cuda" is asked for in vain.

    torch is imported only where the driver's device file says that there may be a GPU at all.
    """
    if wanted == "cpu" or (wanted == "auto" and not Path("/dev/nvidiactl").exists()):
        return "cpu"
    if _cuda_works():
        return "cuda"
    if wanted == "cuda":
        raise RuntimeMissing("No CUDA device can be used here.")
    return "cpu"


def torch_precision(config: MlConfig, device: str) -> str:
    """Return what torch computes in on `device`: "fp32", "bf16" or "fp16".

    fp16 is a GPU's alone: where "auto" had to take the CPU, that computes in fp32.
    """
    if device == "cpu":
        return "bf16" if config.precision == "bf16" else "fp32"
    if config.precision != "auto":
        return config.precision
    import torch

    return "bf16" if torch.cuda.is_bf16_supported() else "fp16"


def _cuda_works() -> bool:
    try:
        import torch
    except ImportError:
        return False
    return torch.cuda.is_available()
