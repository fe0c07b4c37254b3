"""Films that keep to filters, straight from the database, in an order a person chose.

The same limits as `steering.wishes.allows`, as one query: years, lengths and standing walk an index, genres are looked
up by theirs, and a certificate is an age by `catalogue.certificates`. Topics and words are not filtered here: a search
finds by name whatever a film is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from recommendations.catalogue.certificates import BOARDS, HOME, OTHER_NAMES
from recommendations.models import Film, FilmGenre
from recommendations.steering.languages import names_of_all
from recommendations.steering.types import Wishes
from recommendations.steering.wishes import GROWN_UP, NOT_IN_ANIMATION, NOT_IN_FAMILY

BATCH: Final = 900  # ids in one query; SQLite takes at least 999 parameters
SORTS: Final = {
    "best": "Best known first",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "shortest": "Shortest first",
    "longest": "Longest first",
    "reviews": "Best reviewed first",
}
_ORDERS: Final = {
    "best": (F("standing").desc(),),
    "newest": (F("year").desc(nulls_last=True), F("standing").desc()),
    "oldest": (F("year").asc(nulls_last=True), F("standing").desc()),
    "shortest": (F("runtime").asc(nulls_last=True), F("standing").desc()),
    "longest": (F("runtime").desc(nulls_last=True), F("standing").desc()),
    "reviews": (F("rating").desc(nulls_last=True), F("standing").desc()),
}


def listing(wishes: Wishes, *, sort: str = "best", include_adult: bool = False) -> QuerySet[Film, int]:
    """The ids of all listed films that keep to the filters. An unknown `sort` is "best"."""
    films = _narrowed(Film.objects.filter(listed=True), wishes)
    films = films if include_adult else films.filter(adult=False)
    return films.order_by(*_ORDERS.get(sort, _ORDERS["best"]), "pk").values_list("pk", flat=True)


def kept(ids: Sequence[int], wishes: Wishes, *, sort: str = "best") -> list[int]:
    """Those of `ids` that keep to the filters; in their own order where it is "best", else in the order asked for."""
    if wishes == Wishes() and sort == "best":
        return list(ids)
    allowed = [film_id for some in _batches(ids) for film_id in _some(some, wishes)]
    if sort == "best":
        left = set(allowed)
        return [film_id for film_id in ids if film_id in left]
    return _sorted(allowed, sort)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _some(ids: Sequence[int], wishes: Wishes) -> Iterable[int]:
    return _narrowed(Film.objects.filter(pk__in=ids), wishes).values_list("pk", flat=True)


def _sorted(ids: Sequence[int], sort: str) -> list[int]:
    name = {"newest": "year", "oldest": "year", "shortest": "runtime", "longest": "runtime"}.get(sort, "rating")
    sign = 1 if sort in {"oldest", "shortest"} else -1
    rows = [
        row for some in _batches(ids) for row in Film.objects.filter(pk__in=some).values_list("pk", name, "standing")
    ]
    rows.sort(key=lambda row: (row[1] is None, sign * (row[1] or 0), -row[2], row[0]))
    return [row[0] for row in rows]


def _narrowed(films: QuerySet[Film], wishes: Wishes) -> QuerySet[Film]:
    ranges = {
        "runtime__gte": wishes.runtime_min,
        "runtime__lte": wishes.runtime_max,
        "year__gte": wishes.year_from,
        "year__lte": wishes.year_to,
    }
    films = films.filter(**{name: value for name, value in ranges.items() if value is not None})
    if wishes.include_genres:
        films = films.filter(Exists(_in(wishes.include_genres)))
    for name in wishes.all_genres:
        films = films.filter(Exists(_in((name,))))
    if wishes.exclude_genres:
        films = films.exclude(Exists(_in(wishes.exclude_genres)))
    if wishes.languages:
        films = films.filter(_speaks(wishes.languages))
    if wishes.exclude_languages:
        films = films.exclude(_speaks(wishes.exclude_languages)).exclude(languages=[])
    return films.filter(_suits(wishes.certificate)) if _limits(wishes.certificate) else films


def _in(names: Iterable[str]) -> QuerySet[FilmGenre]:
    return FilmGenre.objects.filter(film=OuterRef("pk"), genre__name__in=list(names))


def _speaks(codes: tuple[str, ...]) -> Q:
    """Names as they stand in the stored list, quotes and all: both databases hold it as JSON."""
    spoken = Q(pk__in=())
    for name in sorted(names_of_all(codes)):
        spoken |= Q(Contains(Cast("languages", TextField()), f'"{name}"'))
    return spoken


def _limits(age: int | None) -> bool:
    return age is not None and age < GROWN_UP


def _suits(age: int | None) -> Q:
    """By certificate; without one only what Family or Animation, and nothing grimmer, is the genre of."""
    limit = age or 0
    unknown = ~Q(certificate__in=_names(HOME, GROWN_UP))
    elsewhere = {
        most: [f"{country} {name}" for country in BOARDS for name in _names(country, most)]
        for most in (limit, GROWN_UP)
    }
    children = (Q(Exists(_in(("Family",)))) & ~Q(Exists(_in(NOT_IN_FAMILY)))) | (
        Q(Exists(_in(("Animation",)))) & ~Q(Exists(_in(NOT_IN_ANIMATION)))
    )
    return Q(adult=False) & (
        Q(certificate__in=_names(HOME, limit))
        | (unknown & Q(tmdb_certificate__in=elsewhere[limit]))
        | (unknown & ~Q(tmdb_certificate__in=elsewhere[GROWN_UP]) & children)
    )


def _names(country: str, most: int) -> list[str]:
    """The country's certificates that ask for at most that age."""
    names = {**OTHER_NAMES.get(country, {}), **BOARDS[country]}
    return [name for name, years in names.items() if years <= most]
