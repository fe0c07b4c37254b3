"""Reading an evening as one of its members may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from recommendations.cards import plain_card
from recommendations.catalogue import state
from recommendations.retrieval.features import features
from recommendations.together.fairness import WELL
from recommendations.together.models import Evening, KeptEvening, Member, Turn
from recommendations.together.services import FILM_VETOES, SEATS
from recommendations.together.types import Choice, Fit, Person, Room, Yours
from recommendations.types import FilmCard

KEPT_SHOWN: Final = 24


def room(*, member: Member) -> Room:
    """Everything on the page but the forms; four queries."""
    evening = Evening.objects.get(pk=member.evening_id)
    members = list(evening.members.all())
    me = next((one for one in members if one.pk == member.pk), member)
    cards = _cards(evening, me)
    films = tuple(_choices(evening, members, me, cards))
    return Room(
        token=evening.token,
        version=evening.version,
        open=evening.open,
        ends_at=evening.ends_at,
        changed_at=evening.changed_at,
        owner=me.user_id is not None and me.user_id == evening.owner_id,
        people=tuple(_person(one, me, evening) for one in members),
        seats_left=max(0, SEATS - len(members)),
        turn=_turn(members, me, evening),
        ruled_out=_ruled_out(members),
        films=films,
        chosen=next((choice for choice in films if choice.film.id == evening.film_id), None),
        chosen_title=evening.film_title,
        kept=me.user_id is not None
        and KeptEvening.objects.filter(user_id=me.user_id, gathering=evening.gathering).exists(),
        yours=_yours(me, cards),
    )


def open_evenings(user: User) -> QuerySet[Evening]:
    """Evenings that this person is at and that have not ended, latest first."""
    return Evening.objects.filter(members__user=user, ends_at__gt=timezone.now())


def kept_evenings(user: User) -> QuerySet[KeptEvening]:
    return KeptEvening.objects.filter(user=user)[:KEPT_SHOWN]


def version_of(member: Member) -> int | None:
    return Evening.objects.filter(pk=member.evening_id).values_list("version", flat=True).first()


def _cards(evening: Evening, me: Member) -> Mapping[int, FilmCard]:
    ids = [*(entry["film_id"] for entry in evening.shortlist), *me.refused]
    return {film_id: plain_card(film, None) for film_id, film in features(ids, version=state.version()).items()}


def _choices(evening: Evening, members: Sequence[Member], me: Member, cards: Mapping[int, FilmCard]) -> list[Choice]:
    """The list in its order; a film that left the catalogue since is passed over."""
    names = {str(one.pk): one for one in members}
    return [
        _choice(cards[entry["film_id"]], [(names[pk], fit) for pk, fit in entry["fits"].items() if pk in names], me)
        for entry in evening.shortlist
        if entry["film_id"] in cards
    ]


def _choice(film: FilmCard, fits: Sequence[tuple[Member, float]], me: Member) -> Choice:
    least = min((fit for _, fit in fits), default=0.0)
    ordered = sorted(fits, key=lambda entry: (entry[0].joined_at, entry[0].pk))
    bars = tuple(Fit(one.name, round(100 * fit), one.pk == me.pk, fit == least) for one, fit in ordered)
    return Choice(film, bars, least >= WELL)


def _person(one: Member, me: Member, evening: Evening) -> Person:
    return Person(one.pk, one.name, bool(one.mix), one.pk == me.pk, one.pk == evening.leader)


def _turn(members: Sequence[Member], me: Member, evening: Evening) -> str:
    """Whose turn it is, and why."""
    leading = next((one for one in members if one.pk == evening.leader), None)
    if leading is None:
        return "Nobody’s turn in particular: everybody counts the same tonight."
    who = "It’s your turn: you" if leading.pk == me.pk else f"It’s {leading.name}’s turn: {leading.name}"
    towards = "you" if leading.pk == me.pk else "them"
    return f"{who} gave way most on your last evenings together, so the list bends towards {towards}."


def _ruled_out(members: Sequence[Member]) -> str:
    """How much is ruled out tonight. Not what, and not by whom."""
    counted = (
        (len({name for one in members for name in one.without}), "genre", "genres"),
        (len({film for one in members for film in one.refused}), "film", "films"),
        (len({topic for one in members for topic in one.avoid}), "topic", "topics"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
    if not said:
        return ""
    return f"{' and '.join([', '.join(said[:-1]), said[-1]]) if said[1:] else said[0]} ruled out for tonight."


def _yours(me: Member, cards: Mapping[int, FilmCard]) -> Yours:
    refused = tuple(cards[film_id] for film_id in me.refused if film_id in cards)
    return Yours(me.mix, tuple(me.without), tuple(me.avoid), refused, max(0, FILM_VETOES - len(me.refused)))


def export_rows(user: User) -> list[dict[str, Any]]:
    """Everything about this person at evenings together, for their export."""
    at = Member.objects.filter(user=user).select_related("evening")
    return [
        *(_exported_member(one) for one in at),
        *(
            {"kind": "kept evening", "film_id": row.film_id, "title": row.title, "year": row.year,
             "others": row.others, "fit": row.fit, "at": row.at.isoformat()}
            for row in KeptEvening.objects.filter(user=user)
        ),
        *(
            {"kind": "turn", "gave_way": turn.gave_way, "at": turn.at.isoformat()}
            for turn in Turn.objects.filter(user=user)
        ),
    ]  # fmt: skip


def _exported_member(one: Member) -> dict[str, Any]:
    return {
        "kind": "evening",
        "name": one.name,
        "started_by_you": one.evening.owner_id == one.user_id,
        "mood": one.mix,
        "without": one.without,
        "refused_films": one.refused,
        "avoid": one.avoid,
        "joined_at": one.joined_at.isoformat(),
        "ends_at": one.evening.ends_at.isoformat(),
    }
