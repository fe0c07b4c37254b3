"""Tags that every page may use: icons, lengths of time, whole percents."""

from functools import lru_cache
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

ICONS: Final = {
    *("bin", "book", "calm", "cath", "close", "dice", "down", "home", "info", "left", "like", "match", "mic"),
    *("no", "right", "save", "search", "seen", "star", "stop", "theme", "undo", "up", "warn", "write", "you"),
}


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """An icon of the page's sprite; decoration only, so words must stand beside it. ValueError for an unknown name."""
    if name not in ICONS:
        raise ValueError(f"no icon is called {name!r}")
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.filter
def running_time(minutes: int | None) -> str:
    """Minutes as the house writes them: `104` is "1 h 44", `45` is "45 min", nothing is ""."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


@register.filter
def percent(share: float | None) -> str:
    """A share in [0, 1] as whole percents: `0.713` is "71 %"."""
    return "" if share is None else f"{share * 100:.0f} %"
