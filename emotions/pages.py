"""What mood pages hold besides readings."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from accounts.selectors import Person
from emotions.selectors import week_mix
from ml.moods import MOODS

EXAMPLES = (
    "I can’t stop smiling today, she said yes!",
    "Long day. Not awful. I miss my sister and I don’t want to think.",
    "Everything at work went wrong and nobody said sorry.",
    "It’s raining, the tea is hot, and nothing has to happen.",
    "I keep listening for a noise downstairs.",
)


def home_context(*, user: Person, text: str = "", error: str | None = None) -> dict[str, object]:
    """What the home page shows: for its own view, and for a refused form that comes back with its words."""
    return {
        "form_text": text,
        "error": error,
        "max_length": settings.MAX_TEXT_LENGTH,
        "examples": list(EXAMPLES),
        "moods": list(MOODS),
        "week": week_mix(user=user) if isinstance(user, User) else None,
    }
