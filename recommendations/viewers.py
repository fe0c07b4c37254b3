"""Everything the ranking needs of a person, read in a handful of queries; nothing of a guest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.selectors import profile_of, watch_entries
from recommendations.access import Visitor, may_see
from recommendations.feedback.selectors import held_back, ignored, saved_ids
from recommendations.feedback.types import HeldBack
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.ranking.blend import Asked
from recommendations.ranking.collaborative import SEEN
from recommendations.ranking.company import Company, company_of
from recommendations.ranking.pulls import Pulls
from recommendations.ranking.taste import Opinion, Taste, taste_from
from recommendations.retrieval import item_model
from recommendations.retrieval.features import features
from recommendations.steering import topics
from recommendations.steering.languages import names_of
from recommendations.steering.types import Wishes
from recommendations.steering.wishes import with_profile
from recommendations.types import FeedbackState, FilmFeatures

SEEN_VALUE: Final = 0.2  # a film somebody chose to watch and did not rate speaks a little for itself
MIDDLE, REACH = 5.5, 4.5  # of ten half stars
LIKED: Final = (8 - MIDDLE) / REACH  # four stars are a like
REFUSED: Final = -1.0


@dataclass(frozen=True)
class Viewer:
    """A person as the ranking sees them.

    `opinions` maps films to "like" or "dislike", `seen` to a rating in half stars or None; these are all that they
    said. `taste` and `company` leave out the films that they do not want to be used. `held` may not be offered now,
    `saved` stand on their watchlist. `avoid` are topics that they never want to meet, `services` the numbers of the
    streaming services they have in `region`.
    """

    opinions: Mapping[int, str] = field(default_factory=dict)
    seen: Mapping[int, int | None] = field(default_factory=dict)
    refused_genres: frozenset[str] = frozenset()
    include_adult: bool = False
    languages: frozenset[str] = frozenset()
    taste: Taste = field(default_factory=Taste)
    company: Company = field(default_factory=Company)
    held: HeldBack = field(default_factory=HeldBack)
    saved: frozenset[int] = frozenset()
    avoid: tuple[str, ...] = ()
    services: tuple[int, ...] = ()
    region: str = ""

    @property
    def refused(self) -> frozenset[int]:
        return frozenset(film_id for film_id, kind in self.opinions.items() if kind == FeedbackKind.DISLIKE)

    @cached_property
    def pulls(self) -> Pulls:
        """What each of their films has to do with their taste for another."""
        return Pulls(self.taste, self.company)

    def allows(self, film: FilmFeatures) -> bool:
        """Whether the film may be offered: what somebody refused or put off is never scored, only left out."""
        return (
            may_see(film, include_adult=self.include_adult)
            and self.opinions.get(film.id) != FeedbackKind.DISLIKE
            and self.refused_genres.isdisjoint(film.genres)
            and not self.held.holds(film)
            and topics.check(film, self.avoid) is topics.Check.CLEAR
        )

    def wishes(self, asked: Wishes) -> Wishes:
        """What is asked for tonight, with what the profile always says."""
        return with_profile(asked, avoid=self.avoid, services=self.services, region=self.region)

    def asks(
        self,
        mix: Mapping[str, float],
        *,
        words: tuple[str, ...] = (),
        on_services: frozenset[int] = frozenset(),
        today: date | None = None,
    ) -> Asked:
        """A ranking for this person; an empty `mix` asks for no mood. The rest as `Asked` has it."""
        seen = frozenset(self.seen)
        return Asked(mix, self.taste, self.languages, seen, self.company, words, on_services, today)

    def feedback(self, film_id: int) -> FeedbackState:
        kind = self.opinions.get(film_id)
        return FeedbackState(
            kind == FeedbackKind.LIKE, kind == FeedbackKind.DISLIKE, film_id in self.seen, self.seen.get(film_id)
        )


def viewer_of(user: Visitor, *, version: int) -> Viewer:
    """Profile, feedback and watch rows of one person. Of a guest nothing is known but what everybody likes."""
    if not isinstance(user, User):
        return Viewer(company=_company(()))
    profile = profile_of(user)
    given = list(FilmFeedback.objects.filter(user=user).values_list("film_id", "kind", "updated_at"))
    watched = list(watch_entries(user).values_list("film_id", "rating", "created_at"))
    unused = ignored(user)
    said = [one for one in (*_of_feedback(given), *_of_ratings(watched)) if one[0] not in unused]
    opinions = list(_opinions(said, version))
    return Viewer(
        opinions={film_id: kind for film_id, kind, _ in given},
        seen={film_id: rating for film_id, rating, _ in watched},
        refused_genres=frozenset(profile.refused_genres),
        include_adult=profile.include_adult,
        languages=names_of(profile.language),
        taste=taste_from(opinions, favourite_genres=profile.favourite_genres),
        company=_company(opinions),
        held=held_back(user),
        saved=saved_ids(user),
        avoid=tuple(profile.avoid_topics),
        services=tuple(profile.services),
        region=profile.region,
    )


def opinions_on(user: Visitor, film_ids: Iterable[int]) -> dict[int, str]:
    """What this person said of these films, "like" or "dislike"; nothing for a guest."""
    ids = list(film_ids)
    if not ids or not isinstance(user, User):
        return {}
    return dict(FilmFeedback.objects.filter(user=user, film_id__in=ids).values_list("film_id", "kind"))


def _of_feedback(given: Iterable[tuple[int, str, datetime]]) -> Iterator[tuple[int, float, datetime]]:
    for film_id, kind, when in given:
        yield film_id, 1.0 if kind == FeedbackKind.LIKE else REFUSED, when


def _of_ratings(watched: Iterable[tuple[int, int | None, datetime]]) -> Iterator[tuple[int, float, datetime]]:
    for film_id, rating, when in watched:
        yield film_id, SEEN_VALUE if rating is None else (rating - MIDDLE) / REACH, when


def _opinions(said: list[tuple[int, float, datetime]], version: int) -> Iterator[Opinion]:
    films = features((film_id for film_id, _, _ in said), version=version)
    today = timezone.localdate()  # whole days, so that a page stays as it is until tomorrow
    for film_id, value, when in said:
        if film_id in films:
            yield Opinion(films[film_id], value, (today - timezone.localdate(when)).days)


def _company(opinions: Iterable[Opinion]) -> Company:
    """Likes count 1 today, films watched without liking them `SEEN`; a refused film says nothing of other people's."""
    values: dict[int, list[float]] = {}
    recency: dict[int, float] = {}
    for opinion in opinions:
        values.setdefault(opinion.film.id, []).append(opinion.value)
        recency[opinion.film.id] = max(recency.get(opinion.film.id, 0.0), opinion.recency)
    kept = {film_id: max(said) for film_id, said in values.items() if min(said) > REFUSED}
    fond = frozenset(film_id for film_id, value in kept.items() if value >= LIKED)
    history = {film_id: recency[film_id] * (1.0 if film_id in fond else SEEN) for film_id in kept}
    return company_of(item_model.current(), history, fond=fond)
