from django.urls import path

from accounts import api

urlpatterns = [
    path("me", api.MeView.as_view(), name="api-me"),
    path("me/consents", api.ConsentsView.as_view(), name="api-consents"),
    path("me/consents/<str:modality>", api.ConsentView.as_view(), name="api-consent"),
]
