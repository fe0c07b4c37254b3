"""Health for programs: `/api/v1/health`, and the original contract's `/health`. Open, cheap, nothing personal."""

from __future__ import annotations

import time
from typing import Any

import psutil
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ml.analyse import models_status
from ml.registry import specs
from moodflix_site import probes

_STARTED = psutil.Process().create_time()


class ModelSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    modality = serializers.CharField()
    tier = serializers.CharField()
    weights_present = serializers.BooleanField()
    loaded = serializers.BooleanField()
    active = serializers.BooleanField()
    allowed = serializers.BooleanField(help_text="This installation does not refuse its licence.")
    error = serializers.CharField(help_text="The code of what keeps it from loading, or empty.")


class SystemSerializer(serializers.Serializer[Any]):
    cpu_percent = serializers.FloatField(help_text="Of the machine, since the last call.")
    memory_percent = serializers.FloatField()
    process_memory_mb = serializers.FloatField()


class HealthSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["ok", "degraded"])
    models = ModelSerializer(many=True)
    modalities = serializers.DictField(child=serializers.BooleanField(), help_text="Whether any model reads it here.")
    services = serializers.DictField(child=serializers.BooleanField())
    uptime_seconds = serializers.FloatField()
    system = SystemSerializer()


class _Open(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


class HealthView(_Open):
    @extend_schema(responses=HealthSerializer, tags=["health"])
    def get(self, request: Request) -> Response:
        """Whether every part works, which models are there, and how busy the machine is."""
        services, models = _services(), _models()
        return Response(
            {
                "status": "ok" if _is_well(services, models) else "degraded",
                "models": models,
                "modalities": _modalities(models),
                "services": services,
                "uptime_seconds": _uptime(),
                "system": _system(),
            }
        )


class LegacyHealthView(_Open):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The original contract."""
        models = _models()
        status = "healthy" if _is_well(_services(), models) else "degraded"
        names = {model["name"]: model["weights_present"] for model in models}
        return Response({"status": status, "models": names, "uptime_seconds": _uptime()})


def _services() -> dict[str, bool]:
    """TMDB is a service only where this installation has a key for it."""
    tmdb = probes.tmdb_status()
    return {
        "database": probes.database_answers(),
        "cache": probes.cache_answers(),
        "jobs": probes.jobs_run(),
        "films": probes.films_listed() > 0,
        **({"tmdb": not tmdb.error} if tmdb.configured else {}),
    }


def _models() -> list[dict[str, Any]]:
    return [
        {
            "name": status.spec.name,
            "modality": status.spec.modality,
            "tier": status.spec.tier,
            "weights_present": status.weights_present,
            "loaded": status.loaded,
            "active": status.active,
            "allowed": status.allowed,
            "error": status.error,
        }
        for status in models_status()
    ]


def _modalities(models: list[dict[str, Any]]) -> dict[str, bool]:
    """Say of every modality that a model was made for whether one reads it here."""
    read = {model["modality"] for model in models if model["active"]}
    return {modality: modality in read for modality in sorted({spec.modality for spec in specs()})}


def _is_well(services: dict[str, bool], models: list[dict[str, Any]]) -> bool:
    """Every service answers, and every modality is read by its first choice.

    One whose models this installation refuses, all of them, is no fault of its health.
    """
    modalities = {model["modality"] for model in models if model["allowed"]}
    first = {model["modality"] for model in models if model["active"] and model["tier"] == "primary"}
    return all(services.values()) and bool(modalities) and first == modalities


def _system() -> dict[str, float]:
    return {
        "cpu_percent": psutil.cpu_percent(interval=None),
        "memory_percent": psutil.virtual_memory().percent,
        "process_memory_mb": round(psutil.Process().memory_info().rss / 2**20, 1),
    }


def _uptime() -> float:
    return round(time.time() - _STARTED, 1)
