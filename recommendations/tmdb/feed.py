"""TMDB as a source of films: what a page is about to show is asked of TMDB first, one question a row, all at once.

The answers flow into the one table of films; ranking, search and reasons never see where a film came from. Nothing
here raises for TMDB's sake: without an answer the films that are there serve, and the page says so in one line.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError

from moodflix_site.common import memos
from recommendations.ranking.affinity import RowSpec
from recommendations.steering.types import Wishes
from recommendations.tmdb import asks, client, films, keyword_numbers, matching, questions
from recommendations.tmdb.asks import Ask
from recommendations.tmdb.errors import TmdbError
from recommendations.tmdb.types import TmdbFilm, TmdbPage

LIMIT_SECONDS: Final = 2.5
SEARCH_SECONDS: Final = 1.5
SHORTEST: Final = 3  # characters
AGAIN: Final = 60  # seconds until a question that TMDB could not answer is asked again
STREAMING_FOR: Final = 86_400  # seconds that a service is taken to have a film
OUTAGE: Final = (
    "TMDB does not answer just now. These films come from the built-in catalogue and from what TMDB said before."
)
NONE: Final = Wishes()
_FAILED, _TOLD = "failed", "told"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Freshness:
    """`ok`: what had to be asked was answered. `note` says to people what is missing, "" where nothing is."""

    ok: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Films of ours that TMDB named, in its order."""

    film_ids: tuple[int, ...] = ()
    freshness: Freshness = Freshness()


@dataclass(frozen=True, slots=True)
class _Question:
    """`word`: what every film of the answer is known to be about, where the question turned on one word."""

    ask: Ask[TmdbPage]
    word: str = ""


def freshen(specs: Sequence[RowSpec], wishes: Wishes = NONE, *, limit_seconds: float = LIMIT_SECONDS) -> Freshness:
    """Ask TMDB for the films of each row, as the wishes narrow it, and write them down: one round for all rows.

    A row is asked again, for the same wishes, when its last answer is no longer fresh. One that TMDB's genres and
    keywords cannot express is left to the catalogue. A keyword whose number nobody knows yet is looked up in the same
    round, and asked with from the next one on.
    """
    if not client.configured() or not specs:
        return Freshness()
    numbers = keyword_numbers.known(questions.words(specs, wishes))
    asked = {one.ask.key: one for spec in specs if (one := _question(spec, wishes, numbers))}
    marks = memos.get_many([_mark(key) for key in asked])
    due = [one for key, one in asked.items() if _mark(key) not in marks]
    look_ups = keyword_numbers.look_ups(numbers)
    everything: list[Ask[Any]] = [*(one.ask for one in due), *look_ups.values()]
    answers = client.gather(everything, limit_seconds=limit_seconds) if everything else []
    keyword_numbers.remember(look_ups, answers[len(due) :])
    ok, ids = _take(list(zip(due, answers, strict=False)))
    if wishes.services and wishes.region:
        _remember_streaming(wishes, ids)
    ok = ok and _FAILED not in marks.values()
    return Freshness(ok, "" if ok else OUTAGE)


def find(query: str, *, include_adult: bool = False, limit_seconds: float = SEARCH_SECONDS) -> Found:
    """Ask TMDB for films of that title and write them down, once while its answer is fresh.

    Nothing without a key, and nothing for a letter or two.
    """
    if not client.configured() or len(query.strip()) < SHORTEST:
        return Found()
    ask = asks.search(query, include_adult=include_adult)
    mark = memos.get(_mark(ask.key))
    if mark == _FAILED:
        return Found((), Freshness(ok=False, note=OUTAGE))
    answer = client.gather([ask], limit_seconds=limit_seconds)[0]
    if mark == _TOLD and isinstance(answer, TmdbPage):
        return Found(matching.ids_of([film.tmdb_id for film in answer.films]))
    ok, ids = _take([(_Question(ask), answer)])
    return Found(tuple(ids), Freshness(ok, "" if ok else OUTAGE))


def note_of(query: str, *, include_adult: bool = False) -> str:
    """What `find` has just had to say about its answer to this query, without asking anybody."""
    if not client.configured() or len(query.strip()) < SHORTEST:
        return ""
    return OUTAGE if memos.get(_mark(asks.search(query, include_adult=include_adult).key)) == _FAILED else ""


def streaming(wishes: Wishes) -> frozenset[int] | None:
    """The films that TMDB has lately said to be on one of the wished services there; None where it said nothing.

    Known is what `freshen` was told for these very services, no more: a film that is not named may be there too.
    """
    if not wishes.services or not wishes.region or not client.configured():
        return None
    kept: frozenset[int] | None = memos.get(_streaming_key(wishes))
    return kept


def _question(spec: RowSpec, wishes: Wishes, numbers: questions.Numbers) -> _Question | None:
    words = questions.asked_by(spec, wishes, numbers)
    try:
        discover = questions.question(spec, wishes, numbers)
        ask = asks.discover(discover) if discover else None
    except ValueError:  # a wish that no question can carry, such as a year 0
        return None
    return _Question(ask, words[0] if len(words) == 1 else "") if ask else None


def _take(answered: Sequence[tuple[_Question, Any]]) -> tuple[bool, list[int]]:
    """Write down what was answered; whether all of it was, and now, and the films of ours that were named."""
    pages = [(one, answer) for one, answer in answered if isinstance(answer, TmdbPage)]
    failed = [one for one, answer in answered if isinstance(answer, TmdbError) or not _is_new(one, answer)]
    words: dict[int, list[str]] = {}
    for one, page in pages:
        for film in page.films if one.word else ():
            words.setdefault(film.tmdb_id, []).append(one.word)
    ids = told([(film, page.fetched_at) for _, page in pages for film in page.films], words)
    wrong = {one.ask.key for one in failed}
    for one, _ in answered:
        late = one.ask.key in wrong
        memos.put(_mark(one.ask.key), _FAILED if late else _TOLD, AGAIN if late else one.ask.fresh_for.total_seconds())
    return not failed and ids is not None, list((ids or {}).values())


def told(
    said: Iterable[tuple[TmdbFilm, datetime]], words: Mapping[int, Sequence[str]] | None = None
) -> Mapping[int, int] | None:
    """`films.tell`, but a database that is busy only costs this one answer: None then."""
    try:
        return films.tell(said, keywords=words).ids
    except DatabaseError as error:
        log.warning("What TMDB said could not be written down: %s", type(error).__name__)
        return None


def _is_new(one: _Question, page: TmdbPage) -> bool:
    """False where an older answer stands in for one that TMDB could not give."""
    return one.ask.is_fresh(page.fetched_at)


def _mark(key: str) -> str:
    return f"tmdb:asked:{key}"


def _streaming_key(wishes: Wishes) -> str:
    services = "-".join(str(number) for number in sorted(set(wishes.services)))
    return f"tmdb:streaming:{wishes.region}:{services}"


def _remember_streaming(wishes: Wishes, ids: Sequence[int]) -> None:
    key = _streaming_key(wishes)
    kept: frozenset[int] = memos.get(key) or frozenset()
    if ids:
        memos.put(key, kept.union(ids), STREAMING_FOR)
