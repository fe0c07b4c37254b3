"""The front door: text in, moods out, by the best model that can answer in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ml import pool, registry, routing
from ml.config import current
from ml.errors import MlError, NoUsableModel
from ml.feelings import derive
from ml.own_labels import own_labels
from ml.registry import allowed, candidates, expected, specs
from ml.text.normalise import visible
from ml.text.sentences import Span, split
from ml.tiers import Deadline, answer
from ml.types import ENGLISH, NO_TIMELINE, ModelStatus, Observation, Prediction, SentenceReading
from ml.weights import weights_present

logger = logging.getLogger(__name__)
Observer = Callable[[Observation], None]
_observers: list[Observer] = []
MAX_TIMELINE: Final = 64  # sentences read one by one; what comes after them is the last one's


def analyse_text(text: str, *, model: str | None = None, sentences: bool = False) -> Prediction:
    """Read the mood of one text (1 to `max_text_length` characters). See `analyse_texts`.

    With `sentences`, a text of two or more is also read sentence by sentence, by the same model and before the same
    deadline. Where that fails, the whole text's reading stands alone and warns of it.
    """
    deadline = Deadline.after(current().deadline_seconds)
    (found,) = routing.read([text], model, deadline, tell)
    return _with_derived(text, _with_sentences(text, found, deadline) if sentences else found)


def _with_derived(text: str, found: Prediction) -> Prediction:
    """Add what is derived and not measured, and put the labels as the deployment wants them shown.

    The word lists are English: another language goes by its moods alone.
    """
    told = derive(text if found.language in {"", "en"} else "", found.scores, found.labels)
    affect = (told.valence, told.arousal)
    full = replace(found, feelings=told.feelings, intensity=told.intensity, affect=affect)
    return own_labels(current().text_labels).shown(full)


def _with_sentences(text: str, found: Prediction, deadline: Deadline) -> Prediction:
    spans = _timeline(text, found.language)
    if not spans[1:]:
        return found
    try:
        read = answer([registry.spec(found.model)], [text[one.start : one.end] for one in spans], deadline, tell)
    except MlError:
        return replace(found, warnings=(*found.warnings, NO_TIMELINE))
    pairs = zip(spans, read, strict=True)
    return replace(found, sentences=tuple(SentenceReading(at.start, at.end, one.scores) for at, one in pairs))


def _timeline(text: str, language: str) -> tuple[Span, ...]:
    """Return the sentences of `text` that show something, at most `MAX_TIMELINE`."""
    spans = tuple(span for span in split(text, language) if visible(text[span.start : span.end]))
    if len(spans) <= MAX_TIMELINE:
        return spans
    return (*spans[: MAX_TIMELINE - 1], Span(spans[MAX_TIMELINE - 1].start, spans[-1].end))


def analyse_texts(texts: Sequence[str], *, model: str | None = None) -> list[Prediction]:
    """Read the mood of each text, in order, within one deadline for all of them, each in its own language.

    `model` None tries every tier; a model's or a tier's name pins that one. InvalidInput, UnknownModel, NoUsableModel,
    DeadlineExceeded, or the pinned model's own error.
    """
    candidates("text", model)  # a name that nobody has is refused, whatever there is to read
    found = routing.read(texts, model, Deadline.after(current().deadline_seconds), tell)
    return [_with_derived(text, one) for text, one in zip(texts, found, strict=True)]


def models_status() -> tuple[ModelStatus, ...]:
    """Return how every registered model stands, but for optional ones that are not here.

    Active is the first of its modality that reads English, is allowed, has weights and did not fail to load them.
    """
    active: dict[str, str] = {}
    result = []
    for spec in filter(expected, specs()):
        there = weights_present(spec, current())
        error = pool.trouble(spec.name)
        if there and not error and allowed(spec) and spec.reads(ENGLISH):
            active.setdefault(spec.modality, spec.name)
        is_active = active.get(spec.modality) == spec.name
        result.append(ModelStatus(spec, there, pool.is_loaded(spec.name), is_active, error, allowed(spec)))
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


def tell(observation: Observation) -> None:
    """Tell every observer of one attempt of a model; `ml.hear` does, too."""
    for observer in tuple(_observers):
        try:
            observer(observation)
        except Exception:  # an observer's trouble is never the reader's
            logger.exception("An observer of the models failed")
