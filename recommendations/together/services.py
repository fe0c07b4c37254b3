"""Starting an evening, joining it, saying what one feels like, and choosing. What two people may do at once is guarded
by a condition in the statement that changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.selectors import Person
from emotions.models import Source
from emotions.services import analyse
from moodflix_site.common.errors import BadInput
from recommendations.catalogue.genres import NAMES
from recommendations.models import Film
from recommendations.ranking.affinity import usable_mix
from recommendations.steering.topics import TOPICS
from recommendations.together.errors import (
    AlreadyChosen,
    EveningFull,
    LinkClosed,
    NameTaken,
    NotAtThisEvening,
    NotOnTheList,
    NotYours,
    TooManyEvenings,
    TooManyVetoes,
    UnknownEvening,
    UnusableName,
)
from recommendations.together.fairness import gave_way
from recommendations.together.lists import refresh
from recommendations.together.models import Evening, KeptEvening, Member, Turn

SEATS: Final = 6
OPEN_AT_ONCE: Final = 3
NAME_LENGTH: Final = 30
FILM_VETOES: Final = 3
GENRE_VETOES: Final = 3
TURNS_LAST: Final = timedelta(days=365)


@transaction.atomic
def start(*, user: User, name: str) -> Member:
    """A new evening with its owner in the first seat. Raises UnusableName or TooManyEvenings."""
    if Evening.objects.filter(owner=user, ends_at__gt=timezone.now()).count() >= OPEN_AT_ONCE:
        raise TooManyEvenings
    evening = Evening.objects.create(owner=user, seats=1)
    return Member.objects.create(evening=evening, user=user, name=usable_name(name))


def join(*, token: str, user: Person, name: str) -> Member:
    """Take a seat under this name; who is there already keeps theirs.

    Raises UnknownEvening, LinkClosed, EveningFull, NameTaken or UnusableName.
    """
    evening, person = evening_of(token), user if isinstance(user, User) else None
    if person and (there := evening.members.filter(user=person).first()):
        return there
    chosen = usable_name(name)
    try:
        member = _seat(evening, person, chosen)
    except IntegrityError as error:
        raise NameTaken from error
    refresh(evening)
    return member


@transaction.atomic
def _seat(evening: Evening, user: User | None, name: str) -> Member:
    free = Evening.objects.filter(pk=evening.pk, open=True, seats__lt=SEATS, film_id=None)
    if not free.update(seats=F("seats") + 1):
        evening.refresh_from_db()
        raise AlreadyChosen if evening.film_id else EveningFull if evening.open else LinkClosed
    return Member.objects.create(evening=evening, user=user, name=name)


def usable_name(text: str) -> str:
    """What the others will read. Raises UnusableName."""
    name = " ".join(text.split())
    if not (name and len(name) <= NAME_LENGTH and name.isprintable()):
        raise UnusableName
    return name


def evening_of(token: str) -> Evening:
    """An evening that has not ended. Raises UnknownEvening."""
    evening = Evening.objects.filter(token=token, ends_at__gt=timezone.now()).first()
    if evening is None:
        raise UnknownEvening
    return evening


def member_at(*, token: str, user: Person, key: str = "") -> Member:
    """Who this is at the evening: by account, or a guest by the key of their session.

    Raises UnknownEvening or NotAtThisEvening.
    """
    evening = evening_of(token)
    rows = Member.objects.filter(evening=evening).select_related("evening")
    mine = rows.filter(user=user) if isinstance(user, User) else rows.filter(user=None, key=key)
    member = mine.first()
    if member is None:
        raise NotAtThisEvening
    return member


def say(*, member: Member, user: Person, text: str, source: str = Source.PAGE) -> None:
    """Read the words once, for this evening; they are not kept. Raises what `emotions.services.analyse` raises."""
    reading = analyse(user=user, modality="text", text=text, keep=False, source=source)
    feel(member=member, mix=dict(reading.prediction.scores))


def feel(*, member: Member, mix: Mapping[str, float]) -> None:
    """What this member feels like, as a mix of moods. Raises UnknownMood, UnusableScores or AlreadyChosen."""
    _change(member, mix=usable_mix(mix))


def rule_out(*, member: Member, genres: Collection[str], avoid: Collection[str]) -> None:
    """No film of these genres (at most `GENRE_VETOES`) and none with these topics, for all. Raises BadInput."""
    if len(set(genres)) > GENRE_VETOES or not set(genres) <= set(NAMES):
        raise BadInput(f"At most {GENRE_VETOES} of the catalogue’s genres.")
    if not set(avoid) <= set(TOPICS):
        raise BadInput("One of these topics is not on the list.")
    _change(member, without=sorted(set(genres)), avoid=sorted(set(avoid)))


def refuse(*, member: Member, film_id: int) -> None:
    """Not this film. Raises NotOnTheList, TooManyVetoes or AlreadyChosen."""
    if film_id in member.refused:
        return
    if len(member.refused) >= FILM_VETOES:
        raise TooManyVetoes
    _listed(Evening.objects.get(pk=member.evening_id), film_id)
    _change(member, refused=[*member.refused, film_id])


def allow(*, member: Member, film_id: int) -> None:
    """Take a refusal back. Raises AlreadyChosen."""
    _change(member, refused=[refused for refused in member.refused if refused != film_id])


def _change(member: Member, **columns: object) -> None:
    if Evening.objects.filter(pk=member.evening_id).exclude(film_id=None).exists():
        raise AlreadyChosen
    if not Member.objects.filter(pk=member.pk).update(**columns):
        raise NotAtThisEvening
    refresh(member.evening)


@transaction.atomic
def choose(*, member: Member, film_id: int) -> None:
    """Settle on a film of the list; of two who press at once, the first. Raises NotOnTheList or AlreadyChosen."""
    evening = Evening.objects.get(pk=member.evening_id)
    if evening.film_id == film_id:
        return
    fits = _listed(evening, film_id)
    film = Film.objects.get(pk=film_id)
    rows = Evening.objects.filter(pk=evening.pk, version=evening.version, film_id=None)
    if not rows.update(film_id=film.pk, film_title=film.title, film_year=film.year, **_moved()):
        raise AlreadyChosen
    _remember(evening, fits)


def _remember(evening: Evening, fits: Mapping[str, float]) -> None:
    """How far each signed-in member gave way: what next time's turns go by."""
    there = Member.objects.filter(evening=evening, pk__in=[int(pk) for pk in fits]).select_related("user")
    given = ((one.user, gave_way(fits[str(one.pk)])) for one in there)
    Turn.objects.bulk_create(
        [Turn(user=user, gathering=evening.gathering, gave_way=way) for user, way in given if user is not None]
    )


