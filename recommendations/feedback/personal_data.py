"""What this room keeps of a person, for export and erasure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F

from accounts.models import User
from accounts.registries import register_personal_data
from recommendations.feedback.models import (
    FilmEvent,
    IgnoredFilm,
    KindRefusal,
    MoodCheck,
    NoMoodChecks,
    Saved,
    Snooze,
)

FILM: Final = {"title": F("film__title"), "year": F("film__year")}


@dataclass(frozen=True)
class Rows:
    """One table whose rows belong to `user`; `columns` are what the person gets to see, `film` says that it has one."""

    name: str
    model: Any  # a model class with a `user`
    columns: tuple[str, ...]
    film: bool = True

    def export(self, user: User) -> Iterable[Mapping[str, Any]]:
        titles = FILM if self.film else {}
        rows: Iterable[Mapping[str, Any]] = (
            self.model.objects.filter(user=user).order_by("pk").values(*self.columns, **titles)
        )
        return rows

    def erase(self, user: User) -> int:
        deleted: int = self.model.objects.filter(user=user).delete()[0]
        return deleted


CHECK: Final = (
    "film_id", "reading_id", "dial", "before_mood", "before_valence", "before_arousal",
    "after_mood", "after_valence", "after_arousal", "answered_at",
)  # fmt: skip
OWN: Final = (
    Rows("watchlist", Saved, ("film_id", "created_at")),
    Rows("films_put_off", Snooze, ("film_id", "until", "created_at")),
    Rows("kinds_refused", KindRefusal, ("kind", "value", "title", "created_at"), film=False),
    Rows("films_not_used", IgnoredFilm, ("film_id", "created_at")),
    Rows("film_events", FilmEvent, ("film_id", "kind", "day", "at", "reading_id", "dial")),
    Rows("moods_after_films", MoodCheck, CHECK),
    Rows("moods_after_films_not_asked", NoMoodChecks, ("since",), film=False),
)


def register() -> None:
    for rows in OWN:
        register_personal_data(rows.name, rows.export, rows.erase)
