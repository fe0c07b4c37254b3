"""REST: recordings, heard at once or in the background, and those that were kept."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.models import User
from emotions import selectors, services
from emotions.answer import answer_of
from emotions.api_errors import answers
from emotions.hearing import Ask
from emotions.hearing_later import heard_later
from emotions.models import Source
from emotions.playback import sound
from emotions.serializers import AnswerSerializer, LaterSerializer, ResultQuery
from emotions.tasks import hear_now_or_later
from moodflix_site.common.throttles import check


def _owner(request: Request) -> User:
    return cast("User", request.user)  # IsAuthenticated has seen to it


def hear_file(request: Request, asked: dict[str, Any]) -> Response:
    """The answer to a sound file: its reading, or 202 and where to ask for it."""
    check("listen", request)
    wanted = Ask(
        words=asked["words"],
        language=asked["language"],
        model=asked["model_type"],
        keep=asked["save"],
        keep_recording=asked["keep_recording"],
        source=Source.API,
    )
    found = hear_now_or_later(user=request.user, recording=asked["file"], asked=wanted)
    if isinstance(found, UUID):
        return later(request, found)
    shown = answer_of(found, threshold=asked["threshold"], segments=asked["segments"])
    return Response(AnswerSerializer(shown).data)


def later(request: Request, job_id: UUID) -> Response:
    """202: the job, and where its answer will be."""
    links = {
        "id": job_id,
        "status_url": reverse("api-job", args=[job_id], request=request),
        "result_url": reverse("api-heard", args=[job_id], request=request),
    }
    return Response(LaterSerializer({"job": links}).data, status=202)


class HeardView(APIView):
    """What came of a long recording of yours. 202 while it waits; what you did not save is gone after an hour."""

    throttle_scope = "read"

    @extend_schema(
        tags=["emotion"],
        operation_id="emotion_heard",
        parameters=[ResultQuery],
        responses={**answers(AnswerSerializer, 400, 401, 404), 202: LaterSerializer},
    )
    def get(self, request: Request, job_id: UUID) -> Response:
        asked = ResultQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        reading = heard_later(user=_owner(request), upload_id=job_id)
        if reading is None:
            return later(request, job_id)
        return Response(AnswerSerializer(answer_of(reading, **asked.validated_data)).data)


class RecordingView(APIView):
    """The sound of one of your readings, where you asked to keep it. Deleting it leaves mix and words."""

    @property
    def throttle_scope(self) -> str:
        return "read" if self.request.method in SAFE_METHODS else "write"

    @extend_schema(
        tags=["readings"],
        parameters=[OpenApiParameter("Range", str, "header", description="one range of bytes")],
        responses={(200, "audio/*"): OpenApiTypes.BINARY, **answers(OpenApiTypes.BINARY, 401, 404, status=206)},
    )
    def get(self, request: Request, analysis_id: int) -> Any:
        stored = selectors.recording_of(user=_owner(request), analysis_id=analysis_id)
        return sound(stored, request.headers.get("Range", ""))

    @extend_schema(tags=["readings"], responses=answers(None, 401, 404, status=204))
    def delete(self, request: Request, analysis_id: int) -> Response:
        services.forget_recording(user=_owner(request), analysis_id=analysis_id)
        return Response(status=204)
