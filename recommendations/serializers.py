"""What programs send to this room and get from it. Everything is bounded here, before it is used."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from emotions.serializers import AnswerSerializer, Share, Text
from ml.moods import MOODS
from recommendations.catalogue.genres import NAMES
from recommendations.evenings import HANDS
from recommendations.steering.serializers import SteerSerializer

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
    steer = SteerSerializer(required=False, help_text="what you set beside the mood")
    hand = serializers.IntegerField(
        required=False, default=1, min_value=1, max_value=HANDS, help_text="2 and further: other films than before"
    )

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
    rating = serializers.FloatField(allow_null=True, help_text="mean review score or audience vote, 0 to 10")
    release_date = serializers.DateField(allow_null=True, help_text="null where only the year is known")
    poster_path = serializers.CharField(allow_null=True, help_text="TMDB's, null where it has none")
    mood = serializers.ChoiceField(list(MOODS), help_text="the film's own leading mood, from its genres")
    feedback = serializers.ChoiceField(["like", "dislike"], allow_null=True)


class PullSerializer(serializers.Serializer[Any]):
    film_id = serializers.IntegerField()
    title = serializers.CharField()
    value = serializers.FloatField(help_text="what it adds to the taste of this film")


class OfferedFilmSerializer(FilmSerializer):
    split = SplitSerializer()
    reason = serializers.CharField()
    pulls = PullSerializer(many=True, help_text="your films that lifted this one, the strongest first")
    place = serializers.IntegerField(allow_null=True, help_text="among the row's candidates, from 1")
    place_without_mood = serializers.IntegerField(allow_null=True, help_text="where it would be had no mood been asked")
    explored = serializers.BooleanField(help_text="drawn to learn more rather than chosen")
    saved = serializers.BooleanField(help_text="on your watchlist")


class RowSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()
    films = OfferedFilmSerializer(many=True)


class RecommendationsSerializer(serializers.Serializer[Any]):
    emotions = serializers.DictField(child=serializers.FloatField(), help_text="the mix the films are for; sums to 1")
    analysis = AnswerSerializer(allow_null=True, help_text="the reading of `text`, where one was sent; nothing is kept")
    rows = RowSerializer(many=True)
    note = serializers.CharField(help_text="what is missing just now, such as TMDB; empty where nothing is")
    catalogue = serializers.CharField(help_text="what the catalogue holds and where it ends")


class ForYouSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text="films in the list, which ends after the best of them")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    reading_id = serializers.IntegerField(allow_null=True, help_text="the reading that the list follows")
    note = serializers.CharField()
    results = OfferedFilmSerializer(many=True)


class RoleSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    character = serializers.CharField()


class TrailerSerializer(serializers.Serializer[Any]):
    url = serializers.URLField()
    site = serializers.CharField()
    name = serializers.CharField()


class ServicesSerializer(serializers.Serializer[Any]):
    how = serializers.CharField(help_text="Stream, Free, Free with ads, Rent or Buy")
    names = serializers.ListField(child=serializers.CharField())


class WhereShownSerializer(serializers.Serializer[Any]):
    """Availability by JustWatch. `link` is the one page that TMDB gives for the whole region."""

    region = serializers.CharField()
    region_name = serializers.CharField()
    link = serializers.URLField()
    services = ServicesSerializer(many=True)


class FilmDetailSerializer(OfferedFilmSerializer):
    directors = serializers.ListField(child=serializers.CharField())
    cast = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    certificate = serializers.CharField()
    imdb_id = serializers.CharField()
    wikidata_id = serializers.CharField()
    votes = serializers.IntegerField(help_text="how many reviews or votes `rating` is the mean of")
    rated_by = serializers.ChoiceField(["critics", "audience"], help_text="whose mean `rating` is")
    moods = serializers.DictField(child=serializers.FloatField(), help_text="the film's own mix")
    overview = serializers.CharField(allow_null=True, help_text="TMDB's, as is all that follows; null or empty without")
    original_title = serializers.CharField()
    tagline = serializers.CharField()
    keywords = serializers.ListField(child=serializers.CharField())
    age = serializers.IntegerField(allow_null=True, help_text="years that the certificate asks for")
    roles = RoleSerializer(many=True)
    trailer = TrailerSerializer(allow_null=True)
    where = WhereShownSerializer(allow_null=True, help_text="in your region; null where nobody shows it there")
    watch_regions = serializers.ListField(child=serializers.CharField(), help_text="regions where somebody shows it")
    tmdb_id = serializers.IntegerField(allow_null=True)
    tmdb_note = serializers.CharField(help_text="what is missing because TMDB does not answer; else empty")


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
