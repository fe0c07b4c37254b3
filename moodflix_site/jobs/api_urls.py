"""Jobs under /api/v1/."""

from django.urls import path

from moodflix_site.jobs import api

urlpatterns = [
    path("jobs/<uuid:job_id>", api.JobView.as_view(), name="api-job"),
    path("jobs/<uuid:job_id>/cancel", api.JobCancelView.as_view(), name="api-job-cancel"),
]
