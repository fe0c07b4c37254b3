"""What programs send to an evening together and get from it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from emotions.serializers import String, Text
from recommendations.catalogue.genres import NAMES
from recommendations.serializers import FilmSerializer, MoodMix
from recommendations.steering.topics import TOPICS
from recommendations.together.services import GENRE_VETOES


class NameRequest(serializers.Serializer[Any]):
    name = String(help_text="what the others will call you, 1 to 30 characters")


class MoodRequest(serializers.Serializer[Any]):
    """Exactly one of `text` and `emotions`."""

    text = Text(required=False)
    emotions = MoodMix(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError("Send exactly one of text and emotions.")
        return attrs


class LimitsRequest(serializers.Serializer[Any]):
    """Takes the place of what you ruled out before."""

    genres = serializers.ListField(
        child=serializers.ChoiceField(list(NAMES)), required=False, default=list, max_length=GENRE_VETOES
    )
    avoid = serializers.ListField(
        child=serializers.ChoiceField(list(TOPICS)), required=False, default=list, max_length=len(TOPICS)
    )


class FilmRequest(serializers.Serializer[Any]):
    action = serializers.ChoiceField(["refuse", "allow", "choose", "take-back"])


class LinkRequest(serializers.Serializer[Any]):
    open = serializers.BooleanField()


class PersonSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    ready = serializers.BooleanField(help_text="whether they have said what they feel like")
    you = serializers.BooleanField()
    leads = serializers.BooleanField(help_text="whether it is their turn")


class FitSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    percent = serializers.IntegerField(help_text="of tonight's candidates suit them less")
    you = serializers.BooleanField()
    worst = serializers.BooleanField(help_text="whom the film suits least")


class TogetherChoiceSerializer(serializers.Serializer[Any]):
    film = FilmSerializer()
    fits = FitSerializer(many=True)
    good_for_everyone = serializers.BooleanField()


class YoursSerializer(serializers.Serializer[Any]):
    """Nobody else gets this."""

    emotions = serializers.DictField(child=serializers.FloatField(), source="mix")
    genres = serializers.ListField(child=serializers.CharField())
    avoid = serializers.ListField(child=serializers.CharField())
    refused = FilmSerializer(many=True)
    vetoes_left = serializers.IntegerField()


class EveningSerializer(serializers.Serializer[Any]):
    """An evening as you see it."""

    token = serializers.CharField(help_text="what stands in the link")
    version = serializers.IntegerField(help_text="grows with every change")
    open = serializers.BooleanField(help_text="whether the link lets further people in")
    ends_at = serializers.DateTimeField()
    owner = serializers.BooleanField(help_text="whether you started it")
    people = PersonSerializer(many=True)
    seats_left = serializers.IntegerField()
    waiting = serializers.ListField(child=serializers.CharField(), help_text="who has not said what they feel like")
    turn = serializers.CharField(help_text="whose turn it is, and why")
    ruled_out = serializers.CharField(help_text="how much is ruled out; never by whom")
    films = TogetherChoiceSerializer(many=True)
    chosen = TogetherChoiceSerializer(allow_null=True)
    kept = serializers.BooleanField(help_text="whether it is among the evenings you kept")
    yours = YoursSerializer()
