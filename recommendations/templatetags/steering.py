"""The steering panel for templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django import template
from django.template import Context

from accounts.models import User
from accounts.selectors import profile_of
from recommendations.steering.notes import notes
from recommendations.steering.panel import Panel, panel
from recommendations.steering.types import Steer
from recommendations.steering.wishes import with_profile
from recommendations.tmdb.client import configured

register = template.Library()


@register.simple_tag
def steer_panel(steer: Steer) -> Panel:
    """What the panel offers and what is set."""
    return panel(steer)


@register.simple_tag(takes_context=True)
def steer_notes(context: Context, steer: Steer) -> tuple[str, ...]:
    """What of the wishes, and of the topics in the reader's profile, can be checked and what cannot."""
    user = context.get("user")
    if isinstance(user, User):
        kept = profile_of(user)
        wishes = with_profile(steer.wishes, avoid=kept.avoid_topics, services=kept.services, region=kept.region)
        steer = replace(steer, wishes=wishes)
    return notes(steer, tmdb=configured())


@register.simple_tag
def steer_query(query: str, kept: Iterable[tuple[str, str]] | None = None) -> str:
    """ "?…" for a link: the query of a chip and what the address keeps; "" where there is neither."""
    parts = [part for part in (query, urlencode(list(kept or ()))) if part]
    return f"?{'&'.join(parts)}" if parts else ""


@register.simple_tag
def search_query(words: str, filters: str) -> str:
    """ "?…" for a link to the search page; "" where there is nothing to say."""
    return steer_query(filters, [("q", words)] if words else None)
