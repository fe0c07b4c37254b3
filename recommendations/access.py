"""Who may see a film: one rule for its page, the API and what people say about it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.selectors import profile_of
from recommendations.errors import UnknownFilm
from recommendations.models import Film
from recommendations.types import FilmFeatures

Visitor = User | AnonymousUser | None


def may_see(film: Film | FilmFeatures, *, include_adult: bool) -> bool:
    """An unlisted film is nobody's, an adult one only theirs who asked for adult films."""
    return film.listed and (include_adult or not film.adult)


def wants_adult(user: Visitor) -> bool:
    return isinstance(user, User) and profile_of(user).include_adult


def visible_film(*, user: Visitor, film_id: int) -> Film:
    """The film, where this person may see it. One that turned out to be another is that other. Raises UnknownFilm."""
    film = Film.objects.filter(pk=film_id).first()
    if film is not None and film.same_as is not None:
        film = Film.objects.filter(pk=film.same_as).first()
    if film is None or not may_see(film, include_adult=film.adult and wants_adult(user)):
        raise UnknownFilm
    return film
