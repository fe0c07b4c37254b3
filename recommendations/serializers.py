"""What programs send to this room and get from it. Everything is bounded here, before it is used."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from emotions.serializers import AnswerSerializer, Share, Text
from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES

MAX_ROWS = 8
MAX_FILMS = 24


class MoodMix(serializers.Serializer[Any]):
    """Any of the eight moods with its share, 0 to 1; what is missing is 0. The shares are scaled to sum to 1."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {mood: Share(required=False, default=0.0) for mood in MOODS}

    def to_internal_value(self, data: Any) -> dict[str, float]:
        if isinstance(data, dict) and (unknown := set(data) - set(MOODS)):
            raise serializers.ValidationError(
                {str(name)[:40]: ["There is no such mood."] for name in list(unknown)[:8]}
            )
        return dict(super().to_internal_value(data))

    def validate(self, attrs: dict[str, float]) -> dict[str, float]:
        if not sum(attrs.values()) > 0:
            raise serializers.ValidationError("At least one share must be above zero.")
        return attrs


class RecommendationRequest(serializers.Serializer[Any]):
    """Exactly one of `emotions`, `text` and `reading_id` says what the films are for."""

    emotions = MoodMix(required=False)
    text = Text(required=False)
    reading_id = serializers.IntegerField(required=False, min_value=1)
    genres = serializers.ListField(
        child=serializers.ChoiceField(list(NAMES)),
        required=False,
        default=list,
        max_length=len(NAMES),
        help_text="only films with at least one of these genres",
    )
    rows = serializers.IntegerField(required=False, default=4, min_value=1, max_value=MAX_ROWS)
    limit = serializers.IntegerField(
        required=False, default=12, min_value=1, max_value=MAX_FILMS, help_text="films a row"
    )
    include_seen = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"emotions", "text", "reading_id"} & attrs.keys()) != 1:
            raise serializers.ValidationError("Send exactly one of emotions, text and reading_id.")
        return attrs


class SplitSerializer(serializers.Serializer[Any]):
    """Five numbers that add up to the film's score."""

    mood = serializers.FloatField()
    taste = serializers.FloatField()
    popularity = serializers.FloatField()
    novelty = serializers.FloatField()
    constraint = serializers.FloatField()
    total = serializers.FloatField()
    main = serializers.CharField(help_text="the term that counts most")


class FilmSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    runtime = serializers.IntegerField(allow_null=True, help_text="minutes")
    genres = serializers.ListField(child=serializers.CharField())
    director = serializers.CharField(allow_null=True)
    rating = serializers.FloatField(allow_null=True, help_text="mean review score, 0 to 10")
    release_date = serializers.DateField(allow_null=True, help_text="null where only the year is known")
    poster_path = serializers.CharField(allow_null=True, help_text="null throughout the embedded catalogue")
    mood = serializers.ChoiceField(list(MOODS), help_text="the film's own leading mood, from its genres")
    feedback = serializers.ChoiceField(["like", "dislike"], allow_null=True)


class OfferedFilmSerializer(FilmSerializer):
    split = SplitSerializer()
    reason = serializers.CharField()


class RowSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()
    films = OfferedFilmSerializer(many=True)


class RecommendationsSerializer(serializers.Serializer[Any]):
    emotions = serializers.DictField(child=serializers.FloatField(), help_text="the mix the films are for; sums to 1")
    analysis = AnswerSerializer(allow_null=True, help_text="the reading of `text`, where one was sent; nothing is kept")
    rows = RowSerializer(many=True)
    catalogue = serializers.CharField(help_text="what the catalogue holds and where it ends")


class FilmDetailSerializer(OfferedFilmSerializer):
    directors = serializers.ListField(child=serializers.CharField())
    cast = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    certificate = serializers.CharField()
    imdb_id = serializers.CharField()
    wikidata_id = serializers.CharField()
    votes = serializers.IntegerField(help_text="how many reviews `rating` is the mean of")
    moods = serializers.DictField(child=serializers.FloatField(), help_text="the film's own mix, from its genres")


class WatchedSerializer(serializers.Serializer[Any]):
    film_id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    rating = serializers.IntegerField(allow_null=True)
    watched_on = serializers.DateField(allow_null=True)


class HistorySerializer(serializers.Serializer[Any]):
    seen = WatchedSerializer(many=True)
    liked = FilmSerializer(many=True)
    refused = FilmSerializer(many=True)


class SearchSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = FilmSerializer(many=True)


class LegacyRequest(serializers.Serializer[Any]):
    """`text` to be read, or an `emotion` of the original seven."""

    text = Text(required=False)
    emotion = Text(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Send either text or emotion.")
        return attrs


class LegacyFilmSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    poster_path = serializers.CharField(allow_null=True)
    vote_average = serializers.FloatField(allow_null=True, help_text="mean review score, 0 to 10")
    release_date = serializers.CharField(allow_null=True, help_text="the day, or the year where only that is known")


class LegacyRowSerializer(serializers.Serializer[Any]):
    genre = serializers.CharField()
    movies = LegacyFilmSerializer(many=True)


class LegacyRecommendationsSerializer(serializers.Serializer[Any]):
    emotion = serializers.CharField()
    confidence = serializers.FloatField()
    recommendations = LegacyRowSerializer(many=True)
