"""Slow work that no page waits for: completing films, finding the embedded ones at TMDB, keeping the shelves stocked.

Each round is bounded; what it does not reach comes in the next. TMDB failing ends a round early and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import WatchEntry
from recommendations.catalogue import state
from recommendations.models import Film, Source
from recommendations.retrieval.row_specs import row_specs
from recommendations.steering.types import Wishes
from recommendations.tmdb import asks, client, films, keyword_numbers, questions
from recommendations.tmdb.asks import Ask
from recommendations.tmdb.errors import TmdbError, TmdbNotFound
from recommendations.tmdb.types import Discover, TmdbDetails, TmdbFilm, TmdbPage

AT_ONCE: Final = 20  # questions in one round trip
SECONDS: Final = 15.0
DETAILS, MATCHES = 60, 120  # films a round
NEARING: Final = timedelta(days=150)  # of the six months that TMDB's words may be kept
UNKNOWN_FOR: Final = timedelta(days=90)  # until TMDB is asked again about a film it did not know
WELL_LIKED: Final = 300  # votes that a list by score asks for
T = TypeVar("T")
Answered = Sequence[tuple[T, Any]]
Use = Callable[[Answered[T]], int]


def complete(*, limit: int = DETAILS) -> int:
    """Ask for the details of films that need them; how many were told.

    First those that wait for their IMDb id, then those that people spoke of and whose TMDB content grows old, then
    the best known that only a list has spoken of.
    """
    needing = (number for rows in _needing() for number in rows.values_list("tmdb_id", flat=True)[:limit] if number)
    numbers = list(dict.fromkeys(needing))[:limit]
    done = _each([asks.details(number) for number in numbers], numbers, _tell_details)
    if done:
        state.bump()
    return done


def match(*, limit: int = MATCHES) -> int:
    """Look embedded films up by IMDb id, the best known first; how many TMDB knew."""
    long_ago = timezone.now() - UNKNOWN_FOR
    open_ = Film.objects.filter(source=Source.EMBEDDED, tmdb_id=None, listed=True, imdb_id__startswith="tt")
    rows = list(open_.filter(Q(asked_at=None) | Q(asked_at__lt=long_ago)).order_by("-standing", "pk")[:limit])
    askable = [row for row in rows if row.imdb_id[2:].isascii() and row.imdb_id[2:].isdigit()]
    return _each([asks.find_by_imdb(row.imdb_id) for row in askable], askable, _claim)


def stock() -> int:
    """Beyond what pages ask: a further page and the best liked of every active row; how many films were heard of."""
    specs = row_specs(version=state.version())
    numbers = keyword_numbers.known(questions.words(specs, Wishes()))
    found = [one for spec in specs if (one := questions.question(spec, Wishes(), numbers))]
    pages = [ask for one in found for ask in (asks.discover(one, 2), asks.discover(_best_liked(one)))]
    return _each(pages, pages, _tell_pages)


def _best_liked(question: Discover) -> Discover:
    return replace(question, sort="vote_average.desc", votes_min=WELL_LIKED)


def _needing() -> Iterable[QuerySet[Film]]:
    said_of = Q(feedback__isnull=False) | Q(pk__in=WatchEntry.objects.values("film_id"))
    told, long_ago = Film.objects.exclude(tmdb_id=None), timezone.now() - UNKNOWN_FOR
    waiting = told.filter(same_as__isnull=False)
    yield waiting.filter(Q(asked_at=None) | Q(asked_at__lt=long_ago)).order_by("-tmdb_votes")
    yield told.filter(said_of, fetched_at__lt=timezone.now() - NEARING).distinct().order_by("fetched_at")
    yield told.filter(source=Source.TMDB, listed=True, asked_at=None).order_by("-standing", "pk")
    yield told.filter(source=Source.EMBEDDED, listed=True, asked_at=None).order_by("-standing", "pk")


def _each(asked: Sequence[Ask[Any]], about: Sequence[T], use: Use[T]) -> int:
    """Ask in rounds of AT_ONCE and use their answers; how many were of use. A round in which nothing came ends it."""
    done = 0
    for start in range(0, len(asked), AT_ONCE):
        answers = client.gather(asked[start : start + AT_ONCE], limit_seconds=SECONDS)
        pairs = zip(about[start : start + AT_ONCE], answers, strict=True)
        good = [(one, answer) for one, answer in pairs if not _failed(answer)]
        done += use(good)
        if not good:
            break
    return done


def _failed(answer: Any) -> bool:
    return isinstance(answer, TmdbError) and not isinstance(answer, TmdbNotFound)


def _tell_details(answered: Answered[int]) -> int:
    gone = [number for number, answer in answered if isinstance(answer, TmdbNotFound)]
    Film.objects.filter(tmdb_id__in=gone).update(asked_at=timezone.now())
    told = [films.tell_details(answer) for _, answer in answered if isinstance(answer, TmdbDetails)]
    return len(told)


def _claim(answered: Answered[Film]) -> int:
    found = [(row, answer) for row, answer in answered if isinstance(answer, TmdbFilm)]
    unknown = [row.pk for row, answer in answered if not isinstance(answer, TmdbFilm)]
    Film.objects.filter(pk__in=unknown).update(asked_at=timezone.now())
    films.claim(found, timezone.now())
    return len(found)


def _tell_pages(answered: Answered[Any]) -> int:
    pages = [answer for _, answer in answered if isinstance(answer, TmdbPage)]
    return len(films.tell((film, page.fetched_at) for page in pages for film in page.films).ids)
