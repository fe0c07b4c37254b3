"""What programs send to this room and get from it. Everything is bounded here, before it is used."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ml.moods import MOODS
from recommendations.feedback.actions import ACTIONS
from recommendations.feedback.evening import DIALS
from recommendations.feedback.models import EventKind
from recommendations.feedback.watchlist import Order

LARGEST = 10**18 - 1  # of an id


class KindSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text='what to send as `kind`, such as "genre:Horror"')
    name = serializers.ChoiceField(["genre", "director", "series"])
    title = serializers.CharField()


class FeedbackStateSerializer(serializers.Serializer[Any]):
    liked = serializers.BooleanField()
    disliked = serializers.BooleanField()
    seen = serializers.BooleanField()
    rating = serializers.IntegerField(allow_null=True, help_text="half stars, 1 to 10")
    saved = serializers.BooleanField(help_text="on the watchlist")
    put_off_until = serializers.DateTimeField(allow_null=True)
    ignored = serializers.BooleanField(help_text="not used for what is offered")
    kinds = serializers.SerializerMethodField(help_text="the kinds the film may be refused by")

    def get_kinds(self, shown: Any) -> list[dict[str, Any]]:
        return [{"key": kind.key, "title": kind.title, "refused": refused} for kind, refused in shown.kinds]


class EveningSerializer(serializers.Serializer[Any]):
    """Where a film was found, if a reading led to it."""

    reading_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST, help_text="one of your readings"
    )
    dial = serializers.ChoiceField(sorted(DIALS), required=False, allow_blank=True, default="")


class FeedbackRequest(EveningSerializer):
    action = serializers.ChoiceField(list(ACTIONS))
    rating = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=10, help_text="half stars, with `seen`"
    )
    kind = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=320, help_text="with `kind` and `undo-kind`"
    )


class EventRequest(EveningSerializer):
    kind = serializers.ChoiceField([EventKind.OPENED.value, EventKind.TRAILER.value])


class IgnoreRequest(serializers.Serializer[Any]):
    ignored = serializers.BooleanField(required=False, default=True)


class WatchlistRequest(serializers.Serializer[Any]):
    order = serializers.ChoiceField([order.value for order in Order], required=False, default=Order.NEWEST.value)
    mood = serializers.ChoiceField(list(MOODS), required=False, default="", help_text="for `order=mood`")


class QuestionSerializer(serializers.Serializer[Any]):
    reading_id = serializers.IntegerField()
    film_id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    evening = serializers.DateTimeField()


class ChangeSerializer(serializers.Serializer[Any]):
    """After minus before, in [-2, 2], with its 95 % interval."""

    n = serializers.IntegerField(help_text="evenings")
    mean = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    is_clear = serializers.BooleanField(help_text="the interval lies on one side of nothing")


class EffectSerializer(serializers.Serializer[Any]):
    group = serializers.ChoiceField(["all", "mood", "dial"])
    key = serializers.CharField(help_text="the mood or the stop; empty for all")
    valence = ChangeSerializer()
    arousal = ChangeSerializer(allow_null=True)
    sentence = serializers.CharField()


class MoodChecksSerializer(serializers.Serializer[Any]):
    asking = serializers.BooleanField(help_text="false: you asked not to be asked")
    question = QuestionSerializer(allow_null=True)
    answers = serializers.IntegerField(help_text="evenings with an answer that said something")
    missing = serializers.IntegerField(help_text="how many more it takes until there is a figure")
    effects = EffectSerializer(many=True)


class MoodCheckRequest(serializers.Serializer[Any]):
    reading_id = serializers.IntegerField(min_value=1, max_value=LARGEST)
    film_id = serializers.IntegerField(min_value=0, max_value=LARGEST)
    answer = serializers.CharField(max_length=20, help_text='"mood:joy", "step:1" (very low) to "step:5", or "none"')


class AskingRequest(serializers.Serializer[Any]):
    asking = serializers.BooleanField()


class MoodCheckSerializer(serializers.Serializer[Any]):
    reading_id = serializers.IntegerField()
    film_id = serializers.IntegerField()
    dial = serializers.CharField()
    before_mood = serializers.CharField()
    before_valence = serializers.FloatField()
    before_arousal = serializers.FloatField()
    after_mood = serializers.CharField()
    after_valence = serializers.FloatField(allow_null=True)
    after_arousal = serializers.FloatField(allow_null=True)
    answered_at = serializers.DateTimeField()


class PutOffSerializer(serializers.Serializer[Any]):
    film_id = serializers.IntegerField(source="film.id")
    title = serializers.CharField(source="film.title")
    year = serializers.IntegerField(source="film.year", allow_null=True)
    until = serializers.DateTimeField()


class IgnoredSerializer(serializers.Serializer[Any]):
    film_id = serializers.IntegerField(source="id")
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class LeftOutSerializer(serializers.Serializer[Any]):
    put_off = PutOffSerializer(many=True)
    kinds = KindSerializer(many=True)
    ignored = IgnoredSerializer(many=True)


class KindRequest(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=320)
