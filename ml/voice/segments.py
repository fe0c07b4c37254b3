"""A recording cut into segments for the timeline: about as long as asked for, cut at pauses where one is near."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ml.types import AudioClip
from ml.voice.vad import Speech

MOST: Final = 240  # segments of one recording; beyond that they become longer
_WHOLE: Final = 1.5  # times the segment's length: up to here a recording is not cut
_REACH: Final = 0.3  # of a segment's length that a cut may move to meet a pause


@dataclass(frozen=True, slots=True)
class Segment:
    """What sounds from `start` to `end` (seconds); `speech` is the share of it that is speech, 0..1."""

    start: float
    end: float
    speech: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start


def segments(clip: AudioClip, speech: Speech, seconds: float) -> tuple[Segment, ...]:
    """Return the segments of `clip` that hold speech, in order and apart; together they hold all of it.

    `seconds` is how long one should be. At most `MOST`.
    """
    length = max(seconds, clip.seconds / MOST)
    edges = [0.0, *_cuts(clip.seconds, speech, length), clip.seconds]
    tiles = (Segment(start, end, _share(speech, start, end)) for start, end in pairwise(edges))
    return tuple(tile for tile in tiles if tile.speech > 0)


def _cuts(total: float, speech: Speech, length: float) -> list[float]:
    """Return where to cut: the middle of the nearest pause within reach, else right there."""
    pauses = [(before[1] + after[0]) / 2 for before, after in pairwise(speech.spans)]
    cuts: list[float] = []
    at = 0.0
    while total - at > _WHOLE * length:
        wanted = at + length
        near = [pause for pause in pauses if abs(pause - wanted) <= _REACH * length]
        at = min(near, key=lambda pause: abs(pause - wanted), default=wanted)
        cuts.append(at)
    return cuts


def _share(speech: Speech, start: float, end: float) -> float:
    inside = sum(max(0.0, min(end, until) - max(start, since)) for since, until in speech.spans)
    return min(1.0, inside / (end - start))
