"""Addresses of the film pages."""

from django.urls import URLPattern, URLResolver, include, path

from recommendations import views
from recommendations.film_moods.views import film_felt
from recommendations.voice_views import mood_listen

urlpatterns: list[URLPattern | URLResolver] = [
    path("mood", views.mood_read, name="mood-read"),
    path("mood/listen", mood_listen, name="mood-listen"),
    path("mood/<int:analysis_id>", views.mood, name="mood"),
    path("mood/pick/<str:mood>", views.mood_pick, name="mood-pick"),
    path("for-you", views.for_you, name="for-you"),
    path("row/<slug:key>", views.row, name="row"),
    path("film/<int:film_id>", views.film, name="film"),
    path("", include("recommendations.feedback.urls")),
    path("film/<int:film_id>/felt", film_felt, name="film-felt"),
    path("search", views.search, name="search"),
    path("history", views.history, name="history"),
    path("together/", include("recommendations.together.urls")),
]
