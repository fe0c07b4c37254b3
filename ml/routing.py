"""Who reads which text: each goes to the models of its language, and all of a batch before one deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ml.registry import candidates
from ml.text.language import detect
from ml.tiers import Deadline, Report, answer
from ml.types import LANGUAGE_POOR, ModelSpec, Prediction

NEVER: Final = 1.0  # no confidence goes beyond it: where nothing was measured, the product asks


def read(texts: Sequence[str], model: str | None, deadline: Deadline, report: Report) -> list[Prediction]:
    """Return the reading of each text, in order, with its language. Errors are those of `candidates` and `answer`.

    Texts whose candidates are the same are read together. A pinned model reads whatever it is given.
    """
    languages = [language_of(text) for text in texts]
    chosen = {language: candidates("text", model, language) for language in dict.fromkeys(languages)}
    routes: dict[tuple[ModelSpec, ...], list[int]] = {}
    for at, language in enumerate(languages):
        routes.setdefault(chosen[language], []).append(at)
    found: dict[int, Prediction] = {}
    for who, places in routes.items():
        found.update(zip(places, answer(who, [texts[at] for at in places], deadline, report), strict=True))
    return [noted(found[at], language, chosen[language]) for at, language in enumerate(languages)]


def language_of(text: object) -> str:
    """Return the ISO 639-1 code of a text; "" when it cannot be told, and for what is no text (refused later)."""
    return detect(text).code if isinstance(text, str) else ""


def noted(found: Prediction, language: str, who: Sequence[ModelSpec]) -> Prediction:
    """Say which language was read, and warn where the model was not trained to read it: it is never sure then."""
    reader = next(spec for spec in who if spec.name == found.model)
    if not language or reader.reads(language):
        return replace(found, language=language)
    return replace(found, language=language, warnings=(*found.warnings, LANGUAGE_POOR), threshold=NEVER)
