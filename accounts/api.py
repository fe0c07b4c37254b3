"""REST: a person's own settings and permissions."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from accounts.models import Theme
from accounts.names import printable
from accounts.regions import LANGUAGES, REGIONS
from accounts.registries import genres, topics
from accounts.selectors import consent_states, me
from accounts.services import ProfileChanges, grant_consent, update_profile, withdraw_consent

MOST_GENRES = 100


class GenreList(serializers.ListField):
    """Names of the catalogue's genres; the answer is sorted and without repetition."""

    child = serializers.CharField(max_length=60)

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, list) and len(data) > MOST_GENRES:
            raise serializers.ValidationError(f"At most {MOST_GENRES} genres.")
        names = sorted(set(super().to_internal_value(data)))
        if not set(names) <= set(genres()):
            raise serializers.ValidationError("The catalogue knows no such genre.")
        return names


class TopicList(serializers.ListField):
    """Keys of topics that the person never wants to meet; sorted and without repetition."""

    child = serializers.CharField(max_length=60)

    def to_internal_value(self, data: Any) -> list[str]:
        if isinstance(data, list) and len(data) > MOST_GENRES:
            raise serializers.ValidationError(f"At most {MOST_GENRES} topics.")
        keys = sorted(set(super().to_internal_value(data)))
        if not set(keys) <= set(topics()):
            raise serializers.ValidationError("There is no such topic.")
        return keys


class ServiceList(serializers.ListField):
    """TMDB's numbers of the streaming services that the person has; sorted and without repetition."""

    child = serializers.IntegerField(min_value=1, max_value=999_999)

    def to_internal_value(self, data: Any) -> list[int]:
        if isinstance(data, list) and len(data) > MOST_GENRES:
            raise serializers.ValidationError(f"At most {MOST_GENRES} services.")
        return sorted(set(super().to_internal_value(data)))


class MeSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(read_only=True)
    display_name = serializers.CharField(max_length=60, allow_blank=True)
    region = serializers.ChoiceField(choices=list(REGIONS.items()), allow_blank=True)
    language = serializers.ChoiceField(choices=list(LANGUAGES.items()))
    include_adult = serializers.BooleanField()
    favourite_genres = GenreList()
    refused_genres = GenreList()
    avoid_topics = TopicList()
    services = ServiceList()
    theme = serializers.ChoiceField(choices=Theme.choices)

    def validate_display_name(self, value: str) -> str:
        return printable(value)


class ConsentSerializer(serializers.Serializer[Any]):
    """`title`, `read`, `kept` and `undo` are the text to show before asking; `wording` is its version."""

    modality = serializers.CharField(source="text.modality")
    title = serializers.CharField(source="text.title")
    read = serializers.CharField(source="text.read")
    kept = serializers.CharField(source="text.kept")
    undo = serializers.CharField(source="text.undo")
    asks = serializers.BooleanField(source="text.asks")
    wording = serializers.CharField()
    granted_at = serializers.DateTimeField(allow_null=True)


class GrantSerializer(serializers.Serializer[Any]):
    wording = serializers.CharField(max_length=20, help_text="The version of the text that the person was shown.")


class OwnView(APIView):
    def get_throttles(self) -> list[BaseThrottle]:
        self.throttle_scope = "read" if self.request.method in {"GET", "HEAD", "OPTIONS"} else "write"
        return super().get_throttles()


class MeView(OwnView):
    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(me(_user(request))).data)

    @extend_schema(operation_id="me_update", request=MeSerializer(partial=True), responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        sent = MeSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        update_profile(user=_user(request), changes=ProfileChanges(**sent.validated_data))
        return Response(MeSerializer(me(_user(request))).data)


class ConsentsView(OwnView):
    @extend_schema(operation_id="consents", responses=ConsentSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(ConsentSerializer(consent_states(_user(request)), many=True).data)


class ConsentView(OwnView):
    @extend_schema(operation_id="consent_grant", request=GrantSerializer, responses=ConsentSerializer)
    def put(self, request: Request, modality: str) -> Response:
        sent = GrantSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        grant_consent(user=_user(request), modality=modality, wording=sent.validated_data["wording"])
        state = next(state for state in consent_states(_user(request)) if state.text.modality == modality)
        return Response(ConsentSerializer(state).data)

    @extend_schema(operation_id="consent_withdraw", request=None, responses={204: None})
    def delete(self, request: Request, modality: str) -> Response:
        withdraw_consent(user=_user(request), modality=modality)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _user(request: Request) -> Any:
    """The signed-in user: the default permission lets nobody else come this far."""
    return request.user
