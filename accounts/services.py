"""Writing people's rows: profile, consent, films seen. Keyword arguments only; everything here may be called twice."""

from dataclasses import dataclass, fields
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.consent_texts import ASKING, TEXTS, WORDING
from accounts.errors import ConsentRequired, UnknownModality, WordingChanged
from accounts.models import Consent, Profile, Theme, User, WatchEntry, both_ways
from accounts.selectors import Person, open_consent, profile_of
from moodflix_site.common.errors import BadInput, NotFound

LARGEST_ID = 2**63 - 1
RATINGS = range(1, 11)  # half stars
TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanges:
    """What to write; None leaves a field as it is. An empty `region` clears it."""

    display_name: str | None = None
    region: str | None = None
    language: str | None = None
    include_adult: bool | None = None
    favourite_genres: list[str] | None = None
    refused_genres: list[str] | None = None
    avoid_topics: list[str] | None = None
    services: list[int] | None = None
    theme: str | None = None


def update_profile(*, user: User, changes: ProfileChanges) -> Profile:
    """Raises BadInput when a genre would end up on both lists, whichever of them changed."""
    profile_of(user)
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(user=user)
        written = [name for name in _profile_fields() if getattr(changes, name) is not None]
        for name in written:
            setattr(profile, name, getattr(changes, name))
        if both := both_ways(profile.favourite_genres, profile.refused_genres):
            message = f"A genre cannot be both: {', '.join(both)}."
            raise BadInput(message, fields={"refused_genres": message})
        profile.save(update_fields=[*written, "updated_at"])
        if changes.display_name is not None:
            user.display_name = changes.display_name
            user.save(update_fields=["display_name"])
    user.profile = profile
    return profile


def _profile_fields() -> list[str]:
    return [field.name for field in fields(ProfileChanges) if field.name != "display_name"]


def set_theme(*, user: Person, theme: str) -> None:
    """Keeps `theme` in the profile of somebody signed in. Raises BadInput for a theme we do not have."""
    if theme not in Theme.values:
        raise BadInput("There is no such theme.", fields={"theme": "Choose system, dark or light."})
    if isinstance(user, User):
        update_profile(user=user, changes=ProfileChanges(theme=theme))


def adopt_theme(*, user: User, theme: str) -> str:
    """A newcomer keeps the theme chosen as a guest. Returns the profile's theme."""
    if theme != Theme.SYSTEM:
        set_theme(user=user, theme=theme)
    return profile_of(user).theme


def grant_consent(*, user: User, modality: str, wording: str = WORDING) -> Consent:
    """One open row a modality, however often and from wherever it is asked for.

    `wording` is the version the person was shown; WordingChanged when it is not the present one. An open row for an
    older wording is closed and a new one opened, never rewritten.
    """
    _check_asking(modality)
    if wording != WORDING:
        raise WordingChanged
    is_open = {"user": user, "modality": modality, "withdrawn_at": None}
    with transaction.atomic():
        Consent.objects.filter(**is_open).exclude(wording=WORDING).update(withdrawn_at=timezone.now())
        consent, _ = Consent.objects.get_or_create(**is_open, defaults={"wording": WORDING})
    return consent


def withdraw_consent(*, user: User, modality: str) -> bool:
    """Whether there was anything to take back."""
    _check_asking(modality)
    rows = Consent.objects.filter(user=user, modality=modality, withdrawn_at=None)
    return rows.update(withdrawn_at=timezone.now()) > 0


def require_consent(*, user: Person, modality: str) -> None:
    """The gate before the first byte: raises ConsentRequired. Sending text is consent to read it; nothing else is."""
    if modality not in {text.modality for text in TEXTS}:
        raise UnknownModality
    if modality in ASKING and not open_consent(user, modality):
        raise ConsentRequired


def _check_asking(modality: str) -> None:
    if modality not in ASKING:
        raise UnknownModality


def mark_seen(
    *,
    user: User,
    film_id: int,
    title: str,
    year: int | None,
    rating: int | None = None,
    watched_on: date | None = None,
) -> WatchEntry:
    """One row a film. Marking it again writes what is given and keeps the rest: no rating does not erase a rating."""
    _check_film_id(film_id)
    given = {"rating": _checked_rating(rating), "watched_on": watched_on}
    given = {name: value for name, value in given.items() if value is not None}
    snapshot = {"title": title[:TITLE_LENGTH], "year": year}
    entry, made = WatchEntry.objects.get_or_create(user=user, film_id=film_id, defaults={**snapshot, **given})
    if given and not made:
        WatchEntry.objects.filter(pk=entry.pk).update(**given)
        entry.refresh_from_db()
    return entry


def rate(*, user: User, film_id: int, rating: int | None) -> None:
    """Half stars from 1 to 10; None takes the rating away. NotFound when the person has not seen the film."""
    _check_film_id(film_id)
    rows = WatchEntry.objects.filter(user=user, film_id=film_id)
    if not rows.update(rating=_checked_rating(rating)):
        raise NotFound("You have not marked this film as seen.")


def unmark_seen(*, user: User, film_id: int) -> bool:
    """Whether there was a row to delete."""
    _check_film_id(film_id)
    deleted, _ = WatchEntry.objects.filter(user=user, film_id=film_id).delete()
    return deleted > 0


def _check_film_id(film_id: int) -> None:
    if not 0 <= film_id <= LARGEST_ID:
        raise NotFound("There is no such film.")


def _checked_rating(rating: int | None) -> int | None:
    if rating is not None and rating not in RATINGS:
        message = "A rating is a whole number of half stars, 1 to 10."
        raise BadInput(message, fields={"rating": message})
    return rating
