"""How well known and well reviewed a film is, on 0 to 1: the quality prior of the ranking.

For a film of the embedded catalogue it stands on critics' reviews (mean score and how many there are), the reported
box office and Academy Awards: all that the catalogue has. There are no audience votes in it.

A film that only TMDB knows has nothing but audience votes, and a place on the same scale by three anchors. A middling
score (6.3) earns what the catalogue's middle film earns for its score and one of 8.7, which hardly a film reaches, all
that a score can earn. A hundred votes earn the middle film's renown, twenty thousand all of it, by the logarithm
between. So such a film wins against a catalogue film where it is better liked and better known, and loses where it is
not. The anchors are our own judgement: nothing was fitted to TMDB's content.
"""

from __future__ import annotations

from math import log1p
from typing import Final

MEAN_RATING: Final = 6.0  # the catalogue's mean review score
SHRINKAGE: Final = 25  # reviews that the mean weighs as much as
LOWEST: Final = 4.0  # the shrunk score that maps to 0
HIGHEST: Final = 8.8  # and the one that maps to 1
WEIGHTS: Final = (0.6, 0.2, 0.12, 0.08)  # score, reviews, box office, awards
BILLION: Final = 1_000_000_000
# Reviews that 19 of 20 films of a decade stay below: critics counted online review new films far more often than old
# ones.
MANY_REVIEWS: Final = {1940: 65, 1950: 67, 1960: 58, 1970: 65, 1980: 66, 1990: 89, 2000: 194, 2010: 215}
AUDIENCE_MEAN: Final = 6.3
AUDIENCE_SHRINKAGE: Final = 50  # votes that the mean weighs as much as
AUDIENCE_LOWEST: Final = 4.586  # so that the mean maps to .25 of the .6 a score can earn: the catalogue's middle film
AUDIENCE_HIGHEST: Final = 8.7
FEW_VOTES, MANY_VOTES = 10, 20_000


def shrunk(rating: float | None, reviews: int) -> float:
    """A mean score pulled towards the catalogue's mean as if that had been given by `SHRINKAGE` more critics."""
    if rating is None:
        return MEAN_RATING
    return (rating * reviews + MEAN_RATING * SHRINKAGE) / (reviews + SHRINKAGE)


def acclaim(rating: float | None, reviews: int) -> float:
    """The share of the standing that the review score makes; what is left is how well known the film is."""
    return WEIGHTS[0] * _unit((shrunk(rating, reviews) - LOWEST) / (HIGHEST - LOWEST))


def standing(rating: float | None, reviews: int, year: int | None, box_office: int | None, oscars: int) -> float:
    """The four parts, each on 0 to 1, weighted; `rating` on 0 to 10, `box_office` in US dollars."""
    decade = (year or 2010) // 10 * 10
    many = MANY_REVIEWS.get(decade, MANY_REVIEWS[2010])
    known = (
        _unit(log1p(reviews) / log1p(many)),
        _unit(log1p((box_office or 0) / 1e6) / log1p(BILLION / 1e6)),
        _unit(oscars / 3),
    )
    renown = sum(weight * part for weight, part in zip(WEIGHTS[1:], known, strict=True))
    return round(acclaim(rating, reviews) + renown, 6)


def audience_acclaim(rating: float | None, votes: int) -> float:
    """What an audience's mean score (0 to 10) makes of the standing of a film without critics."""
    pulled = ((rating or 0.0) * votes + AUDIENCE_MEAN * AUDIENCE_SHRINKAGE) / (votes + AUDIENCE_SHRINKAGE)
    mean = AUDIENCE_MEAN if rating is None else pulled
    return WEIGHTS[0] * _unit((mean - AUDIENCE_LOWEST) / (AUDIENCE_HIGHEST - AUDIENCE_LOWEST))


def audience_standing(rating: float | None, votes: int) -> float:
    """The score, and by the number of votes all that renown can make of a standing."""
    known = _unit(log1p(votes / FEW_VOTES) / log1p(MANY_VOTES / FEW_VOTES))
    return round(audience_acclaim(rating, votes) + sum(WEIGHTS[1:]) * known, 6)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
