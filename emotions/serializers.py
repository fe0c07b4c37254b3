"""What programs send and get. Text is checked for being text here; its bounds are the gate's."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from emotions.kept import MAX_SENTENCES
from ml.moods import MOODS

TEXT_SCHEMA = {"type": "string", "minLength": 1, "maxLength": settings.MAX_TEXT_LENGTH}


@extend_schema_field({"type": "string"})
class String(serializers.Field[str, Any, str, Any]):
    """A JSON string and nothing that merely looks like one."""

    default_error_messages = {"not_text": "This must be a string."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("not_text")
        return data

    def to_representation(self, value: str) -> str:
        return value


@extend_schema_field(TEXT_SCHEMA)
class Text(String):
    """What is to be read. The gate judges its length, so that the error is one."""


class Share(serializers.FloatField):
    """A number from 0 to 1; NaN is no number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1, **options)

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if math.isnan(value) or isinstance(data, bool):
            self.fail("invalid")
        return value


class Save(serializers.BooleanField):
    def __init__(self, **options: Any) -> None:
        said = "keep reading and words in your journal; else nothing is stored"
        super().__init__(required=False, default=False, help_text=said, **options)


class Options(serializers.Serializer[Any]):
    """What every analysis may be asked."""

    model_type = String(
        required=False,
        allow_null=True,
        default=None,
        validators=[MaxLengthValidator(80)],
        help_text="null or auto, a tier, or a model's name",
    )
    analysis_type = serializers.ChoiceField(["auto", "text"], required=False, default="auto")
    threshold = Share(
        required=False, allow_null=True, default=None, help_text="for predicted_emotions; 0.25 unless told"
    )


class Timeline(serializers.BooleanField):
    def __init__(self, **options: Any) -> None:
        said = f"read each sentence as well (at most {MAX_SENTENCES}; what comes after them counts to the last one)"
        super().__init__(required=False, default=False, help_text=said, **options)


class TextRequest(Options):
    text = Text()
    sentences = Timeline()
    save = Save()  # type: ignore[assignment]  # DRF takes declared fields off the class


class BatchRequest(Options):
    texts = serializers.ListField(child=Text(), help_text="1 to 10 texts; nothing is stored")


class FileRequest(Options):
    file = serializers.FileField(allow_empty_file=True, help_text="plain text in UTF-8 (.txt)")
    sentences = Timeline()
    save = Save()  # type: ignore[assignment]


class CorrectionRequest(serializers.Serializer[Any]):
    mood = String(allow_null=True, help_text="the mood that fits better; null takes a correction back")


class ShareRequest(serializers.Serializer[Any]):
    shared = serializers.BooleanField(help_text="whether staff may read the words of this reading")


class HeldOutSerializer(serializers.Serializer[Any]):
    dataset = serializers.CharField()
    n = serializers.IntegerField()
    accuracy = serializers.FloatField()


class MetadataSerializer(serializers.Serializer[Any]):
    modalities_used = serializers.ListField(child=serializers.CharField())
    faces_detected = serializers.IntegerField()
    durations_ms = serializers.DictField(child=serializers.FloatField(), help_text="by modality")
    warnings = serializers.ListField(child=serializers.CharField())
    characters = serializers.IntegerField(allow_null=True)


class ChoiceSerializer(serializers.Serializer[Any]):
    felt = serializers.CharField(help_text="what one is, such as annoyed")
    mood = serializers.ChoiceField(list(MOODS), help_text="what to correct the reading to when it is chosen")


class LabelSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes declared fields off the class
    score = serializers.FloatField(help_text="its own probability; they do not sum to 1")
    present = serializers.BooleanField(help_text="whether the score reaches the label's threshold")


class IntensitySerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(help_text="0 to 1")
    name = serializers.ChoiceField(["mild", "moderate", "strong"])
    measured = serializers.BooleanField(help_text="false: derived, and no test set measures it")


class SentenceSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField(help_text="in characters of the text as it was read: without space around it")
    end = serializers.IntegerField(help_text="after its last character")
    mood = serializers.ChoiceField(list(MOODS))
    scores = serializers.DictField(child=serializers.FloatField(), help_text="all eight moods; sums to 1")


class AnswerSerializer(serializers.Serializer[Any]):
    """The shape of every analysis."""

    analysis_id = serializers.IntegerField(
        allow_null=True, help_text="of the kept reading; null when nothing was stored"
    )
    dominant_emotion = serializers.ChoiceField(list(MOODS))
    confidence = serializers.FloatField(help_text="calibrated probability of dominant_emotion")
    is_sure = serializers.BooleanField()
    question = serializers.CharField(allow_null=True, help_text="what to ask the person when the model is not sure")
    choices = ChoiceSerializer(many=True, help_text="the two answers to the question; none when the model is sure")
    emotions = serializers.DictField(child=serializers.FloatField(), help_text="all eight moods; sums to 1")
    predicted_emotions = serializers.ListField(child=serializers.ChoiceField(list(MOODS)))
    valence = serializers.FloatField(help_text="-1 unpleasant to 1 pleasant")
    arousal = serializers.FloatField(help_text="-1 calm to 1 stirred")
    labels = LabelSerializer(
        many=True, help_text="finer labels, those that are there first; none where the model has none"
    )
    feelings = serializers.DictField(
        child=serializers.FloatField(), help_text="the journal's twelve, 0 to 1: derived, not measured"
    )
    intensity = IntensitySerializer(allow_null=True)
    language = serializers.CharField(allow_null=True, help_text="ISO 639-1; null when it could not be told")
    unfamiliar = serializers.BooleanField(help_text="unlike what the model learned from, and so read more modestly")
    sentences = SentenceSerializer(many=True, help_text="a text of two or more sentences, when asked for")
    model = serializers.CharField()
    tier = serializers.CharField()
    held_out = HeldOutSerializer(allow_null=True, help_text="how often this model was right on data it never saw")
    metadata = MetadataSerializer()


class BatchSerializer(serializers.Serializer[Any]):
    results = AnswerSerializer(many=True)


class MoodSerializer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(list(MOODS))
    valence = serializers.FloatField()
    arousal = serializers.FloatField()
    colour = serializers.CharField(help_text="the design token of its colour")
    description = serializers.CharField()


class MoodsSerializer(serializers.Serializer[Any]):
    emotions = MoodSerializer(many=True)


class ReadingSerializer(serializers.Serializer[Any]):
    """A reading in the journal of its owner."""

    id = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    source = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(allow_null=True, help_text="your words, where they were kept")
    corrected_mood = serializers.ChoiceField(list(MOODS), allow_null=True)
    shared_with_staff = serializers.BooleanField()
    analysis = AnswerSerializer()


class ReadingsSerializer(serializers.Serializer[Any]):
    """A page of readings."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ReadingSerializer(many=True)


def parsed(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The request's body as `kind` reads it, or DRF's ValidationError."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
