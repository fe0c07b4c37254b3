"""How good a model is, as measured on named data it never saw. Read from the registry, never typed in here."""

from __future__ import annotations

from emotions.types import HeldOut
from ml.errors import UnknownModel
from ml.registry import spec
from ml.results_table import overall
from ml.types import LANGUAGE_POOR, Prediction


def held_out_of(made: Prediction) -> HeldOut | None:
    """What was measured of the model that made a reading; None where the text is in a language it was not trained for,
    since no row of that language was read.
    """
    return None if LANGUAGE_POOR in made.warnings else held_out(made.model)


def held_out(model: str) -> HeldOut | None:
    """The model's accuracy over every held-out row it was measured on, each counting once.

    None where nothing was measured, or the model (of an old reading) is registered no more.
    """
    try:
        found = overall(spec(model))
    except UnknownModel:
        return None
    return HeldOut(found.dataset, found.n, found.accuracy, found.cross_validated) if found else None
