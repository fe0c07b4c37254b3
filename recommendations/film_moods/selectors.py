"""A film's mood profile with where it comes from, as the database stands now, and what one person said of it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from recommendations.access import Visitor
from recommendations.catalogue import state
from recommendations.film_moods.kept import kept
from recommendations.film_moods.keyword_moods import from_keywords
from recommendations.film_moods.models import FilmMoodVote
from recommendations.film_moods.profiles import profile_of
from recommendations.film_moods.types import MoodProfile
from recommendations.film_moods.wording import caveat, sources
from recommendations.retrieval.features import features


@dataclass(frozen=True, slots=True)
class OwnMood:
    """The profile in words: `sources` as (what it stands on, whole percents of the evidence), the heaviest first.

    `felt` is the mood that this person said the film left them with, None where they said nothing.
    """

    profile: MoodProfile
    sources: tuple[tuple[str, int], ...]
    caveat: str
    felt: str | None


def own_mood(*, user: Visitor, film_id: int) -> OwnMood | None:
    """None where there is no such film. Read afresh: somebody who just answered sees their answer count."""
    film = features([film_id], version=state.version()).get(film_id)
    if film is None:
        return None
    said = from_keywords(film.keywords)
    evidence = kept([film_id]).get(film_id, [])
    profile = profile_of(film.genres, [said, *evidence] if said else evidence)
    return OwnMood(profile, sources(profile), caveat(profile), felt(user, film_id))


def felt(user: Visitor, film_id: int) -> str | None:
    """What this person said; nothing for a guest."""
    if not isinstance(user, User):
        return None
    return FilmMoodVote.objects.filter(user=user, film_id=film_id).values_list("mood", flat=True).first()
