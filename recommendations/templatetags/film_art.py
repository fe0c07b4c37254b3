"""Films as drawings: the printed poster, the reason bar and the stars. SVG attributes only, never inline styles."""

from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.art.poster_art import poster as printed
from recommendations.tmdb import images
from recommendations.tmdb.client import configured

register = template.Library()

# Always in this order: field of the split, class, word, texture.
PARTS: Final = (
    ("mood", "rb-mood", "Mood", ""),
    ("taste", "rb-taste", "Your taste", "p-taste"),
    ("popularity", "rb-pop", "Popularity", "p-pop"),
    ("novelty", "rb-new", "New", "p-new"),
    ("constraint", "rb-con", "You set", "p-con"),
)
LARGE, SMALL, SWATCH = 22, 6, 18
BILLED: Final = 24  # characters that fit the billing line with a year


class Printable(Protocol):
    """What a poster is made of."""

    id: int
    title: str
    year: int | None
    genres: tuple[str, ...]
    director: str | None
    mood: str
    poster_path: str | None


# How wide a poster stands, for the browser's choice among TMDB's sizes (see films.css).
SIZES: Final = {
    "card": "(min-width: 45rem) 11rem, 9.4rem",
    "page": "(min-width: 45rem) 19rem, 13rem",
    "line": "46px",
}


@register.simple_tag
def poster(film: Printable, place: str = "card") -> SafeString:
    """The film's poster: TMDB's over the one that we draw, which stays to be seen until that has come, or without it.

    `place` is one of SIZES.
    """
    billing = _billing(film.director or "", film.year)
    picture = _picture(film.poster_path, film.title, place) if film.poster_path and configured() else ""
    return printed(film.id, film.title, tuple(film.genres), film.mood, billing, picture)


def _picture(path: str, title: str, place: str) -> SafeString:
    image = images.picture(path)
    if image is None:
        return SafeString()
    lazy = SafeString() if place == "page" else SafeString(' loading="lazy"')
    return format_html(
        '<img class="still" src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="Poster of {}"'
        ' decoding="async"{}>',
        image.src,
        image.srcset,
        SIZES[place],
        image.width,
        image.height,
        title,
        lazy,
    )


def _billing(directors: str, year: int | None) -> str:
    """Who made it and when, in one line: of many directors only the first is named."""
    first, *others = directors.split(", ")
    who = f"{first} & others" if others and len(directors) > BILLED else directors
    return ", ".join(str(part) for part in (who, year) if part)


def widths(split: object) -> tuple[int, ...]:
    """Whole percents of the parts that raised the score, in the order of PARTS; () when nothing did."""
    raised = [max(0.0, float(getattr(split, field))) for field, *_ in PARTS]
    total = sum(raised)
    if not total:
        return ()
    edges = [round(100 * sum(raised[:count]) / total) for count in range(len(PARTS) + 1)]
    return tuple(end - start for start, end in pairwise(edges))


@register.simple_tag
def reason_bar(split: object, *, large: bool = False) -> SafeString:
    """How much of a film's score each part made; nothing when the split is empty."""
    drawn = widths(split)
    return _bar(drawn, large=large) if drawn else SafeString()


@lru_cache(maxsize=4096)
def _bar(drawn: tuple[int, ...], *, large: bool) -> SafeString:
    words = [
        f"{word[0].lower()}{word[1:]} {width} %" for (_, _, word, _), width in zip(PARTS, drawn, strict=True) if width
    ]
    css, height = ("rb rb--l", LARGE) if large else ("rb", SMALL)
    pieces, x = [], 0
    for (_, fill, _, texture), width in zip(PARTS, drawn, strict=True):
        if width:
            pieces.append((_piece(fill, x, width, height, texture if large else ""),))
        x += width
    inside = format_html_join("", "{}", pieces)
    return format_html('<svg class="{}" role="img" aria-label="Why: {}">{}</svg>', css, ", ".join(words), inside)


def _piece(css: str, x: int, width: int, height: int, texture: str) -> SafeString:
    place = format_html('x="{}%" width="{}%" height="{}"', x, width, height)
    fill = format_html('<rect class="{}" {}/>', css, place)
    over = format_html('<rect fill="url(#{})" {}/>', texture, place) if texture else ""
    cut = format_html('<rect class="cut" x="{}%" width="2" height="{}"/>', x, height) if x else ""
    return format_html("{}{}{}", fill, over, cut)


@register.simple_tag
def reason_legend(split: object) -> SafeString:
    """The same split in words and figures; nothing when the split is empty."""
    drawn = widths(split)
    return _legend(drawn) if drawn else SafeString()


@lru_cache(maxsize=4096)
def _legend(drawn: tuple[int, ...]) -> SafeString:
    parts = zip(PARTS, drawn, strict=True)
    rows = ((_swatch(css, texture), word, width) for (_, css, word, texture), width in parts)
    items = format_html_join("", '<li>{}<span>{}</span><b class="num">{} %</b></li>', rows)
    return format_html('<ul class="rblegend">{}</ul>', items)


def _swatch(css: str, texture: str) -> SafeString:
    size = format_html('width="{0}" height="{0}"', SWATCH)
    over = format_html('<rect fill="url(#{})" {}/>', texture, size) if texture else ""
    return format_html('<svg aria-hidden="true"><rect class="{}" {}/>{}</svg>', css, size, over)


@register.inclusion_tag("recommendations/_stars.html")
def star_radios(rating: int | None) -> dict[str, object]:
    """Ten radios, half a star each; `rating` is in half stars, 1 to 10."""
    return {"steps": [(value, stars(value), value == rating) for value in range(1, 11)]}


@register.filter
def stars(half_stars: int | None) -> str:
    """Half stars in words: `9` is "4½ stars"."""
    if not half_stars:
        return ""
    whole, half = divmod(half_stars, 2)
    amount = f"{whole or ''}{'½' if half else ''}"
    return f"{amount} star" if half_stars <= 2 else f"{amount} stars"  # noqa: PLR2004 - up to one star
