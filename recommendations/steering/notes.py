"""What can and cannot be checked of somebody's wishes, in plain sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from recommendations.steering import services, topics
from recommendations.steering.types import Steer, Wishes
from recommendations.steering.wishes import GROWN_UP

NAMED: Final = 4  # topics named one by one


def notes(steer: Steer, *, tmdb: bool) -> tuple[str, ...]:
    """`tmdb`: whether there is a connection to TMDB, which alone knows where films stream."""
    return tuple(_notes(steer.wishes, tmdb=tmdb))


def _notes(wishes: Wishes, *, tmdb: bool) -> Iterator[str]:
    if wishes.avoid:
        yield (
            f"Left out: films that may hold {_listed([topics.label(key).lower() for key in wishes.avoid])}. We look at "
            "titles, at keywords and overviews where a film has them, and at genres: a film without keywords is left "
            "out where its genres often hold it. A film can still hold what no word about it says."
        )
    if wishes.my_services and not wishes.services:
        yield "We do not know your services yet: with an account you can keep them under You."
    if wishes.services:
        yield from _where(wishes, tmdb=tmdb)
    if wishes.certificate is not None and wishes.certificate < GROWN_UP:
        yield "Films without a certificate come only where Family or Animation, and nothing grimmer, is their genre."
    if wishes.exclude_words:
        yield "Words to leave out are looked for in titles and keywords; other films may touch on them."


def _where(wishes: Wishes, *, tmdb: bool) -> Iterator[str]:
    where = _listed([services.name_of(number) for number in dict.fromkeys(services.first(wishes.services))])
    if not tmdb:
        yield f"Without a connection to TMDB we cannot know what {where} shows, so that wish is not applied."
    elif not wishes.region:
        yield f"What {where} shows differs by country: say where you watch, here or under You."
    else:
        yield f"What {where} shows comes from JustWatch through TMDB, and may be a few days old."


def _listed(names: list[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
