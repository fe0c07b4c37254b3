"""A film's own mood on its page."""

from __future__ import annotations

from typing import Any

from django import template

from ml.moods import MOODS
from recommendations.film_moods.selectors import OwnMood, own_mood

register = template.Library()


@register.simple_tag(takes_context=True, name="own_mood")
def own_mood_of(context: dict[str, Any], film_id: int) -> OwnMood | None:
    """The profile with where it comes from, and what the person who looks at it said."""
    return own_mood(user=getattr(context.get("request"), "user", None), film_id=film_id)


@register.simple_tag
def all_moods() -> tuple[str, ...]:
    """The eight moods in their order."""
    return MOODS
