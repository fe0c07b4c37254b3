"""A trained model's folder: its files, and a card that says what they are, where they come from and how they did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import TARGET_ACCURACY, abstention_threshold, fit_temperature, softmax
from ml.metrics import accuracy, expected_calibration_error, macro_f1, risk_coverage
from ml.moods import MOODS
from ml.weights import CARD, SUFFIXES, sha256

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

ADAPTER: Final = "adapter.safetensors"
THRESHOLD_RULE: Final = (
    f"the smallest confidence from which on validation rows are right at least {TARGET_ACCURACY:.0%} of the time"
)


def calibrate(logits: NDArray[np.floating[Any]], truth: NDArray[np.int64]) -> dict[str, Any]:
    """Fit temperature and threshold on validation logits (n, moods); return them with the scores before and after."""
    temperature = fit_temperature(logits, truth)
    scores = softmax(logits, temperature)
    threshold = abstention_threshold(scores, truth)
    (point,) = risk_coverage(truth, scores, (threshold,))
    return {
        "temperature": round(temperature, 4),
        "threshold": threshold,
        "threshold_rule": THRESHOLD_RULE,
        "validation": {
            "n": len(truth),
            "accuracy": round(accuracy(truth, scores.argmax(axis=1)), 4),
            "macro_f1": round(macro_f1(truth, scores.argmax(axis=1), len(MOODS)), 4),
            "ece_before": round(expected_calibration_error(truth, softmax(logits)), 4),
            "ece": round(expected_calibration_error(truth, scores), 4),
            "coverage": round(point.coverage, 4),
            "accuracy_when_sure": round(point.accuracy, 4),
        },
    }


def drift(full: NDArray[Any], served: NDArray[Any], truth: NDArray[np.int64]) -> dict[str, float]:
    """Return what 8 bits change on validation rows: both accuracies and macro-F1s, same-mood share, mean |dp|."""
    import numpy as np

    one, other = full.argmax(axis=1), served.argmax(axis=1)
    found = {
        "accuracy_fp32": accuracy(truth, one),
        "accuracy_int8": accuracy(truth, other),
        "macro_f1_fp32": macro_f1(truth, one, len(MOODS)),
        "macro_f1_int8": macro_f1(truth, other, len(MOODS)),
        "same_mood": float((one == other).mean()),
        "mean_probability_gap": float(np.abs(softmax(full) - softmax(served)).mean()),
    }
    return {name: round(value, 4) for name, value in found.items()}


def write_adapter(module: torch.nn.Module, folder: Path) -> None:
    """Write what was trained on top of an encoder that stays as it is: adapters and heads, as 16-bit floats."""
    from ml.training.checkpoint import save_tensors, trained

    save_tensors(folder / ADAPTER, {name: tensor.cpu().half() for name, tensor in trained(module).items()})


def write_card(folder: Path, name: str, values: Mapping[str, Any]) -> Path:
    """Write `card.json` with the sha256 and size of every weight file in `folder`."""
    files = {
        path.name: {"sha256": sha256(path), "bytes": path.stat().st_size}
        for path in sorted(folder.iterdir())
        if path.suffix in SUFFIXES and path.name != CARD
    }
    card = {"name": name, "labels": list(MOODS), "files": files, **values}
    return write_json(folder / CARD, card)


def write_json(path: Path, values: Mapping[str, Any]) -> Path:
    """Write indented JSON with a final newline."""
    path.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
