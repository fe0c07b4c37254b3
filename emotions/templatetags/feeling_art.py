"""Finer feelings as drawings: chips, the journal's twelve, the strength, a text's sentences side by side."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

from emotions.templatetags.mood_art import VISIBLE, glyph
from emotions.types import FinerFeeling
from emotions.wording import ordered
from ml.feelings import STRENGTHS

register = template.Library()

STEPS: Final = ((0.6, "much"), (0.3, "some"), (0.12, "a little"), (0.0, "hardly any"))
MOST_CHIPS: Final = 6
SIGN: Final = 18  # px, of a tile's glyph
PLATE: Final = SIGN + 8


@register.simple_tag
def feeling_chips(present: Sequence[FinerFeeling], *, most: int = MOST_CHIPS) -> SafeString:
    """The finer feelings that are there, strongest first, each with a bar of how sure we are of it."""
    chips = format_html_join("", "{}", ((_chip(one),) for one in present[:most]))
    return format_html('<ul class="feels" aria-label="Feelings in it">{}</ul>', chips)


def _chip(one: FinerFeeling) -> SafeString:
    return format_html(
        '<li class="m-{}">{}<span>{}</span><svg class="gauge" aria-hidden="true"><rect class="mf" width="{}%" '
        'height="100%"/></svg><span class="vh"> {} %</span></li>',
        one.mood or "neutral",
        glyph(one.mood) if one.mood else "",
        one.word[:1].upper() + one.word[1:],
        round(100 * one.score),
        round(100 * one.score),
    )


@register.simple_tag
def journal_bars(feelings: Sequence[tuple[str, float]]) -> SafeString:
    """The journal's twelve as bars, strongest first. No figures: they are derived and not measured."""
    bar = (
        '<li><span>{}</span><svg class="gauge" aria-hidden="true"><rect class="dv" width="{}%" height="100%"/></svg>'
        '<span class="vh">: {}</span></li>'
    )
    rows = ((name.capitalize(), round(100 * value), how_much(value)) for name, value in feelings)
    return format_html('<ul class="twelve">{}</ul>', format_html_join("", bar, rows))


def how_much(value: float) -> str:
    """A feeling in [0, 1] in words."""
    return next(words for least, words in STEPS if value >= least)


@register.simple_tag
def strength_meter(strength: str) -> SafeString:
    """One to three blocks; the word must stand beside them."""
    full = STRENGTHS.index(strength)
    blocks = ((12 * step, "fl" if step <= full else "em") for step in range(len(STRENGTHS)))
    return format_html(
        '<svg class="steps3" viewBox="0 0 34 10" aria-hidden="true">{}</svg>',
        format_html_join("", '<rect x="{}" width="10" height="10" class="{}"/>', blocks),
    )


@register.simple_tag
def sentence_tile(scores: Mapping[str, float]) -> SafeString:
    """One sentence's whole mix upright: the leading mood at the foot with its sign, patterns always."""
    parts, above = [], 1.0
    for mood, share in ordered(scores):
        if share < VISIBLE:
            continue
        above -= share
        parts.append((mood, f"{100 * above:.2f}%", f"{100 * share:.2f}%"))
    band = (
        '<g class="m-{0}"><rect class="mf" y="{1}" width="100%" height="{2}"/>'
        '<rect fill="url(#p-{0})" y="{1}" width="100%" height="{2}"/></g>'
    )
    drawn = format_html_join("", band, parts)
    return format_html('<svg class="tile" aria-hidden="true">{}{}</svg>', drawn, _foot(parts[0][0]))


def _foot(mood: str) -> SafeString:
    """The sign on a plate of its own gel, in the middle of the foot."""
    return format_html(
        '<svg x="50%" y="100%" overflow="visible"><rect class="mf m-{0}" x="{1}" y="{2}" width="{3}" height="{3}"/>'
        '<use class="ik" href="#g-{0}" x="{4}" y="{5}" width="{6}" height="{6}"/></svg>',
        mood,
        -PLATE // 2,
        -PLATE,
        PLATE,
        -SIGN // 2,
        -PLATE + (PLATE - SIGN) // 2,
        SIGN,
    )


@register.filter
def language_name(code: str) -> str:
    """The English name of an ISO 639-1 code; the code itself where Django knows no name."""
    if code == "zh":
        return "Chinese"  # Django knows its two scripts only
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code
