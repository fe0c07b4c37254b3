"""Why a film is offered: where it stands, and which films of one's own pulled it up."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.ranking.counterfactual import Place
from recommendations.ranking.counterfactual import told as _told
from recommendations.types import FilmCard, Pull

register = template.Library()
NAMED: Final = 3  # films on a card; the film's own page names all it is given


@register.filter
def standing(film: FilmCard) -> str:
    """Where the film stands in its row's ranking, and where it would without the mood."""
    return _told(Place(film.place, film.place_without_mood), explored=film.explored)


@register.simple_tag
def pull_items(film: FilmCard, most: int = NAMED) -> SafeString:
    """A list item for each film that pulled this one up, with a button of the form around it that leaves it out."""
    return format_html_join("", "{}", ((_item(pull),) for pull in film.pulls[:most]))


def _item(pull: Pull) -> SafeString:
    page, ignore = _addresses(pull.film_id)
    return format_html(
        '<li><a href="{}" dir="auto">{}</a> <button class="btn btn--bare" formaction="{}">'
        'Don’t use this one<span class="vh">: {}</span></button></li>',
        page, pull.title, ignore, pull.title,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _addresses(film_id: int) -> tuple[str, str]:
    return reverse("film", args=[film_id]), reverse("film-ignore", args=[film_id])
