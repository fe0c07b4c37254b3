"""The front door: text in, moods out, by the best model that can answer in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ml import pool
from ml.config import current
from ml.errors import NoUsableModel
from ml.registry import candidates, specs
from ml.tiers import Deadline, answer
from ml.types import ModelStatus, Observation, Prediction
from ml.weights import weights_present

logger = logging.getLogger(__name__)
Observer = Callable[[Observation], None]
_observers: list[Observer] = []


def analyse_text(text: str, *, model: str | None = None) -> Prediction:
    """Read the mood of one text (1 to `max_text_length` characters). See `analyse_texts`."""
    return analyse_texts([text], model=model)[0]


def analyse_texts(texts: Sequence[str], *, model: str | None = None) -> list[Prediction]:
    """Read the mood of each text, in order, within one deadline for all of them.

    `model` None tries every tier; a model's or a tier's name pins that one. InvalidInput, UnknownModel, NoUsableModel,
    DeadlineExceeded, or the pinned model's own error.
    """
    chosen = candidates("text", model)
    if not texts:
        return []
    return answer(chosen, texts, Deadline.after(current().deadline_seconds), _tell)


def models_status() -> tuple[ModelStatus, ...]:
    """Return how every registered model stands.

    Active is the first of its modality that has weights and did not fail to load them.
    """
    active: dict[str, str] = {}
    result = []
    for spec in specs():
        there = weights_present(spec, current().weights_dir)
        error = pool.trouble(spec.name)
        if there and not error:
            active.setdefault(spec.modality, spec.name)
        is_active = active.get(spec.modality) == spec.name
        result.append(ModelStatus(spec, there, pool.is_loaded(spec.name), is_active, error))
    return tuple(result)


def subscribe(observer: Observer) -> Callable[[], None]:
    """Call `observer` after every attempt of a model; return what ends the subscription."""
    _observers.append(observer)
    return lambda: _observers.remove(observer)


def preload() -> tuple[str, ...]:
    """Load what the configuration wants loaded at start. NoUsableModel when it wants that and nothing loads."""
    loaded = pool.preload()
    if current().preload and not loaded:
        raise NoUsableModel
    return loaded


def _tell(observation: Observation) -> None:
    for observer in tuple(_observers):
        try:
            observer(observation)
        except Exception:  # an observer's trouble is never the reader's
            logger.exception("An observer of the models failed")
