"""Intervals drawn for staff: a line from low to high, a dot at the value, a rule at nought. SVG attributes only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap
from math import isfinite

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.experiments.estimators import Estimate
from recommendations.experiments.report import ArmLine, Line

register = template.Library()

WIDTH, LEFT, STEP, AXIS = 640, 230, 34, 26
Drawn = Sequence[tuple[str, Estimate]]


@register.filter
def interval(estimate: Estimate) -> str:
    """ "0.12 [0.05, 0.19]"."""
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


@register.simple_tag
def arm_chart(arms: Sequence[ArmLine]) -> SafeString:
    return _chart([(arm.title, arm.estimate) for arm in arms if arm.estimate], 0.0)


@register.simple_tag
def line_chart(lines: Sequence[Line], smallest: float = 0.0) -> SafeString:
    """`smallest`: the difference worth acting on, marked on both sides of nought."""
    return _chart([(line.title, line.estimate) for line in lines], smallest)


def _chart(drawn: Drawn, smallest: float) -> SafeString:
    kept = [(title, made) for title, made in drawn if isfinite(made.low) and isfinite(made.high)]
    if not kept:
        return SafeString()
    scale = _Scale(
        min(-smallest, *(made.low for _, made in kept), 0), max(smallest, *(made.high for _, made in kept), 0)
    )
    height = STEP * len(kept) + AXIS
    said = "; ".join(f"{title} {interval(made)}" for title, made in kept)
    rules = format_html_join("", "{}", ((_rule(scale, at, height, dashed=at != 0),) for at in _marks(smallest)))
    rows = format_html_join("", "{}", ((row,) for row in starmap(scale.row, enumerate(kept))))
    return format_html(
        '<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}{4}</svg>',
        WIDTH, height, said, rules, rows,
    )  # fmt: skip


class _Scale:
    """From rewards to places on the drawing."""

    def __init__(self, low: float, high: float) -> None:
        room = 0.06 * ((high - low) or 1.0)
        self._low, self._span = low - room, (high - low or 1.0) + 2 * room

    def at(self, value: float) -> str:
        return f"{LEFT + (WIDTH - LEFT) * (value - self._low) / self._span:.1f}"

    def row(self, index: int, entry: tuple[str, Estimate]) -> SafeString:
        title, made = entry
        y = STEP * index + STEP // 2
        return format_html(
            '<text x="0" y="{0}" dy="4" fill="currentColor" font-size="12">{1}</text>'
            '<line x1="{2}" x2="{3}" y1="{0}" y2="{0}" stroke="currentColor" stroke-width="3"/>'
            '<circle cx="{4}" cy="{0}" r="5" fill="currentColor"/>',
            y, title[:36], self.at(made.low), self.at(made.high), self.at(made.value),
        )  # fmt: skip


def _marks(smallest: float) -> tuple[float, ...]:
    return (0.0, -smallest, smallest) if smallest else (0.0,)


def _rule(scale: _Scale, at: float, height: int, *, dashed: bool) -> SafeString:
    return format_html(
        '<line x1="{0}" x2="{0}" y1="0" y2="{1}" stroke="currentColor" stroke-width="1" stroke-dasharray="{2}"/>'
        '<text x="{0}" y="{3}" fill="currentColor" font-size="11" text-anchor="middle">{4}</text>',
        scale.at(at), height - AXIS + 6, "4 4" if dashed else "none", height - 6, f"{at:g}",
    )  # fmt: skip
