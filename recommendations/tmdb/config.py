"""How this installation reaches TMDB, read from settings at every call: a frozen value whose repr shows no secret."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True)
class TmdbConfig:
    """`seconds`: the most that one question may take, with its retries."""

    base_url: str
    seconds: float
    shared: bool
    api_key: str = field(default="", repr=False)
    bearer: str = field(default="", repr=False)

    @property
    def configured(self) -> bool:
        return bool(self.api_key or self.bearer)


def current() -> TmdbConfig:
    """`shared`: several processes ask, and count together through the cache (Redis)."""
    return TmdbConfig(
        base_url=settings.TMDB_BASE_URL,
        seconds=settings.TMDB_TIMEOUT_SECONDS,
        shared=bool(settings.REDIS_URL),
        api_key=settings.TMDB_API_KEY,
        bearer=settings.TMDB_BEARER_TOKEN,
    )
