"""The one error shape, for the OpenAPI pages. The errors themselves are made in moodflix_site.common.api."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers


class ErrorDetailSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="stable and machine readable")
    message = serializers.CharField(help_text="for people")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(), required=False, help_text="what was wrong, by name"
    )


class ErrorSerializer(serializers.Serializer[Any]):
    error = ErrorDetailSerializer()


EMPTY_TEXT = OpenApiExample(
    "Nothing to read",
    value={"error": {"code": "empty_text", "message": "There are no words to read yet. A line is plenty."}},
    response_only=True,
    status_codes=["400"],
)


def answers(success: Any, *errors: int, status: int = 200) -> dict[int, Any]:
    """`responses` of an operation: `success`, and the error shape for each of these statuses and for 429."""
    return {status: success, **dict.fromkeys((*errors, 429), ErrorSerializer)}
