"""The baselines: a torch forward pass inside an async view, and a ranking that reads and sorts the whole catalogue.

The model is our own, as a plain fp32 torch module, so that only the way of serving differs; the films are ours too.
"""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from ml.base import Classifier
from ml.config import MlConfig
from ml.registry import spec
from ml.text.encoder import EncoderClassifier
from recommendations.models import Film

GENRES_OF_JOY = ("Comedy", "Adventure", "Family", "Animation")


@lru_cache(maxsize=1)
def _module() -> Classifier:
    return EncoderClassifier(spec("text-minilm"), MlConfig(), runtime="torch")


@csrf_exempt
async def predict(request: HttpRequest) -> JsonResponse:
    text = json.loads(request.body)["text"]
    scores = _module().predict([text])[0].scores
    return JsonResponse({"probabilities": dict(scores)})


@csrf_exempt
def recommendations(request: HttpRequest) -> JsonResponse:
    films = list(Film.objects.prefetch_related("genres"))
    rows = {genre: [_film(film) for film in _best(films, genre)] for genre in GENRES_OF_JOY}
    return JsonResponse({"recommendations": rows})


def _best(films: list[Film], genre: str) -> list[Film]:
    fitting = [film for film in films if genre in {g.name for g in film.genres.all()}]
    return sorted(fitting, key=lambda film: film.rating or 0, reverse=True)[:12]


def _film(film: Film) -> dict[str, Any]:
    return {"id": film.pk, "title": film.title, "year": film.year}
