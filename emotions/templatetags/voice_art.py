"""A recording as a drawing: how its mood went on over time, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from emotions.heard import clock
from emotions.templatetags.mood_art import GLYPH_FROM
from emotions.types import SegmentView
from emotions.wording import ordered
from ml.moods import MOODS, ranked

register = template.Library()

MOST_COLUMNS: Final = 40  # more would be narrower than their patterns on a phone
DRAWN_FROM: Final = 0.04  # a thinner layer of a column would be a hair
SIGN: Final = 18  # px
READERS: Final = {
    "primary": "our first choice for voices",
    "secondary": "our second choice for voices",
    "fallback": "our last resort for voices, rules about pitch, pace and loudness",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A part of the recording, in seconds, with the mean mix of what is spoken in it."""

    start: float
    end: float
    scores: Mapping[str, float]

    @property
    def mood(self) -> str:
        return ranked(self.scores)[0]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring segments that one mood leads: from `at` to `until` on a clock, with its mean share."""

    at: str
    until: str
    mood: str
    share: float


@register.simple_tag
def voice_line(segments: Sequence[SegmentView], seconds: float) -> SafeString:
    """The recording from left to right: a column for each segment, the leading mood at its foot, gaps where nobody
    speaks. `seconds` is how long it lasts.
    """
    whole = max(seconds, segments[-1].end)
    drawn = [_column(one, whole) for one in columns(segments)]
    return format_html(
        '<svg class="vline" role="img" aria-label="{}">{}</svg>',
        in_words(segments),
        format_html_join("", "{}", ((one,) for one in drawn)),
    )


@register.simple_tag
def voice_stretches(segments: Sequence[SegmentView]) -> list[Stretch]:
    """The recording in words: one entry for as long as one mood leads."""
    runs = [list(run) for _, run in groupby(segments, key=lambda one: one.mood)]
    return [Stretch(run[0].at, run[-1].until, run[0].mood, sum(one.share for one in run) / len(run)) for run in runs]


def in_words(segments: Sequence[SegmentView], *, most: int = 6) -> str:
    """ "From 0:00 sadness, from 0:12 joy": the first `most` turns, for those who do not see the drawing."""
    turns = voice_stretches(segments)
    said = ", ".join(f"from {turn.at} {turn.mood}" for turn in turns[:most])
    return f"F{said[1:]}" + (", and so on" if turns[most:] else "")


def columns(segments: Sequence[SegmentView]) -> list[Column]:
    """The segments, or means of neighbours where there are more than `MOST_COLUMNS`."""
    size = -(-len(segments) // MOST_COLUMNS)
    groups = (segments[at : at + size] for at in range(0, len(segments), size))
    return [Column(group[0].start, group[-1].end, _mean(group)) for group in groups]


def _mean(group: Sequence[SegmentView]) -> Mapping[str, float]:
    return {mood: sum(one.scores[mood] for one in group) / len(group) for mood in MOODS}


def _column(column: Column, whole: float) -> SafeString:
    """Layers upright, as in a sentence's tile; a sign where it is wide enough for one."""
    x, width = 100 * column.start / whole, 100 * (column.end - column.start) / whole
    layers = format_html_join(
        "",
        '<g class="m-{0}"><rect class="mf" x="{1}" y="{3}" width="{2}" height="{4}"/>'
        '<rect fill="url(#p-{0})" x="{1}" y="{3}" width="{2}" height="{4}"/></g>',
        ((mood, f"{x:.2f}%", f"{width:.2f}%", top, height) for mood, top, height in _layers(column.scores)),
    )
    cut = format_html('<rect class="cut" x="{}" width="2" height="100%"/>', f"{x:.2f}%") if x else ""
    return format_html("{}{}{}", layers, cut, _sign(column.mood, x) if width >= 100 * GLYPH_FROM else "")


def _layers(scores: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    """(mood, top, height), the leading mood lowest; what is left over above it stays empty."""
    top = 1.0
    for mood, share in ordered(scores):
        if share < DRAWN_FROM:
            return
        top -= share
        yield mood, f"{100 * top:.1f}%", f"{100 * share:.1f}%"


def _sign(mood: str, x: float) -> SafeString:
    return format_html(
        '<svg x="{1}" y="100%" class="ik" overflow="visible"><rect class="mf m-{0}" x="4" y="-28" width="24" '
        'height="24"/><use href="#g-{0}" x="7" y="-25" width="{2}" height="{2}"/></svg>',
        mood,
        f"{x:.2f}%",
        SIGN,
    )


@register.simple_tag
def halfway(seconds: float) -> str:
    """The middle of a recording on a clock."""
    return clock(seconds / 2)


@register.filter
def reader_words(tier: str) -> str:
    """What a tier means for a voice."""
    return READERS[tier]
