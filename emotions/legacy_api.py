"""The original MoodFlix contract: seven emotions of a text, five of a voice; no token, nothing stored."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emotions.api_errors import answers
from emotions.hearing import Ask, hear
from emotions.models import Source
from emotions.serializers import Text, parsed
from emotions.services import analyse, analyse_many
from emotions.types import Reading
from ml.moods import MOODS7, VOICE5, VOICE_MOODS, moods7

DIGITS = 6


class PredictRequest(serializers.Serializer[Any]):
    text = Text()


class BatchPredictRequest(serializers.Serializer[Any]):
    texts = serializers.ListField(child=Text())


class SevenSerializer(serializers.Serializer[Any]):
    emotions = serializers.ListField(child=serializers.ChoiceField(list(MOODS7)))


class PredictionSerializer(serializers.Serializer[Any]):
    emotion = serializers.ChoiceField(list(MOODS7))
    confidence = serializers.FloatField()
    probabilities = serializers.DictField(child=serializers.FloatField())


class PredictionsSerializer(serializers.Serializer[Any]):
    predictions = PredictionSerializer(many=True)


def _seven(reading: Reading) -> dict[str, Any]:
    """The eight moods as the original seven: disgust is added into anger."""
    shares = {emotion: round(share, DIGITS) for emotion, share in moods7(reading.prediction.scores).items()}
    leading = max(MOODS7, key=shares.__getitem__)
    return {"emotion": leading, "confidence": shares[leading], "probabilities": shares}


class LegacyView(APIView):
    """Open to anybody, and so never with a session: no cookie is read, none needs a CSRF token."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_scope = "legacy"


class LegacyEmotionsView(LegacyView):
    """The seven emotions of the original contract."""

    @extend_schema(tags=["original"], auth=[], responses=answers(SevenSerializer))
    def get(self, request: Request) -> Response:
        return Response({"emotions": list(MOODS7)})


class LegacyPredictView(LegacyView):
    """Read one text; nothing is stored."""

    @extend_schema(
        tags=["original"], auth=[], request=PredictRequest, responses=answers(PredictionSerializer, 400, 503)
    )
    def post(self, request: Request) -> Response:
        text = parsed(PredictRequest, request)["text"]
        return Response(_seven(analyse(user=None, modality="text", text=text, keep=False, source=Source.LEGACY)))


class ClassifyEmotionRequest(serializers.Serializer[Any]):
    audio = serializers.FileField(
        allow_empty_file=True, help_text="WAV, FLAC, MP3, OGG, M4A or WebM with somebody speaking"
    )


class VoiceSerializer(serializers.Serializer[Any]):
    emotion = serializers.ChoiceField(list(VOICE5))
    confidence = serializers.FloatField()


def _five(reading: Reading) -> dict[str, Any]:
    """The eight moods as the five of a voice; what it has of the others is left out, and the rest shared anew."""
    shares = {emotion: reading.prediction.scores[VOICE_MOODS[emotion]] for emotion in VOICE5}
    leading = max(VOICE5, key=shares.__getitem__)
    return {"emotion": leading, "confidence": round(shares[leading] / (sum(shares.values()) or 1.0), DIGITS)}


class LegacyClassifyEmotionView(LegacyView):
    """Hear how something is said; the words are not listened to and nothing is stored.

    Whoever sends a recording vouches for the consent of the person who speaks in it.
    """

    parser_classes = [MultiPartParser]
    throttle_scope = "listen"

    @extend_schema(
        tags=["original"],
        auth=[],
        request={"multipart/form-data": ClassifyEmotionRequest},
        responses=answers(VoiceSerializer, 400, 413, 415, 503),
    )
    def post(self, request: Request) -> Response:
        audio = parsed(ClassifyEmotionRequest, request)["audio"]
        asked = Ask(words=False, source=Source.LEGACY)
        return Response(_five(hear(user=None, recording=audio, asked=asked, consented=True)))


class LegacyBatchPredictView(LegacyView):
    """Read 1 to 10 texts; nothing is stored."""

    @extend_schema(
        tags=["original"], auth=[], request=BatchPredictRequest, responses=answers(PredictionsSerializer, 400, 503)
    )
    def post(self, request: Request) -> Response:
        texts = parsed(BatchPredictRequest, request)["texts"]
        readings = analyse_many(user=None, texts=texts, source=Source.LEGACY)
        return Response({"predictions": [_seven(reading) for reading in readings]})
