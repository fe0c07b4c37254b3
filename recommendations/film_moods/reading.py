"""Film descriptions, read by our own text model at run time: one of the two places that may call the models.

The models were trained on other people's words and never on a film's description, and none is trained or tuned here.
What a model says of a description is weak evidence: never more than the film's genres together, and the less, the less
sure the model is. A reading is kept with the model's name and weights and a digest of the text, and made again when
either changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Final

from django.db.models import Exists, OuterRef

from ml.analyse import analyse_texts
from ml.config import current
from ml.errors import DeadlineExceeded, InvalidInput, MlError
from ml.moods import doubt
from ml.registry import spec
from ml.types import LANGUAGE_POOR, Prediction
from ml.weights import folder_of, read_card
from recommendations.film_moods import kept
from recommendations.film_moods.models import EvidenceSource, MoodEvidence
from recommendations.film_moods.types import Evidence, Source
from recommendations.models import Film

MOST_WEIGHT: Final = 1.0  # of a model that is quite sure
LONGEST: Final = 2_000  # characters of a description that are read
SHORTEST: Final = 20  # a shorter one says nothing
BATCH: Final = 8
CLEAR: Final = 0.5
NOTHING: Final = Evidence(Source.OVERVIEW, {}, 0.0, "could not be read")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Read:
    """How many descriptions were read, could not be read, and wait still."""

    read: int
    failed: int
    left: int


def read_overviews(*, limit: int = 1_000, seconds: float = 600.0, progress: Progress = lambda _done, _of: None) -> Read:
    """Read up to `limit` descriptions that were not read, or by another model, or said something else; the best known
    films first.

    Stops after `seconds`. Raises NoUsableModel where no model can read.
    """
    started, done, failed = time.monotonic(), 0, 0
    waiting = unread(limit)
    for batch in _batches(waiting):
        if time.monotonic() - started > seconds:
            break
        read = _read(batch)
        done, failed = done + read, failed + len(batch) - read
        progress(done + failed, len(waiting))
    return Read(done, failed, len(waiting) - done - failed)


def unread(limit: int) -> list[int]:
    """Films whose description waits to be read: never read, read by a model that has other weights now, or changed."""
    with_text = Film.objects.filter(listed=True).exclude(overview="").order_by("-standing", "pk")
    read = MoodEvidence.objects.filter(film_id=OuterRef("pk"), source=EvidenceSource.OVERVIEW)
    fresh = list(with_text.filter(~Exists(read)).values_list("pk", flat=True)[: max(0, limit)])
    return fresh + list(islice(_outdated(), max(0, limit - len(fresh))))


def _outdated() -> Iterator[int]:
    rows = MoodEvidence.objects.filter(source=EvidenceSource.OVERVIEW, film__listed=True)
    versions: dict[str, bool] = {}
    for film_id, overview, made_by, read_from in rows.values_list(
        "film_id", "film__overview", "model_version", "read_from"
    ).iterator(chunk_size=500):
        if made_by not in versions:
            versions[made_by] = made_by == version_of(made_by.partition("@")[0])
        if overview and (not versions[made_by] or read_from != digest(overview)):
            yield film_id


def _read(film_ids: Sequence[int]) -> int:
    """Read a batch and keep what was found; how many could be read. What cannot be read is kept as saying nothing,
    so that it is not tried again and again.
    """
    texts = _texts(film_ids)
    long_enough = {film_id: text for film_id, text in texts.items() if len(text.strip()) >= SHORTEST}
    found = _predictions(long_enough)
    for film_id, text in texts.items():
        evidence = evidence_of(found[film_id]) if film_id in found else NOTHING
        kept.put(film_id, evidence, read_from=digest(text))
    return len(found)


def _predictions(texts: Mapping[int, str]) -> dict[int, Prediction]:
    """By film. One by one where the batch as a whole failed, so that one bad text costs no other."""
    if not texts:
        return {}
    try:
        return dict(zip(texts, analyse_texts([text[:LONGEST] for text in texts.values()]), strict=True))
    except (InvalidInput, DeadlineExceeded):
        alone = ((film_id, _alone(text)) for film_id, text in texts.items())
        return {film_id: one for film_id, one in alone if one is not None}


def _alone(text: str) -> Prediction | None:
    try:
        return analyse_texts([text[:LONGEST]])[0]
    except (InvalidInput, DeadlineExceeded):
        return None


def _texts(film_ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Film.objects.filter(pk__in=film_ids).exclude(overview="").values_list("pk", "overview"))


def evidence_of(prediction: Prediction) -> Evidence:
    """The whole distribution, weighing the more the less it is spread out; nothing of a language read poorly."""
    sure = 0.0 if LANGUAGE_POOR in prediction.warnings else 1.0 - doubt(prediction.scores)
    detail = f"{'mostly' if sure >= CLEAR else 'a little'} {prediction.mood}"
    weight = round(MOST_WEIGHT * sure, 4)
    return Evidence(Source.OVERVIEW, prediction.scores, weight, detail, version_of(prediction.model))


def version_of(model: str) -> str:
    """A model's name and the beginning of its weights' checksum; the name alone for one without weights."""
    try:
        folder = folder_of(spec(model), current())
        files = read_card(folder).files if folder is not None else {}
    except MlError:
        return model
    marks = "".join(sorted(files.values()))
    return f"{model}@{sha256(marks.encode()).hexdigest()[:12]}" if marks else model


def digest(text: str) -> str:
    """Of a description, to tell whether it changed."""
    return sha256(text.encode()).hexdigest()[:32]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
