"""REST: what a sentence asks for, before anybody acts on it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emotions.serializers import parsed
from recommendations.steering import query
from recommendations.steering.chips import chips
from recommendations.steering.sentence import parse
from recommendations.steering.serializers import HeardRequest, HeardSerializer


class SteerView(APIView):
    """A wish in one sentence as chips. Nothing is kept."""

    throttle_scope = "read"

    @extend_schema(tags=["films"], request=HeardRequest, responses={200: HeardSerializer})
    def post(self, request: Request) -> Response:
        said = parse(parsed(HeardRequest, request)["sentence"])
        shown = {
            "pieces": said.pieces,
            "left_over": said.left_over,
            "chips": chips(said.steer),
            "query": query.write(said.steer),
        }
        return Response(HeardSerializer(shown).data)
