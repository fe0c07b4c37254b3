"""REST: what somebody does with films, their watchlist, what they left out, and how films left them."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from emotions.serializers import parsed
from moodflix_site.common.api import Pagination
from recommendations.access import visible_film
from recommendations.feedback import events, mood_checks, serializers, services
from recommendations.feedback.actions import give
from recommendations.feedback.effects import effects_of
from recommendations.feedback.evening import Evening
from recommendations.feedback.models import EventKind
from recommendations.feedback.states import kept_back, state_of
from recommendations.feedback.watchlist import cards, ordered
from recommendations.serializers import FilmSerializer, SearchSerializer

LATEST = 60
PAGE = OpenApiParameter("page", OpenApiTypes.INT)
PAGE_SIZE = OpenApiParameter("page_size", OpenApiTypes.INT, description="at most 100")


class ReadOrWrite(APIView):
    """Two budgets: looking and changing."""

    @property
    def throttle_scope(self) -> str:
        return "read" if self.request.method in SAFE_METHODS else "write"


def _person(request: Request) -> User:
    """The signed-in user: these views let nobody else in."""
    return cast("User", request.user)


def _evening(asked: dict[str, Any]) -> Evening:
    return Evening(asked["reading_id"], asked["dial"])


def _state(request: Request, film_id: int) -> Response:
    return Response(serializers.FeedbackStateSerializer(state_of(user=_person(request), film_id=film_id)).data)


class FilmFeedbackView(ReadOrWrite):
    """Say what you make of a film, and take it back. Calling it twice changes nothing more."""

    @extend_schema(tags=["films"], responses={200: serializers.FeedbackStateSerializer})
    def get(self, request: Request, film_id: int) -> Response:
        visible_film(user=_person(request), film_id=film_id)
        return _state(request, film_id)

    @extend_schema(
        tags=["films"], request=serializers.FeedbackRequest, responses={200: serializers.FeedbackStateSerializer}
    )
    def post(self, request: Request, film_id: int) -> Response:
        asked = parsed(serializers.FeedbackRequest, request)
        give(
            user=_person(request),
            film_id=film_id,
            action=asked["action"],
            rating=asked["rating"],
            kind=asked["kind"],
            evening=_evening(asked),
        )
        return _state(request, film_id)


class FilmIgnoreView(APIView):
    """Leave a film out of what decides your offers, or use it again."""

    throttle_scope = "write"

    @extend_schema(
        tags=["films"], request=serializers.IgnoreRequest, responses={200: serializers.FeedbackStateSerializer}
    )
    def post(self, request: Request, film_id: int) -> Response:
        if parsed(serializers.IgnoreRequest, request)["ignored"]:
            services.ignore(user=_person(request), film_id=film_id)
        else:
            services.use_again(user=_person(request), film_id=film_id)
        return _state(request, film_id)


class FilmEventView(APIView):
    """Tell that a film was opened from an offer, or its trailer watched."""

    throttle_scope = "write"

    @extend_schema(tags=["films"], request=serializers.EventRequest, responses={204: None})
    def post(self, request: Request, film_id: int) -> Response:
        asked = parsed(serializers.EventRequest, request)
        film = visible_film(user=_person(request), film_id=film_id)
        events.note(user=_person(request), film_id=film.pk, kind=EventKind(asked["kind"]), evening=_evening(asked))
        return Response(status=204)


class WatchlistView(APIView):
    """Films you saved and have neither seen since nor refused."""

    throttle_scope = "read"

    @extend_schema(
        tags=["films"],
        parameters=[serializers.WatchlistRequest, PAGE, PAGE_SIZE],
        responses={200: SearchSerializer},
    )
    def get(self, request: Request) -> Response:
        asked = serializers.WatchlistRequest(data=request.query_params)
        asked.is_valid(raise_exception=True)
        films, _, _ = ordered(user=_person(request), **asked.validated_data)
        pages = Pagination()
        found = pages.paginate_queryset(films, request, view=self)
        return pages.get_paginated_response(
            FilmSerializer(cards(user=_person(request), films=found or []), many=True).data
        )


class LeftOutView(ReadOrWrite):
    """What you asked to be left out: films put off, kinds, and films not used. The latest sixty of each."""

    @extend_schema(tags=["films"], responses={200: serializers.LeftOutSerializer})
    def get(self, request: Request) -> Response:
        return Response(serializers.LeftOutSerializer(kept_back(user=_person(request), size=LATEST)).data)


class KindsView(APIView):
    """Offer a refused kind again. Refusing one is said of a film: `POST /films/{id}/feedback`."""

    throttle_scope = "write"

    @extend_schema(tags=["films"], request=serializers.KindRequest, responses={200: serializers.LeftOutSerializer})
    def post(self, request: Request) -> Response:
        services.allow_kind(user=_person(request), key=parsed(serializers.KindRequest, request)["kind"])
        return Response(serializers.LeftOutSerializer(kept_back(user=_person(request), size=LATEST)).data)


class MoodChecksView(ReadOrWrite):
    """Did the films help? What is asked now, and what your answers add up to."""

    @extend_schema(tags=["films"], responses={200: serializers.MoodChecksSerializer})
    def get(self, request: Request) -> Response:
        return _checks(_person(request))

    @extend_schema(
        tags=["films"], request=serializers.MoodCheckRequest, responses={200: serializers.MoodCheckSerializer}
    )
    def post(self, request: Request) -> Response:
        """The first answer about an evening counts; `DELETE` takes it back."""
        asked = parsed(serializers.MoodCheckRequest, request)
        given = mood_checks.answer_of(asked.pop("answer"))
        check = mood_checks.answer(user=_person(request), given=given, **asked)
        return Response(serializers.MoodCheckSerializer(check).data)

    @extend_schema(tags=["films"], request=serializers.AskingRequest, responses={200: serializers.MoodChecksSerializer})
    def patch(self, request: Request) -> Response:
        """Whether to be asked at all."""
        choose = (
            mood_checks.ask_again if parsed(serializers.AskingRequest, request)["asking"] else mood_checks.ask_no_more
        )
        choose(user=_person(request))
        return _checks(_person(request))


class MoodCheckView(APIView):
    """One answer, by the reading that the evening began with."""

    throttle_scope = "write"

    @extend_schema(tags=["films"], responses={204: None})
    def delete(self, request: Request, reading_id: int) -> Response:
        mood_checks.take_back(user=_person(request), reading_id=reading_id)
        return Response(status=204)


def _checks(user: User) -> Response:
    effects = effects_of(user)
    shown = {
        "asking": not mood_checks.wants_no_questions(user),
        "question": mood_checks.pending(user),
        "answers": effects.answers,
        "missing": effects.missing,
        "effects": effects.found,
    }
    return Response(serializers.MoodChecksSerializer(shown).data)
