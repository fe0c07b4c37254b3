"""Jobs over REST: how one is doing, and stopping it."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from moodflix_site.jobs import selectors, services
from moodflix_site.jobs.models import Job


class ProgressSerializer(serializers.Serializer[Job]):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()


class JobSerializer(serializers.ModelSerializer[Job]):
    progress = ProgressSerializer(source="*")

    class Meta:
        model = Job
        fields = (
            "id",
            "task",
            "status",
            "progress",
            "result",
            "error_code",
            "attempts",
            "created_at",
            "started_at",
            "finished_at",
        )


class JobView(APIView):
    throttle_scope = "read"

    @extend_schema(responses=JobSerializer, tags=["jobs"])
    def get(self, request: Request, job_id: UUID) -> Response:
        """How a job of yours is doing."""
        return Response(JobSerializer(selectors.job_of(request.user, job_id)).data)


class JobCancelView(APIView):
    throttle_scope = "write"

    @extend_schema(request=None, responses=JobSerializer, tags=["jobs"])
    def post(self, request: Request, job_id: UUID) -> Response:
        """Stop a job of yours. 409 when it had already ended."""
        return Response(JobSerializer(services.cancel(user=request.user, job_id=job_id)).data)
