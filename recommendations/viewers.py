"""Everything the ranking needs of a person, read in three queries; nothing of a guest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.regions import LANGUAGES
from accounts.selectors import profile_of, watch_entries
from recommendations.access import Visitor, may_see
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.ranking.blend import Asked
from recommendations.ranking.taste import Opinion, Taste, taste_from
from recommendations.retrieval.features import features
from recommendations.types import FeedbackState, FilmFeatures

SEEN_VALUE: Final = 0.2  # a film somebody chose to watch and did not rate speaks a little for itself
MIDDLE, REACH = 5.5, 4.5  # of ten half stars
# Names the source uses for what the profile calls one language.
SPOKEN: Final = {
    "Chinese": ("Mandarin", "Cantonese", "Standard Chinese", "Yue Chinese"),
    "English": ("American English", "British English"),
    "Greek": ("Modern Greek",),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as the ranking sees them.

    `opinions` maps films to "like" or "dislike", `seen` to a rating in half stars or None.
    """

    opinions: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, int | None] = field(default_factory=dict)
    refused_genres: frozenset[str] = frozenset()
    include_adult: bool = False
    languages: frozenset[str] = frozenset()
    taste: Taste = field(default_factory=Taste)

    @property
    def refused(self) -> frozenset[int]:
        return frozenset(film_id for film_id, kind in self.opinions.items() if kind == FeedbackKind.DISLIKE)

    def allows(self, film: FilmFeatures) -> bool:
        """Whether the film may be offered: what somebody refused is never scored, only left out."""
        return (
            may_see(film, include_adult=self.include_adult)
            and self.opinions.get(film.id) != FeedbackKind.DISLIKE
            and self.refused_genres.isdisjoint(film.genres)
        )

    def asks(self, mix: Mapping[str, float]) -> Asked:
        """A ranking for this person; an empty `mix` asks for no mood."""
        return Asked(mix, self.taste, self.languages, frozenset(self.seen))

    def feedback(self, film_id: int) -> FeedbackState:
        kind = self.opinions.get(film_id)
        return FeedbackState(
            kind == FeedbackKind.LIKE, kind == FeedbackKind.DISLIKE, film_id in self.seen, self.seen.get(film_id)
        )


def viewer_of(user: Visitor, *, version: int) -> Viewer:
    """Profile, feedback and watch rows of one person. A guest has none."""
    if not isinstance(user, User):
        return Viewer()
    profile = profile_of(user)
    given = list(FilmFeedback.objects.filter(user=user).values_list("film_id", "kind", "updated_at"))
    watched = list(watch_entries(user).values_list("film_id", "rating", "created_at"))
    opinions = _opinions([*_of_feedback(given), *_of_ratings(watched)], version)
    return Viewer(
        opinions={film_id: kind for film_id, kind, _ in given},
        seen={film_id: rating for film_id, rating, _ in watched},
        refused_genres=frozenset(profile.refused_genres),
        include_adult=profile.include_adult,
        languages=_languages(profile.language),
        taste=taste_from(opinions, favourite_genres=profile.favourite_genres),
    )


def opinions_on(user: Visitor, film_ids: Iterable[int]) -> dict[int, str]:
    """What this person said of these films, "like" or "dislike"; nothing for a guest."""
    ids = list(film_ids)
    if not ids or not isinstance(user, User):
        return {}
    return dict(FilmFeedback.objects.filter(user=user, film_id__in=ids).values_list("film_id", "kind"))


def _of_feedback(given: Iterable[tuple[int, str, datetime]]) -> Iterator[tuple[int, float, datetime]]:
    for film_id, kind, when in given:
        yield film_id, 1.0 if kind == FeedbackKind.LIKE else -1.0, when


def _of_ratings(watched: Iterable[tuple[int, int | None, datetime]]) -> Iterator[tuple[int, float, datetime]]:
    for film_id, rating, when in watched:
        yield film_id, SEEN_VALUE if rating is None else (rating - MIDDLE) / REACH, when


def _opinions(said: list[tuple[int, float, datetime]], version: int) -> Iterator[Opinion]:
    films = features((film_id for film_id, _, _ in said), version=version)
    now = timezone.now()
    for film_id, value, when in said:
        if film_id in films:
            yield Opinion(films[film_id], value, (now - when).total_seconds() / 86_400)


def _languages(code: str) -> frozenset[str]:
    name = LANGUAGES.get(code, "")
    return frozenset((name, *SPOKEN.get(name, ()))) if name else frozenset()
