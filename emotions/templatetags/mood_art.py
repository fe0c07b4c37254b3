"""Moods as drawings: glyphs, the gel strip, the eight bars and the light plot. SVG attributes, never inline styles."""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from emotions.wording import ordered
from ml.moods import doubt

register = template.Library()

GLYPH_FROM: Final = 0.08  # a narrower part of the strip has no room for its glyph
VISIBLE: Final = 0.002  # a narrower part would be under a pixel
STEP: Final = (-0.6, -0.2, 0.2, 0.6)
PLEASANT: Final = ("Very low", "Somewhat low", "In between", "Somewhat high", "Very high")
ENERGY: Final = ("Very calm", "Rather calm", "In between", "Rather stirred", "Very stirred")
TIERS: Final = {
    "primary": "our first choice",
    "secondary": "our second choice",
    "fallback": "our last resort, a word list",
}
WARNINGS: Final = {
    "truncated": "That was long, so only the beginning was read.",
    "no-words": "We found no words we know in it, so we would be guessing.",
    "language-poor": "We read this language poorly, so take this one lightly.",
    "no-timeline": "There was no time to read it sentence by sentence, so only the whole is here.",
    "uncalibrated": "How sure this model is has not been checked against data, so take its figures lightly.",
    "tier-secondary": "Our best reader is resting just now; this one is a little less sure.",
    "tier-fallback": "Our readers are resting just now; a word list did the reading.",
}
Shares = Sequence[tuple[str, float]]


def whole_percents(shares: Shares) -> list[int]:
    """Whole percents that add up to 100 where the shares add up to 1 (largest remainder)."""
    exact = [100 * share for _, share in shares]
    whole = [int(value) for value in exact]
    missing = round(sum(exact)) - sum(whole)
    by_rest = sorted(range(len(exact)), key=lambda index: whole[index] - exact[index])
    for index in by_rest[:missing]:
        whole[index] += 1
    return whole


def mix_in_words(scores: Mapping[str, float]) -> str:
    """The mix as a sentence for those who do not see the strip: "sadness 46 %, love 24 %"."""
    shares = ordered(scores)
    return ", ".join(f"{mood} {part} %" for (mood, _), part in zip(shares, whole_percents(shares), strict=True) if part)


@register.simple_tag
def glyph(mood: str) -> SafeString:
    """The sign of a mood; decoration, so its word must stand beside it."""
    return format_html('<svg class="g" viewBox="0 0 24 24" aria-hidden="true"><use href="#g-{}"/></svg>', mood)


@register.simple_tag
def gel_strip(scores: Mapping[str, float], *, thin: bool = False) -> SafeString:
    """The whole mix in one band, largest first; patterns always, glyphs where a part is wide enough."""
    parts, x = [], 0.0
    shares = [(mood, share) for mood, share in ordered(scores) if share >= VISIBLE]
    for mood, share in shares:
        parts.append(_part(mood, 100 * x, 100 * share, sign=not thin and share >= GLYPH_FROM))
        x += share
    return format_html(
        '<svg class="strip{}" role="img" aria-label="Mood mix: {}">{}</svg>',
        " strip--s" if thin else "",
        mix_in_words(scores),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _part(mood: str, x: float, width: float, *, sign: bool) -> SafeString:
    at, wide = f"{x:.2f}%", f"{width:.2f}%"
    band = format_html(
        '<g class="m-{0}"><rect class="mf" x="{1}" width="{2}" height="100%"/>'
        '<rect fill="url(#p-{0})" x="{1}" width="{2}" height="100%"/></g>',
        mood,
        at,
        wide,
    )
    cut = format_html('<rect class="cut" x="{}" width="2" height="100%"/>', at) if x else ""
    return format_html("{}{}{}", band, cut, _sign(mood, at) if sign else "")


def _sign(mood: str, at: str) -> SafeString:
    """A glyph on a plate of its own gel, so that the pattern does not run through it."""
    return format_html(
        '<rect class="mf m-{0}" x="{1}" y="10" width="24" height="24" transform="translate(8 0)"/>'
        '<svg x="{1}" width="34" height="44" class="ik" overflow="visible">'
        '<use href="#g-{0}" x="11" y="13" width="18" height="18"/></svg>',
        mood,
        at,
    )


def _rows(scores: Mapping[str, float]) -> list[tuple[str, SafeString, str, int]]:
    """(mood, glyph, word, whole percent), largest first."""
    shares = ordered(scores)
    parts = whole_percents(shares)
    return [(mood, glyph(mood), mood.capitalize(), part) for (mood, _), part in zip(shares, parts, strict=True)]


@register.simple_tag
def mood_bars(scores: Mapping[str, float]) -> SafeString:
    """All eight moods as bars with their figures."""
    bar = (
        '<li class="m-{0}"><span>{1} {2}</span><svg class="bar" aria-hidden="true">'
        '<rect class="mf" width="{3}%" height="14"/>'
        '<rect fill="url(#p-{0})" width="{3}%" height="14"/></svg><b>{3}<span class="vh"> %</span></b></li>'
    )
    return format_html('<ul class="bars">{}</ul>', format_html_join("", bar, _rows(scores)))


@register.simple_tag
def mood_legend(scores: Mapping[str, float], *, most: int = 5) -> SafeString:
    """The largest parts of a mix in words and figures, to stand under a strip."""
    rows = [row for row in _rows(scores) if row[3]][:most]
    items = format_html_join("", '<li class="m-{}">{} {} <b>{} %</b></li>', rows)
    return format_html('<ul class="legend">{}</ul>', items)


def _step(value: float, words: Sequence[str]) -> str:
    return words[sum(value >= edge for edge in STEP)]


@register.filter
def pleasant_words(valence: float) -> str:
    """Valence in [-1, 1] as one of five steps."""
    return _step(valence, PLEASANT)


@register.filter
def energy_words(arousal: float) -> str:
    """Arousal in [-1, 1] as one of five steps."""
    return _step(arousal, ENERGY)


@register.inclusion_tag("emotions/_plot.html")
def light_plot(scores: Mapping[str, float], valence: float, arousal: float) -> dict[str, object]:
    """Where the reading sits: pleasant across, stirred upward; the pool grows with our doubt."""
    outer = 16 + 44 * doubt(scores)
    return {
        "x": f"{120 + 92 * valence:.1f}",
        "y": f"{100 - 82 * arousal:.1f}",
        "outer": f"{outer:.1f}",
        "inner": f"{outer * 0.6:.1f}",
        "words": f"pleasantness {pleasant_words(valence).lower()}, energy {energy_words(arousal).lower()}",
    }


@register.filter
def tier_words(tier: str) -> str:
    """What a tier means to a person."""
    return TIERS[tier]


@register.filter
def warning_words(code: str) -> str:
    """A machine code in words; "" for one that says nothing to a person."""
    return WARNINGS.get(code, "")
