"""Writing down what a film felt like. Everything here may be called twice."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from emotions.errors import UnknownMood
from ml.moods import MOODS
from recommendations.access import visible_film
from recommendations.film_moods.models import FilmMoodVote
from recommendations.film_moods.people import recount


def say_felt(*, user: User, film_id: int, mood: str) -> str | None:
    """Keep the mood that the film left this person with; "" takes it back. What stands now.

    Raises UnknownFilm or UnknownMood. An answer may be taken back even when the film is gone or shut to them.
    """
    if mood and mood not in MOODS:
        raise UnknownMood
    with transaction.atomic():
        if mood:
            film = visible_film(user=user, film_id=film_id)
            FilmMoodVote.objects.update_or_create(user=user, film=film, defaults={"mood": mood})
        else:
            FilmMoodVote.objects.filter(user=user, film_id=film_id).delete()
        recount([film_id])
    return mood or None
