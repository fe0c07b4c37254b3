"""What the film's page and the history hold of this room."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from accounts.models import User
from ml.moods import MOODS
from recommendations.access import Visitor
from recommendations.feedback.effects import effects_of
from recommendations.feedback.mood_checks import pending, wants_no_questions
from recommendations.feedback.states import kept_back, state_of
from recommendations.types import FilmPage


def film_context(*, user: Visitor, page: FilmPage) -> dict[str, Any]:
    """What the person said of the film, and the question that waits about it."""
    film = page.film
    return {
        "feedback": state_of(user=user, film_id=film.id, said=page.feedback, film=film),
        "question": pending(user, film_id=film.id),
        "all_moods": MOODS,
    }


def history_context(*, user: User, query: QueryDict) -> dict[str, Any]:
    """What was left out, a page of each list; and whether films helped."""
    kept = kept_back(user=user, put_off=query.get("later"), ignored=query.get("ignored"))
    return {
        "put_off": kept.put_off,
        "kinds": kept.kinds,
        "ignored": kept.ignored,
        "question": pending(user),
        "effects": effects_of(user),
        "not_asked": wants_no_questions(user),
        "all_moods": MOODS,
    }
