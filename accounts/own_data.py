"""What accounts itself keeps of a person, for export and erasure. Digests and password hashes stay out of exports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import ApiToken, Consent, Profile, User, WatchEntry
from accounts.registries import register_personal_data


@dataclass(frozen=True)
class Rows:
    """One table whose rows belong to `user`; `columns` are what the person gets to see."""

    name: str
    model: Any  # a model class with a `user`
    columns: tuple[str, ...]

    def export(self, user: User) -> Iterable[Mapping[str, Any]]:
        rows: Iterable[Mapping[str, Any]] = self.model.objects.filter(user=user).order_by("pk").values(*self.columns)
        return rows

    def erase(self, user: User) -> int:
        deleted: int = self.model.objects.filter(user=user).delete()[0]
        return deleted


PROFILE = (
    "region", "language", "include_adult", "favourite_genres", "refused_genres", "avoid_topics", "services", "theme",
    "updated_at",
)  # fmt: skip
OWN = (
    Rows("email_addresses", EmailAddress, ("email", "verified", "primary")),
    Rows("profile", Profile, PROFILE),
    Rows("consents", Consent, ("modality", "wording", "granted_at", "withdrawn_at")),
    Rows("films_seen", WatchEntry, ("film_id", "title", "year", "rating", "watched_on", "created_at")),
    Rows("api_tokens", ApiToken, ("name", "prefix", "created_at", "last_used_at")),
)


def register() -> None:
    for rows in OWN:
        register_personal_data(rows.name, rows.export, rows.erase)
