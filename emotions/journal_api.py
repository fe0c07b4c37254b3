"""REST: a person's own readings. Anybody else's are not found."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from emotions import api_examples as examples
from emotions import selectors, services
from emotions.answer import answer_of
from emotions.api_errors import answers
from emotions.models import MoodAnalysis
from emotions.serializers import CorrectionRequest, ReadingSerializer, ReadingsSerializer, ShareRequest, parsed
from moodflix_site.common.api import Pagination


def _owner(request: Request) -> User:
    return cast("User", request.user)  # IsAuthenticated has seen to it


def _reading(row: MoodAnalysis) -> dict[str, Any]:
    reading = selectors.reading_of(row)
    shown = {
        "id": row.pk,
        "made_at": row.created_at,
        "source": row.source,
        "text": reading.transcript or selectors.words_of(row),
        "corrected_mood": row.corrected_mood,
        "shared_with_staff": row.shared_with_staff,
        "recording": reading.recording,
        "analysis": answer_of(reading),
    }
    return dict(ReadingSerializer(shown).data)


def _one(request: Request, analysis_id: int) -> Response:
    return Response(_reading(selectors.reading_row(user=_owner(request), analysis_id=analysis_id)))


class ReadingsView(APIView):
    """Your readings, newest first; a recording's timeline stands at the reading itself."""

    throttle_scope = "read"

    @extend_schema(
        tags=["readings"],
        operation_id="readings_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int, description="at most 100")],
        responses=answers(ReadingsSerializer, 401, 404),
    )
    def get(self, request: Request) -> Response:
        pages = Pagination()
        rows = pages.paginate_queryset(selectors.listed_readings(user=_owner(request)), request, view=self)
        return pages.get_paginated_response([_reading(row) for row in rows or []])


class ReadingView(APIView):
    """One of your readings. Deleting takes its words along, at once and for good."""

    @property
    def throttle_scope(self) -> str:
        return "read" if self.request.method in SAFE_METHODS else "write"

    @extend_schema(tags=["readings"], responses=answers(ReadingSerializer, 401, 404))
    def get(self, request: Request, analysis_id: int) -> Response:
        return _one(request, analysis_id)

    @extend_schema(tags=["readings"], responses=answers(None, 401, 404, status=204))
    def delete(self, request: Request, analysis_id: int) -> Response:
        services.delete(user=_owner(request), analysis_id=analysis_id)
        return Response(status=204)


class WordsView(APIView):
    """The words of one reading, and its recording. Deleting them keeps the mix."""

    throttle_scope = "write"

    @extend_schema(tags=["readings"], responses=answers(None, 401, 404, status=204))
    def delete(self, request: Request, analysis_id: int) -> Response:
        services.forget_words(user=_owner(request), analysis_id=analysis_id)
        return Response(status=204)


class CorrectView(APIView):
    """Say which mood fits better, or which was right: the words or the voice."""

    throttle_scope = "write"

    @extend_schema(
        tags=["readings"],
        request=CorrectionRequest,
        responses=answers(ReadingSerializer, 400, 401, 404),
        examples=[examples.CORRECTION],
    )
    def post(self, request: Request, analysis_id: int) -> Response:
        asked = parsed(CorrectionRequest, request)
        if "right" in asked:
            services.correct_by_part(user=_owner(request), analysis_id=analysis_id, part=asked["right"])
        else:
            services.correct(user=_owner(request), analysis_id=analysis_id, mood=asked["mood"])
        return _one(request, analysis_id)


class ShareView(APIView):
    """Let staff read the words of one reading, or no longer."""

    throttle_scope = "write"

    @extend_schema(tags=["readings"], request=ShareRequest, responses=answers(ReadingSerializer, 400, 401, 404))
    def post(self, request: Request, analysis_id: int) -> Response:
        asked = parsed(ShareRequest, request)
        services.share_with_staff(user=_owner(request), analysis_id=analysis_id, shared=asked["shared"])
        return _one(request, analysis_id)
