"""The rows MoodFlix starts with, and how much each answers a mood. Staff change them in the admin.

Nothing here overwrites that. A name that is no genre of the catalogue stands on a combination of genres, or on
company names where the catalogue has them; `stands_on` says which. The weights are our own judgement: a mood's first
row is 1, and the rest follow the order in which the map names them. After these come rows of another mood that are
made of a mood's own genre (romantic comedies are comedies too). They weigh no more than the mood's fourth row, so the
mood alone keeps its four and a mix that holds both moods finds the row that serves both.

Disgust asks for distance. Its rows laugh at what is rotten (dark comedy), bring it to light (corruption and crime;
documentaries) or rinse the taste away (animation for the whole family). Body horror, which goes through it, comes
last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from recommendations.catalogue.genres import GENRES, ORDER
from recommendations.models import FilmRow, Genre, MoodRow


@dataclass(frozen=True, slots=True)
class RowSeed:
    key: str
    title: str
    genres: tuple[str, ...]
    stands_on: str
    without: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


_LOUD: Final = (
    "Action",
    "Adventure",
    "Animation",
    "Crime",
    "Fantasy",
    "Horror",
    "Mystery",
    "Science Fiction",
    "Thriller",
    "War",
    "Western",
)
_INDEPENDENT: Final = (
    "Searchlight",
    "Focus Features",
    "Miramax",
    "Film4",
    "BBC Film",
    "Killer Films",
    "Good Machine",
    "IFC",
    "Sony Pictures Classics",
    "Artisan",
    "Magnolia",
    "Zentropa",
    "October Films",
    "Fine Line",
    "Big Beach",
    "Celluloid Dreams",
    "Plan B Entertainment",
    "Warp Films",
    "Annapurna",
)

ROWS: Final = (
    RowSeed("action", "Action", ("Action",), "the genre Action"),
    RowSeed("crime", "Crime", ("Crime",), "the genre Crime"),
    RowSeed("thriller", "Thrillers", ("Thriller",), "the genre Thriller"),
    RowSeed(
        "revenge-drama",
        "Scores to settle",
        ("Action", "Crime", "Drama"),
        "Action, Crime and Drama together: the catalogue has no label for revenge",
        ("Comedy", "Family"),
    ),
    RowSeed("horror", "Horror", ("Horror",), "the genre Horror"),
    RowSeed("mystery", "Mysteries", ("Mystery",), "the genre Mystery"),
    RowSeed(
        "supernatural",
        "Not of this world",
        ("Fantasy", "Horror"),
        "Horror and Fantasy together: the catalogue has no label for the supernatural",
        ("Family",),
    ),
    RowSeed("comedy", "Comedies", ("Comedy",), "the genre Comedy"),
    RowSeed("adventure", "Adventures", ("Adventure",), "the genre Adventure"),
    RowSeed("family", "For the whole family", ("Family",), "the genre Family"),
    RowSeed("animation", "Animation", ("Animation",), "the genre Animation"),
    RowSeed("musical", "Musicals", ("Musical",), "the genre Musical"),
    RowSeed("romance", "Romance", ("Romance",), "the genre Romance"),
    RowSeed(
        "romantic-comedy",
        "Romantic comedies",
        ("Comedy", "Romance"),
        "Romance and Comedy together",
        ("Crime", "Horror", "War"),
    ),
    RowSeed(
        "emotional-drama",
        "Love, and what it costs",
        ("Drama", "Romance"),
        "Romance and Drama together, without Comedy: the catalogue has no label for emotional drama",
        ("Action", "Animation", "Comedy", "Family", "Horror"),
    ),
    RowSeed("fantasy", "Fantasy", ("Fantasy",), "the genre Fantasy"),
    RowSeed("documentary", "Documentaries", ("Documentary",), "the genre Documentary"),
    RowSeed("drama", "Dramas", ("Drama",), "the genre Drama"),
    RowSeed("biography", "Lives", ("Biography",), "the genre Biography"),
    RowSeed(
        "slice-of-life",
        "Slices of life",
        ("Comedy", "Drama"),
        "Comedy and Drama together, without the louder genres: the catalogue has no label for slice of life",
        (*_LOUD, "Biography", "Musical", "Romance", "Sport"),
    ),
    RowSeed(
        "independent",
        "Independent dramas",
        ("Drama",),
        "Drama from companies known for independent film; the catalogue names a company for about half of its films",
        _LOUD,
        _INDEPENDENT,
    ),
    RowSeed(
        "healing",
        "Gentle and mending",
        ("Drama", "Family"),
        "Drama and Family together: the catalogue has no label for healing stories",
        ("Action", "Horror", "Thriller", "War"),
    ),
    RowSeed("science-fiction", "Science fiction", ("Science Fiction",), "the genre Science Fiction"),
    RowSeed(
        "twist-thriller",
        "Nothing is what it seems",
        ("Mystery", "Thriller"),
        "Mystery and Thriller together: the catalogue has no label for a twist",
        ("Comedy", "Family"),
    ),
    RowSeed(
        "dark-comedy",
        "Laughing at the rot",
        ("Comedy", "Crime"),
        "Comedy and Crime together: the catalogue has no label for dark comedy",
        ("Animation", "Family"),
    ),
    RowSeed(
        "rot-exposed",
        "Brought to light",
        ("Crime", "Drama", "Thriller"),
        "Crime, Drama and Thriller together",
        ("Comedy", "Family"),
    ),
    RowSeed(
        "clean-taste",
        "Something clean",
        ("Animation", "Family"),
        "Animation and Family together",
        ("Horror", "Thriller"),
    ),
    RowSeed(
        "body-horror",
        "Under the skin",
        ("Horror", "Science Fiction"),
        "Horror and Science Fiction together: the catalogue has no label for body horror",
        ("Comedy", "Family"),
    ),
)

MOODS: Final = {
    "anger": {"action": 1.0, "crime": 0.9, "thriller": 0.8, "revenge-drama": 0.8},
    "disgust": {"dark-comedy": 1.0, "rot-exposed": 0.9, "documentary": 0.7, "clean-taste": 0.7, "body-horror": 0.5},
    "fear": {"horror": 1.0, "thriller": 0.9, "mystery": 0.8, "supernatural": 0.8, "twist-thriller": 0.6},
    "joy": {
        "comedy": 1.0,
        "adventure": 0.9,
        "family": 0.8,
        "animation": 0.8,
        "musical": 0.7,
        "romantic-comedy": 0.8,
        "slice-of-life": 0.6,
    },
    "love": {"romance": 1.0, "romantic-comedy": 0.9, "emotional-drama": 0.8, "fantasy": 0.6},
    "neutral": {"documentary": 1.0, "drama": 0.9, "biography": 0.8, "slice-of-life": 0.8},
    "sadness": {"drama": 1.0, "romance": 0.8, "independent": 0.8, "healing": 0.8, "emotional-drama": 0.6},
    "surprise": {"mystery": 1.0, "science-fiction": 0.9, "fantasy": 0.8, "twist-thriller": 0.8},
}


@transaction.atomic
def plant() -> int:
    """Add the genres that are missing, and the rows where there are none at all; return how many rows were made."""
    known = set(Genre.objects.values_list("name", flat=True))
    Genre.objects.bulk_create(
        Genre(name=spec.name, tmdb_id=spec.tmdb_id, order=ORDER[spec.name]) for spec in GENRES if spec.name not in known
    )
    if FilmRow.objects.exists():
        return 0
    genres = {genre.name: genre for genre in Genre.objects.all()}
    rows = {seed.key: _plant_row(seed, place, genres) for place, seed in enumerate(ROWS)}
    MoodRow.objects.bulk_create(
        MoodRow(mood=mood, row=rows[key], weight=weight)
        for mood, weights in MOODS.items()
        for key, weight in weights.items()
    )
    return len(rows)


def _plant_row(seed: RowSeed, place: int, genres: dict[str, Genre]) -> FilmRow:
    row = FilmRow.objects.create(
        key=seed.key, title=seed.title, keywords="\n".join(seed.keywords), stands_on=seed.stands_on, order=place
    )
    row.genres.set(genres[name] for name in seed.genres)
    row.without.set(genres[name] for name in seed.without)
    return row
