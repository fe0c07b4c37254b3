"""From a trained encoder to what is served: the graph, both calibrations, and a threshold for each finer label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import fit_temperature, sigmoid, softmax
from ml.config import MlConfig
from ml.metrics import accuracy, expected_calibration_error, macro_f1
from ml.moods import GOEMOTIONS, MOODS
from ml.registry import build as build_classifier
from ml.text.familiarity import FILE
from ml.text.normalise import normalise
from ml.training.checkpoint import save_tensors
from ml.training.text.data import Example, single_truth
from ml.training.text.losses import BALANCED_HEAD, LABELS_HEAD, MOODS_HEAD
from ml.types import ModelSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

FACTORY: Final = "ml.text.encoder.EncoderClassifier"
REGULARISATION: Final = 0.1  # inverse, of what tells strange texts
BIAS_PRICE: Final = 0.01  # on the mean square of the modest calibration's bias
SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the balanced head that are tried
THRESHOLDS: Final = tuple(round(0.01 * 1.08**step, 4) for step in range(59))  # 0.01 ... 0.87, for each finer label


@dataclass(frozen=True)
class Served:
    """What the product computes for some rows: each head's logits (n, labels) and the pooled states (n, width)."""

    examples: tuple[Example, ...]
    rows: Floats  # (n, columns), all of it side by side
    parts: dict[str, Floats]


class Reader:
    """Reads rows as the product does from `folder`, each text once."""

    def __init__(self, folder: Path, *, quiet: bool = True) -> None:
        spec = ModelSpec(folder.name, "text", "primary", FACTORY, folder.name, "", ("en",))
        self.classifier = build_classifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
        self.quiet = quiet
        self._known: dict[str, Floats] = {}

    def read(self, examples: Sequence[Example]) -> Served:
        """Return what the model says of `examples`, with a progress bar unless quiet."""
        import numpy as np
        from tqdm import tqdm

        self.classifier.load()
        rows = np.stack([self._row(example.text) for example in tqdm(examples, unit="row", disable=self.quiet)])
        layout = self.classifier.layout.columns  # type: ignore[attr-defined]
        return Served(tuple(examples), rows, {name: rows[:, part] for name, part in layout.items()})

    def _row(self, text: str) -> Floats:
        if text not in self._known:
            self._known[text] = self.classifier.rows([self.classifier.preprocess(normalise(text))])[0]
        return self._known[text]


def split_scores(rows: Served) -> dict[str, float]:
    """Return n, accuracy and macro-F1 of a split's rows of one mood; the gap between splits shows overfitting."""
    single = [at for at, example in enumerate(rows.examples) if max(example.target) == 1]
    truth = single_truth([rows.examples[at] for at in single])
    predicted: NDArray[np.int64] = rows.parts[MOODS_HEAD][single].argmax(axis=1)
    found = {"accuracy": accuracy(truth, predicted), "macro_f1": macro_f1(truth, predicted, len(MOODS))}
    return {"n": len(single), **{name: round(value, 4) for name, value in found.items()}}


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


def fit_unfamiliar(
    train: Served, validation: Served, left_out: Served, familiar_share: float, folder: Path
) -> dict[str, Any]:
    """Fit what familiar means and the modest calibration; `left_out` rows are of sources that were never trained on.

    Writes `familiarity.safetensors` into `folder` and returns the card's entry. The limit lets `familiar_share` of the
    `validation` rows pass.
    """
    import numpy as np
    import torch

    weights = _strangeness(train.rows, left_out.rows)
    limit = float(np.quantile(validation.rows @ weights, familiar_share))
    fits = [_fit(share, left_out) for share in SHARES]
    save_tensors(folder / FILE, {"weights": torch.from_numpy(weights.astype(np.float32))})
    return {
        **min(fits, key=lambda fit: fit["surprise"]),
        "limit": round(limit, 4),
        "flagged": round(float((left_out.rows @ weights > limit).mean()), 4),
        "sources": sorted({example.source for example in left_out.examples}),
        "n": len(left_out.examples),
        "tried": [{name: fit[name] for name in ("share", "surprise", "accuracy", "ece")} for fit in fits],
    }


def _strangeness(known: Floats, strange: Floats) -> Floats:
    """Return the weights (columns,) that tell strange rows from known ones best."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([known, strange])
    spread = np.maximum(rows.std(axis=0), 1e-6)
    truth = np.repeat([0, 1], [len(known), len(strange)])
    fitted = LogisticRegression(C=REGULARISATION, max_iter=1000).fit(rows / spread, truth)
    weights: Floats = fitted.coef_[0] / spread
    return weights


def _fit(share: float, left_out: Served) -> dict[str, Any]:
    """Fit scale and bias by least surprise, with a small price on the bias.

    A mood that no row has is left out of the fit, and keeps a bias of 0: that it does not occur is the source's doing.
    """
    import numpy as np
    import torch

    truth = single_truth(left_out.examples)
    mixed = (1 - share) * left_out.parts[MOODS_HEAD] + share * left_out.parts[BALANCED_HEAD]
    logits, goal = torch.tensor(mixed, dtype=torch.float64), torch.from_numpy(truth)
    absent = torch.zeros(len(MOODS), dtype=torch.float64)
    absent[[at for at in range(len(MOODS)) if at not in set(truth.tolist())]] = -1e9
    log_scale = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(len(MOODS), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_scale, bias], max_iter=200)

    def surprise() -> torch.Tensor:
        optimiser.zero_grad()
        told = torch.nn.functional.cross_entropy(logits * log_scale.exp() + bias + absent, goal)
        loss = told + BIAS_PRICE * (bias**2).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        return told

    for _ in range(3):
        optimiser.step(surprise)  # type: ignore[no-untyped-call]
    scale, fixed = float(log_scale.detach().exp()), bias.detach().numpy()
    scores = softmax(mixed * scale + fixed)
    return {
        "share": share,
        "scale": round(scale, 4),
        "bias": [round(float(value), 4) for value in fixed],
        "surprise": round(float(surprise().detach()), 4),
        "accuracy": round(accuracy(truth, scores.argmax(axis=1)), 4),
        "ece": round(expected_calibration_error(truth, np.asarray(scores)), 4),
    }
