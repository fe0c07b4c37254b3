"""From a trained encoder to what is served: the graph, both calibrations, and a threshold for each finer label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import fit_temperature, sigmoid, softmax
from ml.config import MlConfig
from ml.metrics import accuracy, expected_calibration_error
from ml.moods import GOEMOTIONS
from ml.registry import build as build_classifier
from ml.text.familiarity import FILE, Familiarity
from ml.text.normalise import normalise
from ml.training.checkpoint import save_tensors
from ml.training.data import Example, single_truth
from ml.training.losses import BALANCED_HEAD, LABELS_HEAD, MOODS_HEAD
from ml.types import ModelSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

POOLED: Final = "pooled"
DIRECTIONS: Final = 64  # of the pooled states that familiarity looks at
FAMILIAR_SHARE: Final = 0.95  # of the validation rows within the limit
SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the balanced head that are tried
THRESHOLDS: Final = tuple(step / 50 for step in range(2, 46))  # 0.04 ... 0.90, tried for each finer label


@dataclass(frozen=True)
class Served:
    """What the product computes for some rows: each head's logits (n, labels) and the pooled states (n, width)."""

    examples: tuple[Example, ...]
    parts: dict[str, Floats]


def served(folder: Path, examples: Sequence[Example], *, quiet: bool = True) -> Served:
    """Read `examples` as the product does from `folder`, with a progress bar unless `quiet`."""
    import numpy as np
    from tqdm import tqdm

    spec = ModelSpec(folder.name, "text", "primary", "ml.text.encoder.EncoderClassifier", folder.name, "", ("en",))
    classifier = build_classifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
    classifier.load()
    bar = tqdm(examples, unit="row", disable=quiet)
    rows = np.concatenate([classifier.rows([classifier.preprocess(normalise(one.text))]) for one in bar])
    layout = classifier.layout.columns  # type: ignore[attr-defined]
    return Served(tuple(examples), {name: rows[:, part] for name, part in layout.items()})


def fit_labels(validation: Served) -> dict[str, Any]:
    """Return one temperature for the 28 labels and, label by label, the threshold of the best F1 on `validation`."""
    import numpy as np

    logits = validation.parts[LABELS_HEAD]
    truth = np.array([[label in example.labels for label in GOEMOTIONS] for example in validation.examples])
    temperature = _binary_temperature(logits, truth)
    scores = sigmoid(logits / temperature)
    found = {}
    for at, label in enumerate(GOEMOTIONS):
        tried = [(_f1(truth[:, at], scores[:, at] >= threshold), threshold) for threshold in THRESHOLDS]
        found[label] = max(tried)[1]
    predicted = scores >= np.array([found[label] for label in GOEMOTIONS])
    macro = float(np.mean([_f1(truth[:, at], predicted[:, at]) for at in range(len(GOEMOTIONS))]))
    fitted = {"n": len(truth), "macro_f1": round(macro, 4)}
    return {"label_temperature": round(temperature, 4), "label_thresholds": found, "label_validation": fitted}


def _binary_temperature(logits: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the temperature of least surprise: a label alone is a choice between itself and nothing."""
    import numpy as np

    pairs = np.stack([logits.ravel(), np.zeros(logits.size)], axis=1)
    return fit_temperature(pairs, (~truth.ravel()).astype(np.int64))


def _f1(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    hits, both = int((truth & predicted).sum()), int(truth.sum() + predicted.sum())
    return 2 * hits / both if both else 0.0


def fit_unfamiliar(train: Served, validation: Served, left_out: Served, folder: Path) -> dict[str, Any]:
    """Fit what familiar means on `train` and `validation`, and the modest calibration on `left_out` rows.

    Writes `familiarity.safetensors` into `folder` and returns the card's entry.
    """
    import numpy as np
    import torch

    mean, whitening = _whitening(train.parts[POOLED])
    known = Familiarity(mean, whitening, 0.0, 0.0, 1.0)
    limit = float(np.quantile(known.distance(validation.parts[POOLED]), FAMILIAR_SHARE))
    truth = single_truth(left_out.examples)
    moods, balanced = left_out.parts[MOODS_HEAD], left_out.parts[BALANCED_HEAD]
    fits = [_fit(share, moods, balanced, truth) for share in SHARES]
    best = min(fits, key=lambda fit: fit["surprise"])
    tensors = {"mean": torch.from_numpy(mean.copy()), "whitening": torch.from_numpy(whitening.copy()).half()}
    save_tensors(folder / FILE, tensors)
    away = known.distance(left_out.parts[POOLED]) > limit
    rows = {"sources": sorted({example.source for example in left_out.examples}), "n": len(truth)}
    return {**best, "limit": round(limit, 4), "flagged": round(float(away.mean()), 4), **rows, "tried": fits}


def _whitening(pooled: Floats) -> tuple[Floats, Floats]:
    """Return the mean (width,) and the directions of most variance (width, DIRECTIONS), scaled to unit variance."""
    import numpy as np

    mean = pooled.mean(axis=0)
    _, spread, directions = np.linalg.svd(pooled - mean, full_matrices=False)
    kept = slice(0, min(DIRECTIONS, len(spread)))
    deviations = np.maximum(spread[kept] / np.sqrt(len(pooled)), 1e-6)
    return mean.astype(np.float32), (directions[kept].T / deviations).astype(np.float32)


def _fit(share: float, moods: Floats, balanced: Floats, truth: NDArray[np.int64]) -> dict[str, float]:
    import numpy as np

    mixed = np.asarray((1 - share) * moods + share * balanced, dtype=np.float64)
    temperature = fit_temperature(mixed, truth)
    scores = softmax(mixed, temperature)
    surprise = float(-np.log(scores[np.arange(len(truth)), truth].clip(1e-12)).mean())
    found = {
        "share": share,
        "temperature": temperature,
        "surprise": surprise,
        "accuracy": accuracy(truth, scores.argmax(axis=1)),
        "ece": expected_calibration_error(truth, scores),
    }
    return {name: round(value, 4) for name, value in found.items()}
