"""The front door for sound: a recording in, its mood out, by how it is said and by what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from ml import analyse
from ml.config import current
from ml.errors import MlError
from ml.feelings import derive
from ml.fusion import fuse
from ml.moods import VOICE_MOODS, affect_of_voice
from ml.registry import candidates
from ml.tiers import Deadline, answer
from ml.types import ENGLISH, AudioClip, Heard, ModelSpec, Prediction, SegmentReading
from ml.voice import quality
from ml.voice.segments import Segment, segments
from ml.voice.transcribe import transcribe, windows
from ml.voice.vad import Speech, speech

WORDS_OFF, WORDS_UNCLEAR, WORDS_LANGUAGE, WORDS_FAILED = "words-off", "words-unclear", "words-language", "words-failed"
AT_ONCE: Final = 8  # segments read together, between two reports of progress
FLAWS: Final[Mapping[str, float]] = MappingProxyType({quality.CLIPPED: 0.8, quality.FAINT: 0.7})  # judgement: of 1
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Words:
    """What came of the words: the transcript as it travels on, its reading, how well it was heard, and what to note."""

    transcript: str | None
    reading: Prediction | None = None
    quality: float = 1.0
    notes: tuple[str, ...] = ()


def analyse_voice(
    clip: AudioClip,
    *,
    words: bool = True,
    model: str | None = None,
    text_model: str | None = None,
    language: str = "",
    deadline_seconds: float | None = None,
    progress: Progress | None = None,
) -> Heard:
    """Read the mood of a recording, from the voice and, with `words`, from what is said in English.

    `model` and `text_model` pin a model or a tier, as in `ml.analyse`. `language` is what the speaker says they speak
    (ISO 639-1; "" lets the words tell): another than English is not transcribed. Whatever happens to the words, the
    voice's reading stands. `deadline_seconds` (the configuration's by default) is for all of it; `progress` hears how
    many steps are done and of how many, and what it raises comes through.

    TooShortAudio, SilentAudio, NoSpeech, MusicOnly; RuntimeMissing; UnknownModel and LicenceRefused for what is pinned;
    and for the voice's model NoUsableModel, DeadlineExceeded, or a pinned model's own error.
    """
    deadline = Deadline.after(deadline_seconds or current().deadline_seconds)
    readers = candidates("voice", model)
    if words and text_model:
        candidates("text", text_model)
    clip = quality.check(clip)
    spoken = speech(clip)
    quality.check_speech(clip, spoken)
    cut = segments(clip, spoken, current().segment_seconds)
    listens = words and is_english(language)
    steps = Steps(len(cut) + (len(windows(clip, spoken.spans)) if listens else 0), progress)
    voice = read_voice(clip, cut, readers, deadline, steps)
    if listens:
        said = _listen(clip, spoken, deadline, text_model, steps)
    else:
        said = _Words("", notes=(WORDS_LANGUAGE,)) if words else _Words(None, notes=(WORDS_OFF,))
    return Heard(_joined(clip, voice, said), said.transcript, clip.seconds, (*clip.notes, *said.notes))


def _joined(clip: AudioClip, voice: Prediction, said: _Words) -> Prediction:
    if said.reading is None:
        return voice
    flaws = [FLAWS[note] for note in clip.notes if note in FLAWS]
    fused = fuse([voice, said.reading], quality={"voice": min([1.0, *flaws]), "text": said.quality})
    return replace(fused, modality="voice")


class Steps:
    """Counts what is done of all there is to do, and tells who wants to know."""

    def __init__(self, total: int, progress: Progress | None = None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, count: int) -> None:
        """Say that `count` more are done."""
        self._done += count
        if self._progress:
            self._progress(self._done, self._total)


# --- How it is said


def read_voice(
    clip: AudioClip,
    cut: Sequence[Segment],
    readers: Sequence[ModelSpec],
    deadline: Deadline,
    steps: Steps,
) -> Prediction:
    """Return the voice's reading of all segments as one, with the timeline; the first that answers reads them all."""
    found: list[Prediction] = []
    for start in range(0, len(cut), AT_ONCE):
        clips = [clip.part(one.start, one.end) for one in cut[start : start + AT_ONCE]]
        found += answer(readers, clips, deadline, analyse.tell)
        readers = [spec for spec in readers if spec.name == found[0].model]
        steps.add(len(clips))
    return summed(found, cut)


