"""Addresses of the film pages."""

from django.urls import URLPattern, URLResolver, path

from recommendations import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mood", views.mood_read, name="mood-read"),
    path("mood/<int:analysis_id>", views.mood, name="mood"),
    path("mood/pick/<str:mood>", views.mood_pick, name="mood-pick"),
    path("film/<int:film_id>", views.film, name="film"),
    path("film/<int:film_id>/feedback", views.film_feedback, name="film-feedback"),
    path("search", views.search, name="search"),
    path("history", views.history, name="history"),
]
