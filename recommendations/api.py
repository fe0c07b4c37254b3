"""REST: films for a mood, films by name, what somebody makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from emotions.answer import Answer, answer_of
from emotions.models import Source
from emotions.selectors import reading_view
from emotions.serializers import parsed
from emotions.services import analyse
from moodflix_site.common.api import Pagination
from recommendations import selectors
from recommendations.details import film_detail
from recommendations.evenings import rows_for
from recommendations.history import film_history
from recommendations.ranking.affinity import usable_mix
from recommendations.serializers import (
    FilmDetailSerializer,
    FilmSerializer,
    HistorySerializer,
    RecommendationRequest,
    RecommendationsSerializer,
    SearchSerializer,
)

QUERY = OpenApiParameter("q", OpenApiTypes.STR, required=True, description="title, director or actor; 200 characters")
LATEST = 60
PAGE = OpenApiParameter("page", OpenApiTypes.INT)
PAGE_SIZE = OpenApiParameter("page_size", OpenApiTypes.INT, description="at most 100")


class RecommendationsView(APIView):
    """Rows of films for a mood mix, a text or one of your readings. A text is read for this answer and not kept."""

    throttle_scope = "recommend"

    @extend_schema(tags=["films"], request=RecommendationRequest, responses={200: RecommendationsSerializer})
    def post(self, request: Request) -> Response:
        asked = parsed(RecommendationRequest, request)
        scores, answer = _mix(request, asked)
        rows = rows_for(
            user=request.user,
            scores=scores,
            limit_rows=asked["rows"],
            limit_films=asked["limit"],
            include_seen=asked["include_seen"],
            genres=asked["genres"],
        )
        shown = {"emotions": scores, "analysis": answer, "rows": rows, "catalogue": selectors.catalogue_note()}
        return Response(RecommendationsSerializer(shown).data)


def _mix(request: Request, asked: Mapping[str, Any]) -> tuple[Mapping[str, float], Answer | None]:
    if "text" in asked:
        reading = analyse(user=request.user, modality="text", text=asked["text"], keep=False, source=Source.API)
        return reading.prediction.scores, answer_of(reading)
    if "reading_id" in asked:
        return reading_view(user=_person(request), analysis_id=asked["reading_id"]).felt, None
    return usable_mix(asked["emotions"]), None


def _person(request: Request) -> User:
    """The signed-in user: these views let nobody else in."""
    return cast("User", request.user)


class FilmsView(APIView):
    """Films by title, director or actor: every word has to match, the last may be unfinished."""

    throttle_scope = "read"

    @extend_schema(
        operation_id="api_v1_films_search",
        tags=["films"],
        parameters=[QUERY, PAGE, PAGE_SIZE],
        responses={200: SearchSerializer},
    )
    def get(self, request: Request) -> Response:
        pages, query = Pagination(), request.query_params.get("q", "")
        found = pages.paginate_queryset(selectors.matches(query=query, user=request.user), request, view=self)
        cards = selectors.cards(film_ids=found or [], user=request.user)
        return pages.get_paginated_response(FilmSerializer(cards, many=True).data)


class FilmView(APIView):
    """One film."""

    throttle_scope = "read"

    @extend_schema(tags=["films"], responses={200: FilmDetailSerializer})
    def get(self, request: Request, film_id: int) -> Response:
        return Response(FilmDetailSerializer(film_detail(user=request.user, film_id=film_id)).data)


class HistoryView(APIView):
    """The films you have seen, liked and refused: the latest sixty of each."""

    throttle_scope = "read"

    @extend_schema(tags=["films"], responses={200: HistorySerializer})
    def get(self, request: Request) -> Response:
        history = film_history(user=_person(request), size=LATEST)
        return Response(HistorySerializer(history).data)
