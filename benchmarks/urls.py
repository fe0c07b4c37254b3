"""The site's addresses and, under /naive/, what the first version of such a product usually does."""

from django.urls import include, path

from benchmarks import naive

urlpatterns = [
    path("naive/predict", naive.predict),
    path("naive/recommendations", naive.recommendations),
    path("", include("moodflix_site.urls")),
]
