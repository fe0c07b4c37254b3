"""The original contract's `POST /recommendations`: no token, nothing stored, seven emotions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emotions.errors import UnknownMood
from emotions.legacy_api import DIGITS, LegacyView
from emotions.models import Source
from emotions.serializers import parsed
from emotions.services import analyse
from ml.moods import MOODS, MOODS7, moods7
from recommendations.evenings import rows_for
from recommendations.serializers import LegacyRecommendationsSerializer, LegacyRequest
from recommendations.types import FilmCard


class LegacyRecommendationsView(LegacyView):
    """Films for a text, or for an emotion the caller names (then `confidence` is 1: it is the caller's own word)."""

    @extend_schema(tags=["original"], auth=[], request=LegacyRequest, responses={200: LegacyRecommendationsSerializer})
    def post(self, request: Request) -> Response:
        scores = _scores(parsed(LegacyRequest, request))
        shares = moods7(scores)
        leading = max(MOODS7, key=shares.__getitem__)
        rows = [
            {"genre": row.title, "movies": [_movie(film) for film in row.films]}
            for row in rows_for(user=None, scores=scores)
        ]
        return Response({"emotion": leading, "confidence": round(shares[leading], DIGITS), "recommendations": rows})


def _scores(asked: Mapping[str, Any]) -> Mapping[str, float]:
    if "text" in asked:
        return analyse(
            user=None, modality="text", text=asked["text"], keep=False, source=Source.LEGACY
        ).prediction.scores
    emotion = asked["emotion"].strip().lower()
    if emotion not in MOODS7:
        raise UnknownMood(f"Emotions here are {', '.join(MOODS7)}.")
    return {mood: float(mood == emotion) for mood in MOODS}


def _movie(film: FilmCard) -> dict[str, Any]:
    """A film under the original names. Where the day of release is not known the date is the year alone."""
    released = film.release_date.isoformat() if film.release_date else None
    return {
        "id": film.id,
        "title": film.title,
        "poster_path": film.poster_path,
        "vote_average": film.rating,
        "release_date": released or (str(film.year) if film.year else None),
    }
