"""What people say a film left them with, added up: never fewer than `FEWEST` people together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, QuerySet

from recommendations.feedback.models import MoodCheck
from recommendations.film_moods import kept
from recommendations.film_moods.models import FilmMoodVote, MoodEvidence
from recommendations.film_moods.types import OBSERVATIONS, Evidence, Source

FEWEST: Final = 3  # with fewer, one could tell who said what
MOST_WEIGHT: Final = 5.0
ROUNDING: Final = 1e-3


@dataclass(frozen=True, slots=True)
class _Ballot:
    """Where answers of one kind are: `mood` is their column, `person` what one person's answer weighs.

    Who was asked about the film itself counts in full. How somebody felt after it is also the evening's doing and that
    of the mood they came with, and counts less.
    """

    source: Source
    answers: Callable[[], QuerySet[Any]]
    mood: str
    person: float
    said: str


BALLOTS: Final = (
    _Ballot(Source.PEOPLE, FilmMoodVote.objects.all, "mood", 1 / OBSERVATIONS, "{} people said how it felt"),
    _Ballot(
        Source.FEEDBACK, MoodCheck.objects.all, "after_mood", 0.4 / OBSERVATIONS, "how people felt after it, {} answers"
    ),
)


def recount(film_ids: Collection[int] | None = None) -> int:
    """Add up the answers on these films (None: on all) and keep the sums; how many rows changed.

    A film that fewer than `FEWEST` people are left of loses its row.
    """
    return sum(_recount(ballot, film_ids) for ballot in BALLOTS)


@transaction.atomic
def _recount(ballot: _Ballot, film_ids: Collection[int] | None) -> int:
    counted = _counted(ballot, film_ids)
    before = MoodEvidence.objects.filter(source=ballot.source.value)
    if film_ids is not None:
        before = before.filter(film_id__in=film_ids)
    stand = {row.film_id: row for row in before}
    changed = 0
    for film_id, counts in counted.items():
        evidence = _evidence(ballot, counts)
        if film_id not in stand or stand[film_id].detail != evidence.detail or _apart(stand[film_id], evidence):
            kept.put(film_id, evidence)
            changed += 1
    return changed + kept.drop(stand.keys() - counted.keys(), [ballot.source])


def _counted(ballot: _Ballot, film_ids: Collection[int] | None) -> dict[int, dict[str, int]]:
    """People by film and mood, of films that enough people speak of.

    Who gave several answers on a film (after several evenings) counts once for each mood.
    """
    answers = ballot.answers().exclude(**{ballot.mood: ""})
    if film_ids is not None:
        answers = answers.filter(film_id__in=film_ids)
    people = answers.order_by().values("film_id").annotate(people=Count("user", distinct=True))
    enough = people.filter(people__gte=FEWEST).values("film_id")
    rows = answers.filter(film_id__in=enough).order_by().values_list("film_id", ballot.mood)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for film_id, mood, count in rows.annotate(people=Count("user", distinct=True)):
        counted[film_id][mood] = count
    return dict(counted)


def _evidence(ballot: _Ballot, counts: Mapping[str, int]) -> Evidence:
    total = sum(counts.values())
    shares = {mood: count / total for mood, count in sorted(counts.items())}
    return Evidence(ballot.source, shares, min(MOST_WEIGHT, ballot.person * total), ballot.said.format(total))


def _apart(row: MoodEvidence, evidence: Evidence) -> bool:
    moods = {*row.moods, *evidence.moods}
    return any(abs(row.moods.get(mood, 0.0) - evidence.moods.get(mood, 0.0)) > ROUNDING for mood in moods)
