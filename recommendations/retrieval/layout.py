"""Films and asks as vectors: the linear part of the blend is an inner product. Pure, but for the numbers of numpy.

A film's vector holds what the ranking reads of it and can be weighed linearly; a query holds what each of these counts
for one ask. The inner product of the two is the film's score without the parts that are not linear or too many to
stand here (people, keywords, what people who liked the same films like, freshness): for candidates, not for ranking.

What a row or a wish insists on (genres, decades, languages) stands in the query as a weight so large that films which
have it come first. It makes them come first and leaves nothing out: whoever asks still checks every film.

Each block is scaled on the film's side and by the inverse on the query's, so that distances between films follow what
usually counts; and every film's vector is filled up to one length (`REACH`) in a dimension of its own, in which a query
is 0, so that the largest inner product is also the nearest by angle, which an index can find (Bachrach et al., 2014,
"Speeding up the Xbox recommender system using a Euclidean transformation for inner-product spaces").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from recommendations.catalogue.genres import NAMES
from recommendations.ranking.blend import LANGUAGE_BONUS, Asked, Weights
from recommendations.ranking.fit import TYPICAL, weighed
from recommendations.ranking.novelty import LESSER_KNOWN, lesser_known
from recommendations.ranking.taste import PULL, SHARE
from recommendations.types import FilmFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

DECADES: Final = tuple(range(1900, 2040, 10))
LANGUAGES: Final = (
    "English", "French", "German", "Italian", "Spanish", "Japanese", "Hindi", "Mandarin", "Russian", "Korean",
    "Cantonese", "Portuguese", "Swedish", "Arabic", "Tamil", "Telugu",
)  # fmt: skip
# What each block of a film's vector is multiplied by (and of a query's, divided by).
SCALE: Final[Mapping[str, float]] = {
    "mood": 0.7, "taste": 0.6, "has": 0.4, "decade": 0.2, "speaks": 0.25, "standing": 1.0, "lesser": 0.1, "adult": 0.5,
}  # fmt: skip
REACH: Final = 1.5  # longer than nearly any film’s vector
MUST: Final = 4.0  # in score: more than all else together may count
KEYS: Final = (
    *(f"mood:{mood}" for mood in TYPICAL),
    *(f"taste:{name}" for name in NAMES),
    *(f"has:{name}" for name in NAMES),
    *(f"decade:{decade}" for decade in DECADES),
    *(f"speaks:{name}" for name in LANGUAGES),
    "standing", "lesser", "adult",
)  # fmt: skip
PLACE: Final[Mapping[str, int]] = {key: place for place, key in enumerate(KEYS)}
DIMENSIONS: Final = len(KEYS) + 1  # the last one fills a film's vector up
LAYOUT: Final = sha256(repr((2, KEYS, sorted(SCALE.items()), REACH, sorted(TYPICAL.items()))).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Musts:
    """What every film of an answer should have: all of `genres`, none of `without`, and one of each of the others where
    any are named. Adult films are among them where `adult` says so."""

    genres: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    decades: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    adult: bool = False


def film_vectors(films: Sequence[FilmFeatures]) -> Vector:
    """[films, DIMENSIONS], each row `REACH` long (longer only for films of very many genres and languages)."""
    import numpy as np

    vectors: Vector = np.zeros((len(films), DIMENSIONS), dtype=np.float32)
    entries = [(row, PLACE[key], value) for row, film in enumerate(films) for key, value in _said(film) if key in PLACE]
    rows, places, values = zip(*entries, strict=True) if entries else ((), (), ())
    vectors[list(rows), list(places)] = values
    vectors[:, :-1] *= _scales()
    missing = REACH**2 - np.square(vectors).sum(axis=1)
    vectors[:, -1] = np.sqrt(np.maximum(0.0, missing))
    return vectors


def query_vector(asked: Asked, weights: Weights, musts: Musts) -> Vector:
    """[DIMENSIONS]: what each of a film's numbers counts for this ask."""
    import numpy as np

    query: Vector = np.zeros(DIMENSIONS, dtype=np.float32)
    for key, value in (*_counts(asked, weights), *_must(musts)):
        if key in PLACE:
            query[PLACE[key]] += value
    query[:-1] /= _scales()
    return query


def _said(film: FilmFeatures) -> Iterable[tuple[str, float]]:
    """A film's numbers by key; what no key stands for is passed over."""
    yield from ((f"mood:{mood}", share**0.5) for mood, share in weighed(film).items())
    for key, share in film.traits:
        if key.startswith("genre:"):
            yield f"taste:{key[6:]}", share
            yield f"has:{key[6:]}", 1.0
    if film.decade is not None:
        yield f"decade:{film.decade}", 1.0
    yield from ((f"speaks:{name}", 1.0) for name in film.languages)
    yield from (("standing", film.standing), ("lesser", lesser_known(film)), ("adult", float(film.adult)))


def _counts(asked: Asked, weights: Weights) -> Iterable[tuple[str, float]]:
    yield from ((f"mood:{mood}", weights.mood * share**0.5) for mood, share in asked.mix.items() if share > 0)
    content = weights.taste * asked.company.content
    for key, mean in asked.taste.means.items():
        kind, _, name = key.partition(":")
        if kind == "genre":
            yield f"taste:{name}", content * mean
        elif kind == "decade":
            yield f"decade:{name}", content * SHARE["decade"] * mean
    for key in asked.taste.favourites:
        yield f"has:{key.partition(':')[2]}", content * PULL / 2  # a film has about two, and they share the lift
    yield from ((f"speaks:{name}", weights.constraint * LANGUAGE_BONUS) for name in asked.languages)
    yield "standing", weights.popularity * asked.company.prior
    yield "lesser", weights.novelty * LESSER_KNOWN


def _must(musts: Musts) -> Iterable[tuple[str, float]]:
    yield from ((f"has:{name}", MUST) for name in musts.genres)
    yield from ((f"has:{name}", MUST / 2) for name in musts.one_of)
    yield from ((f"has:{name}", -MUST) for name in musts.without)
    yield from ((f"decade:{decade}", MUST) for decade in musts.decades)
    yield from ((f"speaks:{name}", MUST) for name in musts.languages)
    if not musts.adult:
        yield "adult", -MUST


def _scales() -> Vector:
    import numpy as np

    return np.array([SCALE[key.partition(":")[0]] for key in KEYS], dtype=np.float32)
