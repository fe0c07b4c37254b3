"""How far a model's figures fall from training rows to validation rows to the manifest at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ml import pool
from ml.evaluation import Evaluation, Scores

SPLITS: Final = ("train", "validation")


def splits(result: Evaluation) -> dict[str, Scores]:
    """Return the card's own figures of the head `moods` by split; the card of many a model has none of some split."""
    if result.manifest.head != "moods":
        return {}
    card = pool.get(result.spec).load().values
    found = {"validation": card.get("validation"), **(card.get("splits") or {})}
    return {name: scores for name in SPLITS if (scores := _scores(found.get(name)))}


def missing(result: Evaluation) -> str:
    """Say which splits have no figures to compare with, or ""."""
    if result.manifest.head != "moods":
        return f"a model card has no figures of its splits for the head {result.manifest.head}"
    absent = [name for name in SPLITS if name not in splits(result)]
    return f"the model card has no figures of its {' and '.join(absent)} rows" if absent else ""


def _scores(values: object) -> Scores | None:
    if not isinstance(values, Mapping):
        return None
    found: Mapping[str, Any] = values
    try:
        return Scores(int(found["n"]), float(found["accuracy"]), float(found["macro_f1"]))
    except (KeyError, TypeError, ValueError):
        return None
