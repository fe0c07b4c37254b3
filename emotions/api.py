"""REST: the moods, and reading them in texts and files. The answer has one shape."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emotions import api_examples as examples
from emotions.answer import answer_of
from emotions.api_errors import EMPTY_TEXT, answers
from emotions.files import VOICE, kind_of, text_of
from emotions.models import Source
from emotions.moods import all_moods
from emotions.serializers import (
    AnswerSerializer,
    BatchRequest,
    BatchSerializer,
    FileRequest,
    LaterSerializer,
    MoodsSerializer,
    TextRequest,
    parsed,
)
from emotions.services import analyse, analyse_many
from emotions.voice_api import hear_file


class EmotionsView(APIView):
    """The eight moods, where each lies and what it stands for."""

    permission_classes = [AllowAny]
    throttle_scope = "read"

    @extend_schema(tags=["emotion"], auth=[], responses=answers(MoodsSerializer))
    def get(self, request: Request) -> Response:
        return Response(MoodsSerializer({"emotions": all_moods()}).data)


class AnalyzeTextView(APIView):
    """Read the mood of one text. Nothing is stored unless `save` is true."""

    throttle_scope = "analyze"

    @extend_schema(
        tags=["emotion"],
        request=TextRequest,
        responses=answers(AnswerSerializer, 400, 401, 503),
        examples=[examples.TEXT, examples.TIMELINE, examples.ANSWER, EMPTY_TEXT],
    )
    def post(self, request: Request) -> Response:
        asked = parsed(TextRequest, request)
        reading = analyse(
            user=request.user,
            modality="text",
            text=asked["text"],
            keep=asked["save"],
            model=asked["model_type"],
            sentences=asked["sentences"],
            source=Source.API,
        )
        return Response(AnswerSerializer(answer_of(reading, threshold=asked["threshold"])).data)


class AnalyzeBatchView(APIView):
    """Read 1 to 10 texts in one call. Nothing is stored; one bad text refuses the whole batch and is named."""

    throttle_scope = "analyze"

    @extend_schema(
        tags=["emotion"],
        request=BatchRequest,
        responses=answers(BatchSerializer, 400, 401, 503),
        examples=[examples.BATCH],
    )
    def post(self, request: Request) -> Response:
        asked = parsed(BatchRequest, request)
        readings = analyse_many(user=request.user, texts=asked["texts"], model=asked["model_type"], source=Source.API)
        answers = [answer_of(reading, threshold=asked["threshold"]) for reading in readings]
        return Response(BatchSerializer({"results": answers}).data)


class AnalyzeFileView(APIView):
    """Read the mood of a file: plain text or sound, told by its bytes. Pictures and film answer 415.

    Sound needs your consent for voice. A recording longer than half a minute answers 202 with a job.
    """

    parser_classes = [MultiPartParser]
    throttle_scope = "analyze"

    @extend_schema(
        tags=["emotion"],
        request={"multipart/form-data": FileRequest},
        responses={**answers(AnswerSerializer, 400, 401, 403, 409, 413, 415, 503), 202: LaterSerializer},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(FileRequest, request)
        if kind_of(asked["file"], wanted=asked["analysis_type"]) == VOICE:
            return hear_file(request, asked)
        reading = analyse(
            user=request.user,
            modality="text",
            text=text_of(asked["file"]),
            keep=asked["save"],
            model=asked["model_type"],
            sentences=asked["sentences"],
            source=Source.API,
        )
        return Response(AnswerSerializer(answer_of(reading, threshold=asked["threshold"])).data)
