"""REST: an evening together. Guests come by the page; a program speaks for somebody with an account."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.models import User
from emotions.models import Source
from emotions.serializers import parsed
from recommendations.together import selectors, serializers, services
from recommendations.together.models import Member

SHOWN = {200: serializers.EveningSerializer}


class Seat(APIView):
    """A view for somebody who is at the evening."""

    @property
    def throttle_scope(self) -> str:
        return "read" if self.request.method in SAFE_METHODS else "write"

    def member(self, token: str) -> Member:
        return services.member_at(token=token, user=self.person())

    def person(self) -> User:
        """The signed-in user: these views let nobody else in."""
        return cast("User", self.request.user)

    def asked(self, kind: type[Serializer[Any]]) -> dict[str, Any]:
        return parsed(kind, self.request)

    def shown(self, member: Member, code: int = status.HTTP_200_OK) -> Response:
        return Response(serializers.EveningSerializer(selectors.room(member=member)).data, status=code)


class EveningsView(Seat):
    """Start an evening."""

    @extend_schema(tags=["together"], request=serializers.NameRequest, responses={201: serializers.EveningSerializer})
    def post(self, request: Request) -> Response:
        member = services.start(user=self.person(), name=self.asked(serializers.NameRequest)["name"])
        return self.shown(member, status.HTTP_201_CREATED)


class EveningView(Seat):
    """The evening as you see it; or end it for all, which only its owner can."""

    @extend_schema(tags=["together"], responses=SHOWN)
    def get(self, request: Request, token: str) -> Response:
        return self.shown(self.member(token))

    @extend_schema(tags=["together"], responses={204: None})
    def delete(self, request: Request, token: str) -> Response:
        services.end(member=self.member(token))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SeatView(Seat):
    """Join an evening by its token; leave it."""

    @extend_schema(tags=["together"], request=serializers.NameRequest, responses=SHOWN)
    def put(self, request: Request, token: str) -> Response:
        asked = self.asked(serializers.NameRequest)
        return self.shown(services.join(token=token, user=self.person(), name=asked["name"]))

    @extend_schema(tags=["together"], responses={204: None})
    def delete(self, request: Request, token: str) -> Response:
        services.leave(member=self.member(token))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MoodView(Seat):
    """Say what you feel like. Words are read once and not kept; nobody else gets either."""

    throttle_scope = "analyze"

    @extend_schema(tags=["together"], request=serializers.MoodRequest, responses=SHOWN)
    def post(self, request: Request, token: str) -> Response:
        asked, member = self.asked(serializers.MoodRequest), self.member(token)
        if "text" in asked:
            services.say(member=member, user=self.person(), text=asked["text"], source=Source.API)
        else:
            services.feel(member=member, mix=asked["emotions"])
        return self.shown(member)


class LimitsView(Seat):
    """Rule genres and topics out, for everybody there."""

    @extend_schema(tags=["together"], request=serializers.LimitsRequest, responses=SHOWN)
    def put(self, request: Request, token: str) -> Response:
        asked, member = self.asked(serializers.LimitsRequest), self.member(token)
        services.rule_out(member=member, genres=asked["genres"], avoid=asked["avoid"])
        return self.shown(member)


class FilmView(Seat):
    """Refuse a film of the list, allow it again, choose it; its owner takes the choice back."""

    @extend_schema(tags=["together"], request=serializers.FilmRequest, responses=SHOWN)
    def post(self, request: Request, token: str, film_id: int) -> Response:
        action, member = self.asked(serializers.FilmRequest)["action"], self.member(token)
        if action == "take-back":
            services.take_back(member=member)
        else:
            {"refuse": services.refuse, "allow": services.allow, "choose": services.choose}[action](
                member=member, film_id=film_id
            )
        return self.shown(member)


class LinkView(Seat):
    """Its owner opens or closes the link."""

    @extend_schema(tags=["together"], request=serializers.LinkRequest, responses=SHOWN)
    def put(self, request: Request, token: str) -> Response:
        member = self.member(token)
        services.set_open(member=member, is_open=self.asked(serializers.LinkRequest)["open"])
        return self.shown(member)


class KeepView(Seat):
    """Keep the evening, once a film is chosen: the film and how many were there."""

    @extend_schema(tags=["together"], request=None, responses=SHOWN)
    def post(self, request: Request, token: str) -> Response:
        member = self.member(token)
        services.keep(member=member)
        return self.shown(member)
