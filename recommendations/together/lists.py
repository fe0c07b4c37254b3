"""The list that everybody at an evening sees, worked out anew when somebody says something new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, F
from django.utils import timezone

from moodflix_site.common.errors import Conflict
from recommendations.catalogue import state
from recommendations.catalogue.franchise import franchise
from recommendations.ranking.affinity import focus
from recommendations.ranking.bank import panel_for
from recommendations.ranking.blend import Scorer
from recommendations.ranking.row_choice import choose_rows
from recommendations.retrieval.candidates import pool
from recommendations.retrieval.row_specs import row_specs
from recommendations.steering.topics import Check, check
from recommendations.together.fairness import GroupFilm, fits, leader, order, owed
from recommendations.together.models import Evening, Member, Turn
from recommendations.types import FilmFeatures
from recommendations.viewers import Viewer, viewer_of

FILMS: Final = 12
ROWS: Final = 4  # of each member's mood: where candidates come from
FEWEST: Final = 2  # members with a mood before there is a list
REMEMBERED: Final = 8  # evenings of the same people that turns look back on
TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class GroupList:
    """The films, best for the group first, and whose turn it is: a member id or None."""

    films: tuple[GroupFilm, ...]
    leader: int | None


def refresh(evening: Evening) -> None:
    """Work the list out from what members say now, and put it up unless somebody was quicker; then try again.

    Nothing changes once a film is chosen. Raises Conflict after `TRIES`.
    """
    for _ in range(TRIES):
        seen = Evening.objects.filter(pk=evening.pk).values_list("version", flat=True).first()
        if seen is None or _put_up(evening.pk, seen, worked_out(evening)):
            return
    raise Conflict


def _put_up(evening_id: int, seen: int, made: GroupList) -> bool:
    rows = Evening.objects.filter(pk=evening_id, version=seen)
    shortlist = [
        {"film_id": film.film_id, "fits": {str(who): fit for who, fit in film.fits.items()}} for film in made.films
    ]
    changes = {"shortlist": shortlist, "leader": made.leader, "version": F("version") + 1, "changed_at": timezone.now()}
    return rows.filter(film_id=None).update(**changes) > 0 or rows.exclude(film_id=None).exists()


def worked_out(evening: Evening) -> GroupList:
    """The list for everybody who said a mood, within what everybody there rules out."""
    members = list(evening.members.select_related("user"))
    present = [member for member in members if member.mix]
    owing = owed_to(members)
    if len(present) < FEWEST:
        return GroupList((), leader(owing))
    version = state.version()
    viewers = {member.pk: viewer_of(member.user, version=version) for member in members}
    candidates = _candidates(present, _allowed(members, viewers), version)
    scored = {member.pk: _fits(viewers[member.pk], member, candidates) for member in present}
    films = [
        GroupFilm(film.id, {member: values[number] for member, values in scored.items()})
        for number, film in enumerate(candidates)
    ]
    ordered = order(films, owing)
    return GroupList(tuple(_varied(ordered, {film.id: film for film in candidates})), leader(owing))


def _candidates(
    members: Iterable[Member], allows: Callable[[FilmFeatures], bool], version: int
) -> tuple[FilmFeatures, ...]:
    """The best films of the rows that answer each member's mood."""
    specs, found = row_specs(version=version), dict[int, FilmFeatures]()
    for member in members:
        for row in choose_rows(specs, member.mix, limit=ROWS):
            found.update({film.id: film for film in pool(row.spec, version=version, allows=allows)})
    return tuple(found[film_id] for film_id in sorted(found))


def _fits(viewer: Viewer, member: Member, films: tuple[FilmFeatures, ...]) -> list[float]:
    scorer = Scorer(viewer.asks(focus(member.mix), today=timezone.localdate()))
    return fits(scorer.totals(panel_for(films)).tolist()) if films else []


def _allowed(members: Sequence[Member], viewers: Mapping[int, Viewer]) -> Callable[[FilmFeatures], bool]:
    """What nobody there rules out, by veto, topic or account; a film that somebody has seen is out, too."""
    refused = {film_id for member in members for film_id in member.refused}
    without = {genre for member in members for genre in member.without}
    avoid = sorted({topic for member in members for topic in member.avoid})
    seen = {film_id for viewer in viewers.values() for film_id in viewer.seen}

    def allows(film: FilmFeatures) -> bool:
        return (
            film.id not in refused
            and film.id not in seen
            and without.isdisjoint(film.genres)
            and all(viewer.allows(film) for viewer in viewers.values())
            and check(film, avoid) is Check.CLEAR
        )

    return allows


def _varied(ordered: Iterable[GroupFilm], features: Mapping[int, FilmFeatures]) -> list[GroupFilm]:
    """The first `FILMS` that are not of one series; at most two by one director."""
    taken: set[str] = set()
    by: dict[str, int] = defaultdict(int)
    kept: list[GroupFilm] = []
    for film in ordered:
        made = features[film.film_id]
        series = franchise(made.title)
        if len(kept) < FILMS and series not in taken and all(by[name] < FEWEST for name in made.directors):
            kept.append(film)
            taken.add(series)
            for name in made.directors:
                by[name] += 1
    return kept


def owed_to(members: Iterable[Member]) -> dict[int, float]:
    """What each member is owed from earlier evenings on which at least two of tonight's people were together.

    A guest is owed nothing: nothing of a guest outlives the evening.
    """
    members = list(members)
    history = _history([member.user_id for member in members if member.user_id])
    return {member.pk: owed(history.get(member.user_id or 0, ())) for member in members}


def _history(users: Sequence[int]) -> dict[int, list[float]]:
    """How far each gave way on those evenings, latest first, at most `REMEMBERED`."""
    turns = Turn.objects.filter(user__in=users).order_by()
    shared = turns.values("gathering").annotate(people=Count("user")).filter(people__gte=FEWEST)
    evenings: set[UUID] = {row["gathering"] for row in shared}
    found: dict[int, list[float]] = defaultdict(list)
    for turn in turns.filter(gathering__in=evenings).order_by("-at", "-id") if evenings else ():
        if len(found[turn.user_id]) < REMEMBERED:
            found[turn.user_id].append(turn.gave_way)
    return found
