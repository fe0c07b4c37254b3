"""How good a model is, as measured on named data it never saw. Read from the registry, never typed in here."""

from __future__ import annotations

from emotions.types import HeldOut
from ml.errors import UnknownModel
from ml.registry import spec


def held_out(model: str) -> HeldOut | None:
    """The model's accuracy over every held-out set it was measured on, each row counting once.

    None where nothing was measured, or the model (of an old reading) is registered no more.
    """
    try:
        scores = spec(model).held_out
    except UnknownModel:
        return None
    rows = sum(score.n for score in scores)
    if not rows:
        return None
    right = sum(score.accuracy * score.n for score in scores)
    return HeldOut("+".join(score.dataset for score in scores), rows, right / rows)
