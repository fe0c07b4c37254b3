"""Parts of a card that are the same on every page but for a token and two addresses: drawn once, then filled in.

A page holds some fifty cards with a form or two each; drawing them anew for every request costs more than ranking.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recommendations.templatetags.film_art import widths
from recommendations.types import FilmCard, Pull, Split

register = template.Library()
# They stand where a page's own words go. Characters for private use: no title and no form of ours holds them.
TOKEN, EVENING, NEXT = "\uf8f0t\uf8f1", "\uf8f0e\uf8f1", "\uf8f0n\uf8f1"
KEPT: Final = 4096  # of each part


class Stated(NamedTuple):
    """What the buttons of a card depend on."""

    id: int
    title: str
    genres: tuple[str, ...]
    director: str | None
    feedback: str | None
    saved: bool


class Explained(NamedTuple):
    """What lies behind a reason, as far as it is drawn: the split in whole percents, places, and films by name."""

    percents: tuple[int, ...]
    place: int | None
    place_without_mood: int | None
    explored: bool
    pulls: tuple[Pull, ...]

    @property
    def split(self) -> Split:
        mood, taste, popularity, novelty, constraint = self.percents or (0,) * 5
        return Split(mood, taste, popularity, novelty, constraint)


@register.simple_tag(takes_context=True)
def card_feedback(context: Context, film: FilmCard) -> SafeString:
    """`_card_feedback.html` for a card whose film says itself what was said of it."""
    stated = Stated(film.id, film.title, film.genres, film.director, film.feedback, film.saved)
    return _filled(_feedback(stated, str(context.get("where") or "")), context)


@register.simple_tag(takes_context=True)
def why_panel(context: Context, film: FilmCard, most: int = 3) -> SafeString:
    """`_why.html` for a card, naming up to `most` films."""
    own = film.pulls[:most] if context["user"].is_authenticated else ()
    named = tuple(Pull(pull.film_id, pull.title, 0.0) for pull in own)
    told = Explained(widths(film.split), film.place, film.place_without_mood, film.explored, named)
    return _filled(_why(told), context)


@lru_cache(maxsize=KEPT)
def _feedback(film: Stated, where: str) -> str:
    return _drawn("recommendations/_card_feedback.html", film=film, where=where)


@lru_cache(maxsize=KEPT)
def _why(film: Explained) -> str:
    user = SimpleNamespace(is_authenticated=bool(film.pulls))
    return _drawn("recommendations/_why.html", film=film, most=len(film.pulls), user=user)


def _drawn(name: str, **shown: Any) -> str:
    request = SimpleNamespace(get_full_path=NEXT)
    marks = {"csrf_token": TOKEN, "evening": EVENING, "back_to": NEXT, "request": request}
    return render_to_string(name, {**marks, "feedback": None, **shown})


def _filled(drawn: str, context: Context) -> SafeString:
    """The token first: what follows may hold anything a visitor wrote, and is escaped."""
    following = context.get("back_to") or context["request"].get_full_path()
    for mark, value in ((TOKEN, context["csrf_token"]), (EVENING, context.get("evening") or ""), (NEXT, following)):
        drawn = drawn.replace(mark, escape(value))
    return mark_safe(drawn)  # noqa: S308 - a template drew it and every value was escaped
