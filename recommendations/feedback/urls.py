"""Addresses of what somebody does with films."""

from django.urls import URLPattern, URLResolver, path

from recommendations.feedback import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("film/<int:film_id>/feedback", views.film_feedback, name="film-feedback"),
    path("film/<int:film_id>/ignore", views.film_ignore, name="film-ignore"),
    path("film/<int:film_id>/noted", views.film_noted, name="film-noted"),
    path("kinds/allow", views.kind_allow, name="kind-allow"),
    path("watchlist", views.watchlist_page, name="watchlist"),
    path("mood-check", views.mood_check, name="mood-check"),
    path("mood-check/undo", views.mood_check_undo, name="mood-check-undo"),
]
