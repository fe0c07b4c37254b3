"""Reading people's rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.consent_texts import TEXTS, WORDING, ConsentText
from accounts.models import ApiToken, Consent, Profile, User, WatchEntry

Person = User | AnonymousUser | None


@dataclass(frozen=True, slots=True)
class ConsentState:
    text: ConsentText
    granted_at: datetime | None  # None: not given, taken back, or given for an older wording
    wording: str = WORDING


def signed_in(user: Person) -> User | None:
    """The user behind a request, or None for a guest."""
    return user if isinstance(user, User) and user.is_authenticated else None


def profile_of(user: User) -> Profile:
    """The user's profile. Made now for a user who came without one, as from a fixture or a bulk import."""
    try:
        return user.profile
    except Profile.DoesNotExist:
        return Profile.objects.get_or_create(user=user)[0]


def open_consent(user: Person, modality: str) -> bool:
    """Whether the person has agreed to the present wording for `modality` and not taken it back."""
    return user is not None and user.is_authenticated and _open(user).filter(modality=modality).exists()


def consent_states(user: User) -> tuple[ConsentState, ...]:
    granted = dict(_open(user).values_list("modality", "granted_at"))
    return tuple(ConsentState(text, granted.get(text.modality)) for text in TEXTS)


def _open(user: User) -> QuerySet[Consent]:
    return Consent.objects.filter(user=user, withdrawn_at=None, wording=WORDING)


def watch_entries(user: Person) -> QuerySet[WatchEntry]:
    """Newest first; empty for guests."""
    if user is None or not user.is_authenticated:
        return WatchEntry.objects.none()
    return WatchEntry.objects.filter(user=user)


def watch_ratings(user: Person, film_ids: Iterable[int]) -> dict[int, int | None]:
    """Film id to rating in half stars (None: seen, not rated), for those of `film_ids` the person has seen."""
    return dict(watch_entries(user).filter(film_id__in=list(film_ids)).values_list("film_id", "rating"))


def tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user)


@dataclass(frozen=True, slots=True)
class Me:
    """A person's own settings, as the API shows them."""

    email: str
    display_name: str
    region: str
    language: str
    include_adult: bool
    favourite_genres: list[str]
    refused_genres: list[str]
    avoid_topics: list[str]
    services: list[int]
    theme: str


def me(user: User) -> Me:
    profile = profile_of(user)
    kept = {name: getattr(profile, name) for name in Me.__slots__ if name not in {"email", "display_name"}}
    return Me(email=user.email, display_name=user.display_name, **kept)
