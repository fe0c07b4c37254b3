"""REST: films for a mood, films by name, what somebody makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
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
from recommendations.evenings import Evening, offer_films
from recommendations.for_you import for_you
from recommendations.history import film_history
from recommendations.ranking.affinity import usable_mix
from recommendations.retrieval.listing import SORTS
from recommendations.serializers import (
    FilmDetailSerializer,
    FilmSerializer,
    ForYouSerializer,
    HistorySerializer,
    RecommendationRequest,
    RecommendationsSerializer,
    SearchSerializer,
)
from recommendations.steering import query
from recommendations.steering.filters import search_filters
from recommendations.steering.serializers import steer_of
from recommendations.steering.types import Steer

QUERY = OpenApiParameter("q", OpenApiTypes.STR, description="title, director or actor; 200 characters")
LATEST = 60
PAGE = OpenApiParameter("page", OpenApiTypes.INT)
MOOD = OpenApiParameter("mood", OpenApiTypes.STR, enum=["none"])
FILTERS = (
    *(OpenApiParameter(name, OpenApiTypes.STR, many=True) for name in ("genre", "all", "without", "language")),
    *(OpenApiParameter(name, OpenApiTypes.INT) for name in ("from", "to", "least", "most", "age")),
    OpenApiParameter("sort", OpenApiTypes.STR, enum=list(SORTS)),
)
PAGE_SIZE = OpenApiParameter("page_size", OpenApiTypes.INT, description="at most 100")


class RecommendationsView(APIView):
    """Rows of films for a mood mix, a text or one of your readings. A text is read for this answer and not kept."""

    throttle_scope = "recommend"

    @extend_schema(tags=["films"], request=RecommendationRequest, responses={200: RecommendationsSerializer})
    def post(self, request: Request) -> Response:
        asked = parsed(RecommendationRequest, request)
        scores, answer = _mix(request, asked)
        offered = offer_films(user=request.user, evening=_evening(scores, asked))
        shown = {
            "emotions": scores,
            "analysis": answer,
            "rows": offered.rows,
            "note": offered.note,
            "catalogue": selectors.catalogue_note(),
        }
        return Response(RecommendationsSerializer(shown).data)


def _evening(scores: Mapping[str, float], asked: Mapping[str, Any]) -> Evening:
    steer = steer_of(asked["steer"]) if "steer" in asked else Steer()
    genres = tuple(dict.fromkeys((*steer.wishes.include_genres, *asked["genres"])))
    steer = replace(steer, wishes=replace(steer.wishes, include_genres=genres))
    return Evening(scores, steer, asked["include_seen"], asked["hand"], asked["rows"], asked["limit"])


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


class ForYouView(APIView):
    """Everything that suits you, best first, in the light of a reading of the last hours.

    `?mood=none` leaves that out. The steer stands in the query as in the address of the page; `/steer` makes one.
    """

    throttle_scope = "recommend"

    @extend_schema(tags=["films"], parameters=[PAGE, MOOD], responses={200: ForYouSerializer})
    def get(self, request: Request) -> Response:
        asked = request.query_params
        steer, follow = query.read(asked), asked.get("mood") != "none"
        found = for_you(user=request.user, number=asked.get("page", 1), follow=follow, steer=steer)
        shown = {
            "count": found.page.paginator.count,
            "next": _turned(request, found.page.next_page_number) if found.page.has_next() else None,
            "previous": _turned(request, found.page.previous_page_number) if found.page.has_previous() else None,
            "reading_id": found.reading.analysis_id if found.reading else None,
            "note": found.note,
            "results": found.page.object_list,
        }
        return Response(ForYouSerializer(shown).data)


def _turned(request: Request, number: Callable[[], int]) -> str:
    """The address of another page of the same list."""
    return replace_query_param(request.build_absolute_uri(), "page", number())


class FilmsView(APIView):
    """Films by title, director or actor: every word has to match, the last may be unfinished.

    Filters narrow them, or list all that keep to them where there are no words.
    """

    throttle_scope = "read"

    @extend_schema(
        operation_id="api_v1_films_search",
        tags=["films"],
        parameters=[QUERY, *FILTERS, PAGE, PAGE_SIZE],
        responses={200: SearchSerializer},
    )
    def get(self, request: Request) -> Response:
        pages, asked = Pagination(), search_filters(request.query_params)
        words = request.query_params.get("q", "")
        ids = selectors.matches(query=words, user=request.user, wishes=asked.steer.wishes, sort=asked.sort)
        found = pages.paginate_queryset(ids, request, view=self)
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
