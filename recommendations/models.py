"""Films, the rows staff arrange them in, and what people said about them."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from emotions.models import MOOD_CHOICES
from recommendations.catalogue.folding import fold
from recommendations.catalogue.quality import audience_standing, standing


class Genre(models.Model):
    """A genre by the catalogue's name. `order` is its place on a card, the most telling first."""

    name = models.CharField(max_length=40, unique=True)
    tmdb_id = models.PositiveIntegerField(null=True, blank=True, help_text="TMDB's genre, where it has one.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Source(models.TextChoices):
    """Who told us of a film."""

    EMBEDDED = "embedded", "The embedded catalogue"
    TMDB = "tmdb", "TMDB"


class Film(models.Model):
    """A film. The id of a catalogue film is the number of its Wikidata item, so it is the same in every installation;
    a film that only TMDB knows is numbered by `tmdb.ids`.

    `rating` is the critics' mean on 0 to 10; `standing` (0 to 1) says how well known and well reviewed the film is
    and is kept by `save`. `edited_fields` names what staff wrote: loading the catalogue again leaves those fields
    alone.

    TMDB's part stands in columns of its own and is gone when `tmdb.films.forget` says so. `fetched_at` is when TMDB
    last said any of it; `asked_at` when it was last asked about this very film, whatever came of it. `tmdb_rating` is
    its audience's mean of `tmdb_votes`; `tmdb_certificate` reads "GB 12A". `same_as` is the id of the film that this
    one turned out to be, or (with a `tmdb_id` still) may turn out to be once TMDB tells its IMDb id; such a film is
    unlisted.
    """

    id = models.PositiveBigIntegerField(primary_key=True)
    imdb_id = models.CharField("IMDb id", max_length=12, blank=True, db_index=True)
    wikidata_id = models.CharField("Wikidata id", max_length=14, blank=True)
    title = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    release_date = models.DateField(null=True, blank=True)
    runtime = models.PositiveSmallIntegerField("runtime, minutes", null=True, blank=True)
    certificate = models.CharField(max_length=10, blank=True)
    adult = models.BooleanField(default=False, help_text="Offered only to people who asked for adult films.")
    directors = models.JSONField(default=list, blank=True)
    cast = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    countries = models.JSONField(default=list, blank=True)
    companies = models.JSONField(default=list, blank=True)
    rating = models.FloatField(
        "review score, 0 to 10", null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    reviews = models.PositiveIntegerField(default=0)
    box_office = models.PositiveBigIntegerField("box office, US dollars", null=True, blank=True)
    oscars = models.PositiveSmallIntegerField(default=0)
    listed = models.BooleanField(default=True, help_text="Unlisted films are neither offered nor found.")
    genres = models.ManyToManyField(Genre, through="FilmGenre", related_name="films")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.EMBEDDED, editable=False)
    tmdb_id = models.PositiveIntegerField("TMDB id", null=True, unique=True, editable=False)
    fetched_at = models.DateTimeField(null=True, db_index=True, editable=False)
    asked_at = models.DateTimeField(null=True, db_index=True, editable=False)
    same_as = models.PositiveBigIntegerField(null=True, db_index=True, editable=False)
    original_title = models.CharField(max_length=300, blank=True, editable=False)
    overview = models.TextField(blank=True, editable=False)
    poster_path = models.CharField(max_length=120, blank=True, editable=False)
    backdrop_path = models.CharField(max_length=120, blank=True, editable=False)
    keywords = models.JSONField(default=list, blank=True, editable=False)
    tmdb_rating = models.FloatField(null=True, editable=False)
    tmdb_votes = models.PositiveIntegerField(default=0, editable=False)
    tmdb_certificate = models.CharField(max_length=20, blank=True, editable=False)
    popularity = models.FloatField(default=0, editable=False)
    standing = models.FloatField(default=0, editable=False)
    edited_fields = models.JSONField(default=list, blank=True, editable=False)
    search_title = models.CharField(max_length=300, editable=False)
    search_people = models.TextField(editable=False)
    search_companies = models.TextField(editable=False)

    class Meta:
        ordering: ClassVar = ["-standing", "id"]
        indexes: ClassVar = [
            models.Index(fields=["-standing", "id"], name="film_by_standing"),
            models.Index(fields=["search_title"], name="film_by_title"),  # to find the same film from another source
            models.Index(fields=["-year", "-standing", "id"], name="film_by_year"),
            models.Index(fields=["runtime", "-standing", "id"], name="film_by_runtime"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)
        self.film_genres.update(standing=self.standing)
        CatalogueState.touch()

    def derive(self) -> None:
        """Set what follows from the other fields: the standing and the folded text that search reads."""
        if self.source == Source.TMDB:
            self.standing = audience_standing(self.tmdb_rating, self.tmdb_votes)
        else:
            self.standing = standing(self.rating, self.reviews, self.year, self.box_office, self.oscars)
        self.search_title = fold(self.title)[:300]
        self.search_people = fold(" ".join([*self.directors, *self.cast, self.original_title]))
        self.search_companies = fold(" / ".join([*self.companies, *self.keywords]))


class FilmGenre(models.Model):
    """A film in a genre. The standing stands here again so that one index walk gives a genre's best films."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="film_genres", db_index=False)
    genre = models.ForeignKey(Genre, on_delete=models.PROTECT, related_name="film_genres", db_index=False)
    standing = models.FloatField(default=0, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["film", "genre"], name="one_genre_once_a_film")]
        indexes: ClassVar = [models.Index(fields=["genre", "-standing", "film"], name="genre_by_standing")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.standing = self.film.standing
        super().save(*args, **kwargs)


class FilmRow(models.Model):
    """A row of films: all of `genres`, none of `without`, and one of the `keywords` where there are any."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    genres = models.ManyToManyField(Genre, related_name="rows", help_text="A film has all of these.")
    without = models.ManyToManyField(Genre, related_name="rows_without", blank=True, help_text="And none of these.")
    keywords = models.TextField(
        blank=True,
        help_text="One a line: words of a title, a theme as TMDB calls it, a company’s name. A film then matches one.",
    )
    stands_on = models.CharField(
        max_length=300, help_text="What in the catalogue makes a film belong here; shown to people."
    )
    active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="Breaks ties between rows of the same weight.")

    class Meta:
        ordering: ClassVar = ["order", "key"]

    def __str__(self) -> str:
        return self.title


class MoodRow(models.Model):
    """How much a row answers a mood, 0 to 1."""

    mood = models.CharField(max_length=10, choices=MOOD_CHOICES)
    row = models.ForeignKey(FilmRow, on_delete=models.CASCADE, related_name="moods")
    weight = models.FloatField(default=1, validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        ordering: ClassVar = ["mood", "-weight", "row"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["mood", "row"], name="one_weight_a_mood_and_row")]


class FeedbackKind(models.TextChoices):
    LIKE = "like", "Like"
    DISLIKE = "dislike", "Not for me"


class FilmFeedback(models.Model):
    """One person's opinion of one film; a new one replaces the old."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="film_feedback")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=8, choices=FeedbackKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "film"], name="one_opinion_a_film")]
        indexes: ClassVar = [models.Index(fields=["user", "kind", "-updated_at"], name="feedback_by_kind")]


class CatalogueState(models.Model):
    """One row: which table is loaded, and a version that changes with the films and rows, so that caches notice.

    The version is drawn, not counted: one that was rolled back never comes again with other films behind it.
    """

    ONLY: ClassVar = 1

    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    films = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField(null=True)

    @classmethod
    def touch(cls) -> None:
        cls.objects.update_or_create(pk=cls.ONLY, defaults={"version": 1 + secrets.randbits(62)})