def _listed(evening: Evening, film_id: int) -> Mapping[str, float]:
    """Each member's fit of a film that stands on the list. Raises NotOnTheList."""
    for entry in evening.shortlist:
        if entry["film_id"] == film_id:
            fits: Mapping[str, float] = entry["fits"]
            return fits
    raise NotOnTheList


@transaction.atomic
def take_back(*, member: Member) -> None:
    """The owner takes the choice back; nobody is owed anything for it. Raises NotYours."""
    _owned(member).exclude(film_id=None).update(film_id=None, film_title="", film_year=None, **_moved())
    Turn.objects.filter(gathering=member.evening.gathering).delete()


def keep(*, member: Member) -> None:
    """Keep the evening in one's own history: the film and how many were there. Once is enough. Raises NotOnTheList."""
    evening = Evening.objects.get(pk=member.evening_id)
    if member.user_id is None or evening.film_id is None:
        raise NotOnTheList
    fits = _listed(evening, evening.film_id)
    KeptEvening.objects.update_or_create(
        user_id=member.user_id,
        gathering=evening.gathering,
        defaults={
            "film_id": evening.film_id,
            "title": evening.film_title,
            "year": evening.film_year,
            "others": max(0, evening.seats - 1),
            "fit": fits.get(str(member.pk)),
        },
    )


def forget(*, user: User, kept_id: int) -> None:
    """Take a kept evening out of one's history."""
    KeptEvening.objects.filter(user=user, pk=kept_id).delete()


def set_open(*, member: Member, is_open: bool) -> None:
    """The owner opens or closes the link. Raises NotYours."""
    _owned(member).update(open=is_open, **_moved())


def leave(*, member: Member) -> None:
    """Give the seat back; what this member said goes with them. The owner ends the evening instead."""
    if member.user_id == member.evening.owner_id:
        end(member=member)
        return
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk).delete()[0]:
            Evening.objects.filter(pk=member.evening_id).update(seats=F("seats") - 1, **_moved())
    refresh(member.evening)


def end(*, member: Member) -> None:
    """Over, for everybody and at once: the evening, its list and all its members' rows go. Raises NotYours."""
    _owned(member).delete()


def end_old() -> int:
    """Delete evenings past their time with everything that was said at them; how many."""
    old = Evening.objects.filter(ends_at__lte=timezone.now())
    count = old.count()
    old.delete()
    return count


def forget_turns() -> int:
    """Delete what was remembered of turns longer than `TURNS_LAST` ago; how many."""
    return Turn.objects.filter(at__lt=timezone.now() - TURNS_LAST).delete()[0]


def _owned(member: Member) -> QuerySet[Evening]:
    if member.user_id is None or member.user_id != member.evening.owner_id:
        raise NotYours
    return Evening.objects.filter(pk=member.evening_id)


def _moved() -> dict[str, Any]:
    return {"version": F("version") + 1, "changed_at": timezone.now()}
