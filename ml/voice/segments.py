"""A recording cut into segments for the timeline: about as long as asked for, without the silence between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.vad import Speech

MOST: Final = 240  # segments of one recording; beyond that they become longer
_WHOLE: Final = 1.5  # times the segment's length: what is spoken within that is not cut
_MARGIN: Final = 0.25  # seconds kept before and after speech: breath and last sounds tell something, too
_BREAK: Final = 0.5  # seconds between two margins that part two segments
_REACH: Final = 0.25  # of a segment's length that a cut may move to meet a pause
_GROWTH: Final = 1.5
_FRAME: Final = SAMPLE_RATE // 50  # samples in which the quietest moment is looked for

Stretch = tuple[float, float]


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
    """Return the segments of `clip`, in order and apart, at most `MOST`; together they hold all of its speech.

    `seconds` is how long one should be. Speech within 1.5 times that is one segment; what lasts longer is cut in a
    pause near the even parts of it, or else at the quietest moment there.
    """
    length = seconds
    while len(found := list(_cut(clip, speech, length))) > MOST:
        length *= _GROWTH
    return tuple(Segment(start, end, _share(speech, start, end)) for start, end in found)


def _cut(clip: AudioClip, speech: Speech, length: float) -> Iterator[Stretch]:
    for start, end in _stretches(speech, clip.seconds, length):
        count = round((end - start) / length) if end - start > _WHOLE * length else 1
        evenly = (start + part * (end - start) / count for part in range(1, count))
        yield from pairwise([start, *(_near(clip, speech, at, _REACH * length) for at in evenly), end])


def _stretches(speech: Speech, total: float, length: float) -> list[Stretch]:
    """Return where somebody speaks, with margins; over short pauses, and over longer ones as long as it stays short."""
    found: list[Stretch] = []
    for since, until in speech.spans:
        start, end = max(0.0, since - _MARGIN), min(total, until + _MARGIN)
        if found and (start - found[-1][1] <= _BREAK or end - found[-1][0] <= length):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    if found and found[-1][1] - found[0][0] <= _WHOLE * length:
        return [(found[0][0], found[-1][1])]
    return found


def _near(clip: AudioClip, speech: Speech, wanted: float, reach: float) -> float:
    """Return where to cut: the middle of the nearest pause within reach of `wanted`, else the quietest moment."""
    pauses = [(before[1] + after[0]) / 2 for before, after in pairwise(speech.spans)]
    near = [pause for pause in pauses if abs(pause - wanted) <= reach]
    if near:
        return min(near, key=lambda pause: abs(pause - wanted))
    part = clip.part(wanted - reach, wanted + reach).samples
    frames = part[: len(part) // _FRAME * _FRAME].reshape(-1, _FRAME)
    if not len(frames):
        return wanted
    return wanted - reach + (int((frames**2).sum(1).argmin()) + 0.5) * _FRAME / SAMPLE_RATE


def _share(speech: Speech, start: float, end: float) -> float:
    inside = sum(max(0.0, min(end, until) - max(start, since)) for since, until in speech.spans)
    return min(1.0, inside / (end - start))
