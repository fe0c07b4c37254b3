"""What one may say about a film, as buttons."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recommendations.feedback.kinds import Kind, on_card
from recommendations.types import FilmCard

register = template.Library()


@register.simple_tag
def kind_buttons(film: FilmCard) -> SafeString:
    """A button for each kind that a card lets one refuse."""
    return format_html_join("", "{}", ((_button(kind),) for kind in on_card(film)))


@lru_cache(maxsize=4096)
def _button(kind: Kind) -> SafeString:
    return format_html('<button class="btn" name="action" value="kind={}">{}</button>', kind.key, kind.no_more)
