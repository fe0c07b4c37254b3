"""The words of a recording, in English, offline; and whether they can be trusted to be what was said.

The recogniser writes English whatever it hears. Of speech in another language, of noise and of song it makes words that
it does not believe itself, or the same words over and over: such windows are left out, and where most are, the
recording counts as not understood.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ml.errors import DeadlineExceeded
from ml.text.language import detect
from ml.tiers import Deadline
from ml.types import ENGLISH, SAMPLE_RATE, AudioClip
from ml.voice.recogniser import Recognised, recogniser

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW: Final = 15.0  # seconds recognised at once at the most
PAUSE: Final = 1.0  # seconds of silence that part two windows
AROUND: Final = 0.2  # seconds before and after speech that are listened to as well
# Mean of the tokens' probabilities. Chosen and measured on whole clips of two acted corpora: 99.2 % of RAVDESS' reach
# it (English; 4.8 % of all their words wrong) and 3.4 % of EmoDB's (German). Of 60 clips of RAVDESS with white noise,
# 93 % do at 10 dB and a third at 0 dB.
CLEAR: Final = 0.7
LOOP: Final = 0.5  # share of word pairs that were said before
FEW: Final = 8  # words below which repeating oneself is no loop
_REACH: Final = 2.0  # seconds around a cut in which the quietest moment is looked for
_FRAME: Final = 800  # samples (50 ms) that are quiet or not

Span = tuple[float, float]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was understood. `confidence` is the mean of the probabilities of its tokens, in [0, 1].

    `english`: clear English was heard; where it was not, `text` is "". `language` is an ISO 639-1 code, "" where it
    cannot be told.
    """

    text: str
    confidence: float
    english: bool
    language: str = ""


def transcribe(
    clip: AudioClip, spans: Sequence[Span], *, deadline: Deadline | None = None, progress: Progress | None = None
) -> Transcript:
    """Return the words that are spoken in `spans` (start and end, seconds) of `clip`.

    `progress` is called with how many windows are done, and of how many. RuntimeMissing, WeightsMissing or
    WeightsCorrupted where the recogniser cannot be had; DeadlineExceeded.
    """
    model = recogniser()
    tick = _watch(deadline)
    places = windows(clip, spans)
    found: list[Recognised] = []
    for at, (start, end) in enumerate(places):
        tick()
        found.append(model.recognise(clip.part(start, end).samples, tick))
        if progress:
            progress(at + 1, len(places))
    return judge(found)


def judge(found: Sequence[Recognised]) -> Transcript:
    """Join what was recognised in each window, as far as it is clear."""
    clear = [one for one in found if is_clear(one)]
    text = " ".join(one.text for one in clear)
    if not _most(clear, found):
        return Transcript("", confidence(found), english=False, language=_other(found))
    language = detect(text).code
    if language not in {"", ENGLISH}:
        return Transcript("", confidence(found), english=False, language=language)
    return Transcript(text, confidence(clear), english=True, language=ENGLISH)


def is_clear(one: Recognised) -> bool:
    """Whether the recogniser believes its own words, and they are no loop."""
    return bool(one.text) and confidence([one]) >= CLEAR and repetition(one.text) < LOOP


def confidence(found: Sequence[Recognised]) -> float:
    """Return the mean probability of all tokens; 0 for none."""
    every = [value for one in found for value in one.probabilities]
    return sum(every) / len(every) if every else 0.0


def repetition(text: str) -> float:
    """Return the share of pairs of words that came up before, in [0, 1); 0 for a few words."""
    words = text.lower().split()
    if len(words) < FEW:
        return 0.0
    pairs = list(pairwise(words))
    return 1 - len(set(pairs)) / len(pairs)


def windows(clip: AudioClip, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what is recognised at once: spans that follow closely together, long ones cut where it is quietest."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start - joined[-1][1] < PAUSE and end - joined[-1][0] <= WINDOW:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    cut = [piece for span in joined for piece in _pieces(clip, span)]
    return tuple((max(0.0, start - AROUND), min(clip.seconds, end + AROUND)) for start, end in cut)


def _pieces(clip: AudioClip, span: Span) -> list[Span]:
    start, end = span
    count = math.ceil((end - start) / WINDOW)
    wanted = [start + (end - start) * at / count for at in range(1, count)]
    return list(pairwise([start, *(_quietest(clip, at) for at in wanted), end]))


def _quietest(clip: AudioClip, wanted: float) -> float:
    """Return the middle of the quietest 50 ms near `wanted` (seconds)."""
    import numpy as np

    first = max(0, round((wanted - _REACH / 2) * SAMPLE_RATE))
    near: NDArray[np.float32] = clip.samples[first : first + round(_REACH * SAMPLE_RATE)]
    frames = near[: len(near) // _FRAME * _FRAME].reshape(-1, _FRAME)
    at = int(np.square(frames).sum(axis=1).argmin()) if len(frames) else 0
    return (first + (at + 0.5) * _FRAME) / SAMPLE_RATE


def _watch(deadline: Deadline | None) -> Callable[[], None]:
    def tick() -> None:
        if deadline is not None and not deadline.left:
            raise DeadlineExceeded

    return tick


def _most(clear: Sequence[Recognised], found: Sequence[Recognised]) -> bool:
    """Whether at least half of what was recognised (by its tokens) is clear."""
    many, every = (sum(len(one.probabilities) for one in some) for some in (clear, found))
    return bool(clear) and 2 * many >= every


def _other(found: Sequence[Recognised]) -> str:
    """Return the language other than English that unclear words seem to be in; "" where there is none."""
    language = detect(" ".join(one.text for one in found)).code
    return "" if language == ENGLISH else language
