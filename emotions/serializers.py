"""What programs send and get. Text is checked for being text here; its bounds are the gate's."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from emotions.bounds import FILE_KINDS, PARTS, TEXT_KINDS
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
    analysis_type = serializers.ChoiceField(list(TEXT_KINDS), required=False, default="auto")
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


class Words(serializers.BooleanField):
    def __init__(self, **options: Any) -> None:
        said = "of a recording: write the words down and read them, too; false reads the voice alone"
        super().__init__(required=False, default=True, help_text=said, **options)


class FileRequest(Options):
    analysis_type = serializers.ChoiceField(
        list(FILE_KINDS), required=False, default="auto", help_text="what the file has to be"
    )
    file = serializers.FileField(
        allow_empty_file=True, help_text="plain text in UTF-8 (.txt), or sound: WAV, FLAC, MP3, OGG, M4A or WebM"
    )
    sentences = Timeline()
    words = Words()
    language = serializers.RegexField(
        r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$",
        required=False,
        default="",
        max_length=20,
        help_text="of a recording: what is spoken in it (ISO 639-1), where that is known; words are read in English",
    )
    segments = serializers.BooleanField(
        required=False, default=True, help_text="of a recording: whether the answer holds its timeline"
    )
    save = Save()  # type: ignore[assignment]
    keep_recording = serializers.BooleanField(
        required=False, default=False, help_text="of a recording: keep the sound beside its reading; needs save"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["keep_recording"] and not attrs["save"]:
            raise serializers.ValidationError(
                {"keep_recording": "A recording is kept with its reading: send save, too."}
            )
        return attrs


class ResultQuery(serializers.Serializer[Any]):
    threshold = Share(
        required=False, default=None, allow_null=True, help_text="for predicted_emotions; 0.25 unless told"
    )
    segments = serializers.BooleanField(required=False, default=True, help_text="whether the answer holds its timeline")


class CorrectionRequest(serializers.Serializer[Any]):
    """Exactly one of the two."""

    mood = String(required=False, allow_null=True, help_text="the mood that fits better; null takes a correction back")
    right = serializers.ChoiceField(
        list(PARTS), required=False, help_text="which was right, the words or the voice: its mood is taken"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"mood": "Send either mood or right."})
        return attrs


class ShareRequest(serializers.Serializer[Any]):
    shared = serializers.BooleanField(help_text="whether staff may read the words of this reading")


class HeldOutSerializer(serializers.Serializer[Any]):
    dataset = serializers.CharField()
    n = serializers.IntegerField()
    accuracy = serializers.FloatField()
    cross_validated = serializers.BooleanField(help_text="each row was read by a model trained without its speaker")


class MetadataSerializer(serializers.Serializer[Any]):
    modalities_used = serializers.ListField(child=serializers.CharField())
    faces_detected = serializers.IntegerField()
    durations_ms = serializers.DictField(child=serializers.FloatField(), help_text="by modality")
    warnings = serializers.ListField(child=serializers.CharField())
    characters = serializers.IntegerField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True, help_text="how long a recording lasts")


class ChoiceSerializer(serializers.Serializer[Any]):
    felt = serializers.CharField(help_text="what one is, such as annoyed")
    mood = serializers.ChoiceField(list(MOODS), help_text="what to correct the reading to when it is chosen")


class LabelSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # DRF takes declared fields off the class
    score = serializers.FloatField(help_text="its own probability; they do not sum to 1, but for a voice's classes")
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


class SegmentSerializer(serializers.Serializer[Any]):
    start = serializers.FloatField(help_text="in seconds")
    end = serializers.FloatField(help_text="in seconds")
    speech = serializers.FloatField(help_text="the share of it in which somebody speaks, 0 to 1")
    mood = serializers.ChoiceField(list(MOODS))
    scores = serializers.DictField(child=serializers.FloatField(), help_text="all eight moods; sums to 1")


class PartSerializer(serializers.Serializer[Any]):
    modality = serializers.ChoiceField(list(PARTS))
    dominant_emotion = serializers.ChoiceField(list(MOODS))
    confidence = serializers.FloatField()
    is_sure = serializers.BooleanField()
    emotions = serializers.DictField(child=serializers.FloatField(), help_text="all eight moods; sums to 1")
    labels = LabelSerializer(many=True, help_text="the words' finer labels, or the voice's own classes")
    weight = serializers.FloatField(help_text="how much of the say it had; the weights sum to 1")
    model = serializers.CharField()
    tier = serializers.CharField()
    held_out = HeldOutSerializer(allow_null=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """The shape of every analysis."""

    analysis_id = serializers.IntegerField(
        allow_null=True, help_text="of the kept reading; null when nothing was stored"
    )
    dominant_emotion = serializers.ChoiceField(list(MOODS))
    confidence = serializers.FloatField(help_text="calibrated probability of dominant_emotion")
    is_sure = serializers.BooleanField()
    question = serializers.CharField(
        allow_null=True, help_text="what to ask the person: the model is not sure, or words and voice do not agree"
    )
    choices = ChoiceSerializer(many=True, help_text="the two answers to the question; none when there is none")
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
    transcript = serializers.CharField(allow_null=True, help_text="what was understood of a recording")
    segments = SegmentSerializer(many=True, help_text="the timeline of a recording")
    parts = PartSerializer(many=True, help_text="words and voice by themselves, where both were read")
    disagreement = serializers.FloatField(allow_null=True, help_text="how far the parts are apart, 0 to 1")
    notes = serializers.ListField(child=serializers.CharField(), help_text="what is to know about a recording")
    model = serializers.CharField()
    tier = serializers.CharField()
    held_out = HeldOutSerializer(allow_null=True, help_text="how often this model was right on data it never saw")
    metadata = MetadataSerializer()


class JobLinkSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status_url = serializers.URLField(help_text="how the job is doing")
    result_url = serializers.URLField(help_text="the answer, once the job has succeeded")


class LaterSerializer(serializers.Serializer[Any]):
    """A recording that is read in the background."""

    job = JobLinkSerializer()


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
    recording = serializers.BooleanField(help_text="whether the sound was kept")
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
