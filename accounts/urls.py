from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("theme", views.theme, name="theme"),
    path("consent", views.consent, name="consent"),
    path("tokens", views.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke", views.revoke, name="token-revoke"),
    path("export", views.export, name="export"),
    path("erase", views.erase, name="erase"),
]