def summed(found: Sequence[Prediction], cut: Sequence[Segment]) -> Prediction:
    """Return the mean of the segments' readings, each by how long somebody speaks in it; they are its timeline."""
    seconds = [one.speech * one.seconds for one in cut]
    weights = [one / sum(seconds) for one in seconds]
    scores = _mean([one.scores for one in found], weights)
    labels = _mean([one.labels for one in found], weights)
    told = derive("", scores, {})
    timeline = [SegmentReading(at.start, at.end, one.scores, at.speech) for at, one in zip(cut, found, strict=True)]
    return replace(
        found[0],
        scores=scores,
        labels=labels,
        latency_ms=sum(one.latency_ms for one in found),
        warnings=tuple(dict.fromkeys(warning for one in found for warning in one.warnings)),
        unfamiliar=sum(weight for one, weight in zip(found, weights, strict=True) if one.unfamiliar) >= 1 / 2,
        feelings=told.feelings,
        intensity=told.intensity,
        affect=affect_of_voice(labels) if labels and labels.keys() <= VOICE_MOODS.keys() else None,
        segments=tuple(timeline),
    )


def _mean(mixes: Sequence[Mapping[str, float]], weights: Sequence[float]) -> dict[str, float]:
    return {name: sum(weight * mix[name] for mix, weight in zip(mixes, weights, strict=True)) for name in mixes[0]}


# --- What is said


def is_english(language: str) -> bool:
    """Whether `language` ("en", "en-GB"; "" for nothing said) may be English."""
    return not language or language.lower().replace("_", "-").split("-")[0] == ENGLISH


def _listen(clip: AudioClip, spoken: Speech, deadline: Deadline, text_model: str | None, steps: Steps) -> _Words:
    """Return what came of the words; trouble with them is noted and never raised."""
    try:
        understood = transcribe(clip, spoken.spans, deadline=deadline, progress=lambda _done, _of: steps.add(1))
    except MlError:
        return _Words("", notes=(WORDS_FAILED,))
    if not understood.english:
        return _Words("", notes=(WORDS_LANGUAGE if understood.language else WORDS_UNCLEAR,))
    try:
        reading = _read(understood.text, text_model)
    except MlError:
        return _Words(understood.text, notes=(WORDS_FAILED,))
    return _Words(understood.text, reading, understood.confidence)


def _read(text: str, model: str | None) -> Prediction:
    """Return the reading of a transcript; one that is longer than a text may be is read in pieces."""
    pieces = in_pieces(text, current().max_text_length)
    found = analyse.analyse_texts(pieces, model=model)
    return found[0] if len(found) == 1 else _together(found, [len(piece) / len(text) for piece in pieces])


def in_pieces(text: str, most: int) -> list[str]:
    """Return `text` in pieces of at most `most` characters, cut between words."""
    pieces = []
    while len(text) > most:
        piece = text[:most].rpartition(" ")[0] or text[:most]
        pieces.append(piece)
        text = text[len(piece) :].lstrip()
    return [*pieces, text] if text else pieces


def _together(found: Sequence[Prediction], weights: Sequence[float]) -> Prediction:
    """Return the mean of the readings of a long transcript's pieces; a finer label of any of them is there."""
    shares = [one / sum(weights) for one in weights]
    scores, labels = (_mean([getattr(one, name) for one in found], shares) for name in ("scores", "labels"))
    pairs = list(zip(found, shares, strict=True))
    return replace(
        found[0],
        scores=scores,
        labels=labels,
        present=tuple(sorted({name for one in found for name in one.present}, key=lambda name: -labels[name])),
        latency_ms=sum(one.latency_ms for one in found),
        feelings=_mean([one.feelings for one in found], shares),
        intensity=sum(share * (one.intensity or 0.0) for one, share in pairs),
        affect=(sum(share * one.valence for one, share in pairs), sum(share * one.arousal for one, share in pairs)),
    )
