"""The job pages."""

from django.urls import path

from moodflix_site.jobs import views

urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("<uuid:job_id>", views.job, name="job"),
    path("<uuid:job_id>/cancel", views.job_cancel, name="job-cancel"),
]
